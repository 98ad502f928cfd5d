package uk.redress.access;

import java.util.Objects;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.exception.NotFoundException;
import org.camunda.bpm.engine.impl.TaskQueryImpl;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;

/** Who may see a task and who may work on it, beyond what the engine's authorizations and tenants say. */
final class TaskRules {

    private TaskRules() {}

    /** Supervisors and administrators see every task; others those that they may work on. */
    static boolean sees(Caller caller, TaskEntity task) {
        return caller.oversees() || worksOn(caller, task);
    }

    /**
     * The assignee works on a task, and whoever is a candidate for it, alone or as a member of a group; of a confidential
     * case, as a member who sees it (SMS-10).
     */
    static boolean worksOn(Caller caller, TaskEntity task) {
        return caller.isAdministrator()
                || Objects.equals(caller.id(), task.getAssignee())
                || task.getCandidates().stream()
                        .anyMatch(candidate -> caller.id().equals(candidate.getUserId()))
                || task.getCandidates().stream()
                                .anyMatch(candidate -> caller.groups().contains(candidate.getGroupId()))
                        && (caller.oversees() || Audience.current().admits(caller, task));
    }

    static void checkSees(Caller caller, TaskEntity task) {
        if (!sees(caller, task)) {
            checkIsThere(task);
            throw new AuthorizationException("The task " + task.getId()
                    + " is seen by its assignee, by the members of its candidate groups and by supervisors only.");
        }
    }

    /** Whoever a task only tells of a confidential case reads nothing of that but what the task's form shows (SMS-10). */
    static void checkSeesCase(Caller caller, TaskEntity task) {
        if (Audience.current().isButTold(caller, task)) {
            throw new AuthorizationException("\"" + task.getName()
                    + "\" tells you of a confidential case, of which you see no more than the task's form shows.");
        }
    }

    /** Of those who may work on a task and are not barred, only the one who has claimed it does, once somebody has. */
    static void checkWorksOn(Caller caller, TaskEntity task) {
        if (!worksOn(caller, task)) {
            checkIsThere(task);
            throw new AuthorizationException("\"" + task.getName()
                    + "\" is worked on by its assignee or by a member of its candidate groups only.");
        }
        // After what hides a case from others: why somebody is barred is told to nobody who may not see it.
        ImpartialTasks.barsAgainst(task, caller.id()).ifPresent(bars -> {
            throw new AuthorizationException(bars.tell(caller.id()));
        });
        if (task.getAssignee() != null && !task.getAssignee().equals(caller.id()) && !caller.isAdministrator()) {
            throw new AuthorizationException("\"" + task.getName() + "\" has been claimed by " + task.getAssignee()
                    + ". Ask them to give it back, or a supervisor to assign it to you.");
        }
    }

    /** Whom a task is for is forgotten with it: one that ended between two reads of the database is for nobody. */
    private static void checkIsThere(TaskEntity task) {
        CommandContext context = Context.getCommandContext();
        TaskQueryImpl query = new TaskQueryImpl();
        query.taskId(task.getId());
        if (context.runWithoutAuthorization(() -> query.executeCount(context)) == 0) {
            // In the engine's own words for a task that is not there.
            throw new NotFoundException("Cannot find task with id " + task.getId() + ": task is null");
        }
    }
}
