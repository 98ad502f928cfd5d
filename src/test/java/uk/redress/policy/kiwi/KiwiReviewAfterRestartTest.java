package uk.redress.policy.kiwi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static uk.redress.policy.CaseWalk.london;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import uk.redress.LondonTimeZone;
import uk.redress.RedressApplication;

/** KIW-10 over restarts on one database, with the engine's own job executor. */
@ExtendWith(LondonTimeZone.class)
class KiwiReviewAfterRestartTest {

    @TempDir
    private Path folder;

    @AfterEach
    void resetClock() {
        ClockUtil.reset();
    }

    @Test
    @DisplayName("KIW-10: Redress was down on the day; the review begins at the next start, once")
    void downOnTheDay() {
        ClockUtil.setCurrentTime(london("2025-12-10T10:00"));
        try (ConfigurableApplicationContext redress = start(false)) {
            assertThat(timers(redress))
                    .singleElement()
                    .satisfies(timer -> assertThat(timer.getDuedate()).isEqualTo(london("2026-01-01T09:00")));
        }

        ClockUtil.setCurrentTime(london("2026-01-03T08:00"));
        try (ConfigurableApplicationContext redress = start(true)) {
            await().atMost(Duration.ofMinutes(1)).until(() -> task(redress) == 1);
            assertThat(reviews(redress)).hasSize(1);
            assertThat(timers(redress))
                    .singleElement()
                    .satisfies(timer -> assertThat(timer.getDuedate()).isEqualTo(london("2026-04-01T09:00")));
        }

        ClockUtil.setCurrentTime(london("2026-01-04T08:00"));
        try (ConfigurableApplicationContext redress = start(false)) {
            assertThat(reviews(redress)).hasSize(1);
            assertThat(timers(redress))
                    .singleElement()
                    .satisfies(timer -> assertThat(timer.getDuedate()).isEqualTo(london("2026-04-01T09:00")));
        }
    }

    private ConfigurableApplicationContext start(boolean withJobs) {
        return new SpringApplicationBuilder(RedressApplication.class)
                .run("--redress.data=" + folder, "--server.port=0", "--camunda.bpm.job-execution.enabled=" + withJobs);
    }

    private static List<Job> timers(ConfigurableApplicationContext redress) {
        return engine(redress)
                .getManagementService()
                .createJobQuery()
                .processDefinitionKey("kiwi-review")
                .timers()
                .list()
                .stream()
                .filter(job -> job.getProcessInstanceId() == null)
                .toList();
    }

    private static List<ProcessInstance> reviews(ConfigurableApplicationContext redress) {
        return engine(redress)
                .getRuntimeService()
                .createProcessInstanceQuery()
                .processDefinitionKey("kiwi-review")
                .list();
    }

    private static long task(ConfigurableApplicationContext redress) {
        return engine(redress)
                .getTaskService()
                .createTaskQuery()
                .taskDefinitionKey("analyse")
                .count();
    }

    private static ProcessEngine engine(ConfigurableApplicationContext redress) {
        return redress.getBean(ProcessEngine.class);
    }
}
