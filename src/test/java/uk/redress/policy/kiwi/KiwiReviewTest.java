package uk.redress.policy.kiwi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.redress.policy.CaseWalk.london;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.camunda.spin.plugin.variable.value.JsonValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import uk.redress.Http;
import uk.redress.RedressTest;
import uk.redress.policy.CaseWalk;
import uk.redress.policy.Policies;
import uk.redress.policy.PolicyCoverage;
import uk.redress.policy.PolicyDeployer;

/** KIW-10: every quarter, trends, lessons and root causes are analysed and shared. */
@RedressTest
@Import(PolicyCoverage.Listening.class)
class KiwiReviewTest {

    @RegisterExtension
    static final PolicyCoverage COVERAGE = PolicyCoverage.of("kiwi", "kiwi-review");

    private static final Map<String, Object> ANALYSED = Map.of(
            "trends", "More about late marking than in the summer.",
            "rootCauses", "Two markers left and were not replaced.",
            "lessons", "Marking is planned a term ahead.",
            "actions", "Hire two markers by June.",
            "sharedWith", "All tutors; the board",
            "sharedOn", "2026-01-14");

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private Policies policies;

    @Autowired
    private PolicyDeployer deployer;

    @LocalServerPort
    private int port;

    private CaseWalk walk;
    private final List<String> deployments = new ArrayList<>();
    private final List<String> references = new ArrayList<>();

    @BeforeEach
    void aVersionOfDecember() {
        walk = new CaseWalk(engine, "kiwi");
        walk.itIs("2025-12-10T10:00");
        deploy();
    }

    @AfterEach
    void asItWas() {
        ClockUtil.reset();
        deployments.forEach(id -> engine.getRepositoryService().deleteDeployment(id, true));
        jdbc.update("delete from review");
        for (String reference : references) {
            jdbc.update("delete from complaint_limit where reference = ?", reference);
            jdbc.update("delete from complaint where reference = ?", reference);
        }
    }

    @Test
    @DisplayName("KIW-10: a review begins at 09:00 in London on the first day of each quarter, winter and summer")
    void everyQuarter() {
        assertThat(timer().getDuedate()).isEqualTo(london("2026-01-01T09:00"));
        assertThat(timer().getDuedate().toInstant()).hasToString("2026-01-01T09:00:00Z");

        begin("2026-01-01T09:00");

        assertThat(timer().getDuedate()).isEqualTo(london("2026-04-01T09:00"));
        assertThat(timer().getDuedate().toInstant())
                .as("09:00 is an hour earlier in summer")
                .hasToString("2026-04-01T08:00:00Z");
        begin("2026-04-01T09:00");
        assertThat(timer().getDuedate()).isEqualTo(london("2026-07-01T09:00"));
        assertThat(reviews()).hasSize(2);
    }

    @Test
    @DisplayName("KIW-10: it gathers the complaints that were decided, and closed in the quarter, and no others")
    void gathered() {
        decided("KIW-2025-90001", "2025-10-01T00:00", Map.of());
        decided("KIW-2025-90002", "2025-12-31T23:59:59", Map.of("closed_as", "satisfied"));
        decided("KIW-2025-90003", "2025-09-30T23:59:59", Map.of());
        decided("KIW-2025-90004", "2026-01-01T00:00", Map.of());
        decided("KIW-2025-90005", "2025-11-11T11:00", Map.of("outcome", "", "closed_as", "withdrawn"));
        decided("KIW-2025-90006", "2025-11-11T11:00", Map.of("state", "open"));
        decided("KIW-2025-90007", "2025-11-11T11:00", Map.of("closed_as", "deleted"));
        decided("JUN-2025-90008", "2025-11-11T11:00", Map.of("tenant", "juniper"));

        Task analyse = begin("2026-01-01T09:00");

        assertThat(rows(analyse, "reviewCases").findValuesAsText("reference"))
                .containsExactly("KIW-2025-90001", "KIW-2025-90002");
        assertThat(text(analyse, "period")).isEqualTo("Wed 1 Oct 2025 to Wed 31 Dec 2025");
    }

    @Test
    @DisplayName("KIW-10: outcomes, stages and root causes are counted; causes that differ in case and blanks are one")
    void counted() {
        decided(
                "KIW-2025-90011",
                "2025-10-02T12:00",
                Map.of(
                        "outcome",
                        "upheld",
                        "stage",
                        1,
                        "root_cause",
                        "Late marking",
                        "complainant_type",
                        "learner",
                        "lesson",
                        "Mark on time."));
        decided(
                "KIW-2025-90012",
                "2025-10-03T12:00",
                Map.of("outcome", "partly-upheld", "stage", 2, "root_cause", " late \n MARKING "));
        decided(
                "KIW-2025-90013",
                "2025-10-04T12:00",
                Map.of("outcome", "not-upheld", "stage", 1, "root_cause", "A <b>misread</b> *register*"));

        Task analyse = begin("2026-01-01T09:00");

        assertThat(text(analyse, "reviewSummary"))
                .contains("**3 complaints were decided and closed.**")
                .contains("- Outcome: 1 upheld, 1 partly upheld, 1 not upheld")
                .contains("- Closed at: stage 1: 2, stage 2: 1")
                .as("what people typed stands in tables only, where it is no markup")
                .doesNotContain("register");
        JsonNode causes = rows(analyse, "reviewRootCauses");
        assertThat(causes.get(0).path("rootCause").asText()).isEqualTo("Late marking");
        assertThat(causes.get(0).path("complaints").asInt()).isEqualTo(2);
        assertThat(causes.get(0).path("references").asText()).isEqualTo("KIW-2025-90011, KIW-2025-90012");
        assertThat(causes.get(1).path("rootCause").asText()).isEqualTo("A <b>misread</b> *register*");
        JsonNode first = rows(analyse, "reviewCases").get(0);
        assertThat(first.path("complainantType").asText()).isEqualTo("Learner or apprentice");
        assertThat(first.path("decision").asText()).isEqualTo("Upheld at stage 1");
        assertThat(first.path("rootCause").asText()).isEqualTo("Late marking");
        assertThat(first.path("lesson").asText()).isEqualTo("Mark on time.");
        JsonNode counts = rows(analyse, "reviewCounts");
        assertThat(counts.path("rootCauses").get(0).path("complaints").asInt()).isEqualTo(2);
        assertThat(counts.path("otherRootCauses").asInt()).isEqualTo(1);
    }

    @Test
    @DisplayName("KIW-10: limits met, met late and missed are counted, with by how much, and the late ones listed")
    void timeliness() {
        decided("KIW-2025-90021", "2025-10-20T12:00", Map.of());
        limit("KIW-2025-90021", "acknowledgedAt", "2025-10-06T23:59:59", "2025-10-04T23:59:59");
        limit("KIW-2025-90021", "respondedAt", "2025-10-16T23:59:59", "2025-10-20T11:59:59");
        decided("KIW-2025-90022", "2025-10-20T12:00", Map.of());
        limit("KIW-2025-90022", "acknowledgedAt", "2025-10-06T23:59:59", "2025-10-07T01:59:59");
        dropped("KIW-2025-90022", "respondedAt", "2025-10-10T12:00", "2025-10-20T12:00");

        Task analyse = begin("2026-01-01T09:00");

        assertThat(text(analyse, "reviewSummary"))
                .contains("- Limits: 1 met in time with 2 days to spare on average, 2 met late, 1 missed, 0 extended;"
                        + " late by 4 days 12 hours on average, by 10 days at most")
                .contains("- Answered late: 2 of 2");
        JsonNode late = rows(analyse, "reviewLate");
        assertThat(late).hasSize(3);
        assertThat(late.get(0).path("reference").asText()).isEqualTo("KIW-2025-90021");
        assertThat(late.get(0).path("limit").asText()).isEqualTo("Stage 1 response: 10 working days");
        assertThat(late.get(0).path("due").asText()).isEqualTo("Thu 16 Oct 2025");
        assertThat(late.get(0).path("done").asText()).isEqualTo("Mon 20 Oct 2025");
        assertThat(late.get(0).path("lateBy").asText()).isEqualTo("3 days 12 hours");
        assertThat(late.findValuesAsText("done")).contains("never");
        JsonNode limits = rows(analyse, "reviewCounts").path("limits");
        assertThat(limits.path("met").asInt()).isEqualTo(1);
        assertThat(limits.path("late").asInt()).isEqualTo(2);
        assertThat(limits.path("missed").asInt()).isEqualTo(1);
        assertThat(limits.path("mostSecondsLate").asInt()).isEqualTo(864_000);
    }

    @Test
    @DisplayName("KIW-10, ALL-2: a limit that a notice moved in time is extended; one that it moved too late is missed")
    void putOff() {
        decided("KIW-2025-90025", "2025-11-20T12:00", Map.of());
        extended("KIW-2025-90025", "respondedAt", "2025-10-16T23:59:59", "2025-10-15T10:00", false);
        limit("KIW-2025-90025", "respondedAt", "2025-10-30T23:59:59", "2025-10-30T11:59:59");
        decided("KIW-2025-90026", "2025-11-21T12:00", Map.of());
        extended("KIW-2025-90026", "respondedAt", "2025-10-16T23:59:59", "2025-10-17T11:59:59", true);
        limit("KIW-2025-90026", "respondedAt", "2025-10-30T23:59:59", "2025-10-30T11:59:59");

        Task analyse = begin("2026-01-01T09:00");

        assertThat(text(analyse, "reviewSummary"))
                .contains(
                        "2 met in time with 12 hours to spare on average, 0 met late, 1 missed, 1 extended; late by 12"
                                + " hours on average, by 12 hours at most")
                .contains("- Answered late: 1 of 2");
        assertThat(rows(analyse, "reviewLate")).singleElement().satisfies(row -> {
            assertThat(row.path("reference").asText()).isEqualTo("KIW-2025-90026");
            assertThat(row.path("done").asText()).isEqualTo("put off too late, on Fri 17 Oct 2025");
        });
    }

    @Test
    @DisplayName("KIW-10: a quarter of thousands of complaints with long texts still fits a form")
    void thousands() {
        List<Object[]> rows = new ArrayList<>();
        for (int i = 0; i < 2500; i++) {
            rows.add(new Object[] {"KIW-2025-7%04d".formatted(i), "cause " + i + " " + "x".repeat(3000)});
            references.add("KIW-2025-7%04d".formatted(i));
        }
        jdbc.batchUpdate(
                "insert into complaint (reference, tenant, process_key, process_instance_id, kind, received_at,"
                        + " logged_at, stage, state, closed_as, closed_at, outcome, root_cause) values (?, 'kiwi',"
                        + " 'kiwi-complaint', random_uuid(), 'complaint', timestamp with time zone '2025-10-01 10:00:00Z',"
                        + " timestamp with time zone '2025-10-01 10:00:00Z', 1, 'closed', 'answered',"
                        + " timestamp with time zone '2025-11-01 10:00:00Z', 'upheld', ?)",
                rows);

        Task analyse = begin("2026-01-01T09:00");

        assertThat(text(analyse, "reviewSummary"))
                .contains("**2,500 complaints were decided and closed.**")
                .contains("The list shows the last 1,000 complaints; the complaints log has them all");
        assertThat(rows(analyse, "reviewCases")).hasSize(1000);
        assertThat(rows(analyse, "reviewRootCauses")).hasSize(200);
        assertThat(rows(analyse, "reviewCases").toString().length()).isLessThan(1_000_000);
        complete(analyse, withSharedOn("2026-01-01"));
        assertThat(listed("kiwi-manager").get(0).path("counts").path("decided").asInt())
                .isEqualTo(2500);
    }

    @Test
    @DisplayName("KIW-10: the manager analyses by the form, which shows what was gathered; the review is on record")
    void analysedAndShared() {
        decided("KIW-2025-90031", "2025-10-02T12:00", Map.of());
        Task analyse = begin("2026-01-01T09:00");
        assertThat(analyse.getName()).isEqualTo("Analyse complaints and share the lessons");
        assertThat(analyse.getDueDate()).isEqualTo(london("2026-01-29T23:59:59"));
        JsonNode form = Http.json(
                Http.as("kiwi-manager", port).get("/engine-rest/task/" + analyse.getId() + "/form-variables"));
        assertThat(form.has("reviewSummary")).isTrue();
        assertThat(form.path("reviewCases").path("type").asText()).isEqualTo("Json");
        assertThat(form.path("reviewDue").path("value").asText()).startsWith("2026-01-29");
        assertThat(Http.as("kiwi-agent", port)
                        .get("/engine-rest/task/" + analyse.getId())
                        .statusCode())
                .as("it is the Quality Improvement and Policy Manager's")
                .isEqualTo(404);

        walk.itIs("2026-01-15T11:00");
        complete(analyse, ANALYSED);

        assertThat(reviews()).isEmpty();
        JsonNode review = listed("kiwi-manager").get(0);
        assertThat(review.path("tenantId").asText()).isEqualTo("kiwi");
        assertThat(review.path("processDefinitionKey").asText()).isEqualTo("kiwi-review");
        assertThat(review.path("periodFrom").asText()).isEqualTo("2025-10-01T00:00:00.000+0100");
        assertThat(review.path("periodTo").asText()).isEqualTo("2026-01-01T00:00:00.000+0000");
        assertThat(review.path("madeAt").asText()).isEqualTo("2026-01-15T11:00:00.000+0000");
        assertThat(review.path("madeBy").asText()).isEqualTo("kiwi-manager");
        assertThat(review.path("counts").path("decided").asInt()).isEqualTo(1);
        ANALYSED.forEach((field, value) ->
                assertThat(review.path(field).asText()).as(field).isEqualTo(value));
        JsonNode one = Http.json(Http.as("kiwi-head", port)
                .get("/engine-rest/review/" + review.path("id").asText()));
        assertThat(one).isEqualTo(review);
    }

    @Test
    @DisplayName("KIW-10: 20,000 characters of analysis are kept")
    void longTexts() {
        Task analyse = begin("2026-01-01T09:00");
        walk.itIs("2026-01-15T11:00");
        String lessons = "é".repeat(20_000);
        Map<String, Object> form = new HashMap<>(ANALYSED);
        form.put("lessons", lessons);
        form.remove("actions");

        complete(analyse, form);

        JsonNode review = listed("kiwi-manager").get(0);
        assertThat(review.path("lessons").asText()).isEqualTo(lessons);
        assertThat(review.path("actions").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "trends     |            | \"Trends\" is missing: fill it in.",
                "rootCauses |            | \"Root causes\" is missing: fill it in.",
                "lessons    |            | \"Lessons\" is missing: fill it in.",
                "sharedWith |            | \"Shared with\" is missing: fill it in.",
                "sharedOn   |            | \"Shared on\" is missing: enter the date.",
                "sharedOn   | 2026-01-16 | \"Shared on\"",
                "sharedOn   | soon       | \"Shared on\" is no date",
                "period     | this year  | \"period\" is no field of this form: leave it out.",
            })
    @DisplayName("KIW-10: what was learnt, with whom it was shared and when, is asked for")
    void incomplete(String field, String value, String message) {
        Task analyse = begin("2026-01-01T09:00");
        walk.itIs("2026-01-15T11:00");
        Map<String, Object> form = new HashMap<>(ANALYSED);
        form.put(field, value == null ? "" : value);

        assertThatThrownBy(() -> complete(analyse, form)).hasMessageContaining(message);

        assertThat(listed("kiwi-manager")).isEmpty();
    }

    @Test
    @DisplayName(
            "KIW-10, ALL-1: a review that is not done is warned of, late after 20 working days, and done all the same")
    void late() {
        Task analyse = begin("2026-01-01T09:00");
        String review = analyse.getProcessInstanceId();
        assertThat(jobDue(review, "review-warning")).isEqualTo(london("2026-01-27T09:00"));
        assertThat(jobDue(review, "review-limit")).isEqualTo(london("2026-01-29T23:59:59"));

        walk.itIs("2026-01-27T09:00");
        run(review, "review-warning");
        assertThat(open(review)).containsExactly("analyse", "review-due-soon");
        as("kiwi-manager", task(review, "review-due-soon"), Map.of());

        walk.itIs("2026-01-30T00:00");
        run(review, "review-limit");
        assertThat(open(review)).containsExactly("analyse", "review-late");
        assertThatThrownBy(() -> as("kiwi-manager", task(review, "review-late"), Map.of("reviewLatenessNote", "Soon")))
                .as("it is the next level's");
        assertThatThrownBy(() -> as("kiwi-head", task(review, "review-late"), Map.of()))
                .hasMessageContaining("\"What will be done\" is missing");
        as("kiwi-head", task(review, "review-late"), Map.of("reviewLatenessNote", "I have asked for it by Friday."));

        complete(task(review, "analyse"), ANALYSED);
        assertThat(reviews()).isEmpty();
        assertThat(listed("kiwi-manager")).hasSize(1);
    }

    @Test
    @DisplayName("KIW-10: no warning outlives the review")
    void nothingIsLeft() {
        Task analyse = begin("2026-01-01T09:00");
        walk.itIs("2026-01-30T00:00");
        run(analyse.getProcessInstanceId(), "review-warning");
        run(analyse.getProcessInstanceId(), "review-limit");

        complete(analyse, ANALYSED);

        assertThat(reviews()).isEmpty();
        assertThat(open(analyse.getProcessInstanceId())).isEmpty();
    }

    @Test
    @DisplayName("KIW-10: the next review looks at what came after, also while the last one is still being made")
    void oneAfterTheOther() {
        decided("KIW-2025-90041", "2025-12-02T12:00", Map.of());
        decided("KIW-2026-90042", "2026-02-02T12:00", Map.of());
        begin("2026-01-01T09:00");

        Task second = begin("2026-04-01T09:00");

        assertThat(rows(second, "reviewCases").findValuesAsText("reference")).containsExactly("KIW-2026-90042");
        assertThat(text(second, "period")).isEqualTo("Thu 1 Jan 2026 to Tue 31 Mar 2026");
        assertThat(second.getDueDate()).as("over Easter").isEqualTo(london("2026-05-01T23:59:59"));
    }

    @Test
    @DisplayName("KIW-10: where Redress was down for two quarters, one review begins, and looks at both")
    void down() {
        decided("KIW-2026-90051", "2026-02-02T12:00", Map.of());
        decided("KIW-2026-90052", "2026-05-02T12:00", Map.of());
        walk.itIs("2026-01-01T09:00");
        complete(begin("2026-01-01T09:00"), withSharedOn("2026-01-01"));

        Task late = begin("2026-07-03T14:00");

        assertThat(rows(late, "reviewCases").findValuesAsText("reference"))
                .containsExactly("KIW-2026-90051", "KIW-2026-90052");
        assertThat(text(late, "period")).isEqualTo("Thu 1 Jan 2026 to Tue 30 Jun 2026");
        assertThat(timer().getDuedate()).isEqualTo(london("2026-10-01T09:00"));
        assertThat(reviews()).hasSize(1);
    }

    @Test
    @DisplayName("KIW-10: a new version neither loses nor doubles the cycle")
    void newVersion() {
        String before = timer().getId();

        walk.itIs("2025-12-20T10:00");
        deploy();

        assertThat(timer().getId()).isNotEqualTo(before);
        assertThat(timer().getDuedate()).isEqualTo(london("2026-01-01T09:00"));
        begin("2026-01-01T09:00");
        deploy();
        assertThat(timer().getDuedate()).as("it has begun already").isEqualTo(london("2026-04-01T09:00"));
        assertThat(reviews()).hasSize(1);
    }

    @Test
    @DisplayName("KIW-10: a review that has fallen due begins once, though a new version came before it could")
    void newVersionOnTheDay() {
        walk.itIs("2026-01-03T08:00");
        deploy();
        deploy();

        assertThat(timer().getDuedate()).isEqualTo(london("2026-01-01T09:00"));
        begin("2026-01-03T08:00");
        assertThat(timer().getDuedate()).isEqualTo(london("2026-04-01T09:00"));
        assertThat(reviews()).hasSize(1);
    }

    @Test
    @DisplayName("KIW-10: a start with an unchanged folder changes nothing about the cycle")
    void unchanged() {
        walk.itIs("2026-01-03T08:00");
        String before = timer().getId();

        deployer.afterSingletonsInstantiated();

        assertThat(timer().getId()).isEqualTo(before);
        assertThat(timer().getDuedate()).isEqualTo(london("2026-01-01T09:00"));
    }

    @Test
    @DisplayName("KIW-10: a supervisor begins a review out of its turn; the next one goes on from there")
    void outOfTurn() {
        decided("KIW-2026-90061", "2026-02-02T12:00", Map.of());
        decided("KIW-2026-90062", "2026-02-20T12:00", Map.of());
        begin("2026-01-01T09:00");
        walk.itIs("2026-02-16T10:00");

        HttpResponse<String> refused =
                Http.as("kiwi-manager", port).post("/engine-rest/job/" + timer().getId() + "/execute", "{}");
        assertThat(refused.statusCode()).isEqualTo(403);
        HttpResponse<String> begun =
                Http.as("kiwi-supervisor", port).post("/engine-rest/job/" + timer().getId() + "/execute", "{}");

        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(204);
        Task early = gather();
        assertThat(text(early, "period")).isEqualTo("Thu 1 Jan 2026 to Sun 15 Feb 2026");
        assertThat(rows(early, "reviewCases").findValuesAsText("reference")).containsExactly("KIW-2026-90061");
        Task next = begin("2026-04-01T09:00");
        assertThat(text(next, "period")).isEqualTo("Mon 16 Feb 2026 to Tue 31 Mar 2026");
        assertThat(rows(next, "reviewCases").findValuesAsText("reference")).containsExactly("KIW-2026-90062");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kiwi-agent", "kiwi-manager", "kiwi-director"})
    @DisplayName("KIW-10: nobody starts a review by the way that cases are started, nor is it offered to them")
    void notByHand(String user) {
        HttpResponse<String> refused =
                Http.as(user, port).post("/engine-rest/process-definition/key/kiwi-review/tenant-id/kiwi/start", "{}");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("starts by its timer, and is not started by hand");
        assertThat(Http.json(Http.as(user, port)
                                .get("/engine-rest/process-definition?latestVersion=true&startableInTasklist=true"))
                        .findValuesAsText("key"))
                .doesNotContain("kiwi-review")
                .contains("kiwi-complaint");
        assertThat(reviews()).isEmpty();
    }

    @Test
    @DisplayName("KIW-10: a review is no complaint and stands on no list of them")
    void noComplaint() {
        long complaints = count("complaint");
        long steps = count("complaint_step");

        Task analyse = begin("2026-01-01T09:00");
        walk.itIs("2026-01-15T11:00");
        complete(analyse, ANALYSED);

        assertThat(count("complaint")).isEqualTo(complaints);
        assertThat(count("complaint_step")).isEqualTo(steps);
    }

    @Test
    @DisplayName("KIW-10: who may see a company's complaints sees its reviews, and nobody else does")
    void rights() {
        Task analyse = begin("2026-01-01T09:00");
        walk.itIs("2026-01-15T11:00");
        complete(analyse, ANALYSED);
        jdbc.update("insert into review (id, tenant, process_key, period_from, period_to, made_at, counts) values"
                + " ('juniper-1', 'juniper', 'juniper-review', current_timestamp, current_timestamp, current_timestamp,"
                + " '{}')");

        for (String user : List.of("kiwi-agent", "kiwi-manager", "kiwi-head", "kiwi-director", "kiwi-supervisor")) {
            assertThat(listed(user).findValuesAsText("tenantId")).as(user).containsExactly("kiwi");
            assertThat(Http.as(user, port)
                            .get("/engine-rest/review?tenantId=juniper")
                            .body())
                    .isEqualTo("[]");
            assertThat(Http.as(user, port).get("/engine-rest/review/juniper-1").statusCode())
                    .isEqualTo(404);
        }
        assertThat(listed("kiwi-analyst")).isEmpty();
        assertThat(listed("admin").findValuesAsText("tenantId")).containsExactlyInAnyOrder("kiwi", "juniper");
        assertThat(Http.json(Http.as("admin", port).get("/engine-rest/review?tenantId=juniper&maxResults=1")))
                .hasSize(1);
        assertThat(Http.anonymous(port).get("/engine-rest/review").statusCode()).isEqualTo(401);
        assertThat(Http.as("kiwi-agent", port)
                        .get("/engine-rest/review?tenant=kiwi")
                        .statusCode())
                .isEqualTo(400);
    }

    // ---- what the tests do ----

    /** Lets the timer fire at this moment; answers the task in which the complaints are analysed. */
    private Task begin(String moment) {
        walk.itIs(moment);
        assertThat(timer().getDuedate()).isBeforeOrEqualTo(london(moment));
        engine.getManagementService().executeJob(timer().getId());
        return gather();
    }

    private Task gather() {
        Job gather = engine.getManagementService()
                .createJobQuery()
                .processDefinitionKey("kiwi-review")
                .activityId("gather")
                .singleResult();
        engine.getManagementService().executeJob(gather.getId());
        return task(gather.getProcessInstanceId(), "analyse");
    }

    private void complete(Task analyse, Map<String, Object> form) {
        as("kiwi-manager", analyse, form);
        run(analyse.getProcessInstanceId(), "record-the-review");
    }

    private void as(String user, Task task, Map<String, Object> form) {
        walk.as(user, () -> {
            engine.getTaskService().claim(task.getId(), user);
            engine.getFormService().submitTaskForm(task.getId(), new HashMap<>(form));
            return null;
        });
    }

    private static Map<String, Object> withSharedOn(String day) {
        Map<String, Object> form = new HashMap<>(ANALYSED);
        form.put("sharedOn", day);
        return form;
    }

    private Task task(String review, String key) {
        return engine.getTaskService()
                .createTaskQuery()
                .processInstanceId(review)
                .taskDefinitionKey(key)
                .singleResult();
    }

    private List<String> open(String review) {
        return engine.getTaskService().createTaskQuery().processInstanceId(review).list().stream()
                .map(Task::getTaskDefinitionKey)
                .sorted()
                .toList();
    }

    private Job timer() {
        List<Job> starts = engine
                .getManagementService()
                .createJobQuery()
                .processDefinitionKey("kiwi-review")
                .tenantIdIn("kiwi")
                .timers()
                .list()
                .stream()
                .filter(job -> job.getProcessInstanceId() == null)
                .toList();
        assertThat(starts).as("timers that begin a review").hasSize(1);
        return starts.get(0);
    }

    private List<Job> jobs(String review, String element) {
        return engine.getManagementService()
                .createJobQuery()
                .processInstanceId(review)
                .activityId(element)
                .list();
    }

    private Date jobDue(String review, String element) {
        return jobs(review, element).get(0).getDuedate();
    }

    private void run(String review, String element) {
        engine.getManagementService().executeJob(jobs(review, element).get(0).getId());
    }

    private List<ProcessInstance> reviews() {
        return engine.getRuntimeService()
                .createProcessInstanceQuery()
                .processDefinitionKey("kiwi-review")
                .list();
    }

    private JsonNode listed(String user) {
        return Http.json(Http.as(user, port).get("/engine-rest/review"));
    }

    private String text(Task task, String variable) {
        return (String) engine.getTaskService().getVariable(task.getId(), variable);
    }

    private JsonNode rows(Task task, String variable) {
        JsonValue value = engine.getTaskService().getVariableTyped(task.getId(), variable);
        try {
            return new ObjectMapper().readTree(value.getValueSerialized());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private long count(String table) {
        return jdbc.queryForObject("select count(*) from " + table, Long.class);
    }

    /** Deploys the policy as it is, as a new version. */
    private void deploy() {
        DeploymentBuilder deployment =
                engine.getRepositoryService().createDeployment().name("kiwi").tenantId("kiwi");
        policies.folder("kiwi")
                .resources()
                .forEach((name, content) -> deployment.addString(
                        name,
                        new String(content, UTF_8)
                                .replace("versionTag=\"", "versionTag=\"" + deployments.size() + ".")));
        deployments.add(0, deployment.deploy().getId());
    }

    private void decided(String reference, String closedAt, Map<String, Object> columns) {
        Map<String, Object> all = new HashMap<>();
        all.put("reference", reference);
        all.put("tenant", "kiwi");
        all.put("process_key", "kiwi-complaint");
        all.put("process_instance_id", UUID.randomUUID().toString());
        all.put("kind", "complaint");
        all.put("received_at", sql("2025-09-20T10:00"));
        all.put("logged_at", sql("2025-09-20T10:00"));
        all.put("state", "closed");
        all.put("closed_at", sql(closedAt));
        all.put("closed_as", "answered");
        all.put("outcome", "upheld");
        all.putAll(columns);
        all.values().removeIf(""::equals);
        insert("complaint", all);
        references.add(reference);
    }

    private void limit(String reference, String fact, String due, String metAt) {
        Date missed = london(metAt).after(london(due)) ? london(due) : null;
        Map<String, Object> columns = aLimit(reference, fact, due);
        columns.put("met_at", sql(metAt));
        if (missed != null) {
            columns.put("missed_at", sql(due));
        }
        insert("complaint_limit", columns);
    }

    private void dropped(String reference, String fact, String due, String droppedAt) {
        Map<String, Object> columns = aLimit(reference, fact, due);
        columns.put("missed_at", sql(due));
        columns.put("dropped_at", sql(droppedAt));
        insert("complaint_limit", columns);
    }

    private void extended(String reference, String fact, String due, String extendedAt, boolean late) {
        Map<String, Object> columns = aLimit(reference, fact, due);
        columns.put("extended_at", sql(extendedAt));
        if (late) {
            columns.put("missed_at", sql(due));
        }
        insert("complaint_limit", columns);
    }

    private Map<String, Object> aLimit(String reference, String fact, String due) {
        Map<String, Object> columns = new HashMap<>();
        columns.put("id", UUID.randomUUID().toString());
        columns.put("reference", reference);
        columns.put("element_id", "stage-1-response-limit");
        columns.put("name", "10 working days");
        columns.put("attached_to", "response");
        columns.put("activity_instance_id", "response:1");
        columns.put("process_instance_id", "a-case");
        columns.put("fact", fact);
        columns.put("due", sql(due));
        columns.put("original_due", sql(due));
        columns.put("armed_at", sql("2025-09-20T10:00"));
        return columns;
    }

    private void insert(String table, Map<String, Object> columns) {
        jdbc.update(
                "insert into " + table + " (" + String.join(", ", columns.keySet()) + ") values ("
                        + String.join(
                                ", ",
                                columns.keySet().stream().map(column -> "?").toList()) + ")",
                columns.values().toArray());
    }

    private static Object sql(String moment) {
        return london(moment).toInstant().atOffset(ZoneOffset.UTC);
    }
}
