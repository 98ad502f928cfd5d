package uk.redress.form;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.boot.test.web.server.LocalServerPort;
import uk.redress.Http;

/** Issue 2: "from Tasklist and REST alike": the API behind Tasklist, asked as Tasklist asks it. */
@TeaHouseTest
class TasklistFormTest {

    private final ObjectMapper json = new ObjectMapper();

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private TestRestTemplate rest;

    @LocalServerPort
    private int port;

    private TeaHouse teaHouse;
    private Http browser;

    @BeforeEach
    void theClerkSignsIn() {
        teaHouse = new TeaHouse(engine, rest);
        teaHouse.employ();
        browser = Http.browser(TeaHouse.CLERK, TeaHouse.PASSWORD, port);
    }

    @Test
    void aWrongStartFormIsA400WithTheSameMessage() throws Exception {
        long before = teaHouse.cases();

        HttpResponse<String> answer = post(
                "/process-definition/" + teaHouse.definition() + "/submit-form",
                TeaHouse.body(Map.of("channel", "in-person", "summary", "")));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(message(answer)).isEqualTo("\"What the guest says\" is missing: fill it in.");
        assertThat(teaHouse.cases()).isEqualTo(before);
    }

    @Test
    void aWrongTaskFormIsA400WithTheSameMessageAndARightOneMovesTheCase() throws Exception {
        String caseId = teaHouse.openCase();
        Task task = teaHouse.task(caseId);
        engine.getTaskService().claim(task.getId(), TeaHouse.CLERK);

        HttpResponse<String> wrong = post(
                "/task/" + task.getId() + "/submit-form",
                TeaHouse.body(Map.of("outcome", "upheld", "findings", "Cold.")));

        assertThat(wrong.statusCode()).as(wrong.body()).isEqualTo(400);
        assertThat(message(wrong)).isEqualTo("\"Causes\" is missing: choose at least one.");
        assertThat(teaHouse.task(caseId).getId()).isEqualTo(task.getId());

        HttpResponse<String> right = post(
                "/task/" + task.getId() + "/submit-form",
                TeaHouse.body(Map.of("outcome", "not-upheld", "findings", "Warm.", "lesson", "")));

        assertThat(right.statusCode()).as(right.body()).isEqualTo(204);
        assertThat(teaHouse.task(caseId).getTaskDefinitionKey()).isEqualTo("file");
    }

    private static String message(HttpResponse<String> answer) {
        return Http.json(answer).path("message").asText();
    }

    private HttpResponse<String> post(String path, Object body) throws Exception {
        return browser.post("/camunda/api/engine/engine/default" + path, json.writeValueAsString(body));
    }
}
