package uk.redress.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Method;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.support.CronExpression;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import uk.redress.RedressTest;

/** Issue 3, "The reconciliation": at start and daily. */
@RedressTest
@TestPropertySource(properties = "redress.reconciliation.cron=" + ReconciliationSettings.DAILY)
@ExtendWith(OutputCaptureExtension.class)
@DirtiesContext
class ReconciliationScheduleTest {

    @Test
    @DisplayName("Redress reconciles at its start by itself, once its policies are deployed")
    void atStart(CapturedOutput output) {
        await().atMost(Duration.ofMinutes(1)).until(() -> output.getAll().contains("The complaints are reconciled: 0"));

        assertThat(output.getAll().indexOf("The policy kiwi is deployed"))
                .isNotNegative()
                .isLessThan(output.getAll().indexOf("The complaints are reconciled"));
    }

    @Test
    @DisplayName("It reconciles each day at half past five in London")
    void daily() throws NoSuchMethodException {
        Method daily = ReconciliationSchedule.class.getDeclaredMethod("daily");
        assertThat(daily.getAnnotation(Scheduled.class).zone()).isEqualTo("Europe/London");

        ZoneId london = ZoneId.of("Europe/London");
        CronExpression cron = CronExpression.parse(ReconciliationSettings.DAILY);
        assertThat(cron.next(LocalDateTime.parse("2026-03-28T12:00").atZone(london)))
                .isEqualTo(LocalDateTime.parse("2026-03-29T05:30").atZone(london));
    }

    @Test
    @DisplayName("A time that is none stops the start with the mend")
    void wrongTime() {
        assertThatThrownBy(() -> new ReconciliationSettings("half past five"))
                .hasMessage("\"half past five\" is no time to reconcile at. Write six fields, such as 0 30 5 * * * for"
                        + " half past five each day, or - for never.");
    }
}
