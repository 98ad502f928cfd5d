package uk.redress.policy;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.UserTask;

/** Every user task is somebody's, is due on a stored date, and has a form that is deployed with the diagram. */
final class UserTaskCheck implements DiagramCheck {

    @Override
    public void check(Diagram diagram, PolicyFiles files, Problems problems) {
        for (UserTask task : diagram.all(UserTask.class)) {
            checkGroups(diagram, task, files.policy(), problems);
            checkDueDate(diagram, task, problems);
            checkForm(diagram, task, files, problems);
            checkFormName(diagram, task, files, problems);
        }
        for (StartEvent start : diagram.all(StartEvent.class)) {
            boolean startsTheCase = start.getParentElement() instanceof Process
                    && start.getEventDefinitions().isEmpty();
            boolean called = !diagram.ownOf(files.policy())
                    || Diagram.attribute(diagram.process(), "isStartableInTasklist")
                            .filter("false"::equals)
                            .isPresent();
            if (startsTheCase && !called || hasForm(start)) {
                checkForm(diagram, start, files, problems);
            }
        }
    }

    private static void checkGroups(Diagram diagram, UserTask task, Policy policy, Problems problems) {
        Optional<String> groups = Diagram.attribute(task, "candidateGroups");
        if (groups.isEmpty()) {
            problems.add(diagram, task, "has no candidate groups, so nobody finds it. Set the group whose work it is.");
            return;
        }
        if (Expression.isIn(groups.get())) {
            return;
        }
        Set<String> known = new TreeSet<>(Groups.WITH_COMPLAINTS);
        policy.departments()
                .keySet()
                .forEach(department -> known.add(Groups.ofDepartment(policy.tenant(), department)));
        for (String group : groups.get().split("\\s*,\\s*")) {
            if (!known.contains(group)) {
                problems.add(
                        diagram,
                        task,
                        "is for the group \"" + group + "\", which does not exist. " + Suggestion.among(known, group));
            } else if (Groups.WITH_COMPLAINTS.contains(group) && !policy.roles().containsKey(group)) {
                problems.add(
                        diagram,
                        task,
                        "is for the group \"" + group + "\", which has no title in policy.yaml. Name it under roles, or"
                                + " give the task to another group.");
            }
        }
    }

    private static void checkDueDate(Diagram diagram, UserTask task, Problems problems) {
        Optional<String> due = Diagram.attribute(task, "dueDate");
        if (due.isEmpty()) {
            problems.add(
                    diagram,
                    task,
                    "has no due date. Set it to the date that its limit uses, such as ${due}, so that lists show it.");
        } else if (!Expression.isIn(due.get())) {
            problems.add(
                    diagram,
                    task,
                    "has the fixed due date \"" + due.get()
                            + "\". Set it to an expression over a stored fact, such as ${due}.");
        }
    }

    private static boolean hasForm(BaseElement element) {
        return Diagram.attribute(element, "formRef").isPresent()
                || Diagram.attribute(element, "formKey").isPresent();
    }

    private static void checkForm(Diagram diagram, FlowNode node, PolicyFiles files, Problems problems) {
        Optional<String> form = Diagram.attribute(node, "formRef");
        if (form.isEmpty()) {
            problems.add(
                    diagram,
                    node,
                    "has no form. Choose the form type \"Camunda Forms\" and name the form, with the binding"
                            + " \"deployment\".");
            return;
        }
        if (Diagram.attribute(node, "formRefBinding")
                .filter("deployment"::equals)
                .isEmpty()) {
            problems.add(
                    diagram,
                    node,
                    "does not bind its form by deployment, so it would not be found. Set the form's binding to"
                            + " \"deployment\".");
        }
        String file = form.get() + FormFileCheck.ENDING;
        if (!files.resources().containsKey(file)) {
            problems.add(
                    diagram,
                    node,
                    "uses the form \"" + form.get() + "\", but " + file
                            + " is not in the deployment. Add it, or correct the name. "
                            + Suggestion.among(FormFileCheck.ids(files.resources()), form.get()));
        }
    }

    /** A form that only one task uses is found by the task's name. */
    private static void checkFormName(Diagram diagram, UserTask task, PolicyFiles files, Problems problems) {
        String form = Diagram.attribute(task, "formRef").orElse(task.getId());
        if (form.equals(task.getId()) || !files.resources().containsKey(form + FormFileCheck.ENDING)) {
            return;
        }
        long users = files.diagrams().stream()
                .flatMap(other -> other.nodes())
                .filter(node ->
                        Diagram.attribute(node, "formRef").filter(form::equals).isPresent())
                .count();
        if (users == 1) {
            problems.add(
                    diagram,
                    task,
                    "is the only task that uses the form \"" + form + "\". Give form and task one id: \"" + task.getId()
                            + "\".");
        }
    }
}
