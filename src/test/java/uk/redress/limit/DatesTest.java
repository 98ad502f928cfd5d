package uk.redress.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static uk.redress.limit.LondonDates.london;
import static uk.redress.limit.LondonDates.utc;

import java.util.Date;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import uk.redress.policy.EngineClock;

/** Design, section 5: dates show as {@code Tue 24 Nov 2026}, never as ISO text or a time zone. */
class DatesTest {

    private final Dates dates = new Dates(new EngineClock());

    @Test
    void areWrittenAsPeopleReadThem() {
        assertThat(dates.day(utc("2026-11-24T23:59:59Z"))).isEqualTo("Tue 24 Nov 2026");
        assertThat(dates.day(utc("2026-07-15T22:59:59Z"))).isEqualTo("Wed 15 Jul 2026");
        assertThat(dates.time(utc("2026-11-24T16:45:00Z"))).isEqualTo("Tue 24 Nov 2026, 16:45");
        assertThat(dates.time(utc("2026-07-15T16:45:00Z"))).isEqualTo("Wed 15 Jul 2026, 17:45");
    }

    @AfterEach
    void resetClock() {
        ClockUtil.reset();
    }

    /** A fact's moment, of which a form asks the day. */
    @Test
    void areMadeOfWhatPeopleEnter() {
        ClockUtil.setCurrentTime(london("2026-07-15T00:30:15"));
        assertThat(dates.now()).isEqualTo(london("2026-07-15T00:30:15"));
        assertThat(dates.moment("2026-07-15")).isEqualTo(london("2026-07-15T00:30:15"));
        assertThat(dates.moment("2026-07-14")).isEqualTo(london("2026-07-14T09:00"));
        for (String none : new String[] {null, "", "soon", "14/07/2026", "2026-02-30"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> dates.moment(none))
                    .withMessageStartingWith("dates.moment: there is no day in the variable.");
        }
    }

    /** A limit counted from a fact that has not happened yet runs from the last date on which that fact was due. */
    @Test
    void theEarlierIsTheOneThatThereIs() {
        Date first = london("2026-07-14T09:00");
        Date second = london("2026-07-15T09:00");
        assertThat(dates.earlier(first, second)).isEqualTo(first);
        assertThat(dates.earlier(second, first)).isEqualTo(first);
        assertThat(dates.earlier(null, second)).isEqualTo(second);
        assertThat(dates.earlier(second, null)).isEqualTo(second);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> dates.earlier(null, null))
                .withMessageStartingWith("dates.earlier: the date to choose is missing.");
    }

    @Test
    void theLaterIsTheOneThatThereIs() {
        Date first = london("2026-07-14T09:00");
        Date second = london("2026-07-15T09:00");
        assertThat(dates.later(first, second)).isEqualTo(second);
        assertThat(dates.later(second, first)).isEqualTo(second);
        assertThat(dates.later(null, first)).isEqualTo(first);
        assertThat(dates.later(first, null)).isEqualTo(first);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> dates.later(null, null))
                .withMessageStartingWith("dates.later: the date to choose is missing.");
    }

    @Test
    void aLimitIsOverWhenItsLastSecondIs() {
        Date due = london("2026-07-15T23:59:59");
        ClockUtil.setCurrentTime(london("2026-07-15T23:59:59.900"));
        assertThat(dates.isOver(due)).isFalse();
        ClockUtil.setCurrentTime(london("2026-07-16T00:00:00"));
        assertThat(dates.isOver(due)).isTrue();
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
