package uk.redress.calendar;

import java.time.LocalDate;

/**
 * Days on which an organisation is closed, beside weekends and bank holidays.
 *
 * @param from the first of the days
 * @param to the last of the days; the same as {@code from} for a single day
 * @param why what a person is told who asks why the day does not count, such as {@code Christmas closure}
 */
public record Closure(LocalDate from, LocalDate to, String why) {

    /** @throws CalendarException if the closure ends before it begins */
    public Closure {
        if (to.isBefore(from)) {
            throw new CalendarException("The closure \"" + why + "\" ends on " + LondonTime.day(to)
                    + ", before it begins on " + LondonTime.day(from) + ". Put the earlier date first.");
        }
    }
}
