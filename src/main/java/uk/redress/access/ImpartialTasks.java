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
import org.camunda.bpm.engine.impl.persistence.entity.PropertyChange;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.task.TaskDefinition;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.camunda.bpm.engine.task.DelegationState;

/**
 * The user tasks that investigate, review or decide (ALL-3): those whose extension property {@code impartial} is
 * {@code true}, on whatever diagram. Each goes to somebody who may have it, and who did it is kept on the case.
 */
class ImpartialTasks extends AbstractBpmnParseListener {

    private static final PropertyKey<Boolean> IMPARTIAL = new PropertyKey<>("redress-impartial");

    private final Routing routing;

    ImpartialTasks(Routing routing) {
        this.routing = routing;
    }

    @Override
    public void parseUserTask(Element drawn, ScopeImpl scope, ActivityImpl activity) {
        Map<String, String> properties = BpmnParseUtil.parseCamundaExtensionProperties(drawn);
        if (properties == null
                || !"true".equals(String.valueOf(properties.get("impartial")).strip())) {
            return;
        }
        activity.getProperties().set(IMPARTIAL, true);
        TaskDefinition task = ((UserTaskActivityBehavior) activity.getActivityBehavior()).getTaskDefinition();
        task.addBuiltInTaskListener(TaskListener.EVENTNAME_CREATE, created -> routing.created((TaskEntity) created));
        task.addBuiltInTaskListener(TaskListener.EVENTNAME_COMPLETE, ImpartialTasks::handled);
        task.addBuiltInTaskListener(TaskListener.EVENTNAME_UPDATE, changed -> {
            if (isHandedBack((TaskEntity) changed)) {
                handled(changed);
            }
        });
        task.addBuiltInTaskListener(TaskListener.EVENTNAME_DELETE, gone -> routing.gone((TaskEntity) gone));
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

    private static boolean isImpartial(TaskEntity task) {
        return isImpartial(task.getProcessDefinitionId(), task.getTaskDefinitionKey());
    }

    static boolean isImpartial(String processDefinitionId, String taskDefinitionKey) {
        return CaseTasks.isDrawn(processDefinitionId, taskDefinitionKey, IMPARTIAL);
    }

    /**
     * Whether the one to whom a task was delegated has just filled in its form; another completes it. The engine forgets
     * that change, but no other, before it tells of it, where the form was submitted as such.
     */
    private static boolean isHandedBack(TaskEntity task) {
        Map<String, PropertyChange> changes = task.getPropertyChanges();
        return task.getDelegationState() == DelegationState.RESOLVED
                && (changes.isEmpty() || changes.containsKey(TaskEntity.DELEGATION));
    }

    private static void handled(DelegateTask task) {
        String actor = Context.getCommandContext().getAuthenticatedUserId();
        String person = actor == null ? task.getAssignee() : actor;
        if (person != null) {
            Bars.handled(Bars.root((ExecutionEntity) task.getExecution()), person);
        }
    }
}
