package uk.redress.access;

import java.util.Objects;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;

/** Who may see a task and who may work on it, beyond what the engine's authorizations and tenants say. */
final class TaskRules {

    private TaskRules() {}

    /** Supervisors and administrators see every task; others those that they may work on. */
    static boolean sees(Caller caller, TaskEntity task) {
        return caller.oversees() || worksOn(caller, task);
    }

    /** The assignee works on a task, and whoever is a candidate for it, alone or as a member of a group. */
    static boolean worksOn(Caller caller, TaskEntity task) {
        return caller.isAdministrator()
                || Objects.equals(caller.id(), task.getAssignee())
                || task.getCandidates().stream()
                        .anyMatch(candidate -> caller.id().equals(candidate.getUserId())
                                || caller.groups().contains(candidate.getGroupId()));
    }

    static void checkSees(Caller caller, TaskEntity task) {
        if (!sees(caller, task)) {
            throw new AuthorizationException("The task " + task.getId()
                    + " is seen by its assignee, by the members of its candidate groups and by supervisors only.");
        }
    }

    /** Of those who may work on a task and are not barred, only the one who has claimed it does, once somebody has. */
    static void checkWorksOn(Caller caller, TaskEntity task) {
        if (!worksOn(caller, task)) {
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
}
