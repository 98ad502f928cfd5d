package uk.redress.letter;

import java.time.Clock;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.spin.json.SpinJsonNode;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.springframework.stereotype.Component;
import org.thymeleaf.IEngineConfiguration;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.context.EngineContext;
import org.thymeleaf.engine.TemplateData;
import org.thymeleaf.exceptions.TemplateProcessingException;
import org.thymeleaf.templateresolver.AbstractConfigurableTemplateResolver;
import org.thymeleaf.templateresource.ITemplateResource;
import org.thymeleaf.templateresource.StringTemplateResource;
import uk.redress.policy.EngineClock;
import uk.redress.policy.FolderCheck;
import uk.redress.policy.Policies;
import uk.redress.policy.Policy;
import uk.redress.policy.PolicyFolder;

/**
 * Words letters from the templates of a policy: {@code letters/<kind>.html} of its folder and of the common one.
 *
 * <p>A template speaks of the case by the names of its variables, and of {@code policy}, {@code today},
 * {@code addressee}, {@link Dates dates}, {@link Words words} and {@link Roles roles}. A file whose name begins with an
 * underscore is a piece that letters share, not a letter. What people typed is always escaped.
 */
@Component
public class LetterTemplates implements FolderCheck {

    /** The names that a template has besides the case's own. */
    private static final Set<String> OURS = Set.of("policy", "today", "addressee", "dates", "words", "roles");

    /** The meta element by which a template says that it words a notice to colleagues: _notice.html has it. */
    private static final String NOTICE = "meta[name=audience][content=colleagues]";

    /** What a notice to colleagues leaves out where complaints are confidential (SMS-10): who complained, and what about. */
    private static final Set<String> NOT_IN_NOTICES = Stream.concat(
                    Addressee.VARIABLES.stream(), Stream.of("complainantType", "summary"))
            .collect(Collectors.toUnmodifiableSet());

    /** A mail's subject that is longer helps nobody. */
    private static final int LONGEST_SUBJECT = 200;

    private final Policies policies;
    private final Clock clock;
    private final Map<String, Wording> wordings = new ConcurrentHashMap<>();

    LetterTemplates(Policies policies, EngineClock clock) {
        this.policies = policies;
        this.clock = clock;
    }

    /**
     * Words a letter.
     *
     * @param kind the template's name, such as {@code acknowledgement}
     * @param variables the case's variables
     * @throws LetterException if the policy has no such template, or it speaks of something that is not there
     */
    Draft draft(Policy policy, String kind, Map<String, Object> variables) {
        PolicyFolder folder = policies.folder(policy.tenant());
        return wordings.computeIfAbsent(policy.tenant(), tenant -> new Wording(folder))
                .draft(policy, kind, variables, clock);
    }

    Draft draft(Policy policy, PolicyFolder folder, String kind, Map<String, Object> variables) {
        return new Wording(folder).draft(policy, kind, variables, clock);
    }

    /**
     * What is wrong with the letters of a policy: each that its diagrams ask for is tried on made-up cases, with and
     * without what a case may lack.
     *
     * @return a line for each problem, with the file and the mend; empty if there is none
     */
    @Override
    public List<String> problems(PolicyFolder folder) {
        return problems(policies.of(folder.name()), folder);
    }

    List<String> problems(Policy policy, PolicyFolder folder) {
        Set<String> problems = new LinkedHashSet<>();
        Wording wording = new Wording(folder);
        folder.letters()
                .forEach((name, template) ->
                        problems.addAll(LetterSafety.ofTemplate("letters/" + name + ".html", template)));
        List<Map<String, Object>> samples =
                SampleCases.of(policy, wording.names, folder.letters().values(), clock.instant());
        for (CaseNames.Owed owed : wording.names.letters()) {
            for (Map<String, Object> sample : samples) {
                Map<String, Object> variables = new HashMap<>(sample);
                if (!owed.toColleagues()) {
                    variables.remove(CaseNames.TO);
                }
                try {
                    wording.draft(policy, owed.kind(), variables, clock);
                } catch (LetterException broken) {
                    problems.add(broken.getMessage());
                }
            }
        }
        return List.copyOf(problems);
    }

    /**
     * A letter's words.
     *
     * @param subject the template's title
     */
    record Draft(String subject, String html, String text, Addressee addressee) {}

    /** The templates of one policy. */
    private static final class Wording {

        private final PolicyFolder folder;
        private final CaseNames names;
        private final TemplateEngine engine = new TemplateEngine();

        Wording(PolicyFolder folder) {
            this.folder = folder;
            this.names = CaseNames.of(folder);
            engine.setTemplateResolver(new FolderResolver(folder));
            engine.setEngineContextFactory((configuration, template, attributes, context) ->
                    new StrictContext(configuration, template, attributes, context.getLocale(), variables(context)));
        }

        Draft draft(Policy policy, String kind, Map<String, Object> variables, Clock clock) {
            if (kind.startsWith("_") || !folder.letters().containsKey(kind)) {
                throw new LetterException("The policy " + folder.name() + " has no letter \"" + kind
                        + "\". Add processes/" + folder.name() + "/letters/" + kind + ".html and start again.");
            }
            Map<String, Object> model = new HashMap<>();
            names.variables().keySet().forEach(name -> model.put(name, null));
            variables.forEach((name, value) -> model.put(name, plain(value)));
            List<String> groups = Recipients.groups(model.get(CaseNames.TO));
            Roles roles = new Roles(policy, model.get(Roles.INSTEAD));
            Addressee addressee =
                    groups.isEmpty() ? Addressee.of(model) : Addressee.colleagues(titles(kind, roles, groups));
            if (!groups.isEmpty() && policy.confidential()) {
                model.keySet().removeAll(NOT_IN_NOTICES);
            }
            model.put("policy", policy);
            model.put("today", LocalDate.now(clock));
            model.put("addressee", addressee);
            model.put("dates", new Dates(clock.instant()));
            model.put("words", new Words());
            model.put("roles", roles);
            Document letter;
            try {
                letter = Jsoup.parse(engine.process(kind, new Context(Locale.UK, model)));
            } catch (RuntimeException broken) {
                throw new LetterException(explain(kind, broken), broken);
            }
            letter.outputSettings().prettyPrint(false);
            check(kind, letter, !groups.isEmpty());
            return new Draft(subject(kind, letter), letter.outerHtml(), PlainText.of(letter), addressee);
        }

        private String titles(String kind, Roles roles, List<String> groups) {
            try {
                return roles.titles(groups);
            } catch (IllegalArgumentException unknown) {
                throw new LetterException(cannotBeWritten(kind) + unknown.getMessage(), unknown);
            }
        }

        private void check(String kind, Document letter, boolean toColleagues) {
            String file = "letters/" + kind + ".html";
            boolean notice = letter.selectFirst(NOTICE) != null;
            if (notice && !toColleagues) {
                throw new LetterException(cannotBeWritten(kind) + file
                        + " is a notice to colleagues, but the step that owes it does not say to whom. Pass the group to"
                        + " the call activity, such as <camunda:in sourceExpression=\"directors\" target=\"to\"/>.");
            }
            if (toColleagues && !notice) {
                throw new LetterException(cannotBeWritten(kind) + file
                        + " is a letter to the complainant, but the step that owes it passes the variable \"to\". Take that"
                        + " from the call activity, or word the letter on ~{_notice :: letter}.");
            }
            List<String> unsafe = LetterSafety.ofLetter(file, letter);
            if (!unsafe.isEmpty()) {
                throw new LetterException(cannotBeWritten(kind) + String.join(" ", unsafe));
            }
        }

        private String subject(String kind, Document letter) {
            String subject = letter.title();
            if (subject.isBlank()) {
                throw new LetterException("letters/" + kind
                        + ".html of the policy " + folder.name()
                        + " has no <title>, or an empty one. It is the subject of the mail: add it.");
            }
            return subject.length() <= LONGEST_SUBJECT ? subject : subject.substring(0, LONGEST_SUBJECT - 1) + "…";
        }

        private String cannotBeWritten(String kind) {
            return "The letter \"" + kind + "\" of the policy " + folder.name() + " cannot be written. ";
        }

        private String explain(String kind, RuntimeException broken) {
            String place = "letters/" + kind + ".html";
            Throwable cause = broken;
            Set<Throwable> seen = new HashSet<>();
            while (seen.add(cause)) {
                if (cause instanceof TemplateProcessingException at && at.getTemplateName() != null) {
                    place = "letters/" + at.getTemplateName() + ".html"
                            + (at.getLine() == null ? "" : ", line " + at.getLine());
                }
                if (cause.getCause() == null) {
                    break;
                }
                cause = cause.getCause();
            }
            return cannotBeWritten(kind) + place + ": " + cause.getMessage();
        }

        private static Map<String, Object> variables(org.thymeleaf.context.IContext context) {
            Map<String, Object> variables = new HashMap<>();
            context.getVariableNames().forEach(name -> variables.put(name, context.getVariable(name)));
            return variables;
        }

        // Long text is kept as JSON: a text variable ends at 4,000 characters.
        private static Object plain(Object value) {
            if (value instanceof SpinJsonNode json) {
                return json.isString() ? json.stringValue() : json.toString();
            }
            return value;
        }
    }

    private static final class FolderResolver extends AbstractConfigurableTemplateResolver {

        private final PolicyFolder folder;

        FolderResolver(PolicyFolder folder) {
            this.folder = folder;
        }

        @Override
        protected ITemplateResource computeTemplateResource(
                IEngineConfiguration configuration,
                String ownerTemplate,
                String template,
                String resourceName,
                String characterEncoding,
                Map<String, Object> attributes) {
            String text = folder.letters().get(template);
            if (text == null) {
                throw new LetterException("there is no letters/" + template + ".html.");
            }
            return new StringTemplateResource(text);
        }
    }

    /** Thymeleaf shows nothing for a name that it does not know; a letter with a hole in it must not go out. */
    private static final class StrictContext extends EngineContext {

        StrictContext(
                IEngineConfiguration configuration,
                TemplateData template,
                Map<String, Object> attributes,
                Locale locale,
                Map<String, Object> variables) {
            super(configuration, template, attributes, locale, variables);
        }

        @Override
        public Object getVariable(String name) {
            if (!containsVariable(name)) {
                throw new LetterException("nothing in this policy is called \"" + name
                        + "\"" + (NOT_IN_NOTICES.contains(name) ? " in a notice to colleagues" : "")
                        + ". Use a start variable, a field of a form, a parameter of a diagram, or one of "
                        + String.join(", ", new TreeSet<>(OURS)) + ".");
            }
            return super.getVariable(name);
        }
    }
}
