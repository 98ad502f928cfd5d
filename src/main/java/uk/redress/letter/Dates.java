package uk.redress.letter;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Date;
import java.util.Locale;
import uk.redress.policy.EngineClock;

/** Dates as letters write them; templates call it {@code dates}. Every date is one of Europe/London. */
public final class Dates {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEEE d MMMM uuuu", Locale.UK);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.UK);

    Dates() {}

    /**
     * The day, such as {@code Tuesday 24 November 2026}.
     *
     * @param date a Date, an Instant, a LocalDate, or text such as {@code 2026-11-24}
     * @throws IllegalArgumentException if it is none of these, or absent: a letter has no empty date
     */
    public String day(Object date) {
        return DAY.format(moment(date));
    }

    /**
     * The time of day, such as {@code 14:05}.
     *
     * @param date a Date or an Instant
     * @throws IllegalArgumentException as {@link #day}
     */
    public String time(Object date) {
        return TIME.format(moment(date));
    }

    private static LocalDateTime moment(Object date) {
        if (date instanceof Date instant) {
            return ZonedDateTime.ofInstant(instant.toInstant(), EngineClock.LONDON)
                    .toLocalDateTime();
        }
        if (date instanceof Instant instant) {
            return ZonedDateTime.ofInstant(instant, EngineClock.LONDON).toLocalDateTime();
        }
        if (date instanceof LocalDate day) {
            return day.atStartOfDay();
        }
        if (date instanceof String text) {
            try {
                return LocalDate.parse(text).atStartOfDay();
            } catch (DateTimeParseException notADate) {
                throw new IllegalArgumentException("\"" + text + "\" is not a date such as 2026-11-24.", notADate);
            }
        }
        throw new IllegalArgumentException(
                date == null ? "The date to be shown is not set." : "A " + date.getClass() + " is not a date.");
    }
}
