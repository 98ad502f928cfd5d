package uk.redress.access;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.impl.Page;
import org.camunda.bpm.engine.impl.TaskQueryImpl;
import org.camunda.bpm.engine.impl.VariableInstanceQueryImpl;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.impl.persistence.entity.VariableInstanceEntity;
import org.camunda.bpm.engine.impl.persistence.entity.VariableInstanceManager;
import org.camunda.bpm.engine.runtime.VariableInstance;
import org.camunda.bpm.engine.task.Task;

/**
 * Lets caseworkers read the variables of the tasks they see, which Tasklist's lists need, without the right to read
 * every case of their company: a query that names its scopes, as Tasklist's does, finds those of visible tasks. Of a case
 * of which a task only tells them, it finds what that task's form shows (SMS-10).
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
        Set<String> seen = new HashSet<>();
        Set<String> toldOf = new HashSet<>();
        addScopesOfVisibleTasks(asked, seen, toldOf);
        seen.retainAll(Arrays.asList(asked));
        toldOf.retainAll(Arrays.asList(asked));
        Set<String> visible = new HashSet<>(seen);
        visible.addAll(toldOf);
        if (visible.isEmpty()) {
            return List.of();
        }
        query.variableScopeIdIn(visible.toArray(String[]::new));
        try {
            List<VariableInstance> found = getCommandContext()
                    .runWithoutAuthorization(() -> super.findVariableInstanceByQueryCriteria(query, page));
            return toldOf.isEmpty()
                    ? found
                    : found.stream()
                            .filter(variable -> seen.contains(((VariableInstanceEntity) variable).getVariableScopeId())
                                    || Notices.shows(variable.getName()))
                            .toList();
        } finally {
            query.variableScopeIdIn(asked);
        }
    }

    private void addScopesOfVisibleTasks(String[] asked, Set<String> seen, Set<String> toldOf) {
        Caller caller = Caller.of(getCommandContext()).orElseThrow();
        Set<String> notices = caller.tenants().stream().anyMatch(Audience.current()::isConfidential)
                ? notices(asked, caller)
                : Set.of();
        for (Task task : tasks(asked).executeList(getCommandContext(), null)) {
            (notices.contains(task.getId()) ? toldOf : seen)
                    .addAll(List.of(task.getId(), ((TaskEntity) task).getExecutionId(), task.getProcessInstanceId()));
        }
    }

    /** The ids of the tasks that only tell the caller of a case. */
    private Set<String> notices(String[] asked, Caller caller) {
        TaskQueryImpl notices = tasks(asked);
        notices.taskVariableValueLike(Audience.SEEN_BY, Audience.pattern(Audience.NOTICE));
        return getCommandContext()
                .runWithoutAuthorization(() -> notices.executeList(getCommandContext(), null))
                .stream()
                .filter(task -> Audience.current().isButTold(caller, (TaskEntity) task))
                .map(Task::getId)
                .collect(Collectors.toSet());
    }

    private static TaskQueryImpl tasks(String[] asked) {
        TaskQueryImpl tasks = new TaskQueryImpl();
        tasks.processInstanceIdIn(asked);
        return tasks;
    }
}
