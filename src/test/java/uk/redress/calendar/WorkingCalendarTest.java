package uk.redress.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The clause register, "How a limit is counted". */
class WorkingCalendarTest {

    private final WorkingCalendar calendar = WorkingCalendar.with(List.of());

    @ParameterizedTest(name = "{0} + {1} = {2}: {3}")
    @CsvSource({
        "2020-01-03, 20, 2020-01-31, the register: received on a Friday",
        "2020-01-04, 20, 2020-01-31, the register: received on a Saturday",
        "2020-01-05, 20, 2020-01-31, the register: received on a Sunday",
        "2020-01-06, 20, 2020-02-03, the register: received on a Monday",
        "2025-12-24, 14, 2026-01-16, over Christmas and New Year",
        "2025-12-24, 1, 2025-12-29, Christmas before a weekend",
        "2025-12-25, 1, 2025-12-29, received on a bank holiday",
        "2021-12-24, 1, 2021-12-29, both substitute days after a weekend",
        "2022-12-23, 1, 2022-12-28, Christmas on a Sunday",
        "2026-12-24, 1, 2026-12-29, Boxing Day on a Saturday",
        "2021-12-31, 1, 2022-01-04, New Year's Day on a Saturday",
        "2026-04-02, 2, 2026-04-08, over Easter",
        "2026-04-03, 1, 2026-04-07, received on Good Friday",
        "2019-04-18, 10, 2019-05-07, over Easter and the Early May bank holiday",
        "2019-05-03, 1, 2019-05-07, Early May bank holiday",
        "2020-05-01, 1, 2020-05-04, Early May bank holiday moved away",
        "2020-05-07, 1, 2020-05-11, Early May bank holiday moved to VE day",
        "2022-05-27, 1, 2022-05-30, Spring bank holiday moved away",
        "2022-06-01, 1, 2022-06-06, Spring bank holiday and Jubilee",
        "2022-09-16, 1, 2022-09-20, the State Funeral",
        "2023-05-05, 1, 2023-05-09, the Coronation",
        "2028-02-28, 1, 2028-02-29, 29 February",
        "2028-02-29, 1, 2028-03-01, from 29 February",
        "2027-02-26, 1, 2027-03-01, no 29 February",
        "2026-03-27, 1, 2026-03-30, clocks go forward in between",
        "2026-10-23, 1, 2026-10-26, clocks go back in between",
        "2026-11-24, 0, 2026-11-24, none: a working day",
        "2026-11-21, 0, 2026-11-23, none: a Saturday",
        "2035-12-28, 1, 2035-12-31, the last day of the calendar"
    })
    void afterCountsFromTheFirstWorkingDayAfterTheCalendarDay(LocalDate from, int n, LocalDate expected, String why) {
        assertThat(calendar.after(from, n)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} - {1} = {2}: {3}")
    @CsvSource({
        "2026-11-24, 0, 2026-11-24, none: a working day",
        "2026-11-22, 0, 2026-11-20, none: a Sunday",
        "2025-12-26, 0, 2025-12-24, none: Boxing Day",
        "2026-11-24, 1, 2026-11-23, a day in the week",
        "2026-11-24, 2, 2026-11-20, over a weekend",
        "2026-11-22, 1, 2026-11-20, from a Sunday",
        "2026-11-22, 2, 2026-11-19, from a Sunday",
        "2026-01-16, 14, 2025-12-24, over Christmas and New Year",
        "2026-04-08, 2, 2026-04-02, over Easter",
        "2028-03-01, 1, 2028-02-29, 29 February",
        "2019-01-03, 1, 2019-01-02, the first working day of the calendar"
    })
    void beforeCountsBackFromTheLastWorkingDayBefore(LocalDate date, int n, LocalDate expected, String why) {
        assertThat(calendar.before(date, n)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2020-01-03, 2020-01-31, 20",
        "2020-01-05, 2020-01-31, 20",
        "2026-11-24, 2026-11-24, 0",
        "2026-11-20, 2026-11-22, 0",
        "2026-11-20, 2026-11-23, 1",
        "2026-11-23, 2026-11-20, -1",
        "2025-12-24, 2026-01-16, 14"
    })
    void betweenCountsTheWorkingDaysAfterTheFirstUpToTheSecond(LocalDate a, LocalDate b, int expected) {
        assertThat(calendar.between(a, b)).isEqualTo(expected);
    }

    @Test
    void ownClosuresDoNotCountAndSayWhy() {
        WorkingCalendar closed = WorkingCalendar.with(List.of(
                new Closure(LocalDate.of(2025, 12, 24), LocalDate.of(2025, 12, 31), "Christmas closure"),
                new Closure(LocalDate.of(2026, 1, 2), LocalDate.of(2026, 1, 2), "Stocktaking")));

        assertThat(closed.after(LocalDate.of(2025, 12, 23), 1)).isEqualTo("2026-01-05");
        assertThat(closed.isWorkingDay(LocalDate.of(2025, 12, 30))).isFalse();
        assertThat(closed.daysOff(LocalDate.of(2025, 12, 24), LocalDate.of(2026, 1, 5)))
                .extracting(day -> day.date().getDayOfMonth() + " " + day.why())
                .containsExactly(
                        "24 Christmas closure",
                        "25 Christmas Day",
                        "26 Boxing Day",
                        "27 Saturday",
                        "28 Sunday",
                        "29 Christmas closure",
                        "30 Christmas closure",
                        "31 Christmas closure",
                        "1 New Year's Day",
                        "2 Stocktaking",
                        "3 Saturday",
                        "4 Sunday");
        assertThat(calendar.isWorkingDay(LocalDate.of(2025, 12, 30)))
                .as("another organisation's calendar")
                .isTrue();
    }

    @Test
    void aClosureMayReachOutOfTheCalendar() {
        WorkingCalendar closed = WorkingCalendar.with(
                List.of(new Closure(LocalDate.of(2018, 12, 1), LocalDate.of(2019, 1, 4), "Moving house")));

        assertThat(closed.isWorkingDay(LocalDate.of(2019, 1, 4))).isFalse();
        assertThat(closed.isWorkingDay(LocalDate.of(2019, 1, 7))).isTrue();
    }

    @Test
    void aClosureThatEndsBeforeItBeginsIsRefused() {
        assertThatThrownBy(() -> new Closure(LocalDate.of(2026, 1, 2), LocalDate.of(2025, 12, 29), "Closed"))
                .isInstanceOf(CalendarException.class)
                .hasMessageContaining("\"Closed\" ends on Mon 29 Dec 2025, before it begins on Fri 2 Jan 2026");
    }

    @ParameterizedTest
    @CsvSource({"2018-12-31", "2036-01-01", "+999999999-12-31"})
    void aDayOutsideTheCalendarIsRefusedAndNeverTakenForAWorkingDay(LocalDate outside) {
        LocalDate inside = LocalDate.of(2026, 11, 24);
        String reach = "the days from Tue 1 Jan 2019 to Mon 31 Dec 2035";
        assertThatThrownBy(() -> calendar.isWorkingDay(outside)).hasMessageContaining(reach);
        assertThatThrownBy(() -> calendar.after(outside, 1)).hasMessageContaining(reach);
        assertThatThrownBy(() -> calendar.before(outside, 1)).hasMessageContaining(reach);
        assertThatThrownBy(() -> calendar.between(outside, inside)).hasMessageContaining(reach);
        assertThatThrownBy(() -> calendar.between(inside, outside)).hasMessageContaining(reach);
        assertThatThrownBy(() -> calendar.daysOff(inside, outside)).hasMessageContaining(reach);
        assertThatThrownBy(() -> calendar.checked(outside)).hasMessageContaining(reach);
    }

    @ParameterizedTest
    @CsvSource({"2035-12-31, 1", "2035-12-17, 10", "2019-01-01, 4300", "2026-01-01, 2147483647"})
    void anAnswerBeyondTheEndIsRefused(LocalDate from, int n) {
        assertThatThrownBy(() -> calendar.after(from, n))
                .isInstanceOf(CalendarException.class)
                .hasMessage(n + " working days after " + LondonTime.day(from)
                        + " is outside the calendar, which knows the days from Tue 1 Jan 2019 to Mon 31 Dec 2035.");
    }

    @ParameterizedTest
    @CsvSource({"2019-01-01, 0", "2019-01-02, 1", "2026-01-01, 2147483647"})
    void anAnswerBeforeTheBeginningIsRefused(LocalDate date, int n) {
        assertThatThrownBy(() -> calendar.before(date, n))
                .isInstanceOf(CalendarException.class)
                .hasMessageContaining("is outside the calendar");
    }

    @Test
    void aNegativeNumberIsRefused() {
        LocalDate date = LocalDate.of(2026, 11, 24);
        assertThatThrownBy(() -> calendar.after(date, -1)).hasMessageContaining("is -1; it must be 0 or more");
        assertThatThrownBy(() -> calendar.before(date, -1)).hasMessageContaining("is -1; it must be 0 or more");
    }
}
