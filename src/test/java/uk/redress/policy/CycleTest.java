package uk.redress.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static uk.redress.policy.CaseWalk.london;

import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The moments of a cycle, looked at from the moment at hand: they say what period a review is about (KIW-10, SMS-12). */
class CycleTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 0 9 1 1,4,7,10 ? | 2026-01-01T09:00:00 | 2026-01-01T09:00 | 2025-10-01T09:00",
                "0 0 9 1 1,4,7,10 ? | 2026-01-01T08:59:59 | 2025-10-01T09:00 | 2025-07-01T09:00",
                "0 0 9 1 1,4,7,10 ? | 2026-04-01T09:00:00 | 2026-04-01T09:00 | 2026-01-01T09:00",
                "0 0 9 1 1,4,7,10 ? | 2026-09-30T23:59:59 | 2026-07-01T09:00 | 2026-04-01T09:00",
                "0 0 9 1 9 ?        | 2026-08-31T12:00:00 | 2025-09-01T09:00 | 2024-09-01T09:00",
                "0 0 9 29 2 ?       | 2027-01-01T12:00:00 | 2024-02-29T09:00 | 2020-02-29T09:00",
                "0 30 1 L 3 ?       | 2026-06-01T12:00:00 | 2026-03-31T01:30 | 2025-03-31T01:30",
            })
    @DisplayName("The moment that has come last, and the one before it, by the clocks of London")
    void moments(String cron, String now, String last, String before) {
        Cycle cycle = Cycle.parse(cron);

        Instant found = cycle.upTo(london(now).toInstant());

        assertThat(found).isEqualTo(london(last).toInstant());
        assertThat(cycle.before(found)).isEqualTo(london(before).toInstant());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0 9 1 * ?", "0 0 9 1 13 ?", "0 0 9 30 2 ?", "R/P3M", "${house.reviewDone}"})
    @DisplayName("What is no cycle, or never comes round, is refused")
    void refused(String cron) {
        assertThatIllegalArgumentException().isThrownBy(() -> Cycle.parse(cron));
    }

    @Test
    @DisplayName("A moment that comes once in decades is found")
    void rare() {
        assertThat(Cycle.parse("0 0 9 29 2 MON").upTo(london("2026-01-01T00:00").toInstant()))
                .isEqualTo(london("2016-02-29T09:00").toInstant());
    }
}
