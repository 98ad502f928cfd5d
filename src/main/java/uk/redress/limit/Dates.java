package uk.redress.limit;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import uk.redress.calendar.LondonTime;
import uk.redress.policy.EngineClock;

/**
 * Writes dates as people read them and makes dates out of what people entered, for diagrams, as {@code dates}: in English,
 * in Europe/London.
 *
 * <p>These methods are part of the bean API that every diagram ever deployed relies on: they are never changed or
 * removed.
 */
public final class Dates {

    private static final LocalTime WHEN_NOBODY_SAYS = LocalTime.of(9, 0);

    private final EngineClock clock;

    Dates(EngineClock clock) {
        this.clock = clock;
    }

    /**
     * This moment, by the engine's time, as the date of a fact that happens now. No limit is counted from it: a limit is
     * counted from a fact that is stored.
     */
    public Date now() {
        return Date.from(clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    /**
     * The moment of a fact of which a form asks the day only: {@code ${dates.moment(answeredOn)}}.
     *
     * @param day as the form has it, yyyy-MM-dd
     * @return now if the day is today, else 09:00 Europe/London of that day
     * @throws IllegalArgumentException if the day is missing or is none
     */
    public Date moment(String day) {
        LocalDate date;
        try {
            date = LocalDate.parse(day == null ? "" : day.strip());
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "dates.moment: there is no day in the variable. Let the form before it require one, as yyyy-MM-dd.",
                    e);
        }
        return date.equals(LocalDate.now(clock)) ? now() : Date.from(LondonTime.at(date, WHEN_NOBODY_SAYS));
    }

    /**
     * The earlier of two dates, or the one that there is: {@code ${dates.earlier(referralDue, referredAt)}} for a limit
     * that runs from a fact, at the latest from the date on which the fact was due.
     *
     * @throws IllegalArgumentException if both dates are missing
     */
    public Date earlier(Date a, Date b) {
        if (a == null || b == null) {
            return Date.from(Moment.of(a == null ? b : a, "dates.earlier", "to choose"));
        }
        return b.getTime() < a.getTime() ? b : a;
    }

    /**
     * The later of two dates, or the one that there is: {@code ${dates.later(noticeAt, updatedAt)}} for when somebody was
     * told last.
     *
     * @throws IllegalArgumentException if both dates are missing
     */
    public Date later(Date a, Date b) {
        if (a == null || b == null) {
            return Date.from(Moment.of(a == null ? b : a, "dates.later", "to choose"));
        }
        return b.getTime() > a.getTime() ? b : a;
    }

    /**
     * Whether a limit is over: {@code ${dates.isOver(responseDue)}}. Work done in the very second in which it ends is in
     * time.
     *
     * @throws IllegalArgumentException if the date is missing
     */
    public boolean isOver(Date date) {
        Instant end = Moment.of(date, "dates.isOver", "that may be over");
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).isAfter(end.truncatedTo(ChronoUnit.SECONDS));
    }

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
