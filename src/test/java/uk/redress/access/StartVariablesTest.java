package uk.redress.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.TaskService;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import uk.redress.Http;

/** Design.md section 3: the start variables that name people and departments, which name only what there is. */
@AccessTest
class StartVariablesTest {

    @LocalServerPort
    int port;

    @Autowired
    TaskService tasks;

    @Autowired
    ManagementService management;

    @ParameterizedTest(name = "{1} = {2}")
    @CsvSource(delimiter = '|', textBlock = """
            fern  | department       | payroll          |
            fern  | department       | kitchen          | "Department" has a value that is not on offer: choose one of payroll, finance, estates.
            birch | department       | payroll          | "Department" has nothing to choose from: leave it empty.
            fern  | referralManager  | fern-manager2    |
            fern  | referralManager  | birch-manager    | "Referral manager" names no user of this company: give the id of one.
            fern  | referralManager  | fern-supervisor  | "Referral manager" names nobody who deals with complaints at this company: give the id of a manager or another who does.
            birch | originalHandlers | birch-foi, birch-agent |
            birch | originalHandlers | birch-foi,fern-manager | "Who dealt with the request" names someone who is no user of this company: give ids of its users, separated by commas.
            """)
    @DisplayName(
            "JUN-2, INT-5, SMS-10, CAN-11: A department is the policy's, a manager is a caseworker of the company, a handler is a user of it")
    void start(String tenant, String variable, String value, String fault) {
        HttpResponse<String> started = start(tenant, variable, value);

        assertThat(started.statusCode()).as(started.body()).isEqualTo(fault == null ? 200 : 400);
        if (fault != null) {
            assertThat(Http.json(started).get("message").asText()).contains(fault);
        }
    }

    @Test
    @DisplayName(
            "CAN-11, ALL-3, ALL-7: Who dealt with the original request stands on the log, and bars in what continues the case")
    void originalHandlersAreInherited() {
        String first = Http.json(start("birch", "originalHandlers", "birch-foi"))
                .get("id")
                .asText();
        JsonNode complaint = complaintOf(first);
        assertThat(complaint.get("originalHandlers").asText()).isEqualTo("birch-foi");
        tasks.createTaskQuery().processInstanceId(first).list().forEach(task -> tasks.complete(task.getId()));
        management.executeJob(management
                .createJobQuery()
                .processInstanceId(first)
                .singleResult()
                .getId());

        HttpResponse<String> next =
                start("birch", "previousReference", complaint.get("reference").asText());

        assertThat(next.statusCode()).as(next.body()).isEqualTo(200);
        assertThat(complaintOf(Http.json(next).get("id").asText())
                        .get("originalHandlers")
                        .asText())
                .isEqualTo("birch-foi");
    }

    private HttpResponse<String> start(String tenant, String variable, String value) {
        return Http.as(tenant + "-agent", port)
                .post(
                        "/engine-rest/process-definition/key/" + tenant + "-complaint/tenant-id/" + tenant
                                + "/submit-form",
                        "{\"variables\":{\"" + variable + "\":{\"value\":\"" + value + "\"}}}");
    }

    private JsonNode complaintOf(String processInstanceId) {
        JsonNode complaints = Http.json(Http.as("birch-agent", port).get("/engine-rest/complaint?tenantId=birch"));
        for (JsonNode complaint : complaints) {
            if (processInstanceId.equals(complaint.get("processInstanceId").asText())) {
                return complaint;
            }
        }
        throw new AssertionError("No complaint of " + processInstanceId);
    }
}
