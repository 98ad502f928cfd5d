package uk.redress.policy;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.camunda.bpm.model.bpmn.impl.BpmnModelConstants;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.BusinessRuleTask;
import org.camunda.bpm.model.bpmn.instance.ConditionExpression;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.ScriptTask;
import org.camunda.bpm.model.bpmn.instance.SendTask;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaFailedJobRetryTimeCycle;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;

/** What runs by itself can be repeated, and runs nothing but the beans of Redress: no scripts, no classes. */
final class AutomationCheck implements DiagramCheck {

    /** Camunda's attributes that name a Java class. */
    private static final List<String> CLASSES = List.of("class", "variableMappingClass", "formHandlerClass");

    /** The engine takes whatever stands in this namespace as if it stood in Camunda's. */
    private static final String ACTIVITI = "http://activiti.org/bpmn";

    private static final Pattern RETRY = Pattern.compile("R\\d+/P(?!$)(\\d+D)?(T(?!$)(\\d+H)?(\\d+M)?(\\d+S)?)?");

    @Override
    public void check(Diagram diagram, PolicyFiles files, Problems problems) {
        diagram.all(ServiceTask.class).forEach(task -> checkTask(diagram, task, problems));
        diagram.all(SendTask.class).forEach(task -> checkTask(diagram, task, problems));
        diagram.all(ScriptTask.class)
                .forEach(task -> problems.add(
                        diagram, task, "is a script task. Scripts are off: use a service task that calls a bean."));
        diagram.all(BusinessRuleTask.class).forEach(task -> checkDecision(diagram, task, files, problems));
        diagram.all(ConditionExpression.class).stream()
                .filter(condition -> condition.getLanguage() != null)
                .forEach(condition -> problems.add(
                        diagram,
                        (BaseElement) condition.getParentElement(),
                        "has its condition in a script language. Scripts are off: write an expression, such as"
                                + " ${kind == 'query'}."));
        Xml.elements(diagram).forEach(element -> checkNoCode(diagram, element, problems));
    }

    private static void checkTask(Diagram diagram, FlowNode task, Problems problems) {
        if (Diagram.attribute(task, "expression").isEmpty()
                && Diagram.attribute(task, "delegateExpression").isEmpty()) {
            problems.add(
                    diagram,
                    task,
                    "calls no bean. Set its implementation to an expression, such as ${letters.send(execution)}.");
        }
        if (!Diagram.isTrue(task, "asyncBefore")) {
            problems.add(
                    diagram,
                    task,
                    "runs within the step before it, so that its failure would undo that step. Tick \"Asynchronous"
                            + " before\".");
        }
        Optional<String> retry = Diagram.extensions(task, CamundaFailedJobRetryTimeCycle.class)
                .map(CamundaFailedJobRetryTimeCycle::getTextContent)
                .map(String::strip)
                .findFirst();
        if (retry.filter(cycle -> RETRY.matcher(cycle).matches()).isEmpty()) {
            problems.add(
                    diagram,
                    task,
                    retry.map(cycle -> "has the retry time cycle \"" + cycle + "\", which cannot be read.")
                                    .orElse(
                                            "has no retry time cycle, so a failure would be retried at once and given up.")
                            + " Set it to R5/PT5M, say: five times, five minutes apart.");
        }
    }

    private static void checkDecision(Diagram diagram, BusinessRuleTask task, PolicyFiles files, Problems problems) {
        String decision = Diagram.attribute(task, "decisionRef").orElse("");
        if (!files.resources().containsKey(decision + ".dmn")) {
            problems.add(
                    diagram,
                    task,
                    "decides by the table \"" + decision + "\", but " + decision
                            + ".dmn is not in the deployment. Add it, or correct the name.");
        }
        if (Diagram.attribute(task, "decisionRefBinding")
                .filter("deployment"::equals)
                .isEmpty()) {
            problems.add(diagram, task, "does not bind its decision by deployment. Set the binding to \"deployment\".");
        }
    }

    private static void checkNoCode(Diagram diagram, Element element, Problems problems) {
        if (CLASSES.stream()
                        .anyMatch(attribute -> !Xml.camunda(element, attribute).isEmpty())
                || isListenerWithClass(element)) {
            tell(
                    diagram,
                    element,
                    problems,
                    "names a Java class. Call a bean instead: an expression such as ${letters.send(execution)}.");
        }
        if ("script".equals(element.getLocalName())
                && !(element.getParentNode().getLocalName().equals("scriptTask"))) {
            tell(diagram, element, problems, "holds a script. Scripts are off: use an expression.");
        }
        if ("connector".equals(element.getLocalName())) {
            tell(diagram, element, problems, "uses a connector. Call a bean instead, which can be tested.");
        }
        String type = Xml.camunda(element, "type");
        if ("external".equals(type)) {
            tell(diagram, element, problems, "is an external task, which nobody here works on. Call a bean instead.");
        } else if (!type.isEmpty()) {
            // Such as "shell", which runs commands of the machine.
            tell(diagram, element, problems, "is of the type \"" + type + "\", which is off. Call a bean instead.");
        }
        if (isActiviti(element)) {
            tell(
                    diagram,
                    element,
                    problems,
                    "uses the namespace " + ACTIVITI + ", which is not checked here. Use Camunda's: "
                            + BpmnModelConstants.CAMUNDA_NS + ".");
        }
    }

    private static boolean isActiviti(Element element) {
        NamedNodeMap attributes = element.getAttributes();
        return ACTIVITI.equals(element.getNamespaceURI())
                || IntStream.range(0, attributes.getLength())
                        .anyMatch(i -> ACTIVITI.equals(attributes.item(i).getNamespaceURI()));
    }

    private static boolean isListenerWithClass(Element element) {
        return element.getLocalName().endsWith("Listener") && element.hasAttribute("class");
    }

    private static void tell(Diagram diagram, Element element, Problems problems, String message) {
        Element owner = Xml.owner(element);
        problems.add(
                diagram.file(),
                owner.getAttribute("id"),
                Diagram.filled(owner.getAttribute("name")).orElse(null),
                message);
    }
}
