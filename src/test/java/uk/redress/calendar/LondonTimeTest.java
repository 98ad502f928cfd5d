package uk.redress.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The clause register: "A limit in days is a date; its instant is 23:59:59 of that date in Europe/London". */
class LondonTimeTest {

    @ParameterizedTest(name = "{0} ends at {1}: {2}")
    @CsvSource({
        "2026-01-15, 2026-01-15T23:59:59Z, winter",
        "2026-07-15, 2026-07-15T22:59:59Z, summer",
        "2026-03-28, 2026-03-28T23:59:59Z, the day before the clocks go forward",
        "2026-03-29, 2026-03-29T22:59:59Z, the day on which the clocks go forward",
        "2026-10-24, 2026-10-24T22:59:59Z, the day before the clocks go back",
        "2026-10-25, 2026-10-25T23:59:59Z, the day on which the clocks go back",
        "2028-02-29, 2028-02-29T23:59:59Z, 29 February"
    })
    void aDateIsDueAtItsLastSecond(LocalDate date, Instant due, String why) {
        assertThat(LondonTime.due(date)).isEqualTo(due);
        // Mistake 1: not the start of the day, and not the next day's.
        assertThat(LondonTime.date(due)).isEqualTo(date);
        assertThat(due).isAfter(LondonTime.at(date, LocalTime.of(23, 59, 58)));
        assertThat(due.plusSeconds(1)).isEqualTo(LondonTime.at(date.plusDays(1), LocalTime.MIDNIGHT));
    }

    @ParameterizedTest(name = "{0} {1} is {2}")
    @CsvSource({
        "2026-03-29, 00:59, 2026-03-29T00:59:00Z",
        "2026-03-29, 01:30, 2026-03-29T01:30:00Z",
        "2026-03-29, 02:00, 2026-03-29T01:00:00Z",
        "2026-10-25, 01:30, 2026-10-25T00:30:00Z",
        "2026-10-25, 02:00, 2026-10-25T02:00:00Z"
    })
    void aTimeIsThatOfTheClocksInLondon(LocalDate date, LocalTime time, Instant instant) {
        assertThat(LondonTime.at(date, time)).isEqualTo(instant);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-07-15T22:59:59Z, 2026-07-15",
        "2026-07-15T23:00:00Z, 2026-07-16",
        "2026-01-15T23:00:00Z, 2026-01-15"
    })
    void theDateIsThatOfLondon(Instant instant, LocalDate date) {
        assertThat(LondonTime.date(instant)).isEqualTo(date);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-11-24T16:45:59Z | Tue 24 Nov 2026 | Tue 24 Nov 2026, 16:45",
                "2026-09-02T08:05:00Z | Wed 2 Sep 2026 | Wed 2 Sep 2026, 09:05",
                "2026-07-15T23:30:00Z | Thu 16 Jul 2026 | Thu 16 Jul 2026, 00:30"
            })
    void peopleReadIt(Instant instant, String day, String time) {
        assertThat(LondonTime.day(instant)).isEqualTo(day);
        assertThat(LondonTime.time(instant)).isEqualTo(time);
    }
}
