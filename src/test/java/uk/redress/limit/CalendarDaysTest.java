package uk.redress.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.redress.limit.LondonDates.london;
import static uk.redress.limit.LondonDates.utc;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.redress.calendar.CalendarException;
import uk.redress.calendar.Closure;
import uk.redress.calendar.WorkingCalendar;

/** The clause register: "28 days is calendar days, day 1 the next day; not moved if it ends on a non-working day". */
class CalendarDaysTest {

    private final CalendarDays calendarDays = new CalendarDays(
            WorkingCalendar.with(List.of(new Closure(LocalDate.of(2026, 7, 1), LocalDate.of(2026, 7, 31), "Closed"))),
            LocalTime.of(9, 0));

    @ParameterizedTest(name = "{0} + {1} = {2}: {3}")
    @CsvSource({
        "2026-11-20T17:00, 28, 2026-12-18T23:59:59Z, a Friday",
        "2026-11-21T17:00, 28, 2026-12-19T23:59:59Z, ends on a Saturday and stays there",
        "2026-11-27T17:00, 28, 2026-12-25T23:59:59Z, ends on Christmas Day and stays there",
        "2026-06-20T17:00, 28, 2026-07-18T22:59:59Z, ends in a closure and stays there",
        "2026-03-15T17:00, 28, 2026-04-12T22:59:59Z, clocks go forward in between",
        "2026-10-10T00:30, 28, 2026-11-07T23:59:59Z, clocks go back in between",
        "2028-02-01T17:00, 28, 2028-02-29T23:59:59Z, ends on 29 February",
        "2026-11-21T17:00, 0, 2026-11-21T23:59:59Z, none"
    })
    void aLimitEndsAtTheLastSecondOfItsLastDay(String from, int days, String due, String why) {
        assertThat(calendarDays.after(london(from), days)).isEqualTo(utc(due));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-12-19T23:59:59, 6, 2026-12-13T09:00",
        "2026-03-30T23:59:59, 2, 2026-03-28T09:00",
        "2026-11-21T23:59:59, 0, 2026-11-21T09:00"
    })
    void beforeIsTheMorningOfTheDay(String date, int days, String expected) {
        assertThat(calendarDays.before(london(date), days)).isEqualTo(london(expected));
    }

    @Test
    void whatCannotBeCountedIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> calendarDays.after(null, 28))
                .withMessageStartingWith("calendarDays.after: the date to count from is missing.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> calendarDays.before(null, 28))
                .withMessageStartingWith("calendarDays.before: the date to count back from is missing.");
        assertThatThrownBy(() -> calendarDays.after(london("2026-11-24T10:00"), -1))
                .isInstanceOf(CalendarException.class)
                .hasMessageContaining("is -1; it must be 0 or more");
        assertThatThrownBy(() -> calendarDays.after(london("2035-12-20T10:00"), 28))
                .isInstanceOf(CalendarException.class)
                .hasMessageContaining("outside the calendar");
        assertThatThrownBy(() -> calendarDays.after(london("2026-11-24T10:00"), Integer.MAX_VALUE))
                .isInstanceOf(CalendarException.class)
                .hasMessageContaining("outside the calendar");
        assertThatThrownBy(() -> calendarDays.after(london("2018-12-20T10:00"), 28))
                .isInstanceOf(CalendarException.class)
                .hasMessageContaining("outside the calendar");
    }
}
