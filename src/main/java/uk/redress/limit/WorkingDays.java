package uk.redress.limit;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Date;
import uk.redress.calendar.CalendarException;
import uk.redress.calendar.LondonTime;
import uk.redress.calendar.WorkingCalendar;

/**
 * Counts a policy's working days for diagrams, as {@code workingDays}: Monday to Friday, less the bank holidays of
 * England and Wales, less the policy's own closures.
 *
 * <p>Only the calendar day in Europe/London of a given date matters, not its time of day. The calendar reaches from 2019
 * to 2035; a date outside it is refused. These methods are part of the bean API that every diagram ever deployed relies
 * on: they are never changed or removed.
 */
public final class WorkingDays {

    private final WorkingCalendar calendar;
    private final LocalTime startOfBusiness;

    WorkingDays(WorkingCalendar calendar, LocalTime startOfBusiness) {
        this.calendar = calendar;
        this.startOfBusiness = startOfBusiness;
    }

    /**
     * When a limit of n working days ends: {@code ${workingDays.after(receivedAt, 10)}}. Day 1 is the first working day
     * after the calendar day of {@code from}, whatever day that was; for 0 the limit ends that day, or on the next
     * working day if that is none.
     *
     * @param from when the limit begins, such as the receipt
     * @param days the limit in working days, 0 or more
     * @return 23:59:59 Europe/London of the last day of the limit
     * @throws IllegalArgumentException if {@code from} is missing
     * @throws CalendarException if {@code days} is negative, or {@code from} or the answer outside the calendar
     */
    public Date after(Date from, int days) {
        LocalDate day = calendar.after(day(from, "after", "to count from"), days);
        return Date.from(LondonTime.due(day));
    }

    /**
     * The morning of the day that is n working days before a date, for a warning:
     * {@code ${workingDays.before(due, house.warningForTenDays)}}. Day 1 is the last working day before the calendar day
     * of {@code date}; for 0 it is that day itself, or the last working day before it if that is none.
     *
     * @param date the date to count back from, such as the end of a limit
     * @param days how many working days before, 0 or more
     * @return the policy's start of business, Europe/London, on that day
     * @throws IllegalArgumentException if {@code date} is missing
     * @throws CalendarException if {@code days} is negative, or {@code date} or the answer outside the calendar
     */
    public Date before(Date date, int days) {
        LocalDate day = calendar.before(day(date, "before", "to count back from"), days);
        return Date.from(LondonTime.at(day, startOfBusiness));
    }

    /**
     * How many working days it is from one date to another: the number of working days after the calendar day of
     * {@code from}, up to and including that of {@code to}. It is n if {@code to} is the last day of a limit of n working
     * days from {@code from}, and negative if {@code to} is the earlier day.
     *
     * @throws IllegalArgumentException if one of the dates is missing
     * @throws CalendarException if one of the dates is outside the calendar
     */
    public int between(Date from, Date to) {
        return calendar.between(day(from, "between", "to count from"), day(to, "between", "to count to"));
    }

    private static LocalDate day(Date date, String method, String what) {
        return LondonTime.date(Moment.of(date, "workingDays." + method, what));
    }
}
