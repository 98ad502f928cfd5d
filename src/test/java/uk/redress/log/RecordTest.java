package uk.redress.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.redress.policy.CaseWalk.london;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.FileSystemUtils;
import uk.redress.Http;
import uk.redress.RedressTest;
import uk.redress.policy.CaseWalk;

/**
 * Issue 3, "Recording something about a case": the process {@code <tenant>-record}, over REST, as people of two
 * companies, about complaints of a small procedure ({@code record-sample.bpmn}) that takes every message.
 */
@RedressTest
class RecordTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OTHER = "larkspur";

    @TempDir
    private static Path folder;

    @DynamicPropertySource
    static void twoCompanies(DynamicPropertyRegistry registry) throws IOException {
        for (String kind : new String[] {"processes", "forms"}) {
            FileSystemUtils.copyRecursively(Path.of(kind), folder.resolve(kind));
            FileSystemUtils.copyRecursively(Path.of("src/test/resources/sixth-company", kind), folder.resolve(kind));
            registry.add("redress.policy." + kind, () -> folder.resolve(kind).toString());
        }
    }

    @LocalServerPort
    private int port;

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private TransactionTemplate transaction;

    @BeforeEach
    void aMondayMorning() throws IOException {
        ClockUtil.setCurrentTime(london("2026-03-02T10:00"));
        if (engine.getRepositoryService()
                        .createDeploymentQuery()
                        .deploymentName("record-sample")
                        .count()
                > 0) {
            return;
        }
        for (String tenant : List.of("kiwi", OTHER)) {
            engine.getRepositoryService()
                    .createDeployment()
                    .name("record-sample")
                    .tenantId(tenant)
                    .addString("sample.bpmn", resource("record-sample.bpmn").replace("acme", tenant))
                    .addString(
                            "record.bpmn",
                            Files.readString(Path.of("processes/kiwi/kiwi-record.bpmn"))
                                    .replace("kiwi-", tenant + "-"))
                    .addString("record.form", Files.readString(Path.of("forms/kiwi/record.form")))
                    .deploy();
        }
    }

    @AfterEach
    void reset() {
        ClockUtil.reset();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "withdrawn, confirm, withdrawalReason",
        "new-information, 'consider,respond', newInformation",
        "progress-requested, 'respond,tell', progressQuestion",
        "escalation-requested, 'note-request,respond', escalationReason",
        "abusive-behaviour, 'respond,warn', behaviour"
    })
    @DisplayName(
            "ALL-5, ALL-7, KIW-11: what happened reaches the complaint at once, and its log says who recorded what")
    void message(String happened, String tasks, String variable) {
        String reference = complaint("kiwi", Map.of());
        ClockUtil.setCurrentTime(london("2026-03-04T16:20"));

        HttpResponse<String> answer = record(
                "kiwi-manager",
                "kiwi",
                reference,
                happened,
                Map.of("details", "It was said on the phone.", "happenedOn", "2026-03-03", "happenedTime", "11:15"));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(openTasks(reference)).isEqualTo(tasks);
        Map<String, Object> known = engine.getRuntimeService().getVariables(instance(reference));
        assertThat(known).containsEntry(variable, "It was said on the phone.");
        assertThat(known.get("happenedAt"))
                .as("left to no later event where what it starts has used it up")
                .isEqualTo(happened.equals("abusive-behaviour") ? null : london("2026-03-03T11:15"));
        JsonNode recorded = step(reference, "started", "something-happened");
        assertThat(recorded.path("actor").asText()).isEqualTo("kiwi-manager");
        assertThat(recorded.path("process").asText()).isEqualTo("kiwi-record");
        assertThat(recorded.path("evidence").path("happened").asText()).isEqualTo(happened);
        assertThat(recorded.path("evidence").path(variable).asText()).isEqualTo("It was said on the phone.");
        assertThat(json("kiwi-agent", "/complaint/" + reference).path("state").asText())
                .isEqualTo("open");
        assertThat(running("kiwi-record")).isZero();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "kiwi-agent, 200",
        "kiwi-manager, 200",
        "kiwi-head, 200",
        "kiwi-director, 200",
        "admin, 200",
        "kiwi-supervisor, 403",
        "kiwi-analyst, 403",
        "larkspur-agent, 404"
    })
    @DisplayName("Who may not record is told so at once, and nothing is stored")
    void whoMay(String user, int status) {
        String reference = complaint("kiwi", Map.of());
        String before = stored();

        HttpResponse<String> answer = record(user, "kiwi", reference, "withdrawn", Map.of());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(openTasks(reference)).isEqualTo(status == 200 ? "confirm" : "respond");
        if (status != 200) {
            assertThat(stored()).isEqualTo(before);
        }
    }

    @Test
    @DisplayName("Another company's reference is answered as one that there is not")
    void anotherCompanys() {
        String reference = complaint("kiwi", Map.of());
        refused(record("larkspur-agent", OTHER, reference, "withdrawn", Map.of()), noComplaint(reference));
        refused(
                record("larkspur-agent", OTHER, "KIW-2026-99999", "withdrawn", Map.of()),
                noComplaint("KIW-2026-99999"));
        assertThat(openTasks(reference)).isEqualTo("respond");
    }

    @ParameterizedTest(name = "{0} {1} → {2}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            withdrawn            | happenedOn=2026-02-28                              | "When: the date" is too early: REF was received on Mon 2 Mar 2026, 10:00.
            withdrawn            | happenedTime=09:59                                 | "When: the date" is too early: REF was received on Mon 2 Mar 2026, 10:00.
            withdrawn            | happenedOn=2026-03-03                              | "When: the date" is in the future: give today or an earlier date.
            withdrawn            | happenedTime=10:01                                 | "When: the time" is in the future: give the time it is now, or an earlier one.
            withdrawn            | about=kiwi-head                                    | "Whom it is about, too" does not apply here: leave it empty.
            new-information      | -                                                  | "Details" is missing: say in a few words what was said, or why.
            abusive-behaviour    | -                                                  | "Details" is missing: say in a few words what was said, or why.
            more-time-needed     | -                                                  | "Details" is missing: say in a few words what was said, or why.
            sung                 | -                                                  | "What has happened" has a value that is not on offer: choose one of progress-requested, new-information, escalation-requested, withdrawn, abusive-behaviour, more-time-needed, about, authority, receipt, category, duplicate.
            about                | -                                                  | "Whom it is about, too" is missing: choose at least one.
            about                | about=larkspur-agent                               | "Whom it is about, too" names somebody who is not on offer: choose among the people of this company who are.
            about                | about=kiwi-manager                                 | "Whom it is about, too" names nobody who is not on the case already: name whom else it is about.
            authority            | -                                                  | "Name of the representative" is missing: fill it in, as nobody acts for the complainant so far.
            receipt              | details=x                                          | "It was received on" is missing: enter the date.
            receipt              | details=x;receivedOn=2026-03-02;receivedTime=10:00 | "It was received on" is what REF says already.
            receipt              | details=x;receivedOn=1066-10-14                    | "It was received on" is too early: give Tue 1 Jan 2019 or later.
            category             | details=x;kind=complaint                           | "What is it?" is what REF says already.
            duplicate            | duplicateOf=KIW-2026-99999                         | "Reference of the other complaint": this company has no complaint KIW-2026-99999. Copy the reference from the other complaint.
            duplicate            | duplicateOf=12                                     | "Reference of the other complaint" is not written as it should be: copy it from a letter or from the list of complaints, such as ABC-2026-00001.
            duplicate            | duplicateOf=REF                                    | "Reference of the other complaint" is the complaint itself: give the other one.
            """)
    @DisplayName("What cannot be recorded is refused with the field and the mend, and nothing is stored")
    void refusals(String happened, String fields, String message) {
        String reference = complaint("kiwi", Map.of("about", "kiwi-manager"));
        Map<String, Object> form = new HashMap<>();
        for (String field : fields == null ? new String[0] : fields.split(";")) {
            form.put(field.split("=")[0], field.split("=")[1].replace("REF", reference));
        }
        String before = stored();

        refused(record("kiwi-agent", "kiwi", reference, happened, form), message.replace("REF", reference));

        assertThat(stored()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/key/kiwi-record/tenant-id/kiwi/start", "/{id}/start", "/{id}/submit-form"})
    @DisplayName("By whichever way of REST, and in Tasklist, a wrong reference is a 400 with the same message")
    void everyWay(String path) {
        String id = engine.getRepositoryService()
                .createProcessDefinitionQuery()
                .processDefinitionKey("kiwi-record")
                .tenantIdIn("kiwi")
                .latestVersion()
                .singleResult()
                .getId();
        String body = body(Map.of("recordReference", "KIW-2019-00001", "happened", "withdrawn"));
        String message = noComplaint("KIW-2019-00001");

        refused(
                Http.as("kiwi-agent", port).post("/engine-rest/process-definition" + path.replace("{id}", id), body),
                message);
        refused(
                Http.browser("kiwi-agent", port)
                        .post("/camunda/api/engine/engine/default/process-definition" + path.replace("{id}", id), body),
                message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "withdrawn",
                "new-information",
                "progress-requested",
                "escalation-requested",
                "more-time-needed",
                "about",
                "authority",
                "receipt",
                "category",
                "duplicate"
            })
    @DisplayName("ALL-7: about a closed complaint nothing but abuse is recorded; the message says what to do instead")
    void closed(String happened) {
        String reference = closed(Map.of());
        Map<String, Object> form = new HashMap<>();
        switch (happened) {
            case "about" -> form.put("about", "kiwi-head");
            case "authority" -> form.put("representativeName", "Sam");
            case "receipt" -> form.put("receivedOn", "2026-02-27");
            case "category" -> form.put("kind", "query");
            case "duplicate" -> form.put("duplicateOf", complaint("kiwi", Map.of()));
            default -> form.put("details", "x");
        }
        String before = stored();

        refused(
                record("kiwi-agent", "kiwi", reference, happened, form),
                reference
                        + " is closed, so that this cannot be recorded about it: log a new complaint and"
                        + " give " + reference + " as its earlier reference.");

        assertThat(stored()).isEqualTo(before);
    }

    @Test
    @DisplayName(
            "KIW-11: abuse after closing is taken up with what the log knows, and leaves the complaint closed as it was")
    void abuseAfterClosing() {
        String reference = complaint(
                "kiwi",
                Map.of(
                        "complainantEmail", "ada@example.org",
                        "needs", "Large print",
                        "representativeName", "Sam",
                        "representativeAuthority", "A letter of 1 March"));
        record("kiwi-agent", "kiwi", reference, "authority", Map.of("representativeName", "Alex"));
        complete(reference, "respond");
        complete(reference, "record-answer");
        JsonNode before = json("kiwi-agent", "/complaint/" + reference);
        assertThat(before.path("state").asText()).isEqualTo("closed");
        // The engine's history is deleted some day; the log is not.
        engine.getHistoryService()
                .deleteHistoricProcessInstance(before.path("processInstanceId").asText());
        ClockUtil.setCurrentTime(london("2026-05-04T09:30"));

        HttpResponse<String> answer =
                record("kiwi-agent", "kiwi", reference, "abusive-behaviour", Map.of("details", "He shouted."));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Task warn = task(reference, "warn");
        assertThat(engine.getRuntimeService().getVariables(warn.getProcessInstanceId()))
                .containsEntry("reference", reference)
                .containsEntry("complainantName", "Ada Learner")
                .containsEntry("complainantEmail", "ada@example.org")
                .containsEntry("needs", "Large print")
                .containsEntry("summary", "The register was wrong.")
                .containsEntry("representativeName", "Alex")
                .doesNotContainKey("representativeAuthority")
                .containsEntry("receivedAt", london("2026-03-02T10:00"))
                .containsEntry("behaviour", "He shouted.")
                .containsEntry("happenedAt", london("2026-05-04T09:30"));
        complete(reference, "warn");
        assertThat(json("kiwi-agent", "/complaint/" + reference)).isEqualTo(before);
        assertThat(step(reference, "ended", "warned").path("process").asText()).isEqualTo("kiwi-behaviour");
        assertThat(steps(reference).stream()
                        .filter(step -> step.path("action").asText().equals("closed")))
                .hasSize(1);
    }

    @Test
    @DisplayName("KIW-11: abuse while the complaint is open goes by the complaint's diagram and outlives it")
    void abuseWhileOpen() {
        String reference = complaint("kiwi", Map.of("complainantEmail", "ada@example.org"));

        record("kiwi-agent", "kiwi", reference, "abusive-behaviour", Map.of("details", "He shouted."));

        assertThat(step(reference, "occurred", "abusive")
                        .path("evidence")
                        .path("behaviour")
                        .asText())
                .isEqualTo("He shouted.");
        Task warn = task(reference, "warn");
        assertThat(warn.getProcessInstanceId()).isNotEqualTo(instance(reference));
        assertThat(engine.getRuntimeService().getVariables(warn.getProcessInstanceId()))
                .containsEntry("complainantEmail", "ada@example.org")
                .containsEntry("behaviour", "He shouted.");
        complete(reference, "respond");
        complete(reference, "record-answer");
        JsonNode closed = json("kiwi-agent", "/complaint/" + reference);
        assertThat(closed.path("closedAs").asText()).isEqualTo("answered");
        assertThat(openTasks(reference)).isEqualTo("warn");
        complete(reference, "warn");
        assertThat(json("kiwi-agent", "/complaint/" + reference)).isEqualTo(closed);
    }

    @Test
    @DisplayName("While a complaint is being closed it takes no message: the person is told, but abuse is taken up")
    void beingClosed() {
        String reference = complaint("kiwi", Map.of());
        record("kiwi-agent", "kiwi", reference, "withdrawn", Map.of());
        String before = stored();

        refused(
                record("kiwi-agent", "kiwi", reference, "withdrawn", Map.of()),
                "\"What has happened\" cannot be recorded about " + reference + " now: it is being closed already.");
        assertThat(stored()).isEqualTo(before);

        record("kiwi-agent", "kiwi", reference, "abusive-behaviour", Map.of("details", "He shouted."));
        assertThat(openTasks(reference)).isEqualTo("confirm,warn");
    }

    @Test
    @DisplayName("What a supervisor has suspended takes no message, and the message says whom to ask")
    void suspended() {
        String reference = complaint("kiwi", Map.of());
        engine.getRuntimeService().suspendProcessInstanceById(instance(reference));
        refused(
                record("kiwi-agent", "kiwi", reference, "withdrawn", Map.of()),
                "\"What has happened\" cannot be recorded about " + reference
                        + " now: a supervisor has suspended it. Ask them.");
    }

    @Test
    @DisplayName(
            "ALL-7: a request for the next stage reaches the wait for the complainant's answer, in its own diagram")
    void escalation() {
        String reference = complaint("kiwi", Map.of());
        complete(reference, "respond");

        record(
                "kiwi-agent",
                "kiwi",
                reference,
                "escalation-requested",
                Map.of("details", "Not good enough.", "happenedOn", "2026-03-02"));

        Task refer = task(reference, "refer");
        assertThat(refer.getProcessInstanceId()).isNotEqualTo(instance(reference));
        assertThat(engine.getRuntimeService().getVariables(refer.getProcessInstanceId()))
                .containsEntry("escalationReason", "Not good enough.")
                .containsEntry("happenedAt", london("2026-03-02T10:00"));
        assertThat(step(reference, "occurred", "next-stage-asked-for")
                        .path("evidence")
                        .path("escalationReason")
                        .asText())
                .isEqualTo("Not good enough.");
    }

    @Test
    @DisplayName("ALL-3: whom it is about is a list that can be added to, known to what the case has called, too")
    void about() {
        String reference = complaint("kiwi", Map.of("about", "kiwi-manager"));
        complete(reference, "respond");

        record("kiwi-agent", "kiwi", reference, "about", Map.of("about", "kiwi-head, kiwi-manager"));

        assertThat(engine.getRuntimeService().getVariable(instance(reference), "about"))
                .isEqualTo("kiwi-manager,kiwi-head");
        assertThat(engine.getRuntimeService()
                        .getVariable(task(reference, "record-answer").getProcessInstanceId(), "about"))
                .isEqualTo("kiwi-manager,kiwi-head");
        assertThat(jdbc.queryForObject("select about from complaint where reference = ?", String.class, reference))
                .isEqualTo("kiwi-manager,kiwi-head");
        List<JsonNode> changed = steps(reference).stream()
                .filter(step -> step.path("action").asText().equals("changed"))
                .toList();
        assertThat(changed).hasSize(1);
        assertThat(changed.get(0).path("actor").asText()).isEqualTo("kiwi-agent");
        assertThat(changed.get(0).path("evidence").path("about").asText()).isEqualTo("kiwi-manager,kiwi-head");
        assertThat(changed.get(0).path("evidence").path("aboutBefore").asText()).isEqualTo("kiwi-manager");
    }

    @Test
    @DisplayName("ALL-6: a representative's authority is recorded; that of one before does not pass to the next")
    void authority() {
        String reference =
                complaint("kiwi", Map.of("representativeName", "Sam", "representativeEmail", "sam@example.org"));

        record(
                "kiwi-agent",
                "kiwi",
                reference,
                "authority",
                Map.of(
                        "representativeName", "sam",
                        "representativeAuthority", "A letter of 1 March",
                        "copyToComplainant", "no"));
        assertThat(engine.getRuntimeService().getVariables(instance(reference)))
                .containsEntry("representativeName", "sam")
                .containsEntry("representativeEmail", "sam@example.org")
                .containsEntry("representativeAuthority", "A letter of 1 March")
                .containsEntry("copyToComplainant", "no");

        record("kiwi-agent", "kiwi", reference, "authority", Map.of("representativeAuthority", "A letter of 2 March"));
        assertThat(engine.getRuntimeService().getVariables(instance(reference)))
                .containsEntry("representativeName", "sam")
                .containsEntry("representativeEmail", "sam@example.org")
                .containsEntry("representativeAuthority", "A letter of 2 March");

        record("kiwi-agent", "kiwi", reference, "authority", Map.of("representativeName", "Alex"));
        assertThat(engine.getRuntimeService().getVariables(instance(reference)))
                .containsEntry("representativeName", "Alex")
                .containsEntry("representativeEmail", null)
                .containsEntry("representativeAuthority", null);
        assertThat(json("kiwi-agent", "/complaint/" + reference)
                        .path("representativeName")
                        .asText())
                .isEqualTo("Alex");
    }

    @Test
    @DisplayName(
            "A corrected receipt is what limits count from, and the log keeps both; it is not after what followed it")
    void receipt() {
        String reference = complaint("kiwi", Map.of());
        ClockUtil.setCurrentTime(london("2026-03-04T09:00"));
        refused(
                record(
                        "kiwi-agent",
                        "kiwi",
                        reference,
                        "receipt",
                        Map.of("receivedOn", "2026-03-03", "details", "It was later.")),
                "\"It was received on\" is too late: " + reference
                        + " was logged or answered on Mon 2 Mar 2026, 10:00, so it had come in by then.");

        record(
                "kiwi-agent",
                "kiwi",
                reference,
                "receipt",
                Map.of("receivedOn", "2026-02-26", "receivedTime", "14:30", "details", "It lay in another tray."));

        assertThat(engine.getRuntimeService().getVariables(instance(reference)))
                .containsEntry("receivedAt", london("2026-02-26T14:30"))
                .containsEntry("receivedOn", "2026-02-26");
        assertThat(json("kiwi-agent", "/complaint/" + reference)
                        .path("receivedAt")
                        .asText())
                .startsWith("2026-02-26T14:30");
        assertThat(json("kiwi-agent", "/complaint/" + reference).path("nextDue").asText())
                .startsWith("2026-03-12T23:59:59");
        JsonNode evidence = step(reference, "changed", null).path("evidence");
        assertThat(evidence.path("receivedAt").asText()).startsWith("2026-02-26T14:30");
        assertThat(evidence.path("receivedAtBefore").asText()).startsWith("2026-03-02T10:00");
    }

    @Test
    @DisplayName("KIW-2: a complaint that is a query after all is reclassified, once, and not when it is too far on")
    void category() {
        String reference = complaint("kiwi", Map.of());
        record("kiwi-agent", "kiwi", reference, "category", Map.of("kind", "query", "details", "They only ask."));
        assertThat(openTasks(reference)).isEqualTo("answer-query");
        assertThat(json("kiwi-agent", "/complaint/" + reference).path("kind").asText())
                .isEqualTo("query");
        assertThat(step(reference, "occurred", "reclassified")
                        .path("evidence")
                        .path("reclassificationReason")
                        .asText())
                .isEqualTo("They only ask.");

        String late = complaint("kiwi", Map.of());
        complete(late, "respond");
        String before = stored();
        refused(
                record("kiwi-agent", "kiwi", late, "category", Map.of("kind", "query", "details", "They only ask.")),
                "\"What has happened\" cannot be recorded about " + late
                        + " now: it is too far on for that, or it is being closed. Deal with it as what it is now.");
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    @DisplayName("ALL-8: duplicates are linked on both logs, and the earliest receipt governs")
    void duplicates() {
        String first = complaint("kiwi", Map.of("receivedOn", "2026-02-25", "receivedTime", "12:00"));
        String second = complaint("kiwi", Map.of());

        record("kiwi-agent", "kiwi", first, "duplicate", Map.of("duplicateOf", second));

        JsonNode duplicate = json("kiwi-agent", "/complaint/" + first);
        assertThat(duplicate.path("closedAs").asText()).isEqualTo("duplicate");
        assertThat(duplicate.path("duplicateOf").asText()).isEqualTo(second);
        JsonNode lead = json("kiwi-agent", "/complaint/" + second);
        assertThat(lead.path("state").asText()).isEqualTo("open");
        assertThat(lead.path("duplicates")).extracting(JsonNode::asText).containsExactly(first);
        assertThat(lead.path("receivedAt").asText()).startsWith("2026-02-25T12:00");
        assertThat(step(first, "occurred", "duplicate")
                        .path("evidence")
                        .path("duplicateOf")
                        .asText())
                .isEqualTo(second);
        assertThat(step(second, "linked", null)
                        .path("evidence")
                        .path("duplicate")
                        .asText())
                .isEqualTo(first);
        assertThat(step(second, "changed", null)
                        .path("evidence")
                        .path("receivedAtBefore")
                        .asText())
                .startsWith("2026-03-02T10:00");

        String third = complaint("kiwi", Map.of());
        refused(
                record("kiwi-agent", "kiwi", third, "duplicate", Map.of("duplicateOf", first)),
                "\"Reference of the other complaint\": " + first + " goes on under " + second
                        + " itself: give that one.");
        record("kiwi-agent", "kiwi", third, "duplicate", Map.of("duplicateOf", second));
        assertThat(json("kiwi-agent", "/complaint/" + second).path("receivedAt").asText())
                .startsWith("2026-02-25T12:00");
        assertThat(json("kiwi-agent", "/complaint/" + second).path("duplicates"))
                .extracting(JsonNode::asText)
                .containsExactly(first, third);
    }

    @Test
    @DisplayName(
            "ALL-2: that more time is needed is said ahead of the warning; said twice, nothing is left of the second")
    void moreTime() {
        String reference = complaint("kiwi", Map.of());

        record("kiwi-manager", "kiwi", reference, "more-time-needed", Map.of("details", "A witness is away."));

        assertThat(openTasks(reference)).isEqualTo("due-soon,respond");
        assertThat(step(reference, "started", "something-happened")
                        .path("evidence")
                        .path("details")
                        .asText())
                .isEqualTo("A witness is away.");
        String before = stored();
        refused(
                record("kiwi-manager", "kiwi", reference, "more-time-needed", Map.of("details", "A witness is away.")),
                "There is no limit to be warned of now: either the warning is a task in Tasklist already, where more time"
                        + " is asked for, or nothing runs that has a limit.");
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    @DisplayName("What is rolled back was never recorded")
    void rolledBack() {
        String reference = complaint("kiwi", Map.of());
        String before = stored();
        transaction.executeWithoutResult(status -> {
            startRecord(reference, "withdrawn");
            status.setRollbackOnly();
        });
        assertThat(stored()).isEqualTo(before);
        assertThat(openTasks(reference)).isEqualTo("respond");
    }

    @ParameterizedTest(name = "{0}, then {1}")
    @CsvSource({"withdrawn, escalation-requested", "escalation-requested, withdrawn", "withdrawn, withdrawn"})
    @DisplayName("Two at the same moment: one wins, the other is told that somebody was faster (409)")
    void twoAtOnce(String first, String second) throws Exception {
        String reference = complaint("kiwi", Map.of());

        CompletableFuture<HttpResponse<String>> other = new CompletableFuture<>();
        transaction.executeWithoutResult(status -> {
            startRecord(reference, first);
            // Begun before the first is committed, so that it still finds the complaint as it was.
            CompletableFuture.runAsync(() -> {
                try {
                    other.complete(record("kiwi-manager", "kiwi", reference, second, Map.of()));
                } catch (RuntimeException e) {
                    other.completeExceptionally(e);
                }
            });
            untilItWaits(other);
        });

        HttpResponse<String> answer = other.get(2, TimeUnit.MINUTES);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
        assertThat(Http.json(answer).path("message").asText())
                .startsWith("Nothing is stored, because somebody was faster at the same moment.");
        assertThat(openTasks(reference)).isEqualTo(first.equals("withdrawn") ? "confirm" : "note-request,respond");
        assertThat(steps(reference).stream()
                        .filter(step -> step.path("process").asText().equals("kiwi-record"))
                        .filter(step -> step.path("action").asText().equals("started")))
                .hasSize(1);
    }

    /** Until the second, too, is at the database: it waits there for the first, or has lost already. */
    private void untilItWaits(CompletableFuture<?> second) {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (System.nanoTime() < end && blocked() == 0 && !second.isDone()) {
            Thread.onSpinWait();
        }
    }

    private int blocked() {
        return jdbc.queryForObject(
                "select count(*) from information_schema.sessions where blocker_id is not null", Integer.class);
    }

    @Test
    @DisplayName("ALL-7: a new start that names a closed complaint enters the next stage and inherits its bars")
    void continuing() {
        String first = closed(Map.of("about", "kiwi-manager"));
        jdbc.update("update complaint set stage_done = 1, handled_by = '1:kiwi-manager2' where reference = ?", first);
        ClockUtil.setCurrentTime(london("2026-04-07T09:00"));

        String second =
                complaint("kiwi", Map.of("previousReference", first, "about", "kiwi-head", "receivedOn", "2026-04-02"));

        Map<String, Object> known = engine.getRuntimeService().getVariables(instance(second));
        assertThat(known)
                .containsEntry("stage", 1) // The sample has only one.
                .containsEntry("stageDone", 1)
                .containsEntry("about", "kiwi-manager,kiwi-head")
                .containsEntry("handledBy", "1:kiwi-manager2")
                .containsEntry("receivedAt", london("2026-04-02T09:00"))
                .containsEntry("escalatedAt", london("2026-04-02T09:00"));
        JsonNode started = step(second, "started", "received").path("evidence");
        assertThat(started.path("stage").asInt()).isEqualTo(2);
        assertThat(started.path("previousReference").asText()).isEqualTo(first);
        JsonNode earlier = json("kiwi-agent", "/complaint/" + first);
        assertThat(earlier.path("continuedBy")).extracting(JsonNode::asText).containsExactly(second);
        assertThat(earlier.path("state").asText()).isEqualTo("closed");
        assertThat(step(first, "linked", null)
                        .path("evidence")
                        .path("continuedBy")
                        .asText())
                .isEqualTo(second);
        assertThat(json("kiwi-agent", "/complaint/" + second)
                        .path("previousReference")
                        .asText())
                .isEqualTo(first);
    }

    @ParameterizedTest(name = "received {0}")
    @CsvSource({"2026-03-10T09:00, 2026-03-10T09:00", "'', 2026-03-06T17:30"})
    @DisplayName("SMS-7: what continues a closed complaint knows when the complainant had received its last decision")
    void decisionReceived(String received, String known) {
        String first = complaint("kiwi", Map.of());
        engine.getRuntimeService().setVariable(instance(first), "respondedAt", london("2026-03-06T17:30"));
        if (!received.isEmpty()) {
            engine.getRuntimeService().setVariable(instance(first), "decisionReceivedAt", london("2026-03-05T09:00"));
            engine.getRuntimeService().setVariable(instance(first), "decisionReceivedAt", london(received));
        }
        complete(first, "respond");
        complete(first, "record-answer");

        String second = complaint("kiwi", Map.of("previousReference", first));

        assertThat(engine.getRuntimeService().getVariable(instance(second), "previousDecisionReceivedAt"))
                .isEqualTo(london(known));
    }

    @Test
    @DisplayName("KIW-2: a query that is disputed after it was answered becomes a complaint with its original receipt")
    void disputedQuery() {
        String query = complaint("kiwi", Map.of("kind", "query"));
        assertThat(json("kiwi-agent", "/complaint/" + query).path("kind").asText())
                .isEqualTo("query");
        complete(query, "respond");
        complete(query, "record-answer");
        ClockUtil.setCurrentTime(london("2026-03-09T11:00"));

        String complaint = complaint("kiwi", Map.of("previousReference", query));

        assertThat(engine.getRuntimeService().getVariables(instance(complaint)))
                .containsEntry("stage", 1)
                .containsEntry("receivedAt", london("2026-03-02T10:00"))
                .containsEntry("escalatedAt", london("2026-03-09T11:00"));
        assertThat(step(complaint, "started", "received")
                        .path("evidence")
                        .path("escalatedAt")
                        .asText())
                .startsWith("2026-03-09T11:00");
    }

    @Test
    @DisplayName("ALL-7: an earlier reference is that of a closed complaint of the same company")
    void wrongEarlierReference() {
        String open = complaint("kiwi", Map.of());
        String closed = closed(Map.of());
        String before = stored();
        refused(
                start("kiwi-agent", "kiwi-complaint", "kiwi", Map.of("previousReference", open)),
                "\"Previous reference\": " + open + " is still open: record it there.");
        refused(
                start("kiwi-agent", "kiwi-complaint", "kiwi", Map.of("previousReference", "KIW-2019-00001")),
                "\"Previous reference\": this company has no complaint KIW-2019-00001. Copy the reference from the earlier"
                        + " case's letters.");
        refused(
                start("larkspur-agent", "larkspur-complaint", OTHER, Map.of("previousReference", closed)),
                "\"Previous reference\": this company has no complaint " + closed
                        + ". Copy the reference from the earlier case's letters.");
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    @DisplayName("Nobody starts by hand what a diagram starts beside a complaint, nor gives a record a business key")
    void notByHand() {
        String reference = complaint("kiwi", Map.of());
        refused(
                start("kiwi-agent", "kiwi-behaviour", "kiwi", Map.of("reference", reference)),
                "This process is a part of others, or starts by its timer, and is not started by hand: log a complaint"
                        + " instead.");
        String body = body(Map.of("recordReference", reference, "happened", "withdrawn"));
        refused(
                Http.as("kiwi-agent", port)
                        .post(
                                "/engine-rest/process-definition/key/kiwi-record/tenant-id/kiwi/start",
                                body.replaceFirst("\\{", "{\"businessKey\":\"KIW-2026-00001\",")),
                "A business key cannot be given: leave it out, Redress gives each case its reference.");
        assertThat(openTasks(reference)).isEqualTo("respond");
    }

    @Test
    @DisplayName("A diagram starts no procedure beside a complaint, and no process that there is not")
    void whatADiagramStarts() {
        String reference = complaint("kiwi", Map.of());
        for (String key : List.of("kiwi-complaint", "kiwi-nonsense")) {
            String deployment = engine.getRepositoryService()
                    .createDeployment()
                    .tenantId("kiwi")
                    .addString(
                            "record.bpmn",
                            read("processes/kiwi/kiwi-record.bpmn")
                                    .replace("record.pass(execution)", "processes.start(execution, '" + key + "')"))
                    .addString("record.form", read("forms/kiwi/record.form"))
                    .deploy()
                    .getId();
            String before = stored();
            assertThatThrownBy(() -> startRecord(reference, "withdrawn"))
                    .hasStackTraceContaining(
                            key.equals("kiwi-nonsense") ? "kiwi-nonsense" : "is one that complaints run in");
            assertThat(stored()).isEqualTo(before);
            engine.getRepositoryService().deleteDeployment(deployment, true);
        }
    }

    private String closed(Map<String, Object> variables) {
        String reference = complaint("kiwi", variables);
        complete(reference, "respond");
        complete(reference, "record-answer");
        return reference;
    }

    /** Logs a complaint over REST; answers its reference. */
    private String complaint(String tenant, Map<String, Object> variables) {
        Map<String, Object> all = new HashMap<>(Map.of("summary", "The register was wrong."));
        if (tenant.equals("kiwi")) {
            all.put("complainantName", "Ada Learner");
        }
        all.putAll(variables);
        HttpResponse<String> answer = start(tenant + "-agent", tenant + "-complaint", tenant, all);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return engine.getRuntimeService()
                .createProcessInstanceQuery()
                .processInstanceId(Http.json(answer).path("id").asText())
                .singleResult()
                .getBusinessKey();
    }

    private HttpResponse<String> record(
            String user, String tenant, String reference, String happened, Map<String, Object> fields) {
        Map<String, Object> all = new LinkedHashMap<>(Map.of("recordReference", reference, "happened", happened));
        all.putAll(fields);
        return start(user, tenant + "-record", tenant, all);
    }

    /** As Redress itself, in the transaction at hand. */
    private void startRecord(String reference, String happened) {
        new CaseWalk(engine, "kiwi")
                .as(
                        "kiwi-agent",
                        () -> engine.getRuntimeService()
                                .createProcessInstanceByKey("kiwi-record")
                                .processDefinitionTenantId("kiwi")
                                .setVariables(Map.of("recordReference", reference, "happened", happened))
                                .execute());
    }

    private HttpResponse<String> start(String user, String key, String tenant, Map<String, Object> variables) {
        return Http.as(user, port)
                .post(
                        "/engine-rest/process-definition/key/" + key + "/tenant-id/" + tenant + "/start",
                        body(variables));
    }

    private static String body(Map<String, Object> variables) {
        Map<String, Object> typed = new LinkedHashMap<>();
        variables.forEach((name, value) -> typed.put(name, Map.of("value", value)));
        try {
            return JSON.writeValueAsString(Map.of("variables", typed));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void refused(HttpResponse<String> answer, String message) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(Http.json(answer).path("message").asText()).isEqualTo(message);
    }

    private static String noComplaint(String reference) {
        return "\"Reference of the complaint\": this company has no complaint " + reference
                + ". Copy the reference from the complaint's letters or from the list of complaints.";
    }

    /** How much there is of everything that a record could leave behind. */
    private String stored() {
        List<Long> counts = new ArrayList<>();
        for (String table : List.of(
                "complaint",
                "complaint_step",
                "complaint_limit",
                "letter",
                "ACT_RU_EXECUTION",
                "ACT_RU_VARIABLE",
                "ACT_RU_TASK",
                "ACT_RU_EVENT_SUBSCR",
                "ACT_HI_PROCINST",
                "ACT_HI_VARINST")) {
            counts.add(jdbc.queryForObject("select count(*) from " + table, Long.class));
        }
        return counts.toString();
    }

    private void complete(String reference, String key) {
        engine.getTaskService().complete(task(reference, key).getId());
    }

    private Task task(String reference, String key) {
        return engine.getTaskService()
                .createTaskQuery()
                .processInstanceBusinessKey(reference)
                .taskDefinitionKey(key)
                .singleResult();
    }

    private String openTasks(String reference) {
        return String.join(",", new CaseWalk(engine, "kiwi").openTasks(reference));
    }

    /** The process instance in which a complaint runs. */
    private String instance(String reference) {
        return engine
                .getRuntimeService()
                .createProcessInstanceQuery()
                .processInstanceBusinessKey(reference)
                .rootProcessInstances()
                .list()
                .stream()
                .map(ProcessInstance::getId)
                .filter(id -> id.equals(jdbc.queryForObject(
                        "select process_instance_id from complaint where reference = ?", String.class, reference)))
                .findFirst()
                .orElseThrow();
    }

    private long running(String key) {
        return engine.getRuntimeService()
                .createProcessInstanceQuery()
                .processDefinitionKey(key)
                .count();
    }

    private JsonNode json(String user, String path) {
        return Http.json(Http.as(user, port).get("/engine-rest" + path));
    }

    private List<JsonNode> steps(String reference) {
        List<JsonNode> steps = new ArrayList<>();
        json("kiwi-agent", "/complaint/" + reference + "/steps").forEach(steps::add);
        return steps;
    }

    /** The only step of this action at this element; null for what belongs to none. */
    private JsonNode step(String reference, String action, String element) {
        List<JsonNode> found = steps(reference).stream()
                .filter(step -> step.path("action").asText().equals(action))
                .filter(step -> element == null
                        ? step.path("elementId").isNull()
                        : element.equals(step.path("elementId").asText()))
                .toList();
        assertThat(found).as(action + " " + element + " in " + steps(reference)).hasSize(1);
        return found.get(0);
    }

    private static String resource(String name) throws IOException {
        return new String(RecordTest.class.getResourceAsStream(name).readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
