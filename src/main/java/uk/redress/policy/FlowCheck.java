package uk.redress.policy;

import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.model.bpmn.instance.Activity;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.CompensateEventDefinition;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.EventDefinition;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.IntermediateCatchEvent;
import org.camunda.bpm.model.bpmn.instance.IntermediateThrowEvent;
import org.camunda.bpm.model.bpmn.instance.LinkEventDefinition;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.SubProcess;

/**
 * Every path runs from a start to an end that is drawn. Where a flow was forgotten Camunda ends the path without a word,
 * and with its last path the complaint.
 */
final class FlowCheck implements DiagramCheck {

    @Override
    public void check(Diagram diagram, PolicyFiles files, Problems problems) {
        // Camunda goes by the flows, not by what the elements say of them.
        Set<FlowNode> leading = diagram.flows().map(SequenceFlow::getSource).collect(Collectors.toSet());
        Set<FlowNode> ledTo = diagram.flows().map(SequenceFlow::getTarget).collect(Collectors.toSet());
        diagram.nodes().filter(node -> !isApart(node)).forEach(node -> {
            if (!leading.contains(node) && !isAnEnd(node)) {
                problems.add(
                        diagram,
                        node,
                        "leads nowhere, so that the case would end here unseen. Draw a flow to what comes next, or to an"
                                + " end event that says what has happened.");
            }
            if (!ledTo.contains(node) && !isABeginning(node)) {
                problems.add(
                        diagram,
                        node,
                        "is led to by nothing, so that it never happens. Draw a flow to it, or remove it.");
            }
        });
    }

    /** What no flow leads to or from: an event sub-process, and what undoes something. */
    private static boolean isApart(FlowNode node) {
        return node instanceof SubProcess subProcess && subProcess.triggeredByEvent()
                || node instanceof Activity activity && activity.isForCompensation();
    }

    private static boolean isAnEnd(FlowNode node) {
        return node instanceof EndEvent
                || node instanceof IntermediateThrowEvent && has(node, LinkEventDefinition.class)
                || node instanceof BoundaryEvent && has(node, CompensateEventDefinition.class);
    }

    private static boolean isABeginning(FlowNode node) {
        return node instanceof StartEvent
                || node instanceof BoundaryEvent
                || node instanceof IntermediateCatchEvent && has(node, LinkEventDefinition.class);
    }

    private static boolean has(FlowNode event, Class<? extends EventDefinition> definition) {
        return !event.getChildElementsByType(definition).isEmpty();
    }
}
