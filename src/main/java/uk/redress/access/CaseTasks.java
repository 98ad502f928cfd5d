package uk.redress.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
import org.camunda.bpm.engine.impl.util.xml.Element;

/**
 * Every user task of a confidential policy (SMS-10), so that its {@link Audience} is settled; and which of them, by the
 * extension property {@code notice}, do no more than tell a group of a case.
 */
class CaseTasks extends AbstractBpmnParseListener {

    private static final PropertyKey<Boolean> NOTICE = new PropertyKey<>("redress-notice");

    @Override
    public void parseUserTask(Element drawn, ScopeImpl scope, ActivityImpl activity) {
        Map<String, String> properties = BpmnParseUtil.parseCamundaExtensionProperties(drawn);
        if (properties != null
                && "true".equals(String.valueOf(properties.get("notice")).strip())) {
            activity.getProperties().set(NOTICE, true);
        }
        ((UserTaskActivityBehavior) activity.getActivityBehavior())
                .getTaskDefinition()
                .addBuiltInTaskListener(TaskListener.EVENTNAME_CREATE, created -> {
                    if (Audience.current().isConfidential(created.getTenantId())) {
                        Unsettled.current()
                                .sees(Bars.root((ExecutionEntity) created.getExecution())
                                        .getId());
                    }
                });
    }

    /** Whether a task only tells its candidates of a case, which is with others. */
    static boolean isNotice(TaskEntity task) {
        return isDrawn(task, NOTICE);
    }

    /** Whether a task has been marked so on its diagram. */
    static boolean isDrawn(TaskEntity task, PropertyKey<Boolean> as) {
        return isDrawn(task.getProcessDefinitionId(), task.getTaskDefinitionKey(), as);
    }

    static boolean isDrawn(String processDefinitionId, String taskDefinitionKey, PropertyKey<Boolean> as) {
        if (processDefinitionId == null) {
            return false;
        }
        ActivityImpl drawn = Context.getProcessEngineConfiguration()
                .getDeploymentCache()
                .findDeployedProcessDefinitionById(processDefinitionId)
                .findActivity(taskDefinitionKey);
        return drawn != null && Boolean.TRUE.equals(drawn.getProperties().get(as));
    }

    /** The open tasks of a process instance and of all that it has called. */
    static List<TaskEntity> openIn(ExecutionEntity instance) {
        List<TaskEntity> tasks = new ArrayList<>();
        collect(instance, tasks);
        return tasks;
    }

    private static void collect(ExecutionEntity execution, List<TaskEntity> tasks) {
        tasks.addAll(execution.getTasks());
        execution.getExecutions().forEach(child -> collect(child, tasks));
        if (execution.getSubProcessInstance() != null) {
            collect(execution.getSubProcessInstance(), tasks);
        }
    }
}
