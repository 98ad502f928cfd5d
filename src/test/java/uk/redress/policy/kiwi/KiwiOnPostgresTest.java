package uk.redress.policy.kiwi;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import uk.redress.RedressTest;
import uk.redress.policy.CaseWalk;

/** The usual case on the production database. */
@RedressTest
@DirtiesContext
class KiwiOnPostgresTest {

    private static EmbeddedPostgres postgres;

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) throws IOException {
        postgres = EmbeddedPostgres.start();
        registry.add("spring.datasource.url", () -> postgres.getJdbcUrl("postgres", "postgres"));
        registry.add("spring.datasource.username", () -> "postgres");
    }

    @Autowired
    private ProcessEngine engine;

    @AfterEach
    void resetClock() {
        ClockUtil.reset();
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @Test
    @DisplayName("KIW-3, KIW-4: on PostgreSQL a complaint is logged, acknowledged, warned of, late, and answered")
    void usualCase() {
        CaseWalk walk = new CaseWalk(engine, "kiwi");
        walk.itIs("2025-12-19T16:45");
        String reference = walk.start(
                "kiwi-agent",
                "kiwi-complaint",
                Map.of(
                        "kind", "complaint",
                        "channel", "letter",
                        "complainantName", "Ada Learner",
                        "complainantAddress", "1 Station Road",
                        "summary", "x".repeat(20_000)));
        walk.complete("kiwi-manager", reference, "acknowledge", Map.of("told", "letter"));
        walk.complete("kiwi-agent", reference, "post-letter", Map.of("postedOn", "2025-12-19"));
        walk.until("2026-01-08T00:00");
        assertThat(walk.openTasks(reference)).containsExactly("due-soon", "investigate", "late");
        walk.complete("kiwi-manager", reference, "investigate", Map.of("findings", "y".repeat(20_000)));
        walk.complete(
                "kiwi-manager",
                reference,
                "respond",
                Map.of(
                        "outcome", "partly-upheld",
                        "findings", "y".repeat(20_000),
                        "remedy", "An apology.",
                        "rootCause", "Haste.",
                        "lesson", "Slowness."));
        walk.complete("kiwi-agent", reference, "post-letter", Map.of("postedOn", "2026-01-08"));

        assertThat(walk.openTasks(reference)).containsExactly("record-answer");
        walk.complete("kiwi-agent", reference, "record-answer", Map.of("answer", "satisfied"));
        assertThat(walk.isOver(reference)).isTrue();
    }
}
