package uk.redress.access;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.task.IdentityLink;
import uk.redress.policy.Groups;
import uk.redress.policy.Policies;

/**
 * Who sees the cases of a confidential policy (SMS-10): once a case has its department, the members of that; each level
 * above the departments from its first task of the case on; whoever is assigned; supervisors and administrators.
 *
 * <p>The levels stand in the case's variable {@code levels}, from which the log knows them. What comes out stands on
 * each open task, in its variable {@code seenBy}, so that a list of tasks is one query over an index. The tasks of other
 * policies have no such variable.
 */
class Audience implements Session {

    static final String DEPARTMENT = "department";
    static final String LEVELS = "levels";

    /**
     * Of a task: the groups that see the case, with a comma around each; {@link #EVERYBODY} where there is no department
     * yet; and {@link #NOTICE}.
     */
    static final String SEEN_BY = "seenBy";

    /** Whoever is a candidate. */
    static final String EVERYBODY = "everybody";

    /** Whoever is a candidate and does not see the case is told of it, and no more. */
    static final String NOTICE = "notice";

    private final Policies policies;

    Audience(Policies policies) {
        this.policies = policies;
    }

    /** That of the engine's current command. */
    static Audience current() {
        return Context.getCommandContext().getSession(Audience.class);
    }

    boolean isConfidential(String tenant) {
        return tenant != null && policies.has(tenant) && policies.of(tenant).confidential();
    }

    /** What {@link #SEEN_BY} has of a task that a caller may see as a member of its candidate groups: one of these. */
    static Set<String> marks(Caller caller) {
        Set<String> marks = new TreeSet<>(caller.groups());
        // No case is seen by all of a junior group's members.
        marks.removeIf(group -> Groups.CASEWORKERS.contains(group) && !Groups.isAboveDepartments(group));
        marks.add(EVERYBODY);
        marks.add(NOTICE);
        return marks;
    }

    static String pattern(String mark) {
        return "%," + mark.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%") + ",%";
    }

    /** Whether a task is seen by a caller who is in one of its candidate groups. */
    boolean admits(Caller caller, TaskEntity task) {
        return !isConfidential(task.getTenantId()) || intersect(seenBy(task), marks(caller));
    }

    /** Whether all that a caller has of a case is this task, which tells them of it. */
    boolean isButTold(Caller caller, TaskEntity task) {
        if (caller.oversees() || !isConfidential(task.getTenantId())) {
            return false;
        }
        Set<String> seenBy = seenBy(task);
        return seenBy.contains(NOTICE) && !intersect(seenBy, caller.groups());
    }

    /** Of the members of a group, those who see a case. */
    Set<String> among(CommandContext context, Set<String> members, String group, ExecutionEntity root) {
        String department = department(root);
        if (department == null
                || !isConfidential(root.getTenantId())
                || Groups.isAboveDepartments(group)
                || Groups.SUPERVISORS.equals(group)) {
            return members;
        }
        Set<String> seeing = new TreeSet<>();
        seers(root, department).forEach(seer -> seeing.addAll(Routing.members(context, seer, root.getTenantId())));
        seeing.retainAll(members);
        return seeing;
    }

    /** Brings what stands on a case and its open tasks to what holds now. */
    void settle(CommandContext context, ExecutionEntity root) {
        if (!isConfidential(root.getTenantId())) {
            return;
        }
        context.runWithoutAuthorization(() -> {
            List<TaskEntity> tasks = CaseTasks.openIn(root);
            noteLevels(root, tasks);
            for (TaskEntity task : tasks) {
                String seenBy = CaseTasks.isNotice(task) ? ofNotice(root) : ofTask(context, root, task);
                if (!seenBy.equals(task.getVariableLocal(SEEN_BY))) {
                    task.setVariableLocal(SEEN_BY, seenBy);
                }
            }
            return null;
        });
    }

    private static void noteLevels(ExecutionEntity root, List<TaskEntity> tasks) {
        Set<String> levels = Bars.entries(root.getVariable(LEVELS));
        boolean more = false;
        for (TaskEntity task : tasks) {
            for (String group : Routing.groupsOf(task)) {
                more |= Groups.isAboveDepartments(group) && !CaseTasks.isNotice(task) && levels.add(group);
            }
        }
        if (more) {
            root.setVariable(LEVELS, String.join(",", levels));
        }
    }

    private static String ofNotice(ExecutionEntity root) {
        String department = department(root);
        if (department == null) {
            return written(Set.of(EVERYBODY));
        }
        Set<String> marks = seers(root, department);
        marks.add(NOTICE);
        return written(marks);
    }

    private String ofTask(CommandContext context, ExecutionEntity root, TaskEntity task) {
        String department = department(root);
        if (department == null) {
            return written(Set.of(EVERYBODY));
        }
        if (isLost(context, root, task)) {
            Routing.leaveTo(task, Groups.SUPERVISORS);
        }
        return written(seers(root, department));
    }

    /** Whether a task is for groups of whose members nobody sees the case. */
    private boolean isLost(CommandContext context, ExecutionEntity root, TaskEntity task) {
        Set<String> groups = Routing.groupsOf(task);
        return task.getAssignee() == null
                && !groups.isEmpty()
                && !groups.contains(Groups.SUPERVISORS)
                && task.getCandidates().stream().map(IdentityLink::getUserId).allMatch(Objects::isNull)
                && groups.stream()
                        .allMatch(group -> among(
                                        context, Routing.members(context, group, root.getTenantId()), group, root)
                                .isEmpty());
    }

    /** The groups all of whose members see a case. */
    private static Set<String> seers(ExecutionEntity root, String department) {
        Set<String> seers = new TreeSet<>(Bars.entries(root.getVariable(LEVELS)));
        seers.add(Groups.ofDepartment(root.getTenantId(), department));
        return seers;
    }

    private static String department(ExecutionEntity root) {
        Object department = root.getVariable(DEPARTMENT);
        return department == null || department.toString().isBlank()
                ? null
                : department.toString().strip();
    }

    private static String written(Set<String> marks) {
        return "," + String.join(",", marks) + ",";
    }

    private static Set<String> seenBy(TaskEntity task) {
        return Bars.entries(task.getVariableLocal(SEEN_BY));
    }

    private static boolean intersect(Set<String> seenBy, Collection<String> marks) {
        return marks.stream().anyMatch(seenBy::contains);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
