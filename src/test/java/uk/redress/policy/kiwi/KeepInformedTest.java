package uk.redress.policy.kiwi;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.redress.policy.CaseWalk.london;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import uk.redress.policy.Policies;

/**
 * SMS-5, ALL-2: a policy can keep its complainants informed by a loop of its own around {@code keep-informed}, late or
 * not; then {@code see-to-lateness} leaves it to that. Each test answers its complaint in the end.
 */
class KeepInformedTest extends KiwiCases {

    @Autowired
    private Policies policies;

    private String deployment;

    @BeforeEach
    void deploy() throws IOException {
        DeploymentBuilder builder = engine.getRepositoryService()
                .createDeployment()
                .name("own-updates")
                .tenantId("kiwi");
        policies.folder("kiwi").resources().forEach((name, content) -> {
            if (!name.startsWith("kiwi-")) {
                builder.addInputStream(name, new ByteArrayInputStream(content));
            }
        });
        try (InputStream own = KeepInformedTest.class.getResourceAsStream("own-updates.bpmn")) {
            deployment =
                    builder.addInputStream("kiwi-complaint.bpmn", own).deploy().getId();
        }
    }

    @AfterEach
    void undeploy() {
        engine.getRepositoryService().deleteDeployment(deployment, true);
    }

    @Test
    @DisplayName("SMS-5: once told of a delay the customer hears every 2 working days until conclusion, late or not")
    void lateOrNot() throws Exception {
        String reference = toldOfADelay();
        assertThat(lastMailText()).contains("It will now be done by Tuesday 10 March 2026.");
        walk.until("2026-03-06T08:59");
        assertThat(walk.openTasks(reference)).containsExactly("stage-1-investigate");
        walk.until("2026-03-06T09:00");
        assertThat(walk.task(reference, "update-complainant").getDueDate()).isEqualTo(london("2026-03-06T23:59:59"));
        assertThat(walk.task(reference, "update-complainant").getName())
                .isEqualTo("Level 1 response is delayed: update the complainant");
        update(reference);
        assertThat(lastMailText())
                .contains("This step is due by Tuesday 10 March 2026: Level 1 response.")
                .contains("Until then we will write to you every 2 working days.");

        walk.until("2026-03-11T10:00");
        assertThat(walk.task(reference, "update-complainant").getName())
                .as("counted from the last update; not late when it fell due")
                .isEqualTo("Level 1 response is delayed: update the complainant");
        update(reference);
        walk.until("2026-03-13T10:00");
        assertThat(walk.task(reference, "update-complainant").getName())
                .isEqualTo("Level 1 response is late: update the complainant");
        answer(reference);
    }

    @Test
    @DisplayName("ALL-1, SMS-5: when it is late as well the next level is told, and nobody is updated twice")
    void lateToo() {
        String reference = toldOfADelay();
        walk.until("2026-03-20T10:00");
        assertThat(walk.openTasks(reference))
                .containsExactly("due-soon", "late", "stage-1-investigate", "update-complainant");
        walk.complete("kiwi-head", reference, "late", Map.of("latenessNote", "Asked why."));
        answer(reference);
    }

    @Test
    @DisplayName("ALL-2, SMS-5: a revised date given in an update moves the limit, and the updates go on from it")
    void revisedInAnUpdate() {
        String reference = toldOfADelay();
        walk.until("2026-03-06T10:00");
        walk.complete(
                "kiwi-manager",
                reference,
                "update-complainant",
                Map.of(
                        "moreTime", "yes",
                        "progress", "The witness is back.",
                        "delayReason", "She has much to say.",
                        "revisedDate", "2026-03-17"));
        assertThat(states(reference, "response-limit")).containsExactly("extended", "extended", "open");
        assertThat(walk.openTasks(reference)).containsExactly("stage-1-investigate");
        walk.until("2026-03-10T09:00");
        assertThat(walk.openTasks(reference)).containsExactly("stage-1-investigate", "update-complainant");
        answer(reference);
    }

    @Test
    @DisplayName("ALL-2, SMS-5: a later notice of delay is an update too: the next one counts from it")
    void toldMeanwhile() {
        String reference = toldOfADelay();
        walk.until("2026-03-05T10:00");
        record("kiwi-manager", reference, "more-time-needed", Map.of("details", "The witness is away."));
        moreTime(reference, "2026-03-17");
        walk.until("2026-03-09T08:59");
        assertThat(walk.openTasks(reference)).containsExactly("stage-1-investigate");
        walk.until("2026-03-09T09:00");
        assertThat(walk.openTasks(reference)).containsExactly("stage-1-investigate", "update-complainant");
        answer(reference);
    }

    private String toldOfADelay() {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());
        walk.until("2026-03-04T10:00");
        moreTime(reference, "2026-03-10");
        return reference;
    }

    private void moreTime(String reference, String revised) {
        walk.complete(
                "kiwi-manager",
                reference,
                "due-soon",
                Map.of("moreTime", "yes", "delayReason", "A witness is on leave.", "revisedDate", revised));
    }

    private void update(String reference) {
        walk.complete(
                "kiwi-manager",
                reference,
                "update-complainant",
                Map.of("progress", "We are still waiting for a witness.", "moreTime", "no"));
    }

    /** Nothing of the loop outlives the stage. */
    private void answer(String reference) {
        walk.complete("kiwi-manager", reference, "stage-1-investigate", Map.of());
        assertThat(walk.isOver(reference)).isTrue();
    }
}
