package uk.redress.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import uk.redress.RedressTest;

/**
 * "If nobody does anything, this is what happens when": a readable file for each policy, which the engine's clock is run
 * forward to compare with. {@code -Dredress.timeline.write=true} writes the files anew.
 */
@RedressTest
class TimelineTest {

    private static final Path FILES = Path.of("src/test/resources/policy");
    private static final String RECEIVED = "2025-12-19T16:45";

    @Autowired
    private ApplicationContext context;

    @Autowired
    private Policies policies;

    @AfterEach
    void resetClock() {
        ClockUtil.reset();
    }

    @Test
    @DisplayName("Received on the Friday before Christmas and left alone: each policy's file says what happens when")
    void timelines() throws IOException {
        for (Policy policy : policies.all()) {
            List<String> lines = new ArrayList<>();
            for (String procedure :
                    policy.procedures().keySet().stream().sorted().toList()) {
                lines.add("If nobody does anything, this is what happens to a complaint in " + procedure
                        + " that is received on Friday 19 December 2025 at 16:45:");
                lines.add("");
                lines.addAll(new Timeline(context, policy)
                        .of(
                                procedure,
                                RECEIVED,
                                Map.of(
                                        "summary", "Nobody rang back.",
                                        "complainantName", "Ada Learner",
                                        "complainantAddress", "1 Station Road")));
                lines.add("");
            }
            Path file = FILES.resolve(policy.tenant()).resolve("timeline.txt");
            if (Boolean.getBoolean("redress.timeline.write")) {
                Files.createDirectories(file.getParent());
                Files.write(file, lines);
            }
            assertThat(Files.readAllLines(file))
                    .as(file + " (-Dredress.timeline.write=true writes it anew)")
                    .isEqualTo(lines);
        }
    }
}
