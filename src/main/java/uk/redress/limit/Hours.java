package uk.redress.limit;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Date;
import uk.redress.calendar.CalendarException;
import uk.redress.calendar.LondonTime;
import uk.redress.calendar.WorkingCalendar;

/**
 * Counts hours for diagrams, as {@code hours}: by the clock, to the second, at night, on weekends and on bank holidays
 * too. They are hours that pass: 24 of them end an hour later by the clocks in London when these go forward meanwhile, and
 * an hour earlier when they go back.
 *
 * <p>Answers beyond the calendar of working days, 2019 to 2035, are refused, since no warning could be counted for them.
 * These methods are part of the bean API that every diagram ever deployed relies on: they are never changed or removed.
 */
public final class Hours {

    private final WorkingCalendar calendar;

    Hours(WorkingCalendar calendar) {
        this.calendar = calendar;
    }

    /**
     * When a limit of n hours ends: {@code ${hours.after(receivedAt, 24)}}.
     *
     * @param from when the limit begins, such as the receipt
     * @param hours the limit in hours, 0 or more
     * @throws IllegalArgumentException if {@code from} is missing
     * @throws CalendarException if {@code hours} is negative, or {@code from} or the answer outside the calendar
     */
    public Date after(Date from, int hours) {
        Instant begin = checked(Moment.of(from, "hours.after", "to count from"));
        return Date.from(checked(begin.plus(notNegative(hours))));
    }

    /**
     * When to warn of a limit in hours: n hours before it, or, where that is earlier and after the receipt, at the end of
     * the last working day before it, so that the warning does not come when everybody has gone home:
     * {@code ${hours.warning(due, receivedAt, house.warningHours, house.warningHourOfDay)}}.
     *
     * @param due the end of the limit
     * @param receivedAt when the limit began
     * @param hours how many hours before the end, 0 or more
     * @param hourOfDay the full hour of the day, Europe/London, at which a working day's last warning comes, 0 to 23
     * @throws IllegalArgumentException if one of the dates is missing, or {@code hourOfDay} is no hour of a day
     * @throws CalendarException if {@code hours} is negative, or {@code due} or the answer outside the calendar
     */
    public Date warning(Date due, Date receivedAt, int hours, int hourOfDay) {
        Instant end = Moment.of(due, "hours.warning", "on which the limit ends");
        Instant receipt = Moment.of(receivedAt, "hours.warning", "of receipt");
        if (hourOfDay < 0 || hourOfDay > 23) {
            throw new IllegalArgumentException(
                    "hours.warning: the hour of the day is " + hourOfDay + "; it must be from 0 to 23.");
        }
        Instant hoursBefore = checked(end.minus(notNegative(hours)));
        Instant endOfBusiness = lastBefore(end, LocalTime.of(hourOfDay, 0));
        boolean takeIt = endOfBusiness.isBefore(hoursBefore) && endOfBusiness.isAfter(receipt);
        return Date.from(takeIt ? endOfBusiness : hoursBefore);
    }

    /** The last moment before this one at which it is this time on a working day. */
    private Instant lastBefore(Instant end, LocalTime time) {
        LocalDate day = calendar.before(LondonTime.date(end), 0);
        Instant moment = LondonTime.at(day, time);
        return moment.isBefore(end) ? moment : LondonTime.at(calendar.before(day, 1), time);
    }

    private Instant checked(Instant instant) {
        calendar.checked(LondonTime.date(instant));
        return instant;
    }

    private static Duration notNegative(int hours) {
        if (hours < 0) {
            throw new CalendarException("The number of hours is " + hours + "; it must be 0 or more.");
        }
        return Duration.ofHours(hours);
    }
}
