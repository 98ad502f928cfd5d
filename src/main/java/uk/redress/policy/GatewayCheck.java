package uk.redress.policy;

import java.util.Collection;
import org.camunda.bpm.model.bpmn.instance.ComplexGateway;
import org.camunda.bpm.model.bpmn.instance.ExclusiveGateway;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Gateway;
import org.camunda.bpm.model.bpmn.instance.InclusiveGateway;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;

/** A gateway that decides asks a question, its flows are the answers, and one of them always applies. */
final class GatewayCheck implements DiagramCheck {

    private static final int LONGEST_CONDITION = 80;

    @Override
    public void check(Diagram diagram, PolicyFiles files, Problems problems) {
        for (Gateway gateway : diagram.all(Gateway.class)) {
            if (gateway instanceof ComplexGateway) {
                problems.add(diagram, gateway, "is a complex gateway, which Camunda cannot run. Use another.");
            }
            if (gateway.getOutgoing().size() > 1 && decides(gateway)) {
                checkQuestion(diagram, gateway, problems);
                checkAnswers(diagram, gateway, problems);
            }
        }
        diagram.flows()
                .filter(flow -> flow.getConditionExpression() != null)
                .forEach(flow -> checkCondition(diagram, flow, problems));
    }

    private static boolean decides(FlowNode node) {
        return node instanceof ExclusiveGateway || node instanceof InclusiveGateway;
    }

    private static void checkQuestion(Diagram diagram, Gateway gateway, Problems problems) {
        if (Diagram.name(gateway).filter(name -> name.endsWith("?")).isEmpty()) {
            problems.add(
                    diagram,
                    gateway,
                    "asks no question. Name it with the question that its flows answer, ending in \"?\".");
        }
    }

    private static void checkAnswers(Diagram diagram, Gateway gateway, Problems problems) {
        Collection<SequenceFlow> answers = gateway.getOutgoing();
        SequenceFlow otherwise = gateway instanceof ExclusiveGateway exclusive
                ? exclusive.getDefault()
                : ((InclusiveGateway) gateway).getDefault();
        if (otherwise == null) {
            problems.add(
                    diagram,
                    gateway,
                    "has no default flow, so a case for which no condition holds would be stuck. Make one of its flows"
                            + " the default.");
        }
        for (SequenceFlow answer : answers) {
            if (Diagram.name(answer).isEmpty()) {
                problems.add(diagram, answer, "has no name. Name it with the answer to " + Diagram.call(gateway) + ".");
            }
            if (answer.equals(otherwise) && answer.getConditionExpression() != null) {
                problems.add(
                        diagram,
                        answer,
                        "is the default and has a condition too, which is never looked at. Remove it.");
            }
            if (!answer.equals(otherwise) && otherwise != null && answer.getConditionExpression() == null) {
                problems.add(
                        diagram, answer, "has no condition. Say when " + Diagram.call(gateway) + " is answered so.");
            }
        }
    }

    private static void checkCondition(Diagram diagram, SequenceFlow flow, Problems problems) {
        String condition = flow.getConditionExpression().getTextContent().strip();
        if (!decides(flow.getSource())) {
            problems.add(
                    diagram,
                    flow,
                    "has a condition but does not come from a gateway. Draw the question as an exclusive gateway.");
        }
        if (condition.length() > LONGEST_CONDITION) {
            problems.add(
                    diagram,
                    flow,
                    "has a condition of %d characters. Keep it below %d: ask several questions, or let a bean answer."
                            .formatted(condition.length(), LONGEST_CONDITION));
        }
        if (!Expression.isIn(condition)) {
            problems.add(
                    diagram,
                    flow,
                    "has the condition \"" + condition + "\", which is no expression. Write it as ${kind == 'query'}.");
        }
    }
}
