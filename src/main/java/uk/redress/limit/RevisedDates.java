package uk.redress.limit;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.springframework.context.ApplicationEventPublisher;
import uk.redress.calendar.CalendarException;
import uk.redress.calendar.LondonTime;
import uk.redress.calendar.WorkingCalendar;
import uk.redress.policy.EngineClock;
import uk.redress.policy.LimitMoved;
import uk.redress.policy.NoticeOvertaken;

/**
 * Moves limits to the dates that complainants were told, for diagrams, as {@code limits}.
 *
 * <p>These methods are part of the bean API that every diagram ever deployed relies on: they are never changed or
 * removed.
 */
public final class RevisedDates {

    private static final String LIMIT = "limit";
    private static final String REVISED_DATE = "revisedDate";
    private static final String DELAY_REASON = "delayReason";
    private static final String NOTICE_AT = "noticeAt";

    private final WorkingCalendar calendar;
    private final ApplicationEventPublisher events;
    private final EngineClock clock;

    RevisedDates(WorkingCalendar calendar, ApplicationEventPublisher events, EngineClock clock) {
        this.calendar = calendar;
        this.events = events;
        this.clock = clock;
    }

    /** The variable beside a due date that says that a notice has moved it, so that no fact recounts it any more. */
    static String marker(String due) {
        return due + "Revised";
    }

    /**
     * Moves a limit, once the notice of its delay has gone out (ALL-2). Called in a diagram that the limit's stage has
     * called, with these variables there: {@code limit}, the name of the due date in the calling diagram, such as
     * {@code responseDue}; {@code revisedDate} (yyyy-MM-dd); {@code delayReason}; and, if it is there, {@code noticeAt},
     * the instant at which the notice went out, which is now where it is not.
     *
     * <p>The limit then ends on that date, at 23:59:59 Europe/London: due dates of tasks, warning, limit and the log move
     * with it before the engine's command is over. Where the limit has been moved to that date or a later one meanwhile,
     * it stays there, and the log says so.
     *
     * @throws IllegalArgumentException if {@code limit} names no due date of a calling diagram, or {@code revisedDate} is
     *     no date
     * @throws CalendarException if the date is outside the calendar
     */
    public void revise(DelegateExecution execution) {
        ExecutionEntity notice = (ExecutionEntity) execution;
        String limit = text(notice, LIMIT);
        Date due = Date.from(LondonTime.due(calendar.checked(date(text(notice, REVISED_DATE)))));
        ExecutionEntity scope = scope(notice, limit);
        if (scope.getVariableLocal(limit) instanceof Date before && !due.after(before)) {
            events.publishEvent(
                    new NoticeOvertaken(execution, limit, due.toInstant(), Instant.ofEpochMilli(before.getTime())));
            return;
        }
        scope.setVariableLocal(limit, due);
        scope.setVariableLocal(marker(limit), true);
        ExecutionEntity root = LiveScope.root(notice);
        for (String fact : new String[] {REVISED_DATE, DELAY_REASON}) {
            root.setVariable(fact, notice.getVariableTyped(fact));
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant givenAt =
                notice.getVariable(NOTICE_AT) instanceof Date date ? Instant.ofEpochMilli(date.getTime()) : now;
        Settling.current()
                .revised(scope, limit, due.toInstant(), new LimitMoved.Notice(givenAt, text(notice, DELAY_REASON)));
    }

    private static LocalDate date(String text) {
        try {
            return LocalDate.parse(text == null ? "" : text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "limits.revise: the variable revisedDate is no date. Let the form before it require one, as"
                            + " yyyy-MM-dd.",
                    e);
        }
    }

    private static ExecutionEntity scope(ExecutionEntity notice, String limit) {
        ExecutionEntity caller = notice.getProcessInstance().getSuperExecution();
        while (caller != null && limit != null) {
            boolean calledItself = caller.isProcessInstanceExecution() && caller.getSuperExecution() != null;
            // A diagram that was called with all variables has a copy of it, on which no timer depends.
            if (caller.hasVariableLocal(limit) && !calledItself) {
                return caller;
            }
            caller = caller.getParent() != null ? caller.getParent() : caller.getSuperExecution();
        }
        throw new IllegalArgumentException("limits.revise: the variable limit is \"" + limit
                + "\", but no diagram that called this one has a due date of that name. Pass the name of the input"
                + " parameter, such as responseDue.");
    }

    private static String text(ExecutionEntity execution, String variable) {
        Object value = execution.getVariable(variable);
        return value == null || value.toString().isBlank()
                ? null
                : value.toString().strip();
    }
}
