package uk.redress.limit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.camunda.bpm.engine.delegate.Expression;
import org.camunda.bpm.engine.impl.bpmn.behavior.CallActivityBehavior;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.core.model.CallableElementParameter;
import org.camunda.bpm.engine.impl.core.variable.mapping.InputParameter;
import org.camunda.bpm.engine.impl.history.event.HistoricVariableUpdateEventEntity;
import org.camunda.bpm.engine.impl.history.event.HistoryEvent;
import org.camunda.bpm.engine.impl.history.event.HistoryEventTypes;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TimerEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.runtime.Callback;
import org.camunda.bpm.engine.impl.pvm.runtime.PvmExecutionImpl;
import org.camunda.bpm.engine.variable.type.ValueType;
import org.camunda.bpm.engine.variable.value.TypedValue;
import org.camunda.bpm.impl.juel.jakarta.el.PropertyNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import uk.redress.policy.DatePassedOn;
import uk.redress.policy.EngineClock;
import uk.redress.policy.LimitMoved;

/**
 * What one command of the engine does to the dates of cases: it remembers which facts the command sets, and when the
 * command has done everything else it counts anew whatever depends on them. Nothing is moved by a difference: every date
 * becomes what its expression on the diagram gives now, so that doing it twice changes nothing.
 */
final class Settling implements Session {

    private static final Logger LOG = LoggerFactory.getLogger(Settling.class);

    private final ApplicationEventPublisher events;
    private final EngineClock clock;

    /** The dates that the command has changed, by process instance. */
    private final Map<String, Set<String>> changed = new LinkedHashMap<>();

    private final List<Revision> revisions = new ArrayList<>();
    private int commands;

    private record Revision(ExecutionEntity scope, String variable, Instant due, LimitMoved.Notice notice) {}
    /** The called diagrams to which a date that has moved was passed on. */
    private final Set<ExecutionEntity> passed = new LinkedHashSet<>();

    Settling(ApplicationEventPublisher events, EngineClock clock) {
        this.events = events;
        this.clock = clock;
    }

    /** That of the command that runs. */
    static Settling current() {
        return Context.getCommandContext().getSession(Settling.class);
    }

    /** A command begins, within another perhaps. */
    void begin() {
        commands++;
    }

    /** A command is over; only when the outermost is, a case is where it is going to be. */
    void end(boolean succeeded) {
        commands--;
        if (succeeded && commands == 0) {
            settle();
        }
    }

    void heard(HistoryEvent event) {
        boolean set = event.isEventOfType(HistoryEventTypes.VARIABLE_INSTANCE_CREATE)
                || event.isEventOfType(HistoryEventTypes.VARIABLE_INSTANCE_UPDATE);
        if (set
                && event instanceof HistoricVariableUpdateEventEntity update
                && ValueType.DATE.getName().equals(update.getSerializerName())
                && update.getTaskId() == null
                && update.getProcessInstanceId() != null
                && update.getProcessInstanceId().equals(update.getExecutionId())) {
            changed(update.getProcessInstanceId(), update.getVariableName());
        }
    }

    /** A notice to the complainant moves the due date that this scope holds. */
    void revised(ExecutionEntity scope, String variable, Instant due, LimitMoved.Notice notice) {
        revisions.add(new Revision(scope, variable, due, notice));
        changed(scope.getProcessInstanceId(), variable);
    }

    /** Has everything of a case counted anew at the end of the command, whether a fact changes or not. */
    void asked(ExecutionEntity instance) {
        changed.computeIfAbsent(instance.getId(), id -> new LinkedHashSet<>());
    }

    private void changed(String processInstanceId, String variable) {
        changed.computeIfAbsent(processInstanceId, id -> new LinkedHashSet<>()).add(variable);
    }

    private void settle() {
        while (!changed.isEmpty()) {
            settleOnce();
            // What waits for a date to move, such as the end of the updates of what was late, hears of it last.
            List<ExecutionEntity> told = List.copyOf(passed);
            passed.clear();
            told.stream()
                    .filter(called -> !called.isEnded())
                    .forEach(called ->
                            called.dispatchDelayedEventsAndPerformOperation((Callback<PvmExecutionImpl, Void>) null));
        }
        revisions.clear();
    }

    private void settleOnce() {
        Map<String, ExecutionEntity> roots = new LinkedHashMap<>();
        for (String id : changed.keySet()) {
            ExecutionEntity instance =
                    Context.getCommandContext().getExecutionManager().findExecutionById(id);
            if (instance != null && !instance.isEnded()) {
                ExecutionEntity root = LiveScope.root(instance);
                roots.put(root.getId(), root);
            }
        }
        roots.values().stream().filter(root -> !root.isEnded()).forEach(this::settle);
        changed.clear();
    }

    private void settle(ExecutionEntity instance) {
        List<LiveScope> scopes = LiveScope.of(instance);
        scopes.forEach(this::countInputs);
        scopes.forEach(scope -> scope.timers().forEach(this::setTimer));
        for (ExecutionEntity execution : LiveScope.executions(instance)) {
            execution.getTasks().forEach(task -> setDueDate(task, execution));
            ExecutionEntity called = execution.getSubProcessInstance();
            if (called != null && !called.isEnded()) {
                passOn(execution, called);
                settle(called);
            }
        }
    }

    private void countInputs(LiveScope scope) {
        if (!(scope.element() instanceof ActivityImpl activity) || activity.getIoMapping() == null) {
            return;
        }
        ExecutionEntity execution = scope.execution();
        for (InputParameter input : activity.getIoMapping().getInputParameters()) {
            String name = input.getName();
            Object before = execution.getVariableLocal(name);
            if (mayBeDate(before) && !execution.hasVariableLocal(RevisedDates.marker(name))) {
                date(() -> input.getValueProvider().getValue(execution.getParentVariableScope()))
                        .filter(date -> differs(date, before))
                        .ifPresent(date -> {
                            execution.setVariableLocal(name, date);
                            changed(execution.getProcessInstanceId(), name);
                        });
            }
        }
    }

    private void setTimer(LiveScope.Timer timer) {
        List<TimerEntity> pending = timer.pending();
        if (!pending.isEmpty()) {
            pending.forEach(job -> move(timer, job));
        } else if (timer.isNonInterruptingBoundary()) {
            due(timer, null).ifPresent(due -> armAgain(timer, due));
        }
    }

    private void move(LiveScope.Timer timer, TimerEntity job) {
        due(timer, job.getCreateTime())
                .filter(due -> differs(due, job.getDuedate()))
                // A failed job that is due waits for its next attempt by its due date.
                .filter(due -> isAhead(due) || job.getExceptionMessage() == null)
                .ifPresent(due -> {
                    job.setDuedate(due);
                    tell(timer, due);
                });
    }

    private void armAgain(LiveScope.Timer timer, Date due) {
        if (isAhead(due) || DueDates.isLimit(timer.event()) && revision(timer, due) != null) {
            timer.declaration().createTimerInstance(timer.scope().execution());
        }
        // Also if it stays as it is: once it has fired, the engine does not know any more what it was.
        tell(timer, due);
    }

    private void tell(LiveScope.Timer timer, Date due) {
        if (DueDates.isLimit(timer.event())) {
            Revision revision = revision(timer, due);
            events.publishEvent(new LimitMoved(
                    timer.scope().execution(),
                    timer.event().getId(),
                    instant(due),
                    revision == null ? null : revision.notice()));
        }
    }

    private Revision revision(LiveScope.Timer timer, Date due) {
        Revision found = null;
        for (Revision revision : revisions) {
            // Another limit can be due at the same instant, and have passed at it.
            if (revision.due().equals(instant(due))
                    && isWithin(timer.scope().execution(), revision.scope())
                    && timer.speaksOf(revision.variable())) {
                found = revision;
            }
        }
        return found;
    }

    private static boolean isWithin(ExecutionEntity execution, ExecutionEntity scope) {
        for (ExecutionEntity each = execution; each != null; each = each.getParent()) {
            if (each.getId().equals(scope.getId())) {
                return true;
            }
        }
        return false;
    }

    /** What a timer's expression gives now; empty if it is no date, or cannot be told yet. */
    private static Optional<Date> due(LiveScope.Timer timer, Date createdAt) {
        // Only the engine can evaluate it, into a timer; this one is never stored.
        TimerEntity asked = new TimerEntity();
        asked.setCreateTime(createdAt);
        return date(() -> {
            timer.declaration().resolveAndSetDuedate(timer.scope().execution(), asked, true);
            return asked.getDuedate();
        });
    }

    private static void setDueDate(TaskEntity task, ExecutionEntity execution) {
        Expression due = task.getTaskDefinition() == null
                ? null
                : task.getTaskDefinition().getDueDateExpression();
        if (due != null) {
            date(() -> due.getValue(execution))
                    .filter(date -> differs(date, task.getDueDate()))
                    .ifPresent(date -> {
                        task.setDueDate(date);
                        task.triggerUpdateEvent();
                    });
        }
    }

    /** Gives a called diagram the dates again that it was called with, where they have moved since. */
    private void passOn(ExecutionEntity caller, ExecutionEntity called) {
        if (!(caller.getActivity().getActivityBehavior() instanceof CallActivityBehavior call)) {
            return;
        }
        Set<String> named = new LinkedHashSet<>();
        boolean all = false;
        for (CallableElementParameter input : call.getCallableElement().getInputs()) {
            if (input.isAllVariables()) {
                all = true;
            } else {
                named.add(input.getTarget());
                if (mayBeDate(called.getVariableLocal(input.getTarget()))) {
                    pass(date(() -> input.getSource(caller)), called, input.getTarget());
                }
            }
        }
        if (all) {
            Set<String> moved = Set.copyOf(changed.getOrDefault(caller.getProcessInstanceId(), Set.of()));
            for (String name : moved) {
                if (!named.contains(name) && called.getVariableLocal(name) instanceof Date) {
                    pass(date(() -> caller.getVariable(name)), called, name);
                }
            }
        }
    }

    private void pass(Optional<Date> date, ExecutionEntity called, String variable) {
        date.filter(moved -> differs(moved, called.getVariableLocal(variable))).ifPresent(moved -> {
            called.setVariableLocal(variable, moved);
            passed.add(called);
            events.publishEvent(new DatePassedOn(called, variable));
        });
    }

    /** The date that something gives; empty if it gives none, or not yet: a fact that it counts from is still to come. */
    private static Optional<Date> date(Supplier<Object> expression) {
        try {
            Object value = expression.get();
            if (value instanceof TypedValue typed) {
                value = typed.getValue();
            }
            return value instanceof Date date ? Optional.of(date) : Optional.empty();
        } catch (RuntimeException failed) {
            if (isNotYet(failed)) {
                LOG.debug("A date cannot be counted yet and stays as it is: {}", failed.getMessage());
            } else {
                LOG.warn("A date cannot be counted any more and stays as it is: {}", failed.getMessage());
            }
            return Optional.empty();
        }
    }

    private static boolean isNotYet(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PropertyNotFoundException || cause instanceof Moment.MissingException) {
                return true;
            }
        }
        return false;
    }

    private static boolean mayBeDate(Object value) {
        return value == null || value instanceof Date;
    }

    private static boolean differs(Date date, Object before) {
        return !(before instanceof Date known && known.getTime() == date.getTime());
    }

    private boolean isAhead(Date date) {
        return instant(date).isAfter(clock.instant());
    }

    private static Instant instant(Date date) {
        return Instant.ofEpochMilli(date.getTime());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
