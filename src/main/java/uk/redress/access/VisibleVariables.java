package uk.redress.access;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.impl.Page;
import org.camunda.bpm.engine.impl.TaskQueryImpl;
import org.camunda.bpm.engine.impl.VariableInstanceQueryImpl;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.impl.persistence.entity.VariableInstanceManager;
import org.camunda.bpm.engine.runtime.VariableInstance;
import org.camunda.bpm.engine.task.Task;

/**
 * Lets caseworkers read the variables of the tasks they see, which Tasklist's lists need, without the right to read
 * every case of their company: a query that names its scopes, as Tasklist's does, finds those of visible tasks.
 */
class VisibleVariables extends VariableInstanceManager {

    @Override
    public List<VariableInstance> findVariableInstanceByQueryCriteria(VariableInstanceQueryImpl query, Page page) {
        String[] asked = query.getVariableScopeIds();
        if (asked == null
                || asked.length == 0
                || Caller.of(getCommandContext()).isEmpty()
                || Caller.hasForEveryDefinition(getCommandContext(), ProcessDefinitionPermissions.READ_INSTANCE)) {
            return super.findVariableInstanceByQueryCriteria(query, page);
        }
        Set<String> visible = scopesOfVisibleTasks(asked);
        visible.retainAll(Arrays.asList(asked));
        if (visible.isEmpty()) {
            return List.of();
        }
        query.variableScopeIdIn(visible.toArray(String[]::new));
        try {
            return getCommandContext()
                    .runWithoutAuthorization(() -> super.findVariableInstanceByQueryCriteria(query, page));
        } finally {
            query.variableScopeIdIn(asked);
        }
    }

    private Set<String> scopesOfVisibleTasks(String[] asked) {
        TaskQueryImpl tasks = new TaskQueryImpl();
        tasks.processInstanceIdIn(asked);
        Set<String> scopes = new HashSet<>();
        for (Task task : tasks.executeList(getCommandContext(), null)) {
            scopes.add(task.getId());
            scopes.add(((TaskEntity) task).getExecutionId());
            scopes.add(task.getProcessInstanceId());
        }
        return scopes;
    }
}
