package uk.redress.form;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Issue 2: "from Tasklist and REST alike": the API behind Tasklist, asked as Tasklist asks it. */
@TeaHouseTest
class TasklistFormTest {

    private final CookieManager cookies = new CookieManager();
    private final HttpClient browser =
            HttpClient.newBuilder().cookieHandler(cookies).build();
    private final ObjectMapper json = new ObjectMapper();

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private TestRestTemplate rest;

    @LocalServerPort
    private int port;

    private TeaHouse teaHouse;

    @BeforeEach
    void theClerkSignsIn() throws Exception {
        teaHouse = new TeaHouse(engine, rest);
        teaHouse.employ();
        send(request("/camunda/app/tasklist/default/").GET());
        String form = "username=" + TeaHouse.CLERK + "&password="
                + URLEncoder.encode(TeaHouse.PASSWORD, StandardCharsets.UTF_8);
        HttpResponse<String> signedIn = send(request("/camunda/api/admin/auth/user/default/login/tasklist")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
        assertThat(signedIn.statusCode()).as(signedIn.body()).isEqualTo(200);
        // Signing in begins a new session, whose token comes with the next page.
        cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                .toList()
                .forEach(old -> cookies.getCookieStore().remove(null, old));
        send(request("/camunda/app/tasklist/default/").GET());
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

    private String message(HttpResponse<String> answer) throws IOException {
        JsonNode body = json.readTree(answer.body());
        return body.get("message").asText();
    }

    private HttpResponse<String> post(String path, Object body) throws Exception {
        return send(request("/camunda/api/engine/engine/default" + path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json.writeValueAsString(body))));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Accept", "application/json, text/html");
        cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                .map(HttpCookie::getValue)
                .forEach(token -> request.header("X-XSRF-TOKEN", token));
        return request;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return browser.send(request.build(), BodyHandlers.ofString());
    }
}
