package uk.redress.access;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.history.event.HistoricVariableUpdateEventEntity;
import org.camunda.bpm.engine.impl.history.event.HistoryEvent;
import org.camunda.bpm.engine.impl.history.event.HistoryEventTypes;
import org.camunda.bpm.engine.impl.history.handler.HistoryEventHandler;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.task.DelegationState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.redress.policy.Groups;

/**
 * The cases whose impartial tasks (ALL-3) have to be looked at again when the engine's current command has done its
 * work, in its transaction: because who is barred has changed, because nobody is left who may have a task, or because
 * that is over. Not sooner: the case's executions are in motion while the command runs.
 */
class Unsettled implements Session {

    private static final Logger LOG = LoggerFactory.getLogger(Unsettled.class);

    private final Routing routing;

    /** Ids of process instances: of cases, but for the changed ones, of which some may be called by others. */
    private final Set<String> changed = new LinkedHashSet<>();

    private final Set<String> inNeed = new LinkedHashSet<>();
    private final Set<String> relieved = new LinkedHashSet<>();

    /** Ids of the process instances of confidential cases of which somebody else may see something now (SMS-10). */
    private final Set<String> seenAnew = new LinkedHashSet<>();

    /** Ids of the delegated tasks that the command works on, as the engine forgets that they were before it tells of it. */
    private final Set<String> delegated = new LinkedHashSet<>();

    private int commands;

    Unsettled(Routing routing) {
        this.routing = routing;
    }

    /** What the command that runs leaves to be settled. */
    static Unsettled current() {
        return Context.getCommandContext().getSession(Unsettled.class);
    }

    void needs(ExecutionEntity root) {
        inNeed.add(root.getId());
    }

    void needsNoMore(ExecutionEntity root) {
        relieved.add(root.getId());
    }

    /** @param root the id of a case's root process instance */
    void sees(String root) {
        seenAnew.add(root);
    }

    /** Something has changed outside of a case on which it depends who may have its tasks. */
    void look(String root) {
        changed.add(root);
    }

    /** Somebody works on a task, which may be one that was delegated to them. */
    void worksOn(TaskEntity task) {
        if (task.getDelegationState() == DelegationState.PENDING) {
            delegated.add(task.getId());
        }
    }

    /** Whether a task that the command works on was a delegated one before. */
    boolean wasDelegated(TaskEntity task) {
        return delegated.contains(task.getId());
    }

    private void settle(CommandContext context) {
        List<String> cases = take(changed);
        cases.forEach(id -> running(context, id).ifPresent(root -> {
            ImpartialTasks.openIn(root).forEach(routing::changed);
            inNeed.add(id);
            seenAnew.add(id);
        }));
        take(inNeed).forEach(id -> running(context, id).ifPresent(Unsettled::askForSubstitute));
        take(relieved).forEach(id -> running(context, id).ifPresent(Unsettled::askNoMore));
        take(seenAnew)
                .forEach(id -> running(context, id)
                        .ifPresent(root -> Audience.current().settle(context, root)));
    }

    private static List<String> take(Set<String> ids) {
        List<String> taken = new ArrayList<>(ids);
        ids.clear();
        return taken;
    }

    private static Optional<ExecutionEntity> running(CommandContext context, String id) {
        return Optional.ofNullable(context.getExecutionManager().findExecutionById(id))
                .filter(root -> !root.isEnded() && root.getSuperExecution() == null);
    }

    private static void askForSubstitute(ExecutionEntity root) {
        List<TaskEntity> nobodys = nobodys(root);
        if (nobodys.isEmpty()) {
            return;
        }
        Optional<SubstituteRequest> request = SubstituteRequest.in(root);
        if (request.isEmpty()) {
            LOG.warn(
                    "Nobody is left who may deal with {}, and the diagram {} has no event sub-process for the message"
                            + " \"{}\": its tasks are left to the supervisors.",
                    root.getBusinessKey(),
                    root.getProcessDefinition().getKey(),
                    SubstituteRequest.MESSAGE);
            nobodys.forEach(task -> Routing.leaveTo(task, Groups.SUPERVISORS));
        } else if (!request.get().isPending()) {
            Substitutes.forget(root);
            request.get().make();
        }
    }

    private static void askNoMore(ExecutionEntity root) {
        if (nobodys(root).isEmpty()) {
            SubstituteRequest.in(root).ifPresent(SubstituteRequest::takeBack);
        }
    }

    private static List<TaskEntity> nobodys(ExecutionEntity root) {
        return ImpartialTasks.openIn(root).stream().filter(Routing::isNobodys).toList();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    /**
     * Settles at the end of each outermost command. A listener of the command's end would be too late: what settles
     * changes tasks, and those add listeners of their own to the list that is being gone through.
     */
    static final class AtTheEnd extends CommandInterceptor {

        @Override
        public <T> T execute(Command<T> command) {
            Unsettled unsettled = current();
            unsettled.commands++;
            try {
                T result = next.execute(command);
                if (unsettled.commands == 1) {
                    unsettled.settle(Context.getCommandContext());
                }
                return result;
            } finally {
                unsettled.commands--;
            }
        }
    }

    /** Hears of changes to what bars people: the engine has no variable listeners for BPMN, only its history's events. */
    static final class Changes implements HistoryEventHandler {

        @Override
        public void handleEvent(HistoryEvent event) {
            if (event instanceof HistoricVariableUpdateEventEntity update
                    && !event.isEventOfType(HistoryEventTypes.VARIABLE_INSTANCE_DELETE)
                    && Bars.CHANGING.contains(update.getVariableName())
                    && update.getProcessInstanceId() != null
                    && update.getProcessInstanceId().equals(update.getExecutionId())
                    && Context.getCommandContext() != null) {
                current().changed.add(update.getProcessInstanceId());
            }
        }

        @Override
        public void handleEvents(List<HistoryEvent> events) {
            events.forEach(this::handleEvent);
        }
    }
}
