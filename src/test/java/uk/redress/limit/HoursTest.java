package uk.redress.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.redress.limit.LondonDates.london;

import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.redress.calendar.CalendarException;
import uk.redress.calendar.WorkingCalendar;

/** The clause register: "24 h is clock time, to the second, weekends included", and its warning. */
class HoursTest {

    private final Hours hours = new Hours(WorkingCalendar.with(List.of()));

    @ParameterizedTest(name = "{0} + {1} h = {2}: {3}")
    @CsvSource({
        "2026-11-24T16:45:07, 24, 2026-11-25T16:45:07, to the second",
        "2026-11-20T16:45, 24, 2026-11-21T16:45, into a weekend",
        "2026-12-24T16:45, 24, 2026-12-25T16:45, into Christmas Day",
        "2026-03-28T16:45, 24, 2026-03-29T17:45, clocks go forward in between",
        "2026-10-24T16:45, 24, 2026-10-25T15:45, clocks go back in between",
        "2028-02-28T16:45, 24, 2028-02-29T16:45, 29 February",
        "2026-11-24T16:45, 0, 2026-11-24T16:45, none"
    })
    void aLimitEndsWhenTheHoursHavePassed(String from, int n, String due, String why) {
        assertThat(hours.after(london(from), n)).isEqualTo(london(due));
    }

    @ParameterizedTest(name = "received {0}, warned {1}: {2}")
    @CsvSource({
        "2026-11-23T09:00, 2026-11-23T16:00, due on Tuesday at 9:00: 16:00 of Monday",
        "2026-11-23T17:00, 2026-11-24T13:00, 16:00 of Monday was before the receipt: 4 h before",
        "2026-11-20T10:00, 2026-11-20T16:00, due on Saturday at 10:00: 16:00 of Friday",
        "2026-11-20T18:00, 2026-11-21T14:00, due on Saturday at 18:00: 16:00 of Friday was before the receipt",
        "2026-11-21T12:00, 2026-11-22T08:00, due on Sunday: 16:00 of Friday was before the receipt",
        "2026-11-22T12:00, 2026-11-23T08:00, due on Monday at noon: 16:00 of Friday was before the receipt",
        "2026-12-24T11:00, 2026-12-24T16:00, due on Christmas Day: 16:00 of Christmas Eve",
        "2026-11-23T21:00, 2026-11-24T16:00, due at 21:00: 4 h before everybody has gone home",
        "2026-11-23T16:00, 2026-11-24T12:00, due at 16:00 sharp: 16:00 of the day before is the receipt itself"
    })
    void aWarningComesFourHoursBeforeOrAtTheLastFourOClockThatPeopleAreThere(
            String receivedAt, String warning, String why) {
        Date received = london(receivedAt);
        assertThat(hours.warning(hours.after(received, 24), received, 4, 16)).isEqualTo(london(warning));
    }

    @Test
    void whatCannotBeCountedIsRefused() {
        Date date = london("2026-11-24T10:00");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> hours.after(null, 24))
                .withMessageStartingWith("hours.after: the date to count from is missing.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> hours.warning(null, date, 4, 16))
                .withMessageStartingWith("hours.warning: the date on which the limit ends is missing.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> hours.warning(date, null, 4, 16))
                .withMessageStartingWith("hours.warning: the date of receipt is missing.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> hours.warning(date, date, 4, 24))
                .withMessageContaining("is 24; it must be from 0 to 23");
        assertThatThrownBy(() -> hours.after(date, -1))
                .isInstanceOf(CalendarException.class)
                .hasMessageContaining("is -1; it must be 0 or more");
        assertThatThrownBy(() -> hours.warning(date, date, -1, 16))
                .isInstanceOf(CalendarException.class)
                .hasMessageContaining("is -1; it must be 0 or more");
        assertThatThrownBy(() -> hours.after(date, Integer.MAX_VALUE))
                .isInstanceOf(CalendarException.class)
                .hasMessageContaining("outside the calendar");
        assertThatThrownBy(() -> hours.after(london("2018-12-31T10:00"), 24))
                .isInstanceOf(CalendarException.class)
                .hasMessageContaining("outside the calendar");
    }
}
