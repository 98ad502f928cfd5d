package uk.redress.policy.kiwi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.redress.policy.CaseWalk.london;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import uk.redress.Http;
import uk.redress.policy.PolicyCoverage;
import uk.redress.policy.PolicyDeployer;
import uk.redress.policy.ReviewContract;

/** KIW-10: every quarter, trends, lessons and root causes are analysed and shared. */
class KiwiReviewTest extends ReviewContract {

    @RegisterExtension
    static final PolicyCoverage COVERAGE = PolicyCoverage.of("kiwi", "kiwi-review");

    @Autowired
    private PolicyDeployer deployer;

    KiwiReviewTest() {
        super(
                "kiwi",
                "KIW",
                "kiwi-manager",
                "kiwi-head",
                new Expected(
                        "2025-12-10",
                        List.of("2026-01-01", "2026-04-01", "2026-07-01"),
                        "2025-10-01",
                        "2026-01-27",
                        "2026-01-29",
                        "2026-05-01",
                        "Wed 1 Oct 2025 to Wed 31 Dec 2025",
                        "Thu 1 Jan 2026 to Tue 31 Mar 2026"));
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
    @DisplayName("KIW-10: 20,000 characters of analysis are kept")
    void longTexts() {
        Task analyse = begin("2026-01-01T09:00");
        walk.itIs("2026-01-15T11:00");
        String lessons = "é".repeat(20_000);
        Map<String, Object> form = analysed();
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
        Map<String, Object> form = analysed();
        form.put(field, value == null ? "" : value);

        assertThatThrownBy(() -> complete(analyse, form)).hasMessageContaining(message);

        assertThat(listed("kiwi-manager")).isEmpty();
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

    @Test
    @DisplayName("KIW-10: who may see a company's complaints sees its reviews, and nobody else does")
    void rights() {
        Task analyse = begin("2026-01-01T09:00");
        walk.itIs("2026-01-15T11:00");
        complete(analyse, analysed());
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

    private Map<String, Object> withSharedOn(String day) {
        Map<String, Object> form = analysed();
        form.put("sharedOn", day);
        return form;
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
}
