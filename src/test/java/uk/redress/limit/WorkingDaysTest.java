package uk.redress.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.redress.limit.LondonDates.london;
import static uk.redress.limit.LondonDates.utc;

import java.time.LocalTime;
import java.util.Date;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.redress.calendar.CalendarException;
import uk.redress.calendar.WorkingCalendar;
import uk.redress.policy.EngineClock;

/** The clause register, "How a limit is counted". */
class WorkingDaysTest {

    private final WorkingDays workingDays = new WorkingDays(WorkingCalendar.with(List.of()), LocalTime.of(9, 0));

    @ParameterizedTest(name = "{0} + {1} = {2}: {3}")
    @CsvSource({
        "2020-01-03T10:00, 20, 2020-01-31T23:59:59Z, the register: Friday",
        "2020-01-04T10:00, 20, 2020-01-31T23:59:59Z, the register: Saturday",
        "2020-01-05T23:59, 20, 2020-01-31T23:59:59Z, the register: Sunday",
        "2020-01-06T00:00, 20, 2020-02-03T23:59:59Z, the register: Monday",
        "2026-11-20T00:00, 2, 2026-11-24T23:59:59Z, KIW-3: the day counts and not its time",
        "2026-11-20T23:59:59, 2, 2026-11-24T23:59:59Z, KIW-3: the day counts and not its time",
        "2026-07-15T00:30, 2, 2026-07-17T22:59:59Z, just after midnight in summer",
        "2026-03-27T12:00, 1, 2026-03-30T22:59:59Z, clocks go forward in between",
        "2026-10-23T12:00, 1, 2026-10-26T23:59:59Z, clocks go back in between",
        "2026-11-21T12:00, 0, 2026-11-23T23:59:59Z, no days from a Saturday"
    })
    void aLimitEndsAtTheLastSecondOfItsLastDay(String from, int days, String due, String why) {
        assertThat(workingDays.after(london(from), days)).isEqualTo(utc(due));
    }

    @ParameterizedTest(name = "{0} - {1} = {2}: {3}")
    @CsvSource({
        "2026-11-24T23:59:59, 0, 2026-11-24T09:00:00Z, the morning of the last day",
        "2026-11-24T23:59:59, 2, 2026-11-20T09:00:00Z, two working days before",
        "2026-07-15T23:59:59, 1, 2026-07-14T08:00:00Z, nine in summer is eight in UTC",
        "2026-11-22T23:59:59, 0, 2026-11-20T09:00:00Z, a Sunday: the last working day before it",
        "2026-11-22T23:59:59, 2, 2026-11-19T09:00:00Z, 28 days that end on a Sunday",
        "2026-03-30T23:59:59, 1, 2026-03-27T09:00:00Z, clocks go forward in between",
        "2026-10-26T23:59:59, 1, 2026-10-23T08:00:00Z, clocks go back in between"
    })
    void aWarningComesAtTheStartOfBusiness(String due, int days, String warning, String why) {
        assertThat(workingDays.before(london(due), days)).isEqualTo(utc(warning));
    }

    @Test
    void aWarningComesAtThePolicysOwnStartOfBusiness() {
        WorkingDays early = new WorkingDays(WorkingCalendar.with(List.of()), LocalTime.of(7, 30));
        assertThat(early.before(london("2026-11-24T23:59:59"), 1)).isEqualTo(london("2026-11-23T07:30"));
    }

    @Test
    void betweenCountsWorkingDays() {
        Date received = london("2026-11-20T17:30");
        assertThat(workingDays.between(received, workingDays.after(received, 10)))
                .isEqualTo(10);
        assertThat(workingDays.between(received, london("2026-11-22T09:00"))).isZero();
        assertThat(workingDays.between(london("2026-11-24T09:00"), received)).isEqualTo(-2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Pacific/Auckland", "America/Los_Angeles"})
    void nothingDependsOnTheMachinesZone(String zone) {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        try {
            WorkingDays elsewhere = new WorkingDays(WorkingCalendar.with(List.of()), LocalTime.of(9, 0));
            Date afterMidnight = utc("2026-07-14T23:30:00Z");
            Date due = elsewhere.after(afterMidnight, 2);
            assertThat(due).isEqualTo(utc("2026-07-17T22:59:59Z"));
            assertThat(elsewhere.before(due, 1)).isEqualTo(utc("2026-07-16T08:00:00Z"));
            assertThat(elsewhere.between(afterMidnight, due)).isEqualTo(2);
            assertThat(new CalendarDays(WorkingCalendar.with(List.of()), LocalTime.of(9, 0)).after(afterMidnight, 28))
                    .isEqualTo(utc("2026-08-12T22:59:59Z"));
            assertThat(new Dates(new EngineClock()).time(afterMidnight)).isEqualTo("Wed 15 Jul 2026, 00:30");
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void dateTypesOfTheDatabaseAreTakenToo() {
        Date due = utc("2026-11-24T23:59:59Z");
        long received = london("2026-11-20T10:00").getTime();
        assertThat(workingDays.after(new java.sql.Timestamp(received), 2)).isEqualTo(due);
        assertThat(workingDays.after(new java.sql.Date(received), 2)).isEqualTo(due);
    }

    @Test
    void aMissingDateIsNamed() {
        Date date = london("2026-11-24T10:00");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> workingDays.after(null, 2))
                .withMessageStartingWith("workingDays.after: the date to count from is missing.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> workingDays.before(null, 2))
                .withMessageStartingWith("workingDays.before: the date to count back from is missing.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> workingDays.between(null, date))
                .withMessageStartingWith("workingDays.between: the date to count from is missing.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> workingDays.between(date, null))
                .withMessageStartingWith("workingDays.between: the date to count to is missing.");
    }

    @Test
    void whatCannotBeCountedIsRefused() {
        assertThatThrownBy(() -> workingDays.after(london("2035-12-20T10:00"), 10))
                .isInstanceOf(CalendarException.class)
                .hasMessageContaining("to Mon 31 Dec 2035");
        assertThatThrownBy(() -> workingDays.after(london("2018-12-31T10:00"), 10))
                .isInstanceOf(CalendarException.class)
                .hasMessageContaining("from Tue 1 Jan 2019");
        assertThatThrownBy(() -> workingDays.before(london("2026-11-24T10:00"), -2))
                .isInstanceOf(CalendarException.class)
                .hasMessageContaining("is -2; it must be 0 or more");
    }
}
