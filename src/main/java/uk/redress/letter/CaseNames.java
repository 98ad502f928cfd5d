package uk.redress.letter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.CallActivity;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaExecutionListener;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaIn;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputOutput;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputParameter;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaOut;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaOutputParameter;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperty;
import org.camunda.bpm.model.xml.ModelException;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;
import uk.redress.policy.PolicyFolder;

/**
 * What a policy's letters can speak of: the facts that every case may have, the fields of the policy's forms, and what
 * its diagrams set; and what the diagrams ask of letters.
 *
 * @param variables the sort of each, by the variable's name
 * @param choices the values on offer of each field that is a choice, by the field's key
 * @param letters the letters that the diagrams ask for
 * @param groups the ids of the groups that the diagrams name for letters: who answers for the step, who is told
 * @param stages the numbers of the stages that the diagrams have; 1 alone if they number none
 */
record CaseNames(
        Map<String, Sort> variables,
        Map<String, Set<String>> choices,
        Set<Owed> letters,
        Set<String> groups,
        Set<Integer> stages) {

    enum Sort {
        /** Text, which a case may lack. */
        TEXT,
        /** Text that the step which owes the letter has. */
        GIVEN,
        /** A day as yyyy-MM-dd, which the step that owes the letter has. */
        DAY,
        /** A Date. */
        DATE,
        /** A Date, which a case may lack. */
        POSSIBLE_DATE,
        /** The id of a group, which a case may lack. */
        GROUP,
        /** A number, which a case may lack. */
        NUMBER
    }

    /**
     * A letter that a step of a diagram asks for.
     *
     * @param kind the name of its template
     * @param toColleagues whether the step says by the variable {@code to} that it is a notice to colleagues
     */
    record Owed(String kind, boolean toColleagues) {}

    /** The variable that names the groups whom a notice goes to. */
    static final String TO = "to";

    /** The variable that names the one of those groups whom a notice is for, by user id. */
    static final String TO_PERSON = "toPerson";

    private static final String LETTER = "letter";

    // The start variables and facts that design.md, section 3, promises to every diagram.
    private static final Set<String> TEXTS = Set.of(
            "reference",
            "kind",
            "receivedOn",
            "receivedTime",
            "channel",
            "complainantName",
            "complainantType",
            "complainantEmail",
            "complainantPhone",
            "complainantAddress",
            "representativeName",
            "representativeRelation",
            "representativeEmail",
            "representativeAuthority",
            "needs",
            "summary",
            "department",
            "referralManager",
            "about",
            "previousReference",
            "previousSummary",
            "previousOutcome",
            "previousFindings",
            "previousRemedy",
            "originalReference",
            "originalRequestedOn",
            "originalHandlers",
            "outcome",
            "closedAs",
            "findings",
            "remedy",
            "rootCause",
            "lesson",
            "copyToComplainant");

    // What the shared diagrams pass to the shared letters, and the facts of design.md, whatever declares them besides.
    private static final Map<String, Sort> PASSED = Map.ofEntries(
            Map.entry("receivedAt", Sort.DATE),
            Map.entry("acknowledgedAt", Sort.DATE),
            Map.entry("escalatedAt", Sort.DATE),
            Map.entry("respondedAt", Sort.POSSIBLE_DATE),
            Map.entry("askedEarlyAt", Sort.POSSIBLE_DATE),
            Map.entry("due", Sort.DATE),
            Map.entry("answerBy", Sort.POSSIBLE_DATE),
            Map.entry("revisedDate", Sort.DAY),
            Map.entry("delayReason", Sort.GIVEN),
            Map.entry("progress", Sort.GIVEN),
            Map.entry("behaviour", Sort.GIVEN),
            Map.entry("what", Sort.GIVEN),
            Map.entry("duplicateOf", Sort.GIVEN),
            Map.entry("resolution", Sort.GIVEN),
            Map.entry("outsideReason", Sort.GIVEN),
            Map.entry("declineReason", Sort.GIVEN),
            Map.entry("contactName", Sort.TEXT),
            Map.entry("estimatedOn", Sort.TEXT),
            Map.entry("outsideBody", Sort.TEXT),
            Map.entry("escalationReason", Sort.TEXT),
            Map.entry("stage", Sort.NUMBER),
            Map.entry("updateEvery", Sort.NUMBER),
            Map.entry("keptInformedEvery", Sort.NUMBER),
            Map.entry("responsible", Sort.GROUP),
            Map.entry("nextLevel", Sort.GROUP),
            Map.entry(TO_PERSON, Sort.TEXT),
            Map.entry(TO, Sort.GROUP));

    /** What the listener of an event notes: {@code ${facts.note(execution, 'withdrawnAt')}}. */
    private static final Pattern FACT = Pattern.compile("facts\\.note\\(\\s*execution\\s*,\\s*'(\\w+)'");

    private static final ObjectMapper JSON = new ObjectMapper();

    static CaseNames of(PolicyFolder folder) {
        CaseNames names = new CaseNames(
                new HashMap<>(),
                new TreeMap<>(),
                new TreeSet<>(Comparator.comparing(Owed::kind).thenComparing(Owed::toColleagues)),
                new TreeSet<>(),
                new TreeSet<>());
        TEXTS.forEach(name -> names.variables.put(name, Sort.TEXT));
        new TreeMap<>(folder.resources()).forEach((name, content) -> {
            if (name.endsWith(".form")) {
                names.addFields(content);
            } else if (name.endsWith(".bpmn")) {
                names.addDiagram(content);
            }
        });
        names.variables.putAll(PASSED);
        if (names.stages.isEmpty()) {
            names.stages.add(1);
        }
        return names;
    }

    // A broken form or diagram is for the checks of forms and diagrams to report.
    private void addFields(byte[] form) {
        try {
            addFields(JSON.readTree(new String(form, StandardCharsets.UTF_8)));
        } catch (JsonProcessingException broken) {
            return;
        }
    }

    private void addFields(JsonNode component) {
        if (component.hasNonNull("key")) {
            String key = component.get("key").asText();
            variables.putIfAbsent(key, Sort.TEXT);
            component
                    .path("values")
                    .forEach(option -> choices.computeIfAbsent(key, first -> new TreeSet<>())
                            .add(option.path("value").asText()));
        }
        component.path("components").forEach(this::addFields);
    }

    private void addDiagram(byte[] diagram) {
        BpmnModelInstance model;
        try {
            model = Bpmn.readModelFromStream(new ByteArrayInputStream(diagram));
        } catch (ModelException broken) {
            return;
        }
        for (CamundaInputParameter input : model.getModelElementsByType(CamundaInputParameter.class)) {
            add(input.getCamundaName(), input.getTextContent());
        }
        for (CamundaIn in : model.getModelElementsByType(CamundaIn.class)) {
            add(in.getCamundaTarget(), in.getCamundaSourceExpression());
        }
        for (CamundaOutputParameter output : model.getModelElementsByType(CamundaOutputParameter.class)) {
            add(output.getCamundaName(), output.getTextContent());
        }
        for (CamundaOut out : model.getModelElementsByType(CamundaOut.class)) {
            add(out.getCamundaTarget(), out.getCamundaSourceExpression());
        }
        for (CamundaExecutionListener listener : model.getModelElementsByType(CamundaExecutionListener.class)) {
            String expression = Objects.requireNonNullElse(listener.getCamundaExpression(), "");
            FACT.matcher(expression)
                    .results()
                    .forEach(noted -> variables.putIfAbsent(
                            noted.group(1), noted.group(1).endsWith("At") ? Sort.POSSIBLE_DATE : Sort.TEXT));
        }
        for (CamundaProperty property : model.getModelElementsByType(CamundaProperty.class)) {
            if ("stage".equals(property.getCamundaName())
                    && property.getCamundaValue().matches("[1-9]")) {
                stages.add(Integer.valueOf(property.getCamundaValue()));
            }
        }
        for (CallActivity call : model.getModelElementsByType(CallActivity.class)) {
            Map<String, String> passed = passed(call);
            String kind = passed.get(LETTER);
            if (isLiteral(kind)) {
                letters.add(new Owed(kind.strip(), passed.containsKey(TO)));
            }
        }
    }

    /** What a call activity passes on under a name of its own choice: the value by the name. */
    private static Map<String, String> passed(CallActivity call) {
        Map<String, String> passed = new HashMap<>();
        if (call.getExtensionElements() == null) {
            return passed;
        }
        for (ModelElementInstance extension : call.getExtensionElements().getElements()) {
            if (extension instanceof CamundaIn in && in.getCamundaTarget() != null) {
                String expression = in.getCamundaSourceExpression();
                passed.put(in.getCamundaTarget(), expression == null ? "${" + in.getCamundaSource() + "}" : expression);
            } else if (extension instanceof CamundaInputOutput io) {
                io.getCamundaInputParameters()
                        .forEach(input -> passed.put(input.getCamundaName(), input.getTextContent()));
            }
        }
        return passed;
    }

    private void add(String name, String value) {
        if (name == null) {
            return;
        }
        if (PASSED.get(name) == Sort.GROUP && isLiteral(value)) {
            groups.addAll(Recipients.groups(value));
        }
        boolean date = name.endsWith("Due") || name.endsWith("At");
        variables.put(name, date ? Sort.DATE : Sort.TEXT);
    }

    private static boolean isLiteral(String value) {
        return value != null && !value.contains("${") && !value.contains("#{");
    }
}
