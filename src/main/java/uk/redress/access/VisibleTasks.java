package uk.redress.access;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.impl.TaskQueryImpl;
import org.camunda.bpm.engine.impl.persistence.entity.TaskManager;
import org.camunda.bpm.engine.task.Task;

/** Restricts task queries and counts to what {@link TaskRules} lets the caller see. */
class VisibleTasks extends TaskManager {

    @Override
    public List<Task> findTasksByQueryCriteria(TaskQueryImpl query) {
        return restricted(query, () -> super.findTasksByQueryCriteria(query));
    }

    @Override
    public long findTaskCountByQueryCriteria(TaskQueryImpl query) {
        return restricted(query, () -> super.findTaskCountByQueryCriteria(query));
    }

    @Override
    protected void configureQuery(TaskQueryImpl query) {
        super.configureQuery(query);
        // Whoever may read the tasks of every definition needs no join of each task with the authorizations, which at
        // 35,000 open tasks is most of a query's time.
        if (Caller.of(getCommandContext()).isPresent()
                && Caller.hasForEveryDefinition(getCommandContext(), ProcessDefinitionPermissions.READ_TASK)) {
            query.getAuthCheck().setAuthorizationCheckEnabled(false);
        }
    }

    private <T> T restricted(TaskQueryImpl query, Supplier<T> run) {
        Optional<Caller> restricted = Caller.of(getCommandContext()).filter(caller -> !caller.oversees());
        if (restricted.isEmpty()) {
            return run.get();
        }
        TaskQueryImpl mine = new MineOrMyGroups(restricted.get());
        query.getQueries().add(mine);
        try {
            return run.get();
        } finally {
            query.getQueries().remove(mine);
        }
    }

    /** Assigned to the caller, or the caller is a candidate, whoever has claimed the task. */
    private static final class MineOrMyGroups extends TaskQueryImpl {

        private MineOrMyGroups(Caller caller) {
            setOrQueryActive();
            assignee = caller.id();
            candidateUser = caller.id();
            candidateGroups = caller.groups();
            includeAssignedTasks = true;
        }

        @Override
        public List<String> getCandidateGroups() {
            return candidateGroups;
        }
    }
}
