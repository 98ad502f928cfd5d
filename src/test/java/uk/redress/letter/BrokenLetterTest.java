package uk.redress.letter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.camunda.bpm.engine.RepositoryService;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.FileSystemUtils;
import uk.redress.RedressTest;

/** Redress starts with a company whose letter is broken, and one whose letters are fine. */
@RedressTest
@DirtiesContext
@ExtendWith(OutputCaptureExtension.class)
class BrokenLetterTest {

    @TempDir
    private static Path folder;

    @DynamicPropertySource
    static void policies(DynamicPropertyRegistry registry) throws IOException {
        for (String kind : new String[] {"processes", "forms"}) {
            FileSystemUtils.copyRecursively(Path.of(kind), folder.resolve(kind));
            FileSystemUtils.copyRecursively(Path.of("src/test/resources/sixth-company", kind), folder.resolve(kind));
            registry.add("redress.policy." + kind, () -> folder.resolve(kind).toString());
        }
        Path letters = Files.createDirectories(folder.resolve("processes/kiwi/letters"));
        Files.writeString(
                letters.resolve("acknowledgement.html"),
                "<html><title>Hello</title><body>\n<p th:text=\"${complainantNam}\"></p></body></html>");
    }

    @Autowired
    private RepositoryService repository;

    @Test
    @DisplayName(
            "A broken template is refused at start with its file, its line and the mend, and the other policies start")
    void refusedAtStart(CapturedOutput output) {
        assertThat(output)
                .contains("The policy kiwi is not deployed")
                .contains(
                        "letters/acknowledgement.html, line 2: nothing in this policy is called \"complainantNam\". Use a");
        assertThat(repository.createProcessDefinitionQuery().tenantIdIn("kiwi").count())
                .isZero();
        assertThat(repository
                        .createProcessDefinitionQuery()
                        .tenantIdIn("larkspur")
                        .processDefinitionKey("larkspur-complaint")
                        .count())
                .isOne();
    }
}
