package uk.redress.calendar;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The working days of an organisation: Monday to Friday, less the bank holidays of England and Wales, less its own
 * closures, counted as the clause register says under "How a limit is counted".
 *
 * <p>It knows the days from {@link #FIRST} to {@link #LAST} and refuses every other, so that no day is ever taken for a
 * working day because nobody had listed its holiday. It is made once and never changes; each count takes the same short
 * time whatever the number of days, and allocates no more than the date that it answers.
 */
public final class WorkingCalendar {

    /** The first day that the calendar knows. */
    public static final LocalDate FIRST = LocalDate.of(2019, 1, 1);

    /** The last day that the calendar knows. */
    public static final LocalDate LAST = LocalDate.of(2035, 12, 31);

    private static final int DAYS = (int) (LAST.toEpochDay() - FIRST.toEpochDay()) + 1;

    // A day is known by its distance from FIRST, a working day by the number of working days before it.
    private final String[] why = new String[DAYS];
    private final int[] workingDaysBefore = new int[DAYS + 1];
    private final int[] workingDays;

    private WorkingCalendar(List<Closure> closures) {
        for (Closure closure : closures) {
            LocalDate from = closure.from().isBefore(FIRST) ? FIRST : closure.from();
            LocalDate to = closure.to().isAfter(LAST) ? LAST : closure.to();
            for (LocalDate day = from; !day.isAfter(to); day = day.plusDays(1)) {
                why[index(day)] = closure.why();
            }
        }
        for (Map.Entry<LocalDate, String> holiday : Shared.BANK_HOLIDAYS.entrySet()) {
            why[index(holiday.getKey())] = holiday.getValue();
        }
        int[] working = new int[DAYS];
        int count = 0;
        for (int day = 0; day < DAYS; day++) {
            DayOfWeek dayOfWeek = date(day).getDayOfWeek();
            if (dayOfWeek == DayOfWeek.SATURDAY || dayOfWeek == DayOfWeek.SUNDAY) {
                why[day] = dayOfWeek.getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            }
            workingDaysBefore[day] = count;
            if (why[day] == null) {
                working[count++] = day;
            }
        }
        workingDaysBefore[DAYS] = count;
        workingDays = Arrays.copyOf(working, count);
    }

    /**
     * The calendar of an organisation with these closures; they may overlap each other, weekends and bank holidays. What
     * of them lies outside the calendar is left out: nothing is counted there.
     */
    public static WorkingCalendar with(List<Closure> closures) {
        return new WorkingCalendar(closures);
    }

    /**
     * Whether the organisation works on this day.
     *
     * @throws CalendarException if the day is not from {@link #FIRST} to {@link #LAST}
     */
    public boolean isWorkingDay(LocalDate date) {
        return why[index(date)] == null;
    }

    /**
     * The n-th working day after a date. Day 1 is the first working day after it, whether the date itself is a working
     * day or not. For 0 it is the date itself if that is a working day, else the next one.
     *
     * @throws CalendarException if n is negative, or the date or the answer is not from {@link #FIRST} to {@link #LAST}
     */
    public LocalDate after(LocalDate date, int n) {
        int day = index(date);
        int before = n == 0 ? workingDaysBefore[day] : workingDaysBefore[day + 1] - 1;
        if (notNegative(n) >= workingDays.length - before) {
            throw beyond(n, "after", date);
        }
        return date(workingDays[before + n]);
    }

    /**
     * The n-th working day before a date. Day 1 is the last working day before it, whether the date itself is a working
     * day or not. For 0 it is the date itself if that is a working day, else the last one before it.
     *
     * @throws CalendarException if n is negative, or the date or the answer is not from {@link #FIRST} to {@link #LAST}
     */
    public LocalDate before(LocalDate date, int n) {
        int day = index(date);
        int from = n == 0 ? workingDaysBefore[day + 1] - 1 : workingDaysBefore[day];
        if (notNegative(n) > from) {
            throw beyond(n, "before", date);
        }
        return date(workingDays[from - n]);
    }

    /**
     * How many working days it is from a to b: the number of those after a, up to and including b. So b is in time for a
     * limit of n working days from a exactly if this is n or less. Negative if b is before a.
     *
     * @throws CalendarException if a or b is not from {@link #FIRST} to {@link #LAST}
     */
    public int between(LocalDate a, LocalDate b) {
        return workingDaysBefore[index(b) + 1] - workingDaysBefore[index(a) + 1];
    }

    /**
     * The days from the first of these to the last, both included, that are no working days, in their order; none if the
     * last is before the first.
     *
     * @throws CalendarException if one of the two is not from {@link #FIRST} to {@link #LAST}
     */
    public List<DayOff> daysOff(LocalDate first, LocalDate last) {
        List<DayOff> daysOff = new ArrayList<>();
        for (int day = index(first), end = index(last); day <= end; day++) {
            if (why[day] != null) {
                daysOff.add(new DayOff(date(day), why[day]));
            }
        }
        return daysOff;
    }

    /**
     * The same date, if the calendar knows it.
     *
     * @throws CalendarException if it is not from {@link #FIRST} to {@link #LAST}
     */
    public LocalDate checked(LocalDate date) {
        index(date);
        return date;
    }

    private static int index(LocalDate date) {
        if (date.isBefore(FIRST) || date.isAfter(LAST)) {
            throw new CalendarException(LondonTime.day(date) + " is outside the calendar, which knows the days from "
                    + LondonTime.day(FIRST) + " to " + LondonTime.day(LAST) + ".");
        }
        return (int) (date.toEpochDay() - FIRST.toEpochDay());
    }

    private static LocalDate date(int index) {
        return LocalDate.ofEpochDay(FIRST.toEpochDay() + index);
    }

    private static int notNegative(int n) {
        if (n < 0) {
            throw new CalendarException("The number of working days is " + n + "; it must be 0 or more.");
        }
        return n;
    }

    private static CalendarException beyond(int n, String direction, LocalDate date) {
        return new CalendarException(n + " working days " + direction + " " + LondonTime.day(date)
                + " is outside the calendar, which knows the days from " + LondonTime.day(FIRST) + " to "
                + LondonTime.day(LAST) + ".");
    }

    /** Read once for all calendars, when the first is made. */
    private static final class Shared {
        static final Map<LocalDate, String> BANK_HOLIDAYS = BankHolidays.between(FIRST, LAST);
    }
}
