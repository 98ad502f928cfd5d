package uk.redress.letter;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Date;
import java.util.Locale;
import uk.redress.calendar.LondonTime;

/** Dates as letters write them; templates call it {@code dates}. Every date is one of Europe/London. */
public final class Dates {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEEE d MMMM uuuu", Locale.UK);

    Dates() {}

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
     * Whether a day is over: a letter does not promise an answer by a date that has gone by.
     *
     * @param date as in {@link #day}
     * @param today the day on which the letter is written
     * @throws IllegalArgumentException as {@link #day}
     */
    public boolean isOver(Object date, LocalDate today) {
        return date(date).isBefore(today);
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
