package uk.redress.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import uk.redress.Http;
import uk.redress.RedressTest;
import uk.redress.policy.CaseWalk;

/** Issue 3, "two people at once": whoever opens or does in an old list what somebody has done meanwhile is told so. */
@RedressTest
class GoneTaskTest {

    @Autowired
    private ProcessEngine engine;

    @LocalServerPort
    private int port;

    private String task;

    @BeforeEach
    void completeTheTask() {
        CaseWalk walk = new CaseWalk(engine, "kiwi");
        String reference = walk.start(
                "kiwi-agent",
                "kiwi-complaint",
                Map.of(
                        "channel", "letter",
                        "complainantName", "Ada",
                        "complainantType", "learner",
                        "complainantAddress", "1 High Street",
                        "summary", "The register was wrong."));
        task = "/engine-rest/task/" + walk.task(reference, "acknowledge").getId();
        walk.complete("kiwi-manager2", reference, "acknowledge", Map.of("told", "letter"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/form",
                "/form-variables",
                "/deployed-form",
                "/rendered-form",
                "/variables",
                "/localVariables",
                "/identity-links"
            })
    @DisplayName("What is asked of a task that is done is not there (404)")
    void read(String what) {
        tellsThatItIsGone(Http.as("kiwi-manager", port).get(task + what), 404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/claim|{\"userId\": \"kiwi-manager\"}",
                "/unclaim|",
                "/assignee|{\"userId\": \"kiwi-manager\"}",
                "/delegate|{\"userId\": \"kiwi-manager\"}",
                "/identity-links|{\"userId\": \"kiwi-manager\", \"type\": \"assignee\"}",
                "/resolve|{\"variables\": {}}",
                "/complete|{\"variables\": {}}",
                "/submit-form|{\"variables\": {}}"
            })
    @DisplayName("What is done with a task that is done changes nothing, and says so (409)")
    void act(String what, String body) {
        tellsThatItIsGone(Http.as("kiwi-manager", port).post(task + what, body == null ? "" : body), 409);
    }

    private static void tellsThatItIsGone(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        HostileBodiesTest.isPlain(answer);
        assertThat(HostileBodiesTest.message(answer)).doesNotContain("documentation", "null");
    }
}
