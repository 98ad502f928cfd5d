package uk.redress.limit;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Date;
import uk.redress.calendar.CalendarException;
import uk.redress.calendar.LondonTime;
import uk.redress.calendar.WorkingCalendar;

/**
 * Counts calendar days for diagrams, as {@code calendarDays}: weekends, bank holidays and closures count like any other
 * day, and an answer that falls on one of them stays there.
 *
 * <p>Only the calendar day in Europe/London of a given date matters, not its time of day. Answers beyond the calendar of
 * working days, 2019 to 2035, are refused, since no warning could be counted for them. These methods are part of the bean
 * API that every diagram ever deployed relies on: they are never changed or removed.
 */
public final class CalendarDays {

    private final WorkingCalendar calendar;
    private final LocalTime startOfBusiness;

    CalendarDays(WorkingCalendar calendar, LocalTime startOfBusiness) {
        this.calendar = calendar;
        this.startOfBusiness = startOfBusiness;
    }

    /**
     * When a limit of n calendar days ends: {@code ${calendarDays.after(receivedAt, 28)}}. Day 1 is the day after the
     * calendar day of {@code from}.
     *
     * @param from when the limit begins, such as the receipt
     * @param days the limit in calendar days, 0 or more
     * @return 23:59:59 Europe/London of the last day of the limit
     * @throws IllegalArgumentException if {@code from} is missing
     * @throws CalendarException if {@code days} is negative, or {@code from} or the answer outside the calendar
     */
    public Date after(Date from, int days) {
        LocalDate day = day(from, "after", "to count from").plusDays(notNegative(days));
        return Date.from(LondonTime.due(calendar.checked(day)));
    }

    /**
     * The morning of the day that is n calendar days before a date: {@code ${calendarDays.before(due, 7)}}. For 0 it is
     * that day itself.
     *
     * @param date the date to count back from, such as the end of a limit
     * @param days how many calendar days before, 0 or more
     * @return the policy's start of business, Europe/London, on that day, be it a working day or not
     * @throws IllegalArgumentException if {@code date} is missing
     * @throws CalendarException if {@code days} is negative, or {@code date} or the answer outside the calendar
     */
    public Date before(Date date, int days) {
        LocalDate day = day(date, "before", "to count back from").minusDays(notNegative(days));
        return Date.from(LondonTime.at(calendar.checked(day), startOfBusiness));
    }

    private LocalDate day(Date date, String method, String what) {
        return calendar.checked(LondonTime.date(Moment.of(date, "calendarDays." + method, what)));
    }

    private static int notNegative(int days) {
        if (days < 0) {
            throw new CalendarException("The number of calendar days is " + days + "; it must be 0 or more.");
        }
        return days;
    }
}
