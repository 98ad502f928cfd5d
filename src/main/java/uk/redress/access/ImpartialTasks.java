package uk.redress.access;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.bpmn.behavior.UserTaskActivityBehavior;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParseUtil;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.core.model.PropertyKey;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.task.TaskDefinition;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.camunda.bpm.engine.task.DelegationState;

/**
 * The user tasks that investigate, review or decide (ALL-3): those whose extension property {@code impartial} is
 * {@code true}, on whatever diagram. Each goes to somebody who may have it, and who did it is kept on the case. Those
 * whose property is {@code about} weigh something for a stage that others decide: they are barred to whom the case is
 * about, and to nobody for what they did at an earlier stage.
 */
class ImpartialTasks extends AbstractBpmnParseListener {

    private static final String DECIDES = "true";
    private static final String WEIGHS = "about";

    private static final PropertyKey<Boolean> IMPARTIAL = new PropertyKey<>("redress-impartial");
    private static final PropertyKey<Boolean> WEIGHING = new PropertyKey<>("redress-weighing");

    private final Routing routing;

    ImpartialTasks(Routing routing) {
        this.routing = routing;
    }

    @Override
    public void parseUserTask(Element drawn, ScopeImpl scope, ActivityImpl activity) {
        Map<String, String> properties = BpmnParseUtil.parseCamundaExtensionProperties(drawn);
        String impartial = properties == null
                ? ""
                : String.valueOf(properties.get("impartial")).strip();
        if (!DECIDES.equals(impartial) && !WEIGHS.equals(impartial)) {
            return;
        }
        activity.getProperties().set(IMPARTIAL, true);
        TaskDefinition task = ((UserTaskActivityBehavior) activity.getActivityBehavior()).getTaskDefinition();
        task.addBuiltInTaskListener(TaskListener.EVENTNAME_CREATE, created -> routing.created((TaskEntity) created));
        task.addBuiltInTaskListener(TaskListener.EVENTNAME_DELETE, gone -> routing.gone((TaskEntity) gone));
        if (WEIGHS.equals(impartial)) {
            activity.getProperties().set(WEIGHING, true);
            return;
        }
        task.addBuiltInTaskListener(TaskListener.EVENTNAME_COMPLETE, ImpartialTasks::handled);
        task.addBuiltInTaskListener(TaskListener.EVENTNAME_UPDATE, changed -> {
            if (isHandedBack((TaskEntity) changed)) {
                handled(changed);
            }
        });
    }

    /** Why a person may not work on a task; empty if nothing bars them. */
    static Optional<Bars> barsAgainst(TaskEntity task, String person) {
        return Optional.of(task)
                .filter(ImpartialTasks::isImpartial)
                .map(Bars::of)
                .filter(bars -> bars.against(person));
    }

    /** The open impartial tasks of a process instance and of all that it has called. */
    static List<TaskEntity> openIn(ExecutionEntity instance) {
        return CaseTasks.openIn(instance).stream()
                .filter(ImpartialTasks::isImpartial)
                .toList();
    }

    /** Whether nobody is barred from a task for what they did at an earlier stage. */
    static boolean isWeighing(TaskEntity task) {
        return CaseTasks.isDrawn(task, WEIGHING);
    }

    private static boolean isImpartial(TaskEntity task) {
        return isImpartial(task.getProcessDefinitionId(), task.getTaskDefinitionKey());
    }

    static boolean isImpartial(String processDefinitionId, String taskDefinitionKey) {
        return CaseTasks.isDrawn(processDefinitionId, taskDefinitionKey, IMPARTIAL);
    }

    /** Whether the one to whom a task was delegated has just filled in its form; another completes it. */
    private static boolean isHandedBack(TaskEntity task) {
        return task.getDelegationState() == DelegationState.RESOLVED
                && Unsettled.current().wasDelegated(task);
    }

    private static void handled(DelegateTask task) {
        String actor = Context.getCommandContext().getAuthenticatedUserId();
        String person = actor == null ? task.getAssignee() : actor;
        if (person != null) {
            Bars.handled(Bars.root((ExecutionEntity) task.getExecution()), person);
        }
    }
}
