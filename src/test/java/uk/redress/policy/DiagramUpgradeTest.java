package uk.redress.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.redress.policy.CaseWalk.london;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import uk.redress.RedressTest;

/** A policy is changed while complaints run. */
@RedressTest
@DirtiesContext
class DiagramUpgradeTest {

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private Policies policies;

    @AfterEach
    void resetClock() {
        ClockUtil.reset();
    }

    @Test
    @DisplayName("A complaint that runs finishes on its own version; the next one takes the new limit")
    void upgrade() {
        CaseWalk walk = new CaseWalk(engine, "kiwi");
        walk.itIs("2026-03-02T10:00");
        String old = log(walk);
        deployWithEightWorkingDays();
        String young = log(walk);

        assertThat(walk.task(old, "investigate").getDueDate()).isEqualTo(london("2026-03-16T23:59:59"));
        assertThat(walk.task(young, "investigate").getDueDate()).isEqualTo(london("2026-03-12T23:59:59"));

        walk.complete("kiwi-manager", old, "acknowledge", Map.of("told", "letter"));
        walk.complete("kiwi-agent", old, "post-letter", Map.of("postedOn", "2026-03-02"));
        walk.complete("kiwi-manager", old, "investigate", Map.of("findings", "It was so."));
        walk.until("2026-03-13T00:00");
        assertThat(walk.openTasks(old)).containsExactly("due-soon", "respond");
        assertThat(walk.openTasks(young)).contains("late");
        walk.complete(
                "kiwi-manager",
                old,
                "respond",
                Map.of(
                        "outcome", "upheld",
                        "findings", "It was so.",
                        "remedy", "An apology.",
                        "rootCause", "Haste.",
                        "lesson", "Slowness."));
        walk.complete("kiwi-agent", old, "post-letter", Map.of("postedOn", "2026-03-13"));
        assertThat(walk.openTasks(old)).containsExactly("record-answer");
    }

    private String log(CaseWalk walk) {
        return walk.start(
                "kiwi-agent",
                "kiwi-complaint",
                Map.of(
                        "kind", "complaint",
                        "channel", "phone",
                        "complainantName", "Ada Learner",
                        "complainantAddress", "1 Station Road",
                        "summary", "My attendance was recorded wrongly."));
    }

    private void deployWithEightWorkingDays() {
        DeploymentBuilder deployment =
                engine.getRepositoryService().createDeployment().name("kiwi").tenantId("kiwi");
        policies.folder("kiwi").resources().forEach((name, content) -> {
            String text = new String(content, StandardCharsets.UTF_8);
            String changed = name.equals("kiwi-complaint.bpmn")
                    ? text.replace("workingDays.after(receivedAt, 10)", "workingDays.after(receivedAt, 8)")
                    : text;
            deployment.addString(name, changed);
        });
        deployment.deploy();
    }
}
