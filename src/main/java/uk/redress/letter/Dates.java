package uk.redress.letter;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Locale;
import uk.redress.calendar.LondonTime;

/** Dates as letters write them; templates call it {@code dates}. Every date is one of Europe/London. */
public final class Dates {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEEE d MMMM uuuu", Locale.UK);

    private final Instant now;

    /** @param now when the letter is written */
    Dates(Instant now) {
        this.now = now;
    }

    /**
     * The day, such as {@code Tuesday 24 November 2026}.
     *
     * @param date a Date, an Instant, a LocalDate, or text such as {@code 2026-11-24}
     * @throws IllegalArgumentException if it is none of these, or absent: a letter has no empty date
     */
    public String day(Object date) {
        return DAY.format(date(date));
    }

    /**
     * Whether a moment, or a whole day, has gone by: a letter does not promise an answer by a date that is over.
     *
     * @param date as in {@link #day}
     * @throws IllegalArgumentException as {@link #day}
     */
    public boolean isOver(Object date) {
        if (date instanceof Date moment) {
            return moment.toInstant().isBefore(now);
        }
        return date(date).isBefore(LondonTime.date(now));
    }

    /**
     * Whether something has happened, and after something else, which need not have happened.
     *
     * @param date a Date, or null if it has not happened
     * @param other likewise
     */
    public boolean isAfter(Date date, Date other) {
        return date != null && (other == null || date.after(other));
    }

    /**
     * How long ago a day was, in calendar days: {@code today}, {@code yesterday}, {@code 3 days ago}.
     *
     * @param date as in {@link #day}; not a day that is still to come
     * @throws IllegalArgumentException as {@link #day}
     */
    public String ago(Object date) {
        long days = ChronoUnit.DAYS.between(date(date), LondonTime.date(now));
        return days <= 0 ? "today" : days == 1 ? "yesterday" : days + " days ago";
    }

    private static LocalDate date(Object date) {
        if (date instanceof Date instant) {
            return LondonTime.date(instant.toInstant());
        }
        if (date instanceof Instant instant) {
            return LondonTime.date(instant);
        }
        if (date instanceof LocalDate day) {
            return day;
        }
        if (date instanceof String text) {
            try {
                return LocalDate.parse(text);
            } catch (DateTimeParseException notADate) {
                throw new IllegalArgumentException("\"" + text + "\" is not a date such as 2026-11-24.", notADate);
            }
        }
        throw new IllegalArgumentException(
                date == null ? "The date to be shown is not set." : "A " + date.getClass() + " is not a date.");
    }
}
