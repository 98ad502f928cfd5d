package uk.redress.access;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.camunda.bpm.engine.history.UserOperationLogEntry;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.IdentityLinkEntity;
import org.camunda.bpm.engine.impl.persistence.entity.PropertyChange;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.task.IdentityLinkType;
import uk.redress.policy.Groups;
import uk.redress.policy.Policies;

/**
 * Gives each impartial task (ALL-3) to people who may have it: to the group that the diagram names while it has a member
 * who is not barred, and who sees the case where that is confidential (SMS-10), and its named manager is not whom the
 * complaint is about; else to the next in seniority; else to the substitute whom the supervisors have appointed for the
 * stage. Where nobody is left, {@link Unsettled} asks them.
 */
class Routing {

    /** The variable of the case with the id of the manager whom somebody has named for it. */
    static final String REFERRAL_MANAGER = "referralManager";

    /**
     * The variable of the case by which its letters name the right people: for each group whose tasks others have now,
     * the group of those, as {@code referral-managers:heads-of-service}, with commas.
     */
    static final String INSTEAD = "dealtWithInstead";

    private static final String CANDIDATE_GROUPS = "candidateGroups";

    private final Policies policies;

    Routing(Policies policies) {
        this.policies = policies;
    }

    /** Whether nobody may have a task, of those whom it is for. */
    static boolean isNobodys(TaskEntity task) {
        return task.getAssignee() == null && task.getCandidates().isEmpty();
    }

    /** A task has just been made; nobody has been told of it yet. */
    void created(TaskEntity task) {
        route(task);
        if (isNobodys(task)) {
            Unsettled.current().needs(Bars.root(task.getExecution()));
        }
    }

    /** A task ends: with it, the need of a substitute for it. */
    void gone(TaskEntity task) {
        if (isNobodys(task)) {
            Unsettled.current().needsNoMore(Bars.root(task.getExecution()));
        }
    }

    /** Something has changed on which it depends who may have an open task. */
    void changed(TaskEntity task) {
        String before = groups(task);
        String assignee = task.getAssignee();
        route(task);
        tell(task, before, assignee);
    }

    /** Gives a task that nobody may have to a group all the same, so that somebody sees it. */
    static void leaveTo(TaskEntity task, String group) {
        String before = groups(task);
        task.addCandidateGroup(group);
        tell(task, before, task.getAssignee());
    }

    /** Gives a task to the appointed substitute. */
    static void appoint(TaskEntity task, String substitute) {
        String assignee = task.getAssignee();
        offer(task, substitute);
        noteInstead(Context.getCommandContext(), task);
        tell(task, groups(task), assignee);
    }

    private void route(TaskEntity task) {
        CommandContext context = Context.getCommandContext();
        context.runWithoutAuthorization(() -> {
            Bars bars = Bars.of(task);
            // Barred, or not of the company any more.
            Predicate<String> out = person ->
                    person != null && (bars.against(person) || !Staff.belongs(context, person, task.getTenantId()));
            removeCandidates(task, link -> out.test(link.getUserId()));
            if (task.getAssignee() != null && (out.test(task.getAssignee()) || !works(context, task))) {
                unassign(task);
            }
            Set<String> groups = groupsOf(task);
            Set<String> serving = serving(context, groups, task, bars);
            removeCandidates(task, link -> link.isGroup() && !serving.contains(link.getGroupId()));
            if (serving.isEmpty() && !groups.isEmpty()) {
                senior(context, groups, task, bars).ifPresent(task::addCandidateGroup);
                unassignOutsiders(context, task);
            }
            Substitutes.of(context, bars).ifPresent(substitute -> offer(task, substitute));
            noteInstead(context, task);
            return null;
        });
    }

    /** Notes which group has a task instead of those that the diagram names for it. */
    private static void noteInstead(CommandContext context, TaskEntity task) {
        if (ImpartialTasks.isWeighing(task)) {
            return;
        }
        Set<String> drawn = new TreeSet<>();
        task.getTaskDefinition()
                .getCandidateGroupIdExpressions()
                .forEach(group -> drawn.addAll(Bars.entries(group.getValue(task.getExecution()))));
        Set<String> now = groupsOf(task);
        Optional<String> instead = now.isEmpty()
                ? task.getCandidates().stream()
                        .map(link -> mostSenior(context, link.getUserId()))
                        .findFirst()
                : now.stream().findFirst();
        ExecutionEntity root = Bars.root(task.getExecution());
        Set<String> entries = Bars.entries(root.getVariable(INSTEAD));
        Set<String> noted = new LinkedHashSet<>(entries);
        noted.removeIf(entry -> drawn.contains(entry.split(":")[0]));
        instead.filter(group -> !drawn.contains(group))
                .ifPresent(group -> drawn.forEach(each -> noted.add(each + ":" + group)));
        if (!noted.equals(entries)) {
            root.setVariable(INSTEAD, String.join(",", noted));
        }
    }

    /** As whom a letter names a substitute: as those who appoint, where they are in no group that works on complaints. */
    private static String mostSenior(CommandContext context, String person) {
        return context.getReadOnlyIdentityProvider().createGroupQuery(context).groupMember(person).list().stream()
                .map(Group::getId)
                .filter(Groups.CASEWORKERS::contains)
                .min(Comparator.comparingInt(group -> Groups.seniorTo(group).size()))
                .orElse(Groups.SUPERVISORS);
    }

    /** Whether the assignee still is in a group that works on complaints, or was chosen by name. */
    private static boolean works(CommandContext context, TaskEntity task) {
        String assignee = task.getAssignee();
        return Staff.hasPart(context, assignee)
                || task.getCandidates().stream().anyMatch(link -> assignee.equals(link.getUserId()));
    }

    private Set<String> serving(CommandContext context, Set<String> groups, TaskEntity task, Bars bars) {
        Set<String> serving = new LinkedHashSet<>(groups);
        serving.removeIf(group -> !serves(context, group, task, bars));
        return serving;
    }

    private Optional<String> senior(CommandContext context, Set<String> groups, TaskEntity task, Bars bars) {
        return groups.stream()
                .map(Groups::seniorTo)
                // Above all of the groups that it was for.
                .min(Comparator.comparingInt(List::size))
                .orElse(List.of())
                .stream()
                .filter(group -> hasPart(group, task.getTenantId()))
                .filter(group -> serves(context, group, task, bars))
                .findFirst();
    }

    private boolean hasPart(String group, String tenant) {
        return !policies.has(tenant) || policies.of(tenant).roles().containsKey(group);
    }

    /** Whether a group has a member who is not barred, and does not stand under the person whom it is about. */
    private static boolean serves(CommandContext context, String group, TaskEntity task, Bars bars) {
        Set<String> members =
                Audience.current().among(context, members(context, group, task.getTenantId()), group, bars.root());
        Object manager = bars.root().getVariable(REFERRAL_MANAGER);
        boolean aboutItsManager = manager != null
                && bars.about().contains(manager.toString().strip())
                && members.contains(manager.toString().strip());
        return !aboutItsManager && members.stream().anyMatch(member -> !bars.against(member));
    }

    /** The ids of the members of a group in a company, or of a group alone. */
    static Set<String> members(CommandContext context, String group, String tenant) {
        Set<String> ids = new LinkedHashSet<>();
        Staff.membersOf(context, group, tenant).forEach(user -> ids.add(user.getId()));
        return ids;
    }

    private static void offer(TaskEntity task, String substitute) {
        if (task.getCandidates().stream().noneMatch(link -> substitute.equals(link.getUserId()))) {
            task.addCandidateUser(substitute);
        }
        if (task.getAssignee() == null && groupsOf(task).isEmpty()) {
            task.setAssignee(substitute);
        }
    }

    /** The task has gone to others: whoever has it and is none of them gives it up. */
    private static void unassignOutsiders(CommandContext context, TaskEntity task) {
        String assignee = task.getAssignee();
        boolean insider = assignee == null
                || task.getCandidates().stream().anyMatch(link -> assignee.equals(link.getUserId()))
                || groupsOf(task).stream()
                        .anyMatch(group ->
                                members(context, group, task.getTenantId()).contains(assignee));
        if (!insider) {
            unassign(task);
        }
    }

    private static void unassign(TaskEntity task) {
        task.setAssignee(null);
        if (task.getDelegationState() != null) {
            // Else whoever delegated it gets it back when it is done.
            task.setOwner(null);
            task.setDelegationState(null);
        }
    }

    private static void removeCandidates(TaskEntity task, Predicate<IdentityLinkEntity> which) {
        // Not by the engine's own method: it does not find what the current command has added.
        task.getIdentityLinks().removeIf(link -> {
            boolean removed = IdentityLinkType.CANDIDATE.equals(link.getType()) && which.test(link);
            if (removed) {
                link.delete();
            }
            return removed;
        });
    }

    static Set<String> groupsOf(TaskEntity task) {
        Set<String> groups = new TreeSet<>();
        task.getCandidates().stream()
                .map(link -> link.getGroupId())
                .filter(Objects::nonNull)
                .forEach(groups::add);
        return groups;
    }

    private static String groups(TaskEntity task) {
        return String.join(", ", groupsOf(task));
    }

    /** Lets the task's listeners, and so the log, know who has it now. */
    private static void tell(TaskEntity task, String groupsBefore, String assigneeBefore) {
        String groups = groups(task);
        Map<String, PropertyChange> changes = task.getPropertyChanges();
        if (!groups.equals(groupsBefore)) {
            changes.put(CANDIDATE_GROUPS, new PropertyChange(CANDIDATE_GROUPS, groupsBefore, groups));
        } else if (Objects.equals(task.getAssignee(), assigneeBefore)) {
            return;
        }
        task.triggerUpdateEvent();
        task.logUserOperation(UserOperationLogEntry.OPERATION_TYPE_ASSIGN);
    }
}
