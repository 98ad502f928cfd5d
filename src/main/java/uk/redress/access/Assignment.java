package uk.redress.access;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.task.IdentityLink;

/** To whom a task may be assigned, whoever assigns it. */
final class Assignment {

    private Assignment() {}

    /**
     * Checks that a person may be the assignee of a task: known, of the task's company, not barred from dealing with the
     * case (ALL-3), and a candidate for the task.
     *
     * @throws AuthorizationException if it is the caller who is barred
     * @throws BadUserRequestException if the person may not be; the message says why and whom to choose
     */
    static void check(CommandContext context, TaskEntity task, String person) {
        refuseIfBarred(context, task, person);
        String why = context.runWithoutAuthorization(() -> refusal(context, task, person));
        if (why != null) {
            throw refused(task, person, why);
        }
    }

    /** Checks that a person is not barred from a task. */
    static void refuseIfBarred(CommandContext context, TaskEntity task, String person) {
        ImpartialTasks.barsAgainst(task, person).ifPresent(bars -> {
            if (person.equals(context.getAuthenticatedUserId())) {
                throw new AuthorizationException(bars.tell(person));
            }
            throw refused(task, person, bars.tellOf(person));
        });
    }

    private static BadUserRequestException refused(TaskEntity task, String person, String why) {
        String groups = groups(task);
        return new BadUserRequestException("\"" + task.getName() + "\" cannot be assigned to \"" + person + "\": " + why
                + (groups.isEmpty()
                        ? " A supervisor appoints a substitute for it."
                        : " Choose a member of " + groups + "."));
    }

    private static String refusal(CommandContext context, TaskEntity task, String person) {
        // In the same words, so that nobody learns who works at another company.
        if (!Staff.belongs(context, person, task.getTenantId())) {
            return "there is no such user at " + task.getTenantId() + ".";
        }
        List<String> groups =
                context.getReadOnlyIdentityProvider().createGroupQuery(context).groupMember(person).list().stream()
                        .map(Group::getId)
                        .toList();
        boolean candidate = task.getCandidates().stream()
                .anyMatch(link -> person.equals(link.getUserId()) || groups.contains(link.getGroupId()));
        return candidate ? null : "this person is in none of the groups that the task is for.";
    }

    private static String groups(TaskEntity task) {
        return task.getCandidates().stream()
                .map(IdentityLink::getGroupId)
                .filter(Objects::nonNull)
                .sorted()
                .collect(Collectors.joining(" or "));
    }
}
