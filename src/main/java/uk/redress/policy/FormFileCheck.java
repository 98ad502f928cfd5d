package uk.redress.policy;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import uk.redress.policy.FormDefinition.Field;
import uk.redress.policy.FormDefinition.Option;
import uk.redress.policy.FormDefinition.Type;

/** Every form shows in Tasklist as it does in Modeler, and asks for what the server can check and store. */
final class FormFileCheck {

    static final String ENDING = ".form";

    /** Tasklist's form-js. */
    private static final int NEWEST_SCHEMA = 16;

    /** The last version for which Modeler offers only what Tasklist can show. */
    private static final String PLATFORM_VERSION = "7.22.0";

    private static final int LONGEST_TEXT = 20_000;
    private static final int LONGEST_LINE = 4_000;

    /** The form in a file; empty, with a problem told, if there is none in it that Redress can use. */
    static Optional<FormDefinition> read(String file, byte[] content, Problems problems) {
        try {
            return Optional.of(FormDefinition.parse(file, content));
        } catch (PolicyException broken) {
            problems.add(file, broken.getMessage().replaceFirst("^\\Q" + file + "\\E[:,]? *", ""));
            return Optional.empty();
        }
    }

    /** The ids of the forms among the files. */
    static Set<String> ids(Map<String, byte[]> resources) {
        Set<String> ids = new TreeSet<>();
        for (String file : resources.keySet()) {
            if (file.endsWith(ENDING)) {
                ids.add(idOf(file));
            }
        }
        return ids;
    }

    void check(PolicyFiles files, Problems problems) {
        Set<String> startForms = new HashSet<>(); // Of complaints: what else is started sets what it likes.
        for (Diagram diagram : files.diagrams()) {
            if (!files.policy().procedures().containsKey(diagram.process().getId())) {
                continue;
            }
            for (StartEvent start : diagram.all(StartEvent.class)) {
                Diagram.attribute(start, "formRef").ifPresent(startForms::add);
            }
        }
        files.forms().forEach((file, form) -> {
            checkForm(file, form, problems);
            for (Field field : form.fields()) {
                Finding finding = message -> problems.add(file, field.key(), field.label(), message);
                checkKey(field, startForms.contains(idOf(file)), finding);
                checkLength(field, finding);
                checkChoices(field, finding);
                checkPeople(field, files.policy(), finding);
                checkConditions(field, files, finding);
                checkDates(field, files, finding);
            }
        });
    }

    private interface Finding {
        void tell(String message);
    }

    private static void checkForm(String file, FormDefinition form, Problems problems) {
        if (!form.id().equals(idOf(file))) {
            problems.add(file, "has the id \"" + form.id() + "\". Make it the file's name: \"" + idOf(file) + "\".");
        }
        if (form.schemaVersion() < 1 || form.schemaVersion() > NEWEST_SCHEMA) {
            problems.add(
                    file,
                    "has the schema version " + form.schemaVersion() + ", but Tasklist reads 1 to " + NEWEST_SCHEMA
                            + ". Set schemaVersion to " + NEWEST_SCHEMA + ".");
        }
        if (!form.platformVersion().equals(PLATFORM_VERSION)) {
            problems.add(
                    file,
                    "is not made for Camunda Platform " + PLATFORM_VERSION
                            + ", so Modeler would offer what Tasklist cannot show. Set executionPlatformVersion to "
                            + PLATFORM_VERSION + ".");
        }
    }

    private static void checkKey(Field field, boolean startForm, Finding finding) {
        if (PolicyFiles.SET_BY_REDRESS.contains(field.key())) {
            finding.tell("would overwrite \"" + field.key() + "\", which Redress sets. Choose another key.");
        } else if (startForm && !PolicyFiles.START_VARIABLES.contains(field.key())) {
            finding.tell("has the key \"" + field.key() + "\", but a start form may set only what every case begins"
                    + " with. " + Suggestion.among(PolicyFiles.START_VARIABLES, field.key()));
        }
    }

    private static void checkLength(Field field, Finding finding) {
        Integer longest = field.validation().maxLength();
        if (field.type() == Type.TEXTAREA && (longest == null || longest > LONGEST_TEXT)) {
            finding.tell("has no maximum length up to " + LONGEST_TEXT + ". Set one under Validation.");
        }
        if (field.type() == Type.TEXTFIELD && longest != null && longest > LONGEST_LINE) {
            finding.tell("allows more than " + LONGEST_LINE
                    + " characters, which cannot be stored. Lower its maximum length, or make it a text area.");
        }
    }

    private static void checkChoices(Field field, Finding finding) {
        Set<Object> values = new HashSet<>();
        for (Option option : field.options()) {
            if (!values.add(option.value())) {
                finding.tell("offers the value \"" + option.value() + "\" twice. Give each choice its own.");
            }
        }
    }

    private static void checkPeople(Field field, Policy policy, Finding finding) {
        if (field.people().isEmpty()) {
            return;
        }
        if (!field.options().isEmpty()) {
            finding.tell("lists values beside its custom property people, which would replace them. Take them away.");
        }
        Set<String> groups = Groups.all().collect(Collectors.toCollection(TreeSet::new));
        groups.add(FormDefinition.OF_THIS_TENANT);
        policy.departments().keySet().forEach(id -> groups.add(Groups.ofDepartment(policy.tenant(), id)));
        for (String group : field.people()) {
            if (!groups.contains(group)) {
                finding.tell("has \"" + group + "\" for its custom property people, which is no group. "
                        + Suggestion.among(groups, group));
            }
        }
    }

    private static void checkConditions(Field field, PolicyFiles files, Finding finding) {
        for (String condition : field.hiddenIf()) {
            checkCondition(condition, "is hidden", files, finding);
        }
        if (field.oneOfIf() != null) {
            checkCondition(field.oneOfIf(), "asks for one of several fields", files, finding);
        }
    }

    private static void checkCondition(String condition, String what, PolicyFiles files, Finding finding) {
        Optional<Set<String>> names = FormCondition.names(condition);
        if (names.isEmpty()) {
            finding.tell(what + " on the condition \"" + condition
                    + "\", which is more than the server checks. Use only =, !=, and, or, not(…), null, true, false"
                    + " and texts in quotes, such as =told = \"said\".");
        }
        for (String name : names.orElse(Set.of())) {
            if (!files.variables().contains(name)) {
                finding.tell(what + " by \"" + name + "\", which nothing sets. "
                        + Suggestion.among(files.variables(), name));
            }
        }
    }

    // A misspelt name here would quietly switch a check off.
    private static void checkDates(Field field, PolicyFiles files, Finding finding) {
        for (String property : List.of("notBefore", "after", "notAfter")) {
            String other = field.properties().get(property);
            if (other != null && !files.variables().contains(other)) {
                finding.tell("has \"" + other + "\" for its custom property " + property + ", which nothing sets. "
                        + Suggestion.among(files.variables(), other));
            }
        }
    }

    private static String idOf(String file) {
        return file.substring(0, file.length() - ENDING.length());
    }
}
