package uk.redress.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.redress.policy.CaseWalk.london;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Incident;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import uk.redress.Http;
import uk.redress.RedressTest;
import uk.redress.policy.CaseWalk;
import uk.redress.policy.Groups;
import uk.redress.policy.PolicyCoverage;

/**
 * Issue 3, "The reconciliation" (design.md section 8, number 9): every open case has a live limit and a reachable next
 * step, and the log agrees with the engine; what does not becomes an incident with what to do, once, and goes when it is
 * mended. Each test breaks one case by hand, in a database that no other test breaks.
 */
@RedressTest
@TestPropertySource(properties = "spring.datasource.url=jdbc:h2:mem:reconciliation;DB_CLOSE_DELAY=-1")
@Import(PolicyCoverage.Listening.class)
@ExtendWith(OutputCaptureExtension.class)
class ReconciliationTest {

    private static final String KIWI = "kiwi";

    @RegisterExtension
    static final PolicyCoverage COVERAGE = PolicyCoverage.of(KIWI, "restore-complaint");

    @Autowired
    private Reconciliation reconciliation;

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private PlatformTransactionManager transactions;

    @LocalServerPort
    private int port;

    private CaseWalk walk;
    private String reference;
    private String instance;

    @BeforeEach
    void aCaseInGoodOrder() {
        walk = new CaseWalk(engine, KIWI);
        walk.itIs("2026-03-02T10:00");
        reference = start();
        instance = instance(reference);
    }

    @AfterEach
    void theNextTestFindsNothingBroken() {
        ClockUtil.setCurrentTime(london("2026-03-02T10:00"));
        engine.getRuntimeService()
                .createProcessInstanceQuery()
                .rootProcessInstances()
                .list()
                .forEach(each -> engine.getRuntimeService().deleteProcessInstance(each.getId(), "end of test"));
        for (String table : List.of("complaint_step", "complaint_limit", "complaint", "letter")) {
            jdbc.update("delete from " + table);
        }
        ClockUtil.reset();
    }

    @Test
    @DisplayName("What is in good order has no incident: cases at each wait, late ones, letters to post, closed cases")
    void inGoodOrder() {
        String late = start();
        String toPost = start();
        walk.complete("kiwi-manager", toPost, "acknowledge", Map.of("told", "letter"));
        String closed = start(Map.of("kind", "query"));
        walk.complete("kiwi-agent", closed, "answer-query", Map.of("told", "letter", "answer", "On Monday."));
        walk.complete("kiwi-agent", closed, "post-letter", Map.of("postedOn", "2026-03-02"));
        assertThat(walk.isOver(closed)).isTrue();
        walk.until("2026-03-05T12:00");
        assertThat(walk.openTasks(late)).contains("acknowledge");
        assertThat(walk.openTasks(toPost)).contains("post-letter");

        Reconciliation.Outcome outcome = reconciliation.run().orElseThrow();

        assertThat(incidents(null)).isEmpty();
        assertThat(outcome).isEqualTo(new Reconciliation.Outcome(0, 0, 0));
    }

    @Test
    @DisplayName(
            "A timer whose due date somebody has set in Cockpit is told of once, with both dates, until it is set back")
    void dueDateSetByHand() {
        Job limit = job(reference, "acknowledgement-limit");
        as(
                "kiwi-supervisor",
                () -> engine.getManagementService().setJobDuedate(limit.getId(), london("2026-04-01T12:00")));

        Incident incident = becomesOneIncident("limit-differs");
        assertThat(incident.getIncidentMessage())
                .contains("\"2 working days\" (acknowledgement-limit) of " + reference)
                .contains("due Wed 4 Mar 2026 23:59:59 on the log, but its timer waits until Wed 1 Apr 2026 12:00")
                .contains("set the timer's due date to that of the log");
        assertThat(incident.getTenantId()).isEqualTo(KIWI);

        engine.getManagementService().setJobDuedate(limit.getId(), limit.getDuedate());
        isSettled(incident);
    }

    @Test
    @DisplayName("A limit's timer that was deleted is told of; as the message says, its activity is started again")
    void timerDeleted() {
        engine.getManagementService()
                .deleteJob(job(reference, "acknowledgement-limit").getId());

        Incident incident = becomesOneIncident("limit-without-timer");
        assertThat(incident.getIncidentMessage())
                .contains("\"2 working days\" (acknowledgement-limit) of " + reference)
                .contains("/engine-rest/process-instance/" + instance + "/modification");

        restartAsSupervisor("receipt");
        isSettled(incident);
        assertThat(job(reference, "acknowledgement-limit").getDuedate()).isEqualTo(london("2026-03-04T23:59:59"));
    }

    @Test
    @DisplayName(
            "A job without retries that has no failure to show is told of, also where Camunda's own incident is dumb")
    void noRetriesByHand() {
        Job limit = job(reference, "acknowledgement-limit");
        as("kiwi-supervisor", () -> engine.getManagementService().setJobRetries(limit.getId(), 0));

        Incident incident = becomesOneIncident("dead-job");
        assertThat(incident.getIncidentMessage())
                .contains("The job of \"acknowledgement-limit\" has no retries left")
                .contains("set its retries to 1");

        as("kiwi-supervisor", () -> engine.getManagementService().setJobRetries(limit.getId(), 1));
        isSettled(incident);
    }

    @Test
    @DisplayName("A case of which nothing is due any more is told of: \"a missing limit meant never late\"")
    void noLimit() {
        engine.getManagementService()
                .createJobQuery()
                .processInstanceId(instance)
                .list()
                .forEach(job -> engine.getManagementService().deleteJob(job.getId()));
        List<Task> tasks = engine.getTaskService()
                .createTaskQuery()
                .processInstanceBusinessKey(reference)
                .list();
        tasks.forEach(task -> jdbc.update("update ACT_RU_TASK set DUE_DATE_ = null where ID_ = ?", task.getId()));

        Incident incident = becomesIncident("no-limit:" + reference);
        assertThat(incident.getIncidentMessage()).contains(reference + " is open, but nothing in it is due");

        tasks.forEach(task -> setDueDate(task.getId(), london("2026-03-16T23:59:59")));
        isSettled(incident);
    }

    @Test
    @DisplayName("A task without a due date is told of, and goes when an administrator gives it one")
    void taskWithoutDueDate() {
        Task task = walk.task(reference, "investigate");
        Date due = task.getDueDate();
        setDueDate(task.getId(), null);

        Incident incident = becomesOneIncident("task-without-due-date");
        assertThat(incident.getIncidentMessage()).contains("\"" + task.getName() + "\" has no due date");
        assertThat(incident.getActivityId()).isEqualTo("investigate");

        setDueDate(task.getId(), due);
        isSettled(incident);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            delete from ACT_ID_MEMBERSHIP where GROUP_ID_ = 'customer-services' and USER_ID_ like 'kiwi-%' | nobody of kiwi is in the group customer-services
            update ACT_RU_TASK set ASSIGNEE_ = 'kiwi-leaver' where TASK_DEF_KEY_ = 'post-letter'          | it is assigned to "kiwi-leaver", who does not work on complaints of kiwi
            """)
    @DisplayName("A task that is nobody's is told of, until somebody is there for it")
    void nobodyIsThere(String how, String why) {
        walk.complete("kiwi-manager", reference, "acknowledge", Map.of("told", "letter"));
        jdbc.update(how);
        try {
            Incident incident = becomesOneIncident("task-without-people");
            assertThat(incident.getIncidentMessage()).contains("\"Print and post the letter\" of " + reference, why);
            engine.getTaskService()
                    .setAssignee(walk.task(reference, "post-letter").getId(), "kiwi-supervisor");
            isSettled(incident);
        } finally {
            for (String agent : List.of("kiwi-agent", "kiwi-agent2")) {
                engine.getIdentityService().deleteMembership(agent, Groups.CUSTOMER_SERVICES);
                engine.getIdentityService().createMembership(agent, Groups.CUSTOMER_SERVICES);
            }
        }
    }

    @Test
    @DisplayName("A token whose task is gone waits for nothing; as the message says, the element is started again")
    void waitsForNothing() {
        String task = walk.task(reference, "investigate").getId();
        jdbc.update("delete from ACT_RU_IDENTITYLINK where TASK_ID_ = ?", task);
        jdbc.update("delete from ACT_RU_VARIABLE where TASK_ID_ = ?", task);
        jdbc.update("delete from ACT_RU_TASK where ID_ = ?", task);

        Incident incident = becomesOneIncident("waits-for-nothing");
        assertThat(incident.getIncidentMessage())
                .contains("The case stands at \"investigate\"")
                .contains("\"startBeforeActivity\", \"activityId\": \"investigate\"");

        restartAsSupervisor("investigate");
        isSettled(incident);
        assertThat(walk.task(reference, "investigate").getDueDate()).isEqualTo(london("2026-03-16T23:59:59"));
    }

    @Test
    @DisplayName("A suspended case is told of, as its limits pass unseen, until it is activated")
    void suspended() {
        as("kiwi-supervisor", () -> engine.getRuntimeService().suspendProcessInstanceById(instance));

        Incident incident = becomesOneIncident("suspended");
        assertThat(incident.getIncidentMessage()).contains(reference + " is suspended", "Activate it in Cockpit");

        as("kiwi-supervisor", () -> engine.getRuntimeService().activateProcessInstanceById(instance));
        isSettled(incident);
    }

    @Test
    @DisplayName("A row that says closed while the case runs is told of")
    void closedByHand() {
        jdbc.update("update complaint set state = 'closed', closed_at = logged_at where reference = ?", reference);

        Incident incident = becomesOneIncident("closed-but-running");
        assertThat(incident.getIncidentMessage()).contains("closed on the log, but its case runs");

        jdbc.update("update complaint set state = 'open', closed_at = null where reference = ?", reference);
        isSettled(incident);
    }

    @Test
    @DisplayName("A reference that differs between the log and the engine is told of")
    void differs() {
        jdbc.update("update ACT_RU_EXECUTION set BUSINESS_KEY_ = 'KIW-1999-00001' where ID_ = ?", instance);

        Incident incident = becomesOneIncident("differs");
        assertThat(incident.getIncidentMessage())
                .contains("On the log this is " + reference + " of kiwi", "business key \"KIW-1999-00001\"");

        jdbc.update("update ACT_RU_EXECUTION set BUSINESS_KEY_ = ? where ID_ = ?", reference, instance);
        isSettled(incident);
    }

    @Test
    @DisplayName("A limit whose due date was changed by SQL is told of, and so is a timer whose row is gone")
    void limitsChangedBySql() {
        Map<String, Object> row = jdbc.queryForMap(
                "select * from complaint_limit where reference = ? and element_id = 'acknowledgement-limit'",
                reference);
        jdbc.update(
                "update complaint_limit set due = ? where id = ?",
                london("2026-03-09T23:59:59").toInstant().atOffset(ZoneOffset.UTC),
                row.get("id"));
        Incident moved = becomesOneIncident("limit-differs");
        assertThat(moved.getIncidentMessage()).contains("due Mon 9 Mar 2026 23:59:59 on the log");

        jdbc.update("delete from complaint_limit where id = ?", row.get("id"));
        isSettled(moved);
        Incident gone = becomesOneIncident("timer-without-limit");
        assertThat(gone.getIncidentMessage())
                .contains("\"acknowledgement-limit\" of " + reference, "waits until Wed 4 Mar 2026 23:59:59");

        jdbc.update(
                "insert into complaint_limit (" + String.join(", ", row.keySet()) + ") values ("
                        + "?, ".repeat(row.size() - 1)
                        + "?)",
                row.values().toArray());
        isSettled(gone);
    }

    @Test
    @DisplayName(
            "A case that is not on the log is told of; its next step puts it there under the reference that it has")
    void notOnTheLog() {
        for (String table : List.of("complaint_step", "complaint_limit", "complaint")) {
            jdbc.update("delete from " + table + " where reference = ?", reference);
        }
        Incident incident = becomesOneIncident("not-on-the-log");
        assertThat(incident.getIncidentMessage()).contains("The case " + reference + " runs, but is not on");

        as(
                "kiwi-manager",
                () -> engine.getTaskService()
                        .claim(walk.task(reference, "investigate").getId(), "kiwi-manager"));
        reconciliation.run();

        assertThat(jdbc.queryForObject(
                        "select process_instance_id from complaint where reference = ?", String.class, reference))
                .isEqualTo(instance);
        assertThat(incidents(instance)).extracting(Incident::getId).doesNotContain(incident.getId());
    }

    @Test
    @DisplayName("An open complaint whose case is gone is a supervisor's task with an incident, and is closed with it")
    void caseGone() {
        lose(instance);
        reconciliation.run();
        reconciliation.run();

        Task task = walk.task(reference, "see-to-complaint");
        assertThat(task.getTenantId()).isEqualTo(KIWI);
        assertThat(task.getDueDate()).isEqualTo(london("2026-03-03T23:59:59"));
        Incident incident = incidents(task.getProcessInstanceId()).get(0);
        assertThat(incident.getConfiguration()).isEqualTo("no-case:" + reference);
        assertThat(incident.getIncidentMessage()).contains("open on the log, but its case runs no more");
        assertThat(engine.getTaskService().getVariable(task.getId(), "problem"))
                .isEqualTo(incident.getIncidentMessage());

        walk.itIs("2026-03-05T10:00");
        walk.complete(
                "kiwi-supervisor",
                reference,
                "see-to-complaint",
                Map.of("closeAs", "duplicate", "restoreNote", "It goes on as KIW-2026-00099."));

        assertThat(walk.isOver(reference)).isTrue();
        assertThat(jdbc.queryForList(
                        "select element_id from complaint_step where reference = ? and action = 'limit-missed'",
                        String.class,
                        reference))
                .as("a limit that passed while the case was gone is a breach")
                .containsExactly("acknowledgement-limit");
        Map<String, Object> row = jdbc.queryForMap("select * from complaint where reference = ?", reference);
        assertThat(row).containsEntry("state", "closed").containsEntry("closed_as", "duplicate");
        assertThat(row.get("next_due")).isNull();
        assertThat(jdbc.queryForList(
                        "select actor from complaint_step where reference = ? and action = 'closed'",
                        String.class,
                        reference))
                .containsExactly("kiwi-supervisor");
        reconciliation.run();
        assertThat(walk.isOver(reference)).isTrue();
    }

    @Test
    @DisplayName("The task for a lost case goes by itself when the log is put right")
    void caseGoneAndRowPutRight() {
        lose(instance);
        reconciliation.run();
        assertThat(walk.openTasks(reference)).containsExactly("see-to-complaint");

        jdbc.update("update complaint set state = 'closed' where reference = ?", reference);
        reconciliation.run();

        assertThat(walk.isOver(reference)).isTrue();
        assertThat(incidents(null)).isEmpty();
    }

    @Test
    @DisplayName("A letter to be sent or posted that nothing and nobody will send or post is told of")
    void letterLeftBehind() {
        walk.complete("kiwi-manager", reference, "acknowledge", Map.of("told", "letter"));
        String letter = walk.task(reference, "post-letter").getProcessInstanceId();
        lose(letter);
        reconciliation.run();

        assertThat(incidents(instance))
                .extracting(Incident::getConfiguration)
                .anySatisfy(key -> assertThat(key).isEqualTo("letter-left-behind:" + letter));
        assertThat(incidents(instance))
                .extracting(Incident::getIncidentMessage)
                .anySatisfy(message -> assertThat(message)
                        .contains("letter id " + letter + ") is to be posted", "update letter set state = 'posted'"));
        assertThat(incidents(instance))
                .extracting(Incident::getIncidentMessage)
                .anySatisfy(message -> assertThat(message).contains("The case stands at \"send-acknowledgement\""));

        jdbc.update("update letter set state = 'posted' where id = ?", letter);
        restartAsSupervisor("send-acknowledgement");
        reconciliation.run();
        assertThat(incidents(instance)).isEmpty();
        assertThat(walk.openTasks(reference)).contains("post-letter");
    }

    @Test
    @DisplayName("A case in the middle of a step of somebody's is not taken for a broken one")
    void midTransaction() throws Exception {
        TransactionTemplate transaction = new TransactionTemplate(transactions);
        ExecutorService reconciler = Executors.newSingleThreadExecutor();
        try {
            transaction.executeWithoutResult(open -> {
                String unfinished = start();
                as("kiwi-manager", () -> {
                    engine.getTaskService()
                            .claim(walk.task(unfinished, "acknowledge").getId(), "kiwi-manager");
                    engine.getTaskService()
                            .complete(walk.task(unfinished, "acknowledge").getId(), Map.of("told", "letter"));
                });
                try {
                    assertThat(reconciler.submit(reconciliation::run).get())
                            .contains(new Reconciliation.Outcome(0, 0, 0));
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
        } finally {
            reconciler.shutdown();
        }
        assertThat(incidents(null)).isEmpty();
    }

    @Test
    @DisplayName("Two nodes that reconcile at once tell of each thing once")
    void twoNodes() throws Exception {
        for (int i = 0; i < 5; i++) {
            lose(instance(start()));
        }
        engine.getManagementService()
                .deleteJob(job(reference, "acknowledgement-limit").getId());
        CountDownLatch ready = new CountDownLatch(4);
        ExecutorService nodes = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> runs = IntStream.range(0, 4)
                    .<Future<?>>mapToObj(node -> nodes.submit(() -> {
                        ready.countDown();
                        ready.await();
                        return reconciliation.run();
                    }))
                    .toList();
            for (Future<?> run : runs) {
                run.get();
            }
        } finally {
            nodes.shutdown();
        }

        assertThat(incidents(null))
                .extracting(Incident::getConfiguration)
                .hasSize(6)
                .doesNotHaveDuplicates();
        assertThat(engine.getTaskService()
                        .createTaskQuery()
                        .taskDefinitionKey("see-to-complaint")
                        .count())
                .isEqualTo(5);
    }

    @Test
    @DisplayName("The log of Redress says what was found, of which complaint, and what it came to")
    void logLines(CapturedOutput output) {
        as("kiwi-supervisor", () -> engine.getRuntimeService().suspendProcessInstanceById(instance));
        reconciliation.run();

        assertThat(output)
                .contains(reference + " of kiwi: " + reference + " is suspended")
                .contains("The complaints are reconciled: 1 discrepancies are new, 0 are settled, 1 stand.");
    }

    private Incident becomesOneIncident(String kind) {
        Reconciliation.Outcome outcome = reconciliation.run().orElseThrow();
        List<Incident> all = incidents(null);
        assertThat(all).as("what was found").hasSize(1);
        assertThat(all.get(0).getConfiguration()).startsWith(kind + ":");
        assertThat(all.get(0).getIncidentType()).isEqualTo("reconciliation");
        assertThat(outcome.standing()).isEqualTo(1);

        walk.itIs("2026-03-03T05:30");
        assertThat(reconciliation.run().orElseThrow()).isEqualTo(new Reconciliation.Outcome(0, 0, 1));
        assertThat(incidents(null))
                .extracting(Incident::getId)
                .containsExactly(all.get(0).getId());
        return all.get(0);
    }

    private Incident becomesIncident(String key) {
        reconciliation.run();
        return incidents(instance).stream()
                .filter(incident -> key.equals(incident.getConfiguration()))
                .findFirst()
                .orElseThrow();
    }

    private void isSettled(Incident incident) {
        reconciliation.run();
        assertThat(engine.getRuntimeService()
                        .createIncidentQuery()
                        .incidentId(incident.getId())
                        .count())
                .isZero();
        assertThat(engine.getHistoryService()
                        .createHistoricIncidentQuery()
                        .incidentId(incident.getId())
                        .singleResult()
                        .isOpen())
                .isFalse();
    }

    /** The reconciliation's incidents, of one process instance or of all. */
    private List<Incident> incidents(String processInstanceId) {
        return engine.getRuntimeService().createIncidentQuery().incidentType("reconciliation").list().stream()
                .filter(incident -> incident.getId().equals(incident.getCauseIncidentId()))
                .filter(incident ->
                        processInstanceId == null || processInstanceId.equals(incident.getProcessInstanceId()))
                .toList();
    }

    private String start() {
        return start(Map.of());
    }

    private String start(Map<String, Object> further) {
        Map<String, Object> form = new HashMap<>(Map.of(
                "channel", "letter",
                "complainantName", "Ada Learner",
                "complainantType", "learner",
                "complainantAddress", "1 High Street",
                "summary", "The register was wrong."));
        form.putAll(further);
        return walk.start("kiwi-agent", "kiwi-complaint", form);
    }

    private String instance(String business) {
        return engine.getRuntimeService()
                .createProcessInstanceQuery()
                .processInstanceBusinessKey(business)
                .rootProcessInstances()
                .singleResult()
                .getId();
    }

    private Job job(String business, String element) {
        return engine.getManagementService()
                .createJobQuery()
                .processInstanceId(instance(business))
                .activityId(element)
                .singleResult();
    }

    /** As when the database has lost an instance: nothing of ours hears of it. */
    private void lose(String processInstanceId) {
        for (String table : List.of("ACT_RU_IDENTITYLINK", "ACT_RU_VARIABLE")) {
            jdbc.update(
                    "delete from " + table + " where TASK_ID_ in (select ID_ from ACT_RU_TASK where PROC_INST_ID_ = ?)",
                    processInstanceId);
        }
        for (String table : List.of("ACT_RU_TASK", "ACT_RU_EVENT_SUBSCR", "ACT_RU_VARIABLE", "ACT_RU_INCIDENT")) {
            jdbc.update("delete from " + table + " where PROC_INST_ID_ = ?", processInstanceId);
        }
        jdbc.update("delete from ACT_RU_JOB where PROCESS_INSTANCE_ID_ = ?", processInstanceId);
        jdbc.update("update ACT_RU_EXECUTION set PARENT_ID_ = null where PROC_INST_ID_ = ?", processInstanceId);
        jdbc.update(
                "delete from ACT_RU_EXECUTION where PROC_INST_ID_ = ? and ID_ <> ?",
                processInstanceId,
                processInstanceId);
        jdbc.update("delete from ACT_RU_EXECUTION where ID_ = ?", processInstanceId);
    }

    private void setDueDate(String taskId, Date due) {
        Task task = engine.getTaskService().createTaskQuery().taskId(taskId).singleResult();
        task.setDueDate(due);
        as("admin", () -> engine.getTaskService().saveTask(task));
    }

    /** Does over REST what the messages say, as a supervisor. */
    private void restartAsSupervisor(String activity) {
        Http supervisor = Http.as("kiwi-supervisor", port);
        JsonNode tree = Http.json(supervisor.get("/engine-rest/process-instance/" + instance + "/activity-instances"));
        String old = StreamSupport.stream(tree.findParents("activityId").spliterator(), false)
                .filter(node -> node.path("activityId").asText().equals(activity))
                .map(node -> node.path("id").asText())
                .findFirst()
                .orElseThrow(() -> new AssertionError(activity + " is not in " + tree));
        HttpResponse<String> answer =
                supervisor.post("/engine-rest/process-instance/" + instance + "/modification", """
                {"instructions": [
                  {"type": "startBeforeActivity", "activityId": "%s", "ancestorActivityInstanceId": "%s"},
                  {"type": "cancel", "activityInstanceId": "%s"}]}
                """.formatted(
                                activity, parentOf(tree, old), old));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        walk.settle();
    }

    private static String parentOf(JsonNode tree, String id) {
        return StreamSupport.stream(tree.findParents("parentActivityInstanceId").spliterator(), false)
                .filter(node -> node.path("id").asText().equals(id))
                .map(node -> node.path("parentActivityInstanceId").asText())
                .findFirst()
                .orElseThrow();
    }

    private void as(String user, Runnable action) {
        walk.as(user, () -> {
            action.run();
            return null;
        });
    }
}
