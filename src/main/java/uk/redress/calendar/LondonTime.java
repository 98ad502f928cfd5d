package uk.redress.calendar;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The one place where dates and instants are turned into each other, and into what people read: Europe/London, whatever
 * the machine's zone is.
 */
public final class LondonTime {

    /** The zone in which every limit is counted. */
    public static final ZoneId ZONE = ZoneId.of("Europe/London");

    private static final LocalTime LAST_SECOND = LocalTime.of(23, 59, 59);

    // Not Locale.UK: there the JDK writes "Sept".
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE d MMM uuuu", Locale.ENGLISH);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("EEE d MMM uuuu, HH:mm", Locale.ENGLISH);

    private LondonTime() {}

    /**
     * The instant of a limit that is a date: 23:59:59 of that date in London, so that work done at any moment of the date
     * is in time.
     */
    public static Instant due(LocalDate date) {
        return at(date, LAST_SECOND);
    }

    /**
     * The instant at which clocks in London show this time of this date. A time that the clocks skip in spring is moved
     * on by the hour that is skipped; of a time that they show twice in autumn, it is the first.
     */
    public static Instant at(LocalDate date, LocalTime time) {
        return date.atTime(time).atZone(ZONE).toInstant();
    }

    /** The date in London at this instant. */
    public static LocalDate date(Instant instant) {
        return LocalDate.ofInstant(instant, ZONE);
    }

    /** A date as people read it: {@code Tue 24 Nov 2026}. */
    public static String day(LocalDate date) {
        return DAY.format(date);
    }

    /** The date in London at this instant, as people read it: {@code Tue 24 Nov 2026}. */
    public static String day(Instant instant) {
        return day(date(instant));
    }

    /** The date and time in London at this instant, as people read them: {@code Tue 24 Nov 2026, 16:45}. */
    public static String time(Instant instant) {
        return TIME.format(instant.atZone(ZONE));
    }
}
