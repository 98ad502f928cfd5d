package uk.redress.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static uk.redress.limit.LondonDates.utc;

import org.junit.jupiter.api.Test;

/** Design, section 5: dates show as {@code Tue 24 Nov 2026}, never as ISO text or a time zone. */
class DatesTest {

    private final Dates dates = new Dates();

    @Test
    void areWrittenAsPeopleReadThem() {
        assertThat(dates.day(utc("2026-11-24T23:59:59Z"))).isEqualTo("Tue 24 Nov 2026");
        assertThat(dates.day(utc("2026-07-15T22:59:59Z"))).isEqualTo("Wed 15 Jul 2026");
        assertThat(dates.time(utc("2026-11-24T16:45:00Z"))).isEqualTo("Tue 24 Nov 2026, 16:45");
        assertThat(dates.time(utc("2026-07-15T16:45:00Z"))).isEqualTo("Wed 15 Jul 2026, 17:45");
    }

    @Test
    void aMissingDateIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> dates.day(null))
                .withMessageStartingWith("dates.day: the date to write is missing.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> dates.time(null))
                .withMessageStartingWith("dates.time: the date to write is missing.");
    }
}
