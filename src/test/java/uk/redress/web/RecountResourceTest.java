package uk.redress.web;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.redress.policy.CaseWalk.london;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.ZoneOffset;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import uk.redress.Http;
import uk.redress.RedressTest;
import uk.redress.policy.CaseWalk;

/** design.md section 8, mistake 5: a bank holiday announced later changes running cases, after showing what it changes. */
@RedressTest
class RecountResourceTest {

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private JdbcTemplate jdbc;

    @LocalServerPort
    private int port;

    @AfterEach
    void resetClock() {
        ClockUtil.reset();
    }

    @Test
    @DisplayName("A recount shows first what it will change, then changes timers, due dates and log")
    void showsThenChanges() {
        CaseWalk walk = new CaseWalk(engine, "kiwi");
        walk.itIs("2026-03-02T10:00");
        String reference = walk.start(
                "kiwi-agent",
                "kiwi-complaint",
                Map.of(
                        "channel", "phone",
                        "complainantName", "Ada Learner",
                        "complainantType", "learner",
                        "complainantAddress", "2 Field Lane",
                        "summary", "The register was wrong."));
        // As it would stand if Wednesday 4 March had been a holiday when the case began, and is none any more.
        countedOtherwise(reference, "acknowledgementDue", "acknowledgement-limit", "2026-03-05T23:59:59");

        JsonNode shown = recount("kiwi-supervisor", "?tenant=kiwi");
        assertThat(shown.path("dryRun").asBoolean()).isTrue();
        assertThat(shown.path("cases").asInt()).isPositive();
        assertThat(shown.path("problems")).isEmpty();
        JsonNode change = changeOf(shown, reference);
        assertThat(change.path("elementId").asText()).isEqualTo("acknowledgement-limit");
        assertThat(change.path("name").asText()).isEqualTo("2 working days");
        assertThat(change.path("dueBefore").asText()).isEqualTo("2026-03-05T23:59:59.000+0000");
        assertThat(change.path("due").asText()).isEqualTo("2026-03-04T23:59:59.000+0000");
        assertThat(job(reference, "acknowledgement-limit").getDuedate()).isEqualTo(london("2026-03-05T23:59:59"));

        JsonNode done = recount("kiwi-supervisor", "?tenant=kiwi&dryRun=false");
        assertThat(done.path("dryRun").asBoolean()).isFalse();
        assertThat(changeOf(done, reference)).isEqualTo(change);
        assertThat(job(reference, "acknowledgement-limit").getDuedate()).isEqualTo(london("2026-03-04T23:59:59"));
        assertThat(walk.task(reference, "acknowledge").getDueDate()).isEqualTo(london("2026-03-04T23:59:59"));
        JsonNode steps =
                Http.json(Http.as("kiwi-supervisor", port).get("/engine-rest/complaint/" + reference + "/steps"));
        assertThat(steps).anySatisfy(step -> {
            assertThat(step.path("action").asText()).isEqualTo("limit-recounted");
            assertThat(step.path("actor").asText()).isEqualTo("kiwi-supervisor");
        });

        JsonNode again = recount("admin", "?tenant=kiwi&dryRun=true");
        assertThat(again.path("changes"))
                .noneSatisfy(left -> assertThat(left.path("reference").asText()).isEqualTo(reference));
    }

    @ParameterizedTest
    @CsvSource({
        "kiwi-manager, ?tenant=kiwi, 403, Only a supervisor of the company",
        "kiwi-director, ?tenant=kiwi, 403, Only a supervisor of the company",
        "kiwi-supervisor, ?tenant=juniper, 403, Only a supervisor of the company",
        "kiwi-supervisor, '', 403, Only a supervisor of the company",
        "admin, ?tenant=nobody, 400, There is no company \"nobody\"",
        "kiwi-supervisor, ?tenant=kiwi&dryRun=no, 400, 'dryRun is \"no\". It must be true or false.'"
    })
    void whoMayNotOrAsksOddlyIsToldSo(String user, String query, int status, String message) {
        HttpResponse<String> answer = Http.as(user, port).post("/engine-rest/limit/recount" + query, "");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(Http.json(answer).path("message").asText()).contains(message);
    }

    private JsonNode recount(String user, String query) {
        HttpResponse<String> answer = Http.as(user, port).post("/engine-rest/limit/recount" + query, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Http.json(answer);
    }

    private static JsonNode changeOf(JsonNode answer, String reference) {
        for (JsonNode change : answer.path("changes")) {
            if (change.path("reference").asText().equals(reference)) {
                return change;
            }
        }
        throw new AssertionError("No change of " + reference + " in " + answer);
    }

    /** Lets a due date stand where another calendar would have put it. */
    private void countedOtherwise(String reference, String variable, String limit, String date) {
        String scope = engine.getRuntimeService()
                .createVariableInstanceQuery()
                .processInstanceIdIn(instance(reference).getId())
                .variableName(variable)
                .singleResult()
                .getExecutionId();
        engine.getRuntimeService().setVariableLocal(scope, variable, london(date));
        engine.getManagementService().setJobDuedate(job(reference, limit).getId(), london(date));
        engine.getTaskService()
                .createTaskQuery()
                .processInstanceBusinessKey(reference)
                .taskDefinitionKey("acknowledge")
                .list()
                .forEach(task -> {
                    task.setDueDate(london(date));
                    engine.getTaskService().saveTask(task);
                });
        // The log would have been armed with that date.
        jdbc.update(
                "update complaint_limit set due = ? where reference = ? and element_id = ?",
                london(date).toInstant().atOffset(ZoneOffset.UTC),
                reference,
                limit);
    }

    private ProcessInstance instance(String reference) {
        return engine.getRuntimeService()
                .createProcessInstanceQuery()
                .processInstanceBusinessKey(reference)
                .rootProcessInstances()
                .singleResult();
    }

    private Job job(String reference, String element) {
        return engine.getManagementService()
                .createJobQuery()
                .processInstanceId(instance(reference).getId())
                .activityId(element)
                .singleResult();
    }
}
