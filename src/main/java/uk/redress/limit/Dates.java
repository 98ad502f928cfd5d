package uk.redress.limit;

import java.util.Date;
import uk.redress.calendar.LondonTime;

/**
 * Writes dates as people read them, for diagrams, as {@code dates}: in English, in Europe/London.
 *
 * <p>These methods are part of the bean API that every diagram ever deployed relies on: they are never changed or
 * removed.
 */
public final class Dates {

    Dates() {}

    /**
     * A date without its time: {@code ${dates.day(due)}} gives {@code Tue 24 Nov 2026}.
     *
     * @throws IllegalArgumentException if the date is missing
     */
    public String day(Date date) {
        return LondonTime.day(Moment.of(date, "dates.day", "to write"));
    }

    /**
     * A date with its time to the minute: {@code ${dates.time(receivedAt)}} gives {@code Tue 24 Nov 2026, 16:45}.
     *
     * @throws IllegalArgumentException if the date is missing
     */
    public String time(Date date) {
        return LondonTime.time(Moment.of(date, "dates.time", "to write"));
    }
}
