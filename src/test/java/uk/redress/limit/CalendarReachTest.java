package uk.redress.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.redress.limit.LondonDates.london;

import java.time.LocalDate;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import uk.redress.policy.EngineClock;

/** Design, section 8, mistake 4: a warning at start when the calendar covers less than the longest limit and half a year. */
@ExtendWith(OutputCaptureExtension.class)
class CalendarReachTest {

    @AfterEach
    void resetClock() {
        ClockUtil.reset();
    }

    @ParameterizedTest
    // 40 working days after 1 Nov 2035, half a year later, end on the calendar's last day.
    @ValueSource(strings = {"2019-01-01", "2026-11-24", "2035-05-01"})
    void isEnough(LocalDate today) {
        assertThat(CalendarReach.warning(today)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2035-05-02", "2035-12-31", "2040-01-01", "2018-01-01"})
    void isTooShort(LocalDate today) {
        assertThat(CalendarReach.warning(today))
                .hasValueSatisfying(
                        warning -> assertThat(warning).contains("reaches from Tue 1 Jan 2019 to Mon 31 Dec 2035"));
    }

    @Test
    void isWarnedOfByTheEnginesClock(CapturedOutput output) {
        ClockUtil.setCurrentTime(london("2035-09-01T10:00"));

        new CalendarReach(new EngineClock()).warn();

        assertThat(output).contains("WARN").contains("today is Sat 1 Sep 2035");
    }
}
