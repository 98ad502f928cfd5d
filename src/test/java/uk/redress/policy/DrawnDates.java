package uk.redress.policy;

import java.util.ArrayDeque;
import java.util.Date;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.CatchEvent;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.TimerEventDefinition;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaIn;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputOutput;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputParameter;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperties;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperty;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;

/** What a diagram says about dates, and about who may do what, read from its XML and not from the engine. */
final class DrawnDates {

    private final BpmnModelInstance model;

    DrawnDates(BpmnModelInstance model) {
        this.model = model;
    }

    /** The ids of all its events, activities and gateways. */
    List<String> flowNodes() {
        return model.getModelElementsByType(FlowNode.class).stream()
                .map(FlowNode::getId)
                .toList();
    }

    /** The value of an extension property of an element; null if it has none. */
    String property(String elementId, String name) {
        CamundaProperties properties = extension(model.getModelElementById(elementId), CamundaProperties.class);
        return properties == null
                ? null
                : properties.getCamundaProperties().stream()
                        .filter(property -> name.equals(property.getCamundaName()))
                        .map(CamundaProperty::getCamundaValue)
                        .findFirst()
                        .orElse(null);
    }

    /** The expression of a timer's date; null if the element is no timer with a date. */
    String timeDate(String elementId) {
        if (model.getModelElementById(elementId) instanceof CatchEvent event) {
            return event.getEventDefinitions().stream()
                    .filter(TimerEventDefinition.class::isInstance)
                    .map(TimerEventDefinition.class::cast)
                    .filter(timer -> timer.getTimeDate() != null)
                    .map(timer -> timer.getTimeDate().getTextContent())
                    .findFirst()
                    .orElse(null);
        }
        return null;
    }

    /** The expression of a task's due date; null if it has none. */
    String dueDate(String taskKey) {
        return ((UserTask) model.getModelElementById(taskKey)).getCamundaDueDate();
    }

    /** The expressions that a call activity passes, by the name of the variable that they become. */
    Map<String, String> passed(String callActivity) {
        Map<String, String> passed = new LinkedHashMap<>();
        ModelElementInstance call = model.getModelElementById(callActivity);
        call.getModelInstance().getModelElementsByType(CamundaIn.class).stream()
                .filter(in -> call.equals(in.getParentElement().getParentElement()))
                .filter(in -> in.getCamundaTarget() != null && in.getCamundaSourceExpression() != null)
                .forEach(in -> passed.put(in.getCamundaTarget(), in.getCamundaSourceExpression()));
        return passed;
    }

    /**
     * The variables that an element sees: those of its process instance, and over them the input parameters of what it
     * is in, from the outside in, each worked out again.
     *
     * @param local what the engine has stored for input parameters, by name
     * @param fixed the names of input parameters that are not worked out again, because their date was revised
     */
    Map<String, Object> seen(
            String elementId,
            CountedDates dates,
            Map<String, Object> ofTheInstance,
            Map<String, Object> local,
            Set<String> fixed) {
        Deque<ModelElementInstance> scopes = new ArrayDeque<>();
        ModelElementInstance scope = model.getModelElementById(elementId);
        if (scope instanceof BoundaryEvent event) {
            scope = event.getAttachedTo();
        }
        for (; scope instanceof BaseElement; scope = scope.getParentElement()) {
            scopes.push(scope);
        }
        Map<String, Object> seen = new HashMap<>(ofTheInstance);
        for (ModelElementInstance each : scopes) {
            CamundaInputOutput mapping = extension(each, CamundaInputOutput.class);
            if (mapping == null) {
                continue;
            }
            // One input does not see another of the same element.
            Map<String, Object> inputs = new HashMap<>();
            for (CamundaInputParameter input : mapping.getCamundaInputParameters()) {
                String name = input.getCamundaName();
                String text = input.getTextContent();
                Object value = text.contains("${") && !fixed.contains(name) ? dates.value(text, seen) : null;
                inputs.put(name, value instanceof Date ? value : local.getOrDefault(name, value));
            }
            seen.putAll(inputs);
        }
        return seen;
    }

    private static <T extends ModelElementInstance> T extension(ModelElementInstance element, Class<T> type) {
        if (!(element instanceof BaseElement base) || base.getExtensionElements() == null) {
            return null;
        }
        return base.getExtensionElements().getElementsQuery().filterByType(type).count() == 0
                ? null
                : base.getExtensionElements()
                        .getElementsQuery()
                        .filterByType(type)
                        .singleResult();
    }
}
