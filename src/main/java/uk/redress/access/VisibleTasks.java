package uk.redress.access;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.impl.QueryOperator;
import org.camunda.bpm.engine.impl.SingleQueryVariableValueCondition;
import org.camunda.bpm.engine.impl.TaskQueryImpl;
import org.camunda.bpm.engine.impl.TaskQueryVariableValue;
import org.camunda.bpm.engine.impl.persistence.entity.TaskManager;
import org.camunda.bpm.engine.impl.variable.serializer.VariableSerializers;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.variable.Variables;

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
        List<TaskQueryImpl> conditions = conditions(restricted.get(), query);
        query.getQueries().addAll(conditions);
        try {
            return run.get();
        } finally {
            query.getQueries().removeAll(conditions);
        }
    }

    private static List<TaskQueryImpl> conditions(Caller caller, TaskQueryImpl query) {
        TaskQueryImpl mine = new MineOrMyGroups(caller);
        Map<Boolean, List<String>> tenants =
                caller.tenants().stream().collect(Collectors.partitioningBy(Audience.current()::isConfidential));
        if (tenants.get(true).isEmpty()) {
            return List.of(mine);
        }
        Set<String> marks = Audience.marks(caller);
        // Else whoever is only told of a case could find its facts out by asking for tasks of cases with these, or by
        // sorting them by these.
        if (query.getQueries().stream().anyMatch(part -> !part.getVariables().isEmpty())
                || query.getOrderingProperties().stream().anyMatch(order -> order.getRelation() != null)) {
            marks.remove(Audience.NOTICE);
        }
        return List.of(mine, new Seen(caller, tenants.get(false), marks));
    }

    /** Of a policy that is not confidential, or assigned to the caller or offered by name, or of a case that they see. */
    private static final class Seen extends TaskQueryImpl {

        private Seen(Caller caller, List<String> otherTenants, Set<String> marks) {
            setOrQueryActive();
            tenantIds = otherTenants.toArray(String[]::new);
            assignee = caller.id();
            candidateUser = caller.id();
            includeAssignedTasks = true;
            addVariable(new SeenBy(marks));
            ensureVariablesInitialized();
        }

        /** Not those of {@link #candidateUser}, which the engine would look up: the marks say for which of them. */
        @Override
        public List<String> getCandidateGroups() {
            return null;
        }
    }

    /** One of the marks. A condition for each would have the database look the same variable up as often. */
    private static final class SeenBy extends TaskQueryVariableValue {

        private final Set<String> marks;
        private List<SingleQueryVariableValueCondition> conditions;

        private SeenBy(Set<String> marks) {
            super(Audience.SEEN_BY, "", QueryOperator.LIKE, true, false);
            this.marks = marks;
        }

        @Override
        public void initialize(VariableSerializers serializers, String database) {
            conditions = marks.stream()
                    .map(mark -> {
                        SingleQueryVariableValueCondition condition = new SingleQueryVariableValueCondition(this);
                        condition.initializeValue(serializers, Variables.stringValue(Audience.pattern(mark)), database);
                        return condition;
                    })
                    .toList();
        }

        @Override
        public List<SingleQueryVariableValueCondition> getValueConditions() {
            return conditions;
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
