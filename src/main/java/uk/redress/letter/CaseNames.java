package uk.redress.letter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaIn;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputParameter;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaOut;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaOutputParameter;
import org.camunda.bpm.model.xml.ModelException;
import uk.redress.policy.PolicyFolder;

/**
 * What a policy's letters can speak of: the facts that every case may have, the fields of the policy's forms, and what
 * its diagrams set; and the kinds of letter that the diagrams ask for.
 *
 * @param variables a text of that sort, or a word for it, by the variable's name: {@code date} where it is a Date
 * @param letters the kinds of letter
 */
record CaseNames(Map<String, Sort> variables, Set<String> letters) {

    enum Sort {
        TEXT,
        DATE
    }

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
            "originalReference",
            "originalRequestedOn",
            "originalHandlers",
            "stage",
            "outcome",
            "closedAs",
            "findings",
            "remedy",
            "rootCause",
            "lesson",
            "revisedDate",
            "delayReason",
            "copyToComplainant");
    private static final Set<String> DATES = Set.of("receivedAt", "acknowledgedAt", "escalatedAt", "respondedAt");

    private static final ObjectMapper JSON = new ObjectMapper();

    static CaseNames of(PolicyFolder folder) {
        Map<String, Sort> variables = new HashMap<>();
        Set<String> letters = new TreeSet<>();
        TEXTS.forEach(name -> variables.put(name, Sort.TEXT));
        new TreeMap<>(folder.resources()).forEach((name, content) -> {
            if (name.endsWith(".form")) {
                addFields(content, variables);
            } else if (name.endsWith(".bpmn")) {
                addDiagram(content, variables, letters);
            }
        });
        DATES.forEach(name -> variables.put(name, Sort.DATE));
        return new CaseNames(variables, letters);
    }

    // A broken form or diagram is for the checks of forms and diagrams to report.
    private static void addFields(byte[] form, Map<String, Sort> variables) {
        try {
            addFields(JSON.readTree(new String(form, StandardCharsets.UTF_8)), variables);
        } catch (JsonProcessingException broken) {
            return;
        }
    }

    private static void addFields(JsonNode component, Map<String, Sort> variables) {
        if (component.hasNonNull("key")) {
            variables.putIfAbsent(component.get("key").asText(), Sort.TEXT);
        }
        component.path("components").forEach(child -> addFields(child, variables));
    }

    private static void addDiagram(byte[] diagram, Map<String, Sort> variables, Set<String> letters) {
        BpmnModelInstance model;
        try {
            model = Bpmn.readModelFromStream(new ByteArrayInputStream(diagram));
        } catch (ModelException broken) {
            return;
        }
        for (CamundaInputParameter input : all(model, CamundaInputParameter.class)) {
            add(input.getCamundaName(), input.getTextContent(), variables, letters);
        }
        for (CamundaIn in : all(model, CamundaIn.class)) {
            add(in.getCamundaTarget(), in.getCamundaSourceExpression(), variables, letters);
        }
        for (CamundaOutputParameter output : all(model, CamundaOutputParameter.class)) {
            add(output.getCamundaName(), output.getTextContent(), variables, letters);
        }
        for (CamundaOut out : all(model, CamundaOut.class)) {
            add(out.getCamundaTarget(), out.getCamundaSourceExpression(), variables, letters);
        }
    }

    private static void add(String name, String value, Map<String, Sort> variables, Set<String> letters) {
        if (name == null) {
            return;
        }
        boolean literal = value != null && !value.contains("${") && !value.contains("#{");
        if (name.equals("letter") && literal) {
            letters.add(value.strip());
        }
        boolean date = name.endsWith("Due") || name.endsWith("At") || name.equals("due");
        variables.put(name, date ? Sort.DATE : Sort.TEXT);
    }

    private static <T extends org.camunda.bpm.model.xml.instance.ModelElementInstance> Collection<T> all(
            BpmnModelInstance model, Class<T> type) {
        return model.getModelElementsByType(type);
    }
}
