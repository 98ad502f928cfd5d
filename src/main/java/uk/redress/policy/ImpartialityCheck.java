package uk.redress.policy;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.Message;
import org.camunda.bpm.model.bpmn.instance.MessageEventDefinition;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaExecutionListener;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperties;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperty;

/** What investigates or decides says so plainly, and where nobody is left who may do it, somebody is appointed (ALL-3). */
final class ImpartialityCheck implements DiagramCheck {

    private static final String IMPARTIAL = "impartial";
    private static final String MESSAGE = "substitute-needed";
    private static final String APPOINT = "${impartiality.appoint(execution)}";

    @Override
    public void check(Diagram diagram, PolicyFiles files, Problems problems) {
        diagram.all(BaseElement.class).forEach(element -> checkProperty(diagram, element, problems));
        boolean impartial = diagram.all(UserTask.class).stream()
                .anyMatch(task -> Diagram.property(task, IMPARTIAL).isPresent());
        if (impartial && diagram.ownOf(files.policy())) {
            checkRequest(diagram, problems);
        }
    }

    private static void checkProperty(Diagram diagram, BaseElement element, Problems problems) {
        List<String> values = Diagram.extensions(element, CamundaProperties.class)
                .flatMap(properties -> properties.getCamundaProperties().stream())
                .filter(property -> IMPARTIAL.equals(property.getCamundaName()))
                .map(CamundaProperty::getCamundaValue)
                .map(value -> Objects.requireNonNullElse(value, "").strip())
                .toList();
        if (values.isEmpty()) {
            return;
        }
        if (!(element instanceof UserTask)) {
            problems.add(
                    diagram,
                    element,
                    "has the property \"impartial\", but is no user task. Set it on the task in which somebody"
                            + " investigates or decides.");
        } else if (!values.equals(List.of("true")) && !values.equals(List.of("about"))) {
            problems.add(
                    diagram,
                    element,
                    "has the property \"impartial\" with the value \"" + String.join(", ", values)
                            + "\". Set it to true if somebody investigates or decides here, to about if it is to be kept from"
                            + " whom the complaint is about alone, else remove it.");
        }
    }

    private static void checkRequest(Diagram diagram, Problems problems) {
        Optional<StartEvent> request = diagram.all(StartEvent.class).stream()
                .filter(start -> isRequest(diagram, start))
                .findFirst();
        if (request.isEmpty()) {
            problems.add(
                    diagram,
                    diagram.process(),
                    "has impartial tasks, but nobody appoints a substitute where nobody is left who may do them. Draw an"
                            + " event sub-process beside the stages: it begins with the message \"" + MESSAGE
                            + "\", not interrupting, has a user task for supervisors, and its end event has the start"
                            + " listener " + APPOINT + ".");
            return;
        }
        SubProcess drawn = (SubProcess) request.get().getParentElement();
        if (request.get().isInterrupting()) {
            problems.add(
                    diagram,
                    request.get(),
                    "would stop the case while a substitute is appointed. Make it not interrupting.");
        }
        if (drawn.getChildElementsByType(UserTask.class).stream()
                .noneMatch(task -> Diagram.attribute(task, "candidateGroups")
                        .filter(Groups.SUPERVISORS::equals)
                        .isPresent())) {
            problems.add(
                    diagram, drawn, "asks no supervisor to appoint a substitute. Add a user task for the supervisors.");
        }
        if (drawn.getChildElementsByType(EndEvent.class).stream()
                .flatMap(end -> Diagram.extensions(end, CamundaExecutionListener.class))
                .noneMatch(listener -> "start".equals(listener.getCamundaEvent())
                        && APPOINT.equals(listener.getCamundaExpression()))) {
            problems.add(
                    diagram,
                    drawn,
                    "does not give the tasks to the substitute. Add to its end event the start listener " + APPOINT
                            + ".");
        }
    }

    /** Whether a start event begins an event sub-process of the case itself with the message. */
    private static boolean isRequest(Diagram diagram, StartEvent start) {
        return start.getParentElement() instanceof SubProcess drawn
                && drawn.triggeredByEvent()
                && diagram.process().equals(drawn.getParentElement())
                && start.getEventDefinitions().stream()
                        .filter(MessageEventDefinition.class::isInstance)
                        .map(definition -> ((MessageEventDefinition) definition).getMessage())
                        .filter(Objects::nonNull)
                        .map(Message::getName)
                        .anyMatch(MESSAGE::equals);
    }
}
