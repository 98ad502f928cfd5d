package uk.redress.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.redress.policy.CaseWalk.london;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import uk.redress.Http;
import uk.redress.RedressTest;
import uk.redress.calendar.LondonTime;

/**
 * What every review of decided complaints owes that begins by a cycle and has 20 working days: KIW-10, SMS-12 and SMS-13. A
 * policy's test says who makes it and on which days the first ones fall.
 */
@RedressTest
@Import(PolicyCoverage.Listening.class)
public abstract class ReviewContract {

    /**
     * The days of a company's first reviews, as yyyy-MM-dd, and their periods as people read them.
     *
     * @param deployed when the policy is deployed, before the first review begins
     * @param rounds when the first three reviews begin
     * @param from the first day of the first period
     * @param warning when the first review is warned of
     * @param due the last day on which the first review is in time
     * @param secondDue the last day on which the second review is in time
     */
    public record Expected(
            String deployed,
            List<String> rounds,
            String from,
            String warning,
            String due,
            String secondDue,
            String firstPeriod,
            String secondPeriod) {}

    @Autowired
    protected JdbcTemplate jdbc;

    @LocalServerPort
    protected int port;

    protected final List<String> references = new ArrayList<>();
    protected CaseWalk walk;

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private Policies policies;

    private final String tenant;
    private final String prefix;
    private final String maker;
    private final String nextLevel;
    private final Expected expected;
    private final List<String> deployments = new ArrayList<>();

    /**
     * The review of a company.
     *
     * @param prefix of its references
     * @param maker the id of the user who makes the review
     * @param nextLevel the id of the user who learns that it is late
     */
    protected ReviewContract(String tenant, String prefix, String maker, String nextLevel, Expected expected) {
        this.tenant = tenant;
        this.prefix = prefix;
        this.maker = maker;
        this.nextLevel = nextLevel;
        this.expected = expected;
    }

    @BeforeEach
    void aNewVersion() {
        walk = new CaseWalk(engine, tenant);
        walk.itIs(expected.deployed() + "T10:00");
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
    @DisplayName("KIW-10, SMS-12: a review begins at 09:00 in London on its day, each time it comes round")
    void comesRound() {
        for (int n = 1; n < expected.rounds().size(); n++) {
            assertThat(timer().getDuedate()).isEqualTo(london(round(n)));
            begin(round(n));
            assertThat(timer().getDuedate()).isEqualTo(london(round(n + 1)));
        }
        assertThat(reviews()).hasSize(2);
    }

    @Test
    @DisplayName(
            "KIW-10, SMS-13: it gathers the complaints that were decided, and closed in the period, with their lessons")
    void gathered() {
        decided(
                reference(1),
                expected.from() + "T00:00",
                Map.of("root_cause", "Late marking", "lesson", "Mark on time."));
        decided(reference(2), day(-1) + "T23:59:59", Map.of("closed_as", "satisfied"));
        decided(reference(3), LocalDate.parse(expected.from()).minusDays(1) + "T23:59:59", Map.of());
        decided(reference(4), day(0) + "T00:00", Map.of());
        decided(reference(5), "2025-11-11T11:00", Map.of("outcome", "", "closed_as", "withdrawn"));
        decided(reference(6), "2025-11-11T11:00", Map.of("state", "open"));
        decided(reference(7), "2025-11-11T11:00", Map.of("closed_as", "deleted"));
        decided("JUN-2025-90008", "2025-11-11T11:00", Map.of("tenant", "juniper"));

        Task analyse = begin(round(1));

        JsonNode cases = rows(analyse, "reviewCases");
        assertThat(cases.findValuesAsText("reference")).containsExactly(reference(1), reference(2));
        assertThat(cases.get(0).path("rootCause").asText()).isEqualTo("Late marking");
        assertThat(cases.get(0).path("lesson").asText()).isEqualTo("Mark on time.");
        assertThat(text(analyse, "period")).isEqualTo(expected.firstPeriod());
    }

    @Test
    @DisplayName(
            "KIW-10, SMS-12, SMS-13: it is made by the form, which shows what was gathered; the review is on record")
    void analysedAndShared() {
        decided(reference(1), "2025-10-02T12:00", Map.of());
        Task analyse = begin(round(1));
        assertThat(analyse.getDueDate()).isEqualTo(london(expected.due() + "T23:59:59"));
        JsonNode form = Http.json(Http.as(maker, port).get("/engine-rest/task/" + analyse.getId() + "/form-variables"));
        assertThat(form.has("reviewSummary")).isTrue();
        assertThat(form.path("reviewCases").path("type").asText()).isEqualTo("Json");
        assertThat(form.path("reviewDue").path("value").asText()).startsWith(expected.due());
        assertThat(Http.as(tenant + "-agent", port)
                        .get("/engine-rest/task/" + analyse.getId())
                        .statusCode())
                .as("it is not theirs")
                .isEqualTo(404);

        walk.itIs(day(14) + "T11:00");
        complete(analyse, analysed());

        assertThat(reviews()).isEmpty();
        JsonNode review = listed(maker).get(0);
        assertThat(review.path("tenantId").asText()).isEqualTo(tenant);
        assertThat(review.path("processDefinitionKey").asText()).isEqualTo(tenant + "-review");
        assertThat(review.path("periodFrom").asText()).isEqualTo(written(expected.from() + "T00:00"));
        assertThat(review.path("periodTo").asText()).isEqualTo(written(day(0) + "T00:00"));
        assertThat(review.path("madeAt").asText()).isEqualTo(written(day(14) + "T11:00"));
        assertThat(review.path("madeBy").asText()).isEqualTo(maker);
        assertThat(review.path("counts").path("decided").asInt()).isEqualTo(1);
        analysed()
                .forEach((field, value) ->
                        assertThat(review.path(field).asText()).as(field).isEqualTo(value));
        JsonNode one = Http.json(Http.as(tenant + "-supervisor", port)
                .get("/engine-rest/review/" + review.path("id").asText()));
        assertThat(one).isEqualTo(review);
    }

    @Test
    @DisplayName("KIW-10, SMS-12, ALL-1: not done, it is warned of, late after 20 working days, and done all the same")
    void late() {
        Task analyse = begin(round(1));
        String review = analyse.getProcessInstanceId();
        assertThat(jobDue(review, "review-warning")).isEqualTo(london(expected.warning() + "T09:00"));
        assertThat(jobDue(review, "review-limit")).isEqualTo(london(expected.due() + "T23:59:59"));

        walk.itIs(expected.warning() + "T09:00");
        run(review, "review-warning");
        assertThat(open(review)).containsExactly("analyse", "review-due-soon");
        as(maker, task(review, "review-due-soon"), Map.of());

        walk.itIs(theDayAfter(expected.due()));
        run(review, "review-limit");
        assertThat(open(review)).containsExactly("analyse", "review-late");
        assertThatThrownBy(() -> as(maker, task(review, "review-late"), Map.of("reviewLatenessNote", "Soon")))
                .as("it is the next level's");
        assertThatThrownBy(() -> as(nextLevel, task(review, "review-late"), Map.of()))
                .hasMessageContaining("\"What will be done\" is missing");
        as(nextLevel, task(review, "review-late"), Map.of("reviewLatenessNote", "I have asked for it by Friday."));

        complete(task(review, "analyse"), analysed());
        assertThat(reviews()).isEmpty();
        assertThat(listed(maker)).hasSize(1);
    }

    @Test
    @DisplayName("KIW-10, SMS-12: no warning outlives the review")
    void nothingIsLeft() {
        Task analyse = begin(round(1));
        walk.itIs(theDayAfter(expected.due()));
        run(analyse.getProcessInstanceId(), "review-warning");
        run(analyse.getProcessInstanceId(), "review-limit");

        complete(analyse, analysed());

        assertThat(reviews()).isEmpty();
        assertThat(open(analyse.getProcessInstanceId())).isEmpty();
    }

    @Test
    @DisplayName(
            "KIW-10, SMS-12: the next review looks at what came after, also while the last one is still being made")
    void oneAfterTheOther() {
        decided(reference(1), "2025-12-02T12:00", Map.of());
        decided(reference(2), day(32) + "T12:00", Map.of());
        begin(round(1));

        Task second = begin(round(2));

        assertThat(rows(second, "reviewCases").findValuesAsText("reference")).containsExactly(reference(2));
        assertThat(text(second, "period")).isEqualTo(expected.secondPeriod());
        assertThat(second.getDueDate()).isEqualTo(london(expected.secondDue() + "T23:59:59"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent", "manager", "director"})
    @DisplayName("KIW-10, SMS-12: nobody starts a review by the way that cases are started, nor is it offered to them")
    void notByHand(String role) {
        String key = tenant + "-review";
        Http user = Http.as(tenant + "-" + role, port);
        HttpResponse<String> refused =
                user.post("/engine-rest/process-definition/key/" + key + "/tenant-id/" + tenant + "/start", "{}");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("starts by its timer, and is not started by hand");
        assertThat(Http.json(user.get("/engine-rest/process-definition?latestVersion=true&startableInTasklist=true"))
                        .findValuesAsText("key"))
                .doesNotContain(key)
                .contains(tenant + "-complaint");
        assertThat(reviews()).isEmpty();
    }

    @Test
    @DisplayName("KIW-10, SMS-12: a review is no complaint and stands on no list of them")
    void noComplaint() {
        long complaints = count("complaint");
        long steps = count("complaint_step");

        Task analyse = begin(round(1));
        walk.itIs(day(14) + "T11:00");
        complete(analyse, analysed());

        assertThat(count("complaint")).isEqualTo(complaints);
        assertThat(count("complaint_step")).isEqualTo(steps);
    }

    private static String theDayAfter(String day) {
        return LocalDate.parse(day).plusDays(1) + "T00:00";
    }

    /** A moment in London, as REST answers it. */
    private static String written(String moment) {
        return LocalDateTime.parse(moment)
                .atZone(LondonTime.ZONE)
                .format(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxx"));
    }

    // ---- what the tests do ----

    /** Lets the timer fire at this moment; answers the task in which the complaints are analysed. */
    protected Task begin(String moment) {
        walk.itIs(moment);
        assertThat(timer().getDuedate()).isBeforeOrEqualTo(london(moment));
        engine.getManagementService().executeJob(timer().getId());
        return gather();
    }

    /** Lets a review that has begun gather what was decided; answers the task in which it is analysed. */
    protected Task gather() {
        Job gather = engine.getManagementService()
                .createJobQuery()
                .processDefinitionKey(tenant + "-review")
                .activityId("gather")
                .singleResult();
        engine.getManagementService().executeJob(gather.getId());
        return task(gather.getProcessInstanceId(), "analyse");
    }

    /** Completes the analysis through its form, as whoever makes the review, and puts the review on record. */
    protected void complete(Task analyse, Map<String, Object> form) {
        as(maker, analyse, form);
        run(analyse.getProcessInstanceId(), "record-the-review");
    }

    private void as(String user, Task task, Map<String, Object> form) {
        walk.as(user, () -> {
            engine.getTaskService().claim(task.getId(), user);
            engine.getFormService().submitTaskForm(task.getId(), new HashMap<>(form));
            return null;
        });
    }

    /** What the analysis is filled in with, by whoever shares the lessons a fortnight after the review has begun. */
    protected Map<String, Object> analysed() {
        return new HashMap<>(Map.of(
                "trends", "More about late marking than in the summer.",
                "rootCauses", "Two markers left and were not replaced.",
                "lessons", "Marking is planned a term ahead.",
                "actions", "Hire two markers by June.",
                "sharedWith", "All tutors; the board",
                "sharedOn", day(13)));
    }

    /** A number of days after the first review has begun. */
    protected String day(int later) {
        return LocalDate.parse(expected.rounds().get(0)).plusDays(later).toString();
    }

    /** When a review begins: the first, second or third. */
    protected String round(int n) {
        return expected.rounds().get(n - 1) + "T09:00";
    }

    private String reference(int n) {
        return prefix + "-2025-%05d".formatted(n);
    }

    /** The only open task of this kind of a review. */
    protected Task task(String review, String key) {
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

    /** The timer that begins the next review. */
    protected Job timer() {
        List<Job> starts = engine
                .getManagementService()
                .createJobQuery()
                .processDefinitionKey(tenant + "-review")
                .tenantIdIn(tenant)
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

    /** The reviews that are being made. */
    protected List<ProcessInstance> reviews() {
        return engine.getRuntimeService()
                .createProcessInstanceQuery()
                .processDefinitionKey(tenant + "-review")
                .list();
    }

    /** The reviews on record that a user sees by REST. */
    protected JsonNode listed(String user) {
        return Http.json(Http.as(user, port).get("/engine-rest/review"));
    }

    /** A text that the form of a task shows. */
    protected String text(Task task, String variable) {
        return (String) engine.getTaskService().getVariable(task.getId(), variable);
    }

    /** The rows of a table that the form of a task shows, or what else is kept as JSON. */
    protected JsonNode rows(Task task, String variable) {
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
    protected void deploy() {
        DeploymentBuilder deployment =
                engine.getRepositoryService().createDeployment().name(tenant).tenantId(tenant);
        policies.folder(tenant)
                .resources()
                .forEach((name, content) -> deployment.addString(
                        name,
                        new String(content, UTF_8)
                                .replace("versionTag=\"", "versionTag=\"" + deployments.size() + ".")));
        deployments.add(0, deployment.deploy().getId());
    }

    /** Puts a complaint on the log that was decided and closed, or differs from that in some columns. */
    protected void decided(String reference, String closedAt, Map<String, Object> columns) {
        Map<String, Object> all = new HashMap<>();
        all.put("reference", reference);
        all.put("tenant", tenant);
        all.put("process_key", tenant + "-complaint");
        all.put("process_instance_id", UUID.randomUUID().toString());
        all.put("kind", "complaint");
        all.put("received_at", sql("2025-08-20T10:00"));
        all.put("logged_at", sql("2025-08-20T10:00"));
        all.put("state", "closed");
        all.put("closed_at", sql(closedAt));
        all.put("closed_as", "answered");
        all.put("outcome", "upheld");
        all.putAll(columns);
        all.values().removeIf(""::equals);
        insert("complaint", all);
        references.add(reference);
    }

    /** Adds a row to a table of the log. */
    protected void insert(String table, Map<String, Object> columns) {
        jdbc.update(
                "insert into " + table + " (" + String.join(", ", columns.keySet()) + ") values ("
                        + String.join(
                                ", ",
                                columns.keySet().stream().map(column -> "?").toList()) + ")",
                columns.values().toArray());
    }

    /** A moment in London, as the database takes it. */
    protected static Object sql(String moment) {
        return london(moment).toInstant().atOffset(ZoneOffset.UTC);
    }
}
