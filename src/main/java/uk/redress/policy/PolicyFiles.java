package uk.redress.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.camunda.bpm.model.bpmn.instance.CallActivity;

/**
 * A policy and the files that are deployed together for it.
 *
 * @param resources content by file name
 * @param diagrams the diagrams that could be read
 * @param forms the forms that could be read, by file name
 * @param beans what expressions may call: the class by the name
 * @param letterKinds the kinds of letter that have a template; empty where that is not known
 * @param produced the variables that these diagrams and forms set
 */
record PolicyFiles(
        Policy policy,
        Map<String, byte[]> resources,
        List<Diagram> diagrams,
        Map<String, FormDefinition> forms,
        Map<String, Class<?>> beans,
        Set<String> letterKinds,
        Set<String> produced) {

    /** The variables that every start form accepts, and nothing else. */
    static final Set<String> START_VARIABLES = FormDefinition.startContract().fields().stream()
            .map(FormDefinition.Field::key)
            .collect(Collectors.toUnmodifiableSet());

    /** The variables that Redress itself sets. */
    static final Set<String> SET_BY_REDRESS = Set.of(
            "reference",
            "receivedAt",
            "stage",
            "stageDone",
            "closedAs",
            "sentBy",
            "doneAt",
            "letter",
            "letterWrittenAt",
            "foundAt",
            "missing",
            "problem");

    private static final String DUE = "Due";

    /** What is set beside a due date, as in {@code responseDueRevised}, once a notice has moved it. */
    private static final String REVISED = "Revised";

    /** What a listener notes: {@code ${facts.note(execution, 'withdrawnAt')}}. */
    private static final Pattern NOTED = Pattern.compile("facts\\.note(?:Here)?\\(\\s*execution\\s*,\\s*'(\\w+)'");

    /**
     * The variables that a case gets when something is recorded about it, when it continues another, or when it comes
     * from another procedure.
     */
    static final Set<String> RECORDED = Set.of(
            "happenedAt",
            "withdrawalReason",
            "newInformation",
            "behaviour",
            "progressQuestion",
            "escalationReason",
            "reclassificationReason",
            "duplicateReason",
            "duplicateOf",
            "escalatedAt",
            "previousDecisionReceivedAt",
            "previousSummary",
            "previousOutcome",
            "previousFindings",
            "previousRemedy",
            "transferredFrom",
            "handledBy");

    /** What a form that policies share asks for where a policy's diagram sets it. */
    private static final Set<String> SET_BY_SOME_POLICIES = Set.of("latestDue");

    static PolicyFiles read(
            Policy policy,
            Map<String, byte[]> resources,
            Map<String, Class<?>> beans,
            Set<String> letterKinds,
            Problems problems) {
        List<Diagram> diagrams = new ArrayList<>();
        Map<String, FormDefinition> forms = new TreeMap<>();
        new TreeMap<>(resources).forEach((file, content) -> {
            if (file.endsWith(Diagram.ENDING)) {
                Diagram.read(file, content, problems).ifPresent(diagrams::add);
            } else if (file.endsWith(FormFileCheck.ENDING)) {
                FormFileCheck.read(file, content, problems).ifPresent(form -> forms.put(file, form));
            }
        });
        Set<String> produced = new TreeSet<>();
        forms.values().forEach(form -> form.fields().forEach(field -> produced.add(field.key())));
        diagrams.forEach(diagram -> produced.addAll(producedBy(diagram)));
        return new PolicyFiles(policy, resources, diagrams, forms, beans, letterKinds, produced);
    }

    /** Whether a diagram is the policy's own, or called by one that is used: what is shared need not be. */
    boolean isUsed(Diagram diagram) {
        Set<String> used = new TreeSet<>();
        boolean more = true;
        while (more) {
            more = false;
            for (Diagram caller : diagrams) {
                if (caller.ownOf(policy) || used.contains(caller.process().getId())) {
                    for (CallActivity call : caller.all(CallActivity.class)) {
                        more |= call.getCalledElement() != null && used.add(call.getCalledElement());
                    }
                }
            }
        }
        return diagram.ownOf(policy) || used.contains(diagram.process().getId());
    }

    /** Every variable that an expression may use. */
    Set<String> variables() {
        Set<String> variables = new TreeSet<>(produced);
        variables.addAll(START_VARIABLES);
        variables.addAll(SET_BY_REDRESS);
        variables.addAll(RECORDED);
        variables.addAll(SET_BY_SOME_POLICIES);
        return variables;
    }

    /** The facts that a limit may wait for: what somebody or something sets once the case runs. */
    Set<String> facts() {
        Set<String> facts = new TreeSet<>(produced);
        facts.addAll(SET_BY_REDRESS);
        facts.addAll(RECORDED);
        return facts;
    }

    private static Set<String> producedBy(Diagram diagram) {
        Set<String> names = new TreeSet<>();
        Xml.elements(diagram).forEach(element -> {
            switch (element.getLocalName()) {
                case "inputParameter", "outputParameter" -> {
                    String name = element.getAttribute("name");
                    add(names, name);
                    if (name.endsWith(DUE)) {
                        names.add(name + REVISED);
                    }
                }
                case "in", "out" -> add(names, element.getAttribute("target"));
                case "executionListener", "taskListener" -> noted(element.getAttribute("expression"), names);
                default -> {
                    add(names, Xml.camunda(element, "resultVariable"));
                    add(names, Xml.camunda(element, "elementVariable"));
                }
            }
        });
        return names;
    }

    private static void noted(String expression, Set<String> names) {
        Matcher matcher = NOTED.matcher(expression);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
    }

    private static void add(Set<String> names, String name) {
        if (!name.isBlank()) {
            names.add(name);
        }
    }
}
