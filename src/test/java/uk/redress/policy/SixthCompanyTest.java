package uk.redress.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.redress.policy.CaseWalk.london;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.FileSystemUtils;
import uk.redress.RedressTest;

/** Another company is a folder in processes and one in forms, and no Java. */
@RedressTest
class SixthCompanyTest {

    @TempDir
    private static Path folder;

    @DynamicPropertySource
    static void policies(DynamicPropertyRegistry registry) throws IOException {
        for (String kind : new String[] {"processes", "forms"}) {
            FileSystemUtils.copyRecursively(Path.of(kind), folder.resolve(kind));
            FileSystemUtils.copyRecursively(Path.of("src/test/resources/sixth-company", kind), folder.resolve(kind));
            registry.add("redress.policy." + kind, () -> folder.resolve(kind).toString());
        }
    }

    @Autowired
    private ProcessEngine engine;

    @AfterEach
    void resetClock() {
        ClockUtil.reset();
    }

    @Test
    @DisplayName("A sixth company's folder is deployed and runs with its own people, limits and references")
    void runs() {
        CaseWalk walk = new CaseWalk(engine, "larkspur");
        walk.itIs("2026-02-12T14:30");
        String reference = walk.start(
                "larkspur-agent",
                "larkspur-complaint",
                Map.of(
                        "channel", "phone",
                        "complainantName", "Pat Parent",
                        "complainantType", "parent",
                        "complainantAddress", "2 Field Lane",
                        "summary", "The lesson was cancelled."));

        assertThat(reference).isEqualTo("LAR-2026-00001");
        assertThat(walk.task(reference, "acknowledge").getDueDate()).isEqualTo(london("2026-02-13T14:30:00"));
        walk.until("2026-02-13T14:30:00");
        assertThat(walk.openTasks(reference)).containsExactly("acknowledge", "acknowledgement-late");
        walk.complete("larkspur-manager", reference, "acknowledge", Map.of("told", "letter"));
        walk.complete("larkspur-agent", reference, "post-letter", Map.of("postedOn", "2026-02-13"));

        assertThat(walk.task(reference, "respond").getDueDate()).isEqualTo(london("2026-03-12T23:59:59"));
        walk.complete(
                "larkspur-manager",
                reference,
                "respond",
                Map.of(
                        "outcome", "not-upheld",
                        "findings", "The lesson took place.",
                        "remedy", "Nothing, since it took place.",
                        "rootCause", "None.",
                        "lesson", "None."));
        walk.complete("larkspur-agent", reference, "post-letter", Map.of("postedOn", "2026-02-13"));
        assertThat(walk.isOver(reference)).isTrue();
    }
}
