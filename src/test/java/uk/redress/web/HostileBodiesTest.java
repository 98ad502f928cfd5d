package uk.redress.web;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import uk.redress.Http;
import uk.redress.RedressTest;
import uk.redress.policy.CaseWalk;

/**
 * Issue 3, "A broken or hostile world": every door of REST has bad input tried, by Camunda's REST API and by that of
 * Tasklist; each gets a clear error of its own fault (4xx), moves nothing and loses nothing, and nothing of Redress's
 * insides is told.
 */
@RedressTest
class HostileBodiesTest {

    /** What no answer may hold: a class, a frame of a stack trace, SQL, a table. */
    static final Pattern INSIDES = Pattern.compile(
            "\\b(org|java|javax|jakarta|com|uk)\\.\\w+\\.\\w+|\\bat \\w+\\(|\\.java:|(?i)\\bselect .* from\\b|\\bSQL"
                    + "|ACT_RU_|NullPointer|Jackson|JsonReadFeature|StreamReadFeature|\\[B\\b");

    @Autowired
    private ProcessEngine engine;

    @LocalServerPort
    private int port;

    private static Http tasklist;

    private CaseWalk walk;
    private String reference;
    private Task task;

    @BeforeEach
    void aCase() {
        walk = new CaseWalk(engine, "kiwi");
        reference = walk.start(
                "kiwi-agent",
                "kiwi-complaint",
                Map.of(
                        "channel", "letter",
                        "complainantName", "Ada",
                        "complainantType", "learner",
                        "complainantAddress", "1 High Street",
                        "summary", "The register was wrong."));
        task = walk.task(reference, "acknowledge");
    }

    private record Bad(String what, byte[] body) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static Bad bad(String json) {
        return new Bad(json.length() > 60 ? json.substring(0, 60) + "…" : json, json.getBytes(UTF_8));
    }

    private static Bad value(String json) {
        return bad("{\"variables\": {\"told\": " + json + "}}");
    }

    static Stream<Bad> bodies() {
        String deep = "{\"a\":".repeat(2_000) + "1" + "}".repeat(2_000);
        return Stream.of(
                bad("null"),
                bad("[]"),
                bad("\"x\""),
                bad("1"),
                bad("true"),
                new Bad("nothing", new byte[0]),
                bad("{"),
                bad("{\"variables\""),
                bad("{'variables': {}}"),
                bad("{\"variables\": NaN}"),
                bad("{\"variables\": [1]}"),
                bad("{\"variables\": \"x\"}"),
                bad("{\"variables\": {\"told\": 1}}"),
                bad("{\"variables\": {\"told\": []}}"),
                bad("{\"variables\": {}, \"variables\": {\"told\": {\"value\": \"letter\"}}}"),
                bad("{\"variables\": {\"to\\u0000ld\": {\"value\": \"letter\"}}}"),
                bad("[".repeat(3_000) + "]".repeat(3_000)),
                bad(deep),
                value("{\"value\": " + deep + "}"),
                value("{\"value\": \"a\\u0000b\"}"),
                value("{\"value\": \"half a pair: \\ud83d\"}"),
                value("{\"value\": NaN, \"type\": \"Double\"}"),
                value("{\"value\": " + "9".repeat(2_000) + "}"),
                value("{\"value\": {\"a\": 1}}"),
                value("{\"value\": \"letter\", \"type\": 5}"),
                value("{\"value\": \"letter\", \"type\": \"Nope\"}"),
                value("{\"value\": \"letter\", \"type\": \"Integer\"}"),
                value("{\"value\": \"letter\", \"type\": \"Date\"}"),
                value("{\"value\": \"letter\", \"type\": \"Bytes\"}"),
                value("{\"value\": \"{\", \"type\": \"Json\"}"),
                value("{\"value\": \"rO0ABXNyABFqYXZhLnV0aWwuSGFzaE1hcA==\", \"type\": \"Object\", \"valueInfo\":"
                        + " {\"objectTypeName\": \"java.util.HashMap\", \"serializationDataFormat\":"
                        + " \"application/x-java-serialized-object\"}}"),
                value("{\"value\": \"{}\", \"type\": \"Object\", \"valueInfo\": {\"objectTypeName\":"
                        + " \"javax.naming.InitialContext\", \"serializationDataFormat\": \"application/json\"}}"),
                new Bad("not UTF-8", new byte[] {'{', '"', (byte) 0xC3, (byte) 0x28, '"', ':', '1', '}'}),
                new Bad("UTF-16", "{\"variables\": {}}".getBytes(UTF_16)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void aBodyThatCannotBeMeantIsRefusedAtEachDoor(Bad bad) {
        long cases = cases();
        List<String> addresses = List.of(
                "/process-definition/key/kiwi-complaint/tenant-id/kiwi/start",
                "/process-definition/" + task.getProcessDefinitionId() + "/submit-form",
                "/task/" + task.getId() + "/complete",
                "/task/" + task.getId() + "/submit-form");
        for (String door : List.of("/engine-rest", "/camunda/api/engine/engine/default")) {
            Http manager = door.startsWith("/camunda") ? tasklist() : Http.as("kiwi-manager", port);
            for (String address : addresses) {
                HttpResponse<String> answer = manager.sendBytes("POST", door + address, "application/json", bad.body);

                assertThat(answer.statusCode())
                        .as(door + address + ": " + answer.body())
                        .isBetween(400, 499);
                isPlain(answer);
            }
        }
        assertThat(cases()).isEqualTo(cases);
        assertThat(walk.task(reference, "acknowledge").getId()).isEqualTo(task.getId());
        assertThat(engine.getRuntimeService().getVariables(task.getProcessInstanceId()))
                .doesNotContainKeys("told", "a");
    }

    @ParameterizedTest
    @CsvSource({"5000000, application/json", "30000000, application/octet-stream"})
    @DisplayName("A body of megabytes is refused with the bound (413), not with a closed door")
    void tooLarge(int length, String type) {
        HttpResponse<String> answer = Http.as("kiwi-manager", port)
                .sendBytes(
                        "POST",
                        "/engine-rest/task/" + task.getId() + "/complete",
                        type,
                        ("{\"a\":\"" + "x".repeat(length) + "\"}").getBytes(UTF_8));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(message(answer)).startsWith("The body is too large: send at most ");
        assertThat(walk.task(reference, "acknowledge").getId()).isEqualTo(task.getId());
    }

    @Test
    @DisplayName("A body that does not say how long it is is bounded as well (413)")
    void tooLargeInChunks() {
        HttpResponse<String> answer = Http.as("kiwi-manager", port)
                .sendChunks(
                        "POST",
                        "/engine-rest/task/" + task.getId() + "/attachment/create",
                        "multipart/form-data; boundary=x",
                        "x".repeat(30_000_000).getBytes(UTF_8));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(413);
        assertThat(message(answer)).startsWith("The body is too large: send at most 20 MB");
        assertThat(walk.task(reference, "acknowledge").getId()).isEqualTo(task.getId());
    }

    @Test
    @DisplayName("A number of retries below none is refused in plain words (400)")
    void negativeRetries() {
        String job = engine.getManagementService()
                .createJobQuery()
                .processInstanceId(task.getProcessInstanceId())
                .listPage(0, 1)
                .get(0)
                .getId();
        HttpResponse<String> answer =
                Http.as("admin", port).put("/engine-rest/job/" + job + "/retries", "{\"retries\": -1}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        isPlain(answer);
        assertThat(message(answer)).startsWith("The number of job retries must be a non-negative Integer");
    }

    @Test
    @DisplayName("A page of an engine that there is not is not found (404), in plain words")
    void noSuchEngine() {
        for (String page : List.of("tasklist", "cockpit", "admin", "welcome")) {
            HttpResponse<String> answer = Http.browser("admin", port).get("/camunda/app/" + page + "/nope/");

            assertThat(answer.statusCode()).as(page + answer.body()).isEqualTo(404);
            assertThat(answer.body()).doesNotContainPattern(INSIDES);
        }
    }

    @Test
    @DisplayName("An unknown field beside the variables is no harm; Camunda's own clients send what others do not know")
    void unknownField() {
        HttpResponse<String> answer = Http.as("kiwi-manager", port)
                .post(
                        "/engine-rest/task/" + task.getId() + "/complete",
                        "{\"nope\": 1, \"variables\": {\"told\": {\"value\": \"letter\"}}}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST | /engine-rest/user/create | {"profile": {"id": "weak"}, "credentials": {"password": "short"}}
            POST | /camunda/api/engine/engine/default/user/create | {"profile": {"id": "weak"}, "credentials": {"password": "short"}}
            PUT  | /engine-rest/user/kiwi-agent/credentials | {"password": "x", "authenticatedUserPassword": "demo"}
            """)
    @DisplayName("A weak password is refused with the rule (400), and nobody's is changed")
    void weakPassword(String method, String address, String body) {
        Http admin = address.startsWith("/camunda") ? Http.browser("admin", port) : Http.as("admin", port);

        HttpResponse<String> answer = admin.send(method, address, "application/json", body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(message(answer)).contains("too weak", "ten characters", "a capital", "a digit");
        assertThat(engine.getIdentityService().createUserQuery().userId("weak").count())
                .isZero();
        assertThat(engine.getIdentityService().checkPassword("kiwi-agent", "demo"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST | user/create | {}
            POST | user/create | {"profile": null, "credentials": null}
            POST | user/create | {"profile": {"id": "we ak'--"}, "credentials": {"password": "Long-enough-1"}}
            POST | user/create | {"profile": {"id": "kiwi-agent"}, "credentials": {"password": "Long-enough-1"}}
            POST | group/create | {"id": "../etc", "name": "x"}
            POST | authorization/create | {"type": 9, "permissions": ["NOPE"], "userId": "x", "resourceType": 99, "resourceId": "*"}
            PUT  | job/nope/duedate | {"duedate": "yesterday"}
            POST | message | {"messageName": null}
            POST | message | {"messageName": "complaint-withdrawn", "businessKey": {"a": 1}}
            POST | task | {"firstResult": "x", "sorting": "y"}
            POST | task | {"orQueries": 5}
            GET  | task?firstResult=x |
            GET  | task?dueBefore=yesterday |
            GET  | task?sortBy=nope&sortOrder=asc |
            GET  | task?maxResults=99999999999 |
            GET  | complaint?firstResult=-1 |
            GET  | complaint?maxResults=0 |
            GET  | complaint?stage=9999999999 |
            GET  | complaint?tenantId=' or 1=1-- |
            GET  | complaint/' or '1'='1 |
            GET  | complaint/${7*7} |
            GET  | complaint/KIW-2026-00001/letters/..%2F..%2Fetc |
            GET  | complaint/%00 |
            GET  | complaint/%E2%28%A1 |
            GET  | calendar/${7*7}?from=2026-01-01&workingDays=1 |
            GET  | task/' or '1'='1 |
            GET  | task/%00 |
            PATCH | task | {}
            DELETE | complaint |
            GET  | nope |
            """)
    @DisplayName("What an administrator gets wrong, or tries, is refused in plain words and stored nowhere")
    void refused(String method, String address, String body) {
        long users = engine.getIdentityService().createUserQuery().count();
        HttpResponse<String> answer = Http.as("admin", port)
                .send(
                        method,
                        "/engine-rest/"
                                + address.replace(" ", "%20")
                                        .replace("'", "%27")
                                        .replace("$", "%24")
                                        .replace("{", "%7B")
                                        .replace("}", "%7D"),
                        body == null ? null : "application/json",
                        body);

        if (answer.statusCode() != 200) {
            assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 499);
        } else {
            assertThat(answer.body()).as("finds nothing").isEqualTo("[]");
        }
        assertThat(answer.body()).doesNotContainPattern(INSIDES).doesNotContain("49");
        assertThat(engine.getIdentityService().createUserQuery().count()).isEqualTo(users);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${1+1}",
                "#{execution.setVariable('hacked', 'yes')}",
                "${''.getClass().forName('java.lang.Runtime')}",
                "{{7*7}} {{=7*7}} <%= 7*7 %>",
                "[[${7*7}]] [(${7*7})] th:text=\"${7*7}\" __${7*7}__::.x",
                "'; drop table complaint; --",
                "<script>alert(1)</script>",
                "=7*7",
                "../../etc/passwd"
            })
    @DisplayName(
            "Text that looks like an expression, a template or SQL is text: in forms, letters, task names and the log")
    void textIsText(String text) {
        String hostile = text + " stays";
        String own = walk.start(
                "kiwi-agent",
                "kiwi-complaint",
                new HashMap<>(Map.of(
                        "channel", "letter",
                        "complainantName", hostile,
                        "complainantType", "learner",
                        "complainantAddress", hostile,
                        "needs", hostile,
                        "summary", hostile)));
        walk.complete("kiwi-manager", own, "acknowledge", Map.of("told", "letter"));

        Http manager = Http.as("kiwi-manager", port);
        JsonNode complaint = Http.json(manager.get("/engine-rest/complaint/" + own));
        assertThat(complaint.path("complainantName").asText()).isEqualTo(hostile);
        assertThat(engine.getRuntimeService()
                        .getVariable(walk.task(own, "investigate").getProcessInstanceId(), "summary"))
                .isEqualTo(hostile);
        assertThat(engine.getTaskService()
                        .createTaskQuery()
                        .processInstanceBusinessKey(own)
                        .list())
                .extracting(Task::getName)
                .allSatisfy(name -> assertThat(name).doesNotContain("49", "${"));
        JsonNode letters = Http.json(manager.get("/engine-rest/complaint/" + own + "/letters"));
        String letter = manager.get("/engine-rest/complaint/" + own + "/letters/"
                        + letters.get(0).path("id").asText() + "?format=text")
                .body();
        assertThat(letter).contains(hostile);
        assertThat(engine.getRuntimeService()
                        .createVariableInstanceQuery()
                        .variableName("hacked")
                        .count())
                .isZero();
    }

    /** A session of its own for each request would take most of this test's time. */
    private Http tasklist() {
        if (tasklist == null) {
            tasklist = Http.browser("kiwi-manager", port);
        }
        return tasklist;
    }

    private long cases() {
        return engine.getRuntimeService().createProcessInstanceQuery().count();
    }

    static void isPlain(HttpResponse<String> answer) {
        assertThat(answer.body()).doesNotContainPattern(INSIDES);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        assertThat(message(answer)).isNotBlank();
    }

    static String message(HttpResponse<String> answer) {
        return Http.json(answer).path("message").asText();
    }
}
