package uk.redress.log;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.redress.log.SampleCases.date;
import static uk.redress.log.SampleCases.itIs;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.JdbcTemplate;
import uk.redress.RedressTest;

/** {@code /engine-rest/complaint} as its callers see it: real HTTP, the demo's users. */
@RedressTest
class ComplaintRestTest {

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private TestRestTemplate http;

    @Autowired
    private CaseTables tables;

    @Autowired
    private JdbcTemplate jdbc;

    private SampleCases cases;

    @BeforeEach
    void deploy() {
        cases = new SampleCases(engine);
        itIs("2026-03-02T10:00");
        LoggedComplaint.of(
                        "JUN-2026-09901",
                        "juniper",
                        date("2026-03-02T10:00").toInstant(),
                        Map.of("complainant_name", "Restful Juniper"))
                .write(tables);
    }

    @AfterEach
    void undeploy() {
        cases.close();
        jdbc.update("delete from complaint where reference = 'JUN-2026-09901'");
        ClockUtil.reset();
    }

    @Test
    @DisplayName("One complaint: who, when, how it stands, and each limit by how much; instants in Camunda's format")
    void complaint() {
        String reference = cases.reference(cases.start(Map.of("complainantName", "Restful One")));
        itIs("2026-03-04T10:00:01");
        cases.run(reference, "acknowledgement-limit");
        itIs("2026-03-04T12:00:00");

        JsonNode complaint = get("kiwi-agent", "/" + reference).getBody();
        assertThat(complaint.path("reference").asText()).isEqualTo(reference);
        assertThat(complaint.path("tenantId").asText()).isEqualTo("kiwi");
        assertThat(complaint.path("processDefinitionKey").asText()).isEqualTo("kiwi-complaint");
        assertThat(complaint.path("complainantName").asText()).isEqualTo("Restful One");
        assertThat(complaint.path("receivedAt").asText()).isEqualTo("2026-03-02T10:00:00.000+0000");
        assertThat(complaint.path("acknowledgedAt").isNull()).isTrue();
        assertThat(complaint.path("state").asText()).isEqualTo("open");
        assertThat(complaint.path("stage").asInt()).isEqualTo(1);
        assertThat(complaint.path("late").asBoolean()).isTrue();
        assertThat(complaint.path("nextDue").asText()).isEqualTo("2026-03-04T10:00:00.000+0000");

        JsonNode limit = complaint.path("limits").get(0);
        assertThat(limit.path("elementId").asText()).isEqualTo("acknowledgement-limit");
        assertThat(limit.path("clauses").get(0).asText()).isEqualTo("KIW-3");
        assertThat(limit.path("state").asText()).isEqualTo("late");
        assertThat(limit.path("missedAt").asText()).isEqualTo("2026-03-04T10:00:00.000+0000");
        assertThat(limit.path("marginSeconds").asLong()).isEqualTo(-7200);
        assertThat(complaint.path("limits").get(1).path("state").asText()).isEqualTo("open");
    }

    @Test
    @DisplayName("The steps of a complaint, in their order and in pages")
    void steps() {
        String reference = cases.reference(cases.start(Map.of("complainantName", "Restful Steps")));

        JsonNode steps = get("kiwi-manager", "/" + reference + "/steps").getBody();
        assertThat(steps.findValuesAsText("action")).startsWith("started", "decided", "entered");
        assertThat(steps.get(0).path("at").asText()).isEqualTo("2026-03-02T10:00:00.000+0000");
        assertThat(steps.get(0).path("actor").isNull()).isTrue();
        assertThat(steps.get(0).path("evidence").path("complainantName").asText())
                .isEqualTo("Restful Steps");
        JsonNode page = get("kiwi-manager", "/" + reference + "/steps?firstResult=1&maxResults=2")
                .getBody();
        assertThat(page.findValuesAsText("action")).containsExactly("decided", "entered");
    }

    @Test
    @DisplayName("The list: filtered, searched, sorted, in pages, with a count")
    void list() {
        cases.start(Map.of("complainantName", "Listed B", "receivedOn", "2026-02-26", "channel", "email"));
        String newest = cases.reference(cases.start(Map.of("complainantName", "Listed C")));
        cases.start(Map.of("complainantName", "Listed A", "receivedOn", "2026-02-27"));

        assertThat(names("?q=listed")).as("newest first").containsExactly("Listed C", "Listed A", "Listed B");
        assertThat(names("?q=listed&sortBy=complainantName&sortOrder=asc"))
                .containsExactly("Listed A", "Listed B", "Listed C");
        assertThat(names("?q=listed&sortBy=due&sortOrder=desc")).startsWith("Listed C");
        assertThat(names("?q=listed&firstResult=1&maxResults=1")).containsExactly("Listed A");
        assertThat(names("?q=listed&channel=email&state=open&stage=1&kind=complaint"))
                .containsExactly("Listed B");
        assertThat(names("?q=listed&receivedAfter=2026-02-27&receivedBefore=2026-03-02"))
                .containsExactly("Listed A");
        assertThat(names("?q=listed&receivedAfter="
                        + URLEncoder.encode("2026-03-02T11:00:00.000+0100", StandardCharsets.UTF_8)))
                .containsExactly("Listed C");
        assertThat(names("?q=listed&dueBefore=2026-03-01T12:00:00.000+0000"))
                .as("a plus sign as it is often left")
                .containsExactlyInAnyOrder("Listed A", "Listed B");
        assertThat(names("?q=listed&late=true")).containsExactlyInAnyOrder("Listed A", "Listed B");
        assertThat(names("?q=" + newest)).containsExactly("Listed C");
        assertThat(get("kiwi-agent", "/count?q=listed").getBody().path("count").asLong())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"kiwi-agent", "kiwi-agent2", "kiwi-manager", "kiwi-head", "kiwi-director", "kiwi-supervisor"})
    @DisplayName("Caseworkers and supervisors see their tenant's complaints and no other's, not even that they exist")
    void ownTenant(String user) {
        String reference = cases.reference(cases.start(Map.of("complainantName", "Restful Tenant")));

        assertThat(get(user, "/" + reference).getStatusCode()).isEqualTo(HttpStatus.OK);
        assertThat(get(user, "?tenantId=juniper").getBody()).isEmpty();
        assertThat(get(user, "?q=JUN-2026-09901").getBody()).isEmpty();
        for (String path : List.of("/JUN-2026-09901", "/JUN-2026-09901/steps")) {
            ResponseEntity<JsonNode> other = get(user, path);
            assertThat(other.getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
            JsonNode unknown = get(user, path.replace("09901", "00404")).getBody();
            assertThat(other.getBody().path("message").asText().replace("09901", "00404"))
                    .isEqualTo(unknown.path("message").asText());
            assertThat(other.getBody().path("type").asText()).isEqualTo("InvalidRequestException");
        }
    }

    @Test
    @DisplayName("An analyst sees no complaint; the administrator sees every tenant's")
    void analystAndAdministrator() {
        String reference = cases.reference(cases.start(Map.of("complainantName", "Restful Analyst")));

        assertThat(get("kiwi-analyst", "").getBody()).isEmpty();
        assertThat(get("kiwi-analyst", "/count").getBody().path("count").asLong())
                .isZero();
        assertThat(get("kiwi-analyst", "/" + reference).getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
        assertThat(get("kiwi-analyst", "/" + reference + "/steps").getStatusCode())
                .isEqualTo(HttpStatus.NOT_FOUND);
        assertThat(get("admin", "/" + reference).getStatusCode()).isEqualTo(HttpStatus.OK);
        assertThat(get("admin", "/JUN-2026-09901").getStatusCode()).isEqualTo(HttpStatus.OK);
        assertThat(get("admin", "?tenantId=juniper").getBody()).hasSize(1);
    }

    @Test
    @DisplayName("Whoever is not signed in is told to sign in")
    void signedOut() {
        for (String path : List.of("", "/count", "/JUN-2026-09901", "/JUN-2026-09901/steps")) {
            assertThat(http.getForEntity("/engine-rest/complaint" + path, String.class)
                            .getStatusCode())
                    .isEqualTo(HttpStatus.UNAUTHORIZED);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?maxResults=1001 | maxResults is \"1001\". It must be a whole number from 1 to 1000.",
                "?maxResults=0 | maxResults is \"0\". It must be a whole number from 1 to 1000.",
                "?firstResult=-1 | firstResult is \"-1\". It must be a whole number 0 or more.",
                "?stage=two | stage is \"two\". It must be a whole number from 1 to 9.",
                "?state=opened | state is \"opened\". It must be open or closed.",
                "?outcome=won | outcome is \"won\". It must be upheld, partly-upheld or not-upheld.",
                "?late=yes | late is \"yes\". It must be true or false.",
                "?sortOrder=asc | sortOrder is given without sortBy. Give both, or neither.",
                "?sortBy=due&sortOrder=up | sortOrder is \"up\". It must be asc or desc.",
                "?state=open&state=closed | state is given more than once. Give it once.",
                "?receivedAfter=02/03/2026 | receivedAfter is \"02/03/2026\". Write a date like 2026-11-24,"
                        + " or an instant like 2026-11-24T09:30:00.000+0000.",
                "?dueBefore=2026-02-30 | dueBefore is \"2026-02-30\". Write a date like 2026-11-24,"
                        + " or an instant like 2026-11-24T09:30:00.000+0000."
            })
    @DisplayName("A parameter that cannot be understood is named, with the mend")
    void badParameter(String query, String message) {
        assertThat(message(query)).isEqualTo(message);
    }

    @Test
    @DisplayName(
            "A parameter that nobody knows, or a column that nothing is sorted by, is answered with those there are")
    void unknownParameter() {
        assertThat(message("/count?state=opened")).startsWith("state is");
        assertThat(message("?stat=open"))
                .startsWith("The parameter stat is unknown. Use: ")
                .contains(" state,");
        assertThat(message("?sortBy=name")).startsWith("sortBy is \"name\". It must be reference, receivedAt,");
    }

    private String message(String query) {
        ResponseEntity<JsonNode> answer = get("kiwi-agent", query);
        assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.BAD_REQUEST);
        return answer.getBody().path("message").asText();
    }

    private List<String> names(String query) {
        return get("kiwi-agent", query).getBody().findValuesAsText("complainantName");
    }

    private ResponseEntity<JsonNode> get(String user, String path) {
        return http.withBasicAuth(user, "demo")
                .getForEntity(URI.create(http.getRootUri() + "/engine-rest/complaint" + path), JsonNode.class);
    }
}
