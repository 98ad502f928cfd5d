package uk.redress.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static uk.redress.policy.CaseWalk.london;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.TestPropertySource;
import uk.redress.RedressTest;
import uk.redress.policy.CaseWalk;
import uk.redress.reconciliation.Reconciliation;

/**
 * Issue 3, "clock jump": whatever the machine's clock does, nothing is lost, nothing fires twice, and what fell due
 * happens in its order. The engine's own job executor runs here, in a database of its own.
 */
@RedressTest
@TestPropertySource(properties = "spring.datasource.url=jdbc:h2:mem:clock-jump;DB_CLOSE_DELAY=-1")
class ClockJumpTest {

    private static final int CASES = 8;

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private Reconciliation reconciliation;

    private final List<String> references = new ArrayList<>();
    private CaseWalk walk;

    @BeforeEach
    void start() {
        walk = new CaseWalk(engine, "kiwi");
        walk.itIs("2026-03-02T10:00");
        for (int i = 0; i < CASES; i++) {
            references.add(walk.start(
                    "kiwi-agent",
                    "kiwi-complaint",
                    Map.of(
                            "channel", "letter",
                            "complainantName", "Ada",
                            "complainantType", "learner",
                            "complainantAddress", "1 High Street",
                            "summary", "The register was wrong.")));
        }
    }

    @AfterEach
    void end() {
        executor().shutdown();
        references.forEach(reference -> engine.getRuntimeService()
                .createProcessInstanceQuery()
                .processInstanceBusinessKey(reference)
                .rootProcessInstances()
                .list()
                .forEach(root -> engine.getRuntimeService().deleteProcessInstance(root.getId(), "end of test")));
        ClockUtil.reset();
    }

    @Test
    @DisplayName(
            "Forward by 400 days: every timer fires, of each case the one that was due first first, and none is lost")
    void forward() {
        walk.itIs("2027-04-06T10:00");
        letEverythingHappen();

        for (String reference : references) {
            assertThat(firings(reference))
                    .containsExactly(
                            "warning acknowledgement-warning",
                            "limit-missed acknowledgement-limit",
                            "warning response-warning",
                            "limit-missed response-limit");
            assertThat(missed(reference))
                    .as("missed when they were due, not when it was found out")
                    .containsExactly(london("2026-03-04T23:59:59"), london("2026-03-16T23:59:59"));
            assertThat(walk.openTasks(reference)).contains("acknowledge", "investigate");
        }
        assertThat(engine.getRuntimeService().createIncidentQuery().count()).isZero();
        assertThat(reconciliation.run().orElseThrow().standing()).isZero();
    }

    @Test
    @DisplayName("Back by two days: what has fired does not fire again, and every date stays")
    void back() {
        walk.itIs("2026-03-05T00:00");
        letEverythingHappen();
        List<Map<String, Object>> before = dates();

        walk.itIs("2026-03-03T00:00");
        letEverythingHappen();
        assertThat(dates()).isEqualTo(before);
        walk.itIs("2026-03-05T10:00");
        letEverythingHappen();

        assertThat(dates()).isEqualTo(before);
        for (String reference : references) {
            assertThat(firings(reference))
                    .containsExactly("warning acknowledgement-warning", "limit-missed acknowledgement-limit");
        }
        assertThat(reconciliation.run().orElseThrow().standing()).isZero();
    }

    @Test
    @DisplayName("Work done while the clock is wrong is kept, in the order in which it was done")
    void workInBetween() {
        String reference = references.get(0);
        walk.itIs("2026-03-05T00:00");
        letEverythingHappen();
        walk.itIs("2026-03-03T00:00");
        walk.complete("kiwi-manager", reference, "acknowledge", Map.of("told", "letter"));
        letEverythingHappen();
        walk.complete("kiwi-agent", reference, "post-letter", Map.of("postedOn", "2026-03-03"));

        assertThat(jdbc.queryForList(
                        "select action from complaint_step where reference = ? and (action like 'limit-%' or action ="
                                + " 'completed') and element_id <> 'response-limit' order by id",
                        String.class, reference))
                .containsExactly("limit-armed", "limit-missed", "completed", "completed", "limit-met");
        assertThat(reconciliation.run().orElseThrow().standing()).isZero();
    }

    private void letEverythingHappen() {
        executor().start();
        try {
            await().atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> engine.getManagementService()
                                    .createJobQuery()
                                    .executable()
                                    .count()
                            == 0);
        } finally {
            executor().shutdown();
        }
    }

    private JobExecutor executor() {
        return ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration()).getJobExecutor();
    }

    private List<String> firings(String reference) {
        return jdbc.queryForList(
                "select action || ' ' || element_id from complaint_step where reference = ?"
                        + " and action in ('warning', 'limit-missed') order by id",
                String.class,
                reference);
    }

    private List<Date> missed(String reference) {
        return jdbc
                .queryForList(
                        "select missed_at from complaint_limit where reference = ? order by missed_at",
                        OffsetDateTime.class,
                        reference)
                .stream()
                .map(moment -> Date.from(moment.toInstant()))
                .toList();
    }

    private List<Map<String, Object>> dates() {
        return jdbc.queryForList("select id, due, original_due, armed_at, missed_at, met_at, dropped_at"
                + " from complaint_limit order by id");
    }
}
