package uk.redress.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import uk.redress.Http;
import uk.redress.policy.Groups;

/**
 * Issue 2, "Access": the two published holes of 7.24 are shut. The attack's expression is harmless: if it is evaluated,
 * a system property named after it is set, whoever runs it.
 */
@AccessTest
public class PublishedHolesTest {

    private final String mark = "mark-" + UUID.randomUUID();

    @LocalServerPort
    int port;

    @Autowired
    IdentityService identity;

    @Autowired
    FilterService filters;

    @Autowired
    ProcessEngine engine;

    /** What the attack calls: a function that expressions do not have outside this test. */
    public static String leave(String mark) {
        System.setProperty(mark, "left");
        return "nobody";
    }

    @BeforeEach
    void letExpressionsLeaveAMark() throws NoSuchMethodException {
        ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration())
                .getExpressionManager()
                .addFunction("leave", PublishedHolesTest.class.getMethod("leave", String.class));
    }

    @AfterEach
    void removeTheMark() {
        System.clearProperty(mark);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "task, agent",
        "task/count, agent",
        "task, supervisor",
        "task/count, analyst",
        "task, admin",
        "filter/ALL/list, agent",
        "filter/ALL/count, agent",
        "filter/ALL/singleResult, agent",
        "filter/ALL/list, supervisor",
        "filter/ALL/count, admin"
    })
    void anExpressionInAnOrQueryIsRefusedAndNotEvaluated(String path, String role) {
        HttpResponse<String> response = as(role).post(
                        "/engine-rest/" + path.replace("ALL", allMyTasks()),
                        "{\"orQueries\":[{\"assigneeExpression\":\"" + attack() + "\"}]}");

        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        // The engine hides the reason of a single result behind words of its own.
        assertThat(response.body())
                .containsAnyOf("Expressions are forbidden in queries", "does not returns a valid single result");
        assertThat(marked()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"task", "task/count", "filter/ALL/list", "filter/ALL/count", "filter/ALL/singleResult"})
    void anExpressionInAQueryIsRefusedAndNotEvaluated(String path) {
        for (String field : new String[] {
            "assigneeExpression",
            "candidateUserExpression",
            "candidateGroupsExpression",
            "dueBeforeExpression",
            "processInstanceBusinessKeyExpression"
        }) {
            HttpResponse<String> response = as("agent")
                    .post(
                            "/engine-rest/" + path.replace("ALL", allMyTasks()),
                            "{\"" + field + "\":\"" + attack() + "\"}");
            assertThat(response.statusCode()).as(field + ": " + response.body()).isEqualTo(400);
        }
        assertThat(as("agent")
                        .get("/engine-rest/task?assigneeExpression="
                                + URLEncoder.encode(attack(), StandardCharsets.UTF_8))
                        .statusCode())
                .isEqualTo(400);
        assertThat(marked()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent", "manager", "head", "director", "supervisor", "analyst"})
    void nobodyButAnAdministratorStoresAFilterWithAnExpression(String role) {
        String filter =
                "{\"resourceType\":\"Task\",\"name\":\"n\",\"properties\":{},\"query\":{\"assigneeExpression\":\""
                        + attack() + "\"}}";

        assertThat(as(role).post("/engine-rest/filter/create", filter).statusCode())
                .isEqualTo(403);
        assertThat(as(role).put("/engine-rest/filter/" + allMyTasks(), filter).statusCode())
                .isEqualTo(403);
        assertThat(as(role).delete("/engine-rest/filter/" + allMyTasks()).statusCode())
                .isEqualTo(403);
        assertThat(marked()).isFalse();
    }

    @Test
    void theAttackOfTheseTestsWouldLeaveItsMarkIfItWereEvaluated() {
        String stored = "{\"resourceType\":\"Task\",\"name\":\"" + mark
                + "\",\"properties\":{},\"query\":{\"assigneeExpression\":\"" + attack() + "\"}}";
        String id = Http.json(as("admin").post("/engine-rest/filter/create", stored))
                .get("id")
                .asText();

        as("admin").get("/engine-rest/filter/" + id + "/count");

        assertThat(marked()).isTrue();
        filters.deleteFilter(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/camunda/api/admin/setup/default/user/create",
                "/camunda/api/admin//setup/default/user/create",
                "/camunda//api/admin/setup/default/user/create",
                "/camunda/api/admin/setup;x=y/default/user/create",
                "/camunda/api/admin;x/setup/default/user/create",
                "/camunda/api/admin/./setup/default/user/create",
                "/camunda/api/admin/%2e/setup/default/user/create",
                "/camunda/api/admin/x/%2e%2e/setup/default/user/create",
                "/camunda/api/admin/x/..;/setup/default/user/create",
                "/camunda/api/admin/%73etup/default/user/create",
                "/camunda/api/admin/SETUP/default/user/create",
                "/camunda/api/admin/setup%2fdefault/user/create",
                "/camunda/api/admin/setup%5cdefault/user/create",
                "/camunda/api/admin/setup/./default/user/create",
                "/CAMUNDA/api/admin/setup/default/user/create",
                "/camunda/api/admin/setup/default/user/create/",
            })
    void theSetUpIsClosedOnWhateverPath(String path) throws IOException {
        // Without an administrator, which is when the set-up would be open.
        identity.deleteMembership("admin", Groups.ADMINISTRATORS);
        String body = "{\"profile\":{\"id\":\"" + mark + "\",\"firstName\":\"M\",\"lastName\":\"M\",\"email\":\"\"},"
                + "\"credentials\":{\"password\":\"Correct-horse-7\"}}";
        try {
            for (String method : new String[] {"POST", "PUT", "HEAD", "GET", "OPTIONS"}) {
                assertThat(raw(method, path, body)).as(method).isIn(400, 404);
            }
            assertThat(identity.createUserQuery().userId(mark).count()).isZero();
        } finally {
            identity.createMembership("admin", Groups.ADMINISTRATORS);
        }
    }

    private boolean marked() {
        return System.getProperty(mark) != null;
    }

    private String attack() {
        return "${leave('" + mark + "')}";
    }

    private String allMyTasks() {
        return filters.createTaskFilterQuery()
                .filterName("All my tasks")
                .singleResult()
                .getId();
    }

    private Http as(String role) {
        return Http.as(role.equals("admin") ? "admin" : "acorn-" + role, port);
    }

    /** Sends the path as it is, which HTTP clients do not; with a session's token, as the attack does. */
    private int raw(String method, String path, String body) throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            byte[] content =
                    method.equals("POST") || method.equals("PUT") ? body.getBytes(StandardCharsets.UTF_8) : new byte[0];
            String session = session();
            OutputStream out = socket.getOutputStream();
            out.write((method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + session + "Content-Length: " + content.length + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(content);
            out.flush();
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            return Integer.parseInt(in.readLine().split(" ")[1]);
        }
    }

    private String session() {
        HttpResponse<String> page = Http.anonymous(port).get("/camunda/app/welcome/default/");
        StringBuilder headers = new StringBuilder("Cookie: ");
        String token = "";
        for (String cookie : page.headers().allValues("Set-Cookie")) {
            String pair = cookie.split(";")[0];
            headers.append(pair).append("; ");
            if (pair.startsWith("XSRF-TOKEN=")) {
                token = pair.substring("XSRF-TOKEN=".length());
            }
        }
        return headers + "\r\nX-XSRF-TOKEN: " + token + "\r\n";
    }
}
