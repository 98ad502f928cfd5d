package uk.redress.limit;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Date;
import uk.redress.calendar.LondonTime;

/** Dates for tests, written short. */
final class LondonDates {

    private LondonDates() {}

    /** The date at which clocks in London show this, such as {@code 2026-11-24T16:45}. */
    static Date london(String dateTime) {
        return Date.from(LocalDateTime.parse(dateTime).atZone(LondonTime.ZONE).toInstant());
    }

    /** The date at this instant, such as {@code 2026-11-24T16:45:00Z}. */
    static Date utc(String instant) {
        return Date.from(Instant.parse(instant));
    }
}
