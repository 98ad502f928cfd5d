package uk.redress.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.redress.limit.LondonDates.london;

import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import uk.redress.RedressTest;
import uk.redress.log.Complaint;
import uk.redress.log.ComplaintLimit;
import uk.redress.log.ComplaintLimit.State;
import uk.redress.log.ComplaintStep;
import uk.redress.log.Complaints;
import uk.redress.log.Reader;
import uk.redress.policy.CaseWalk;
import uk.redress.policy.EngineClock;

/** ALL-2, and design.md section 8, mistake 6: one place moves task, timers and log in one transaction. */
@RedressTest
class MovingLimitsTest {

    private static final String TENANT = "kiwi";

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private Complaints complaints;

    @Autowired
    private DueDates dueDates;

    @Autowired
    private EngineClock clock;

    @Autowired
    private PlatformTransactionManager transactions;

    private CaseWalk walk;
    private String deployment;
    private String reference;

    /** Received on a Monday: the acknowledgement is due on Wednesday 4 March, the response on Wednesday 18 March. */
    @BeforeEach
    void start() {
        deployment = engine.getRepositoryService()
                .createDeployment()
                .name("moving-limits")
                .tenantId(TENANT)
                .addInputStream("moving-limits.bpmn", MovingLimitsTest.class.getResourceAsStream("moving-limits.bpmn"))
                .deploy()
                .getId();
        walk = new CaseWalk(engine, TENANT);
        walk.itIs("2026-03-02T10:00");
        reference = start("The register was wrong.");
    }

    @AfterEach
    void undeploy() {
        engine.getRepositoryService().deleteDeployment(deployment, true);
        ClockUtil.reset();
    }

    @Test
    @DisplayName("Until something changes, each limit is where its expression counted it")
    void before() {
        assertThat(task("respond").getDueDate()).isEqualTo(london("2026-03-18T23:59:59"));
        assertThat(timer("response-warning")).isEqualTo(london("2026-03-16T09:00"));
        assertThat(timer("response-limit")).isEqualTo(london("2026-03-18T23:59:59"));
        assertThat(limit("response-limit").revision()).isZero();
    }

    @Test
    @DisplayName("ALL-2: a notice in time moves due date, task, warning, limit and log, and the original was extended")
    void noticeInTime() {
        acknowledge("2026-03-03T11:00");
        walk.until("2026-03-16T10:00");
        give("due-soon", "2026-03-25", "The tutor is away.");

        Date revised = london("2026-03-25T23:59:59");
        assertThat(task("respond").getDueDate()).isEqualTo(revised);
        assertThat(timer("response-warning")).isEqualTo(london("2026-03-23T09:00"));
        assertThat(timer("response-limit")).isEqualTo(revised);
        assertThat(states("response-limit")).containsExactly(State.EXTENDED, State.OPEN);
        ComplaintLimit original = limits("response-limit").get(0);
        assertThat(original.extendedAt()).isEqualTo(london("2026-03-16T10:00").toInstant());
        assertThat(original.due()).isEqualTo(london("2026-03-18T23:59:59").toInstant());
        assertThat(original.missedAt()).isNull();
        ComplaintLimit second = limits("response-limit").get(1);
        assertThat(second.due()).isEqualTo(revised.toInstant());
        assertThat(second.originalDue()).isEqualTo(original.due());
        assertThat(second.revision()).isEqualTo(1);
        assertThat(second.armedAt()).isEqualTo(london("2026-03-16T10:00").toInstant());
        assertThat(complaint().nextDue()).isEqualTo(revised.toInstant());
        assertThat(step("limit-extended").evidence())
                .containsEntry("delayReason", "The tutor is away.")
                .containsKeys("dueBefore", "due", "inTimeBy");
        assertThat(step("limit-extended").limitId()).isEqualTo(original.id());
        assertThat(fact("revisedDate")).isEqualTo("2026-03-25");
        assertThat(fact("delayReason")).isEqualTo("The tutor is away.");
    }

    @Test
    @DisplayName("ALL-2: as often as needed, each revised date arms its own warning and limit, and each is on the log")
    void severalTimes() {
        acknowledge("2026-03-03T11:00");
        walk.until("2026-03-16T10:00");
        give("due-soon", "2026-03-25", "The tutor is away.");
        walk.until("2026-03-23T08:59");
        assertThat(walk.openTasks(reference)).containsExactly("respond");
        walk.until("2026-03-23T09:00");
        assertThat(walk.openTasks(reference)).containsExactly("due-soon", "respond");
        assertThat(task("due-soon").getDueDate()).isEqualTo(london("2026-03-25T23:59:59"));
        give("due-soon", "2026-04-01", "Still away.");

        walk.until("2026-03-30T09:00");
        assertThat(walk.openTasks(reference)).containsExactly("due-soon", "respond");
        walk.until("2026-04-01T23:59:58");
        assertThat(states("response-limit")).containsExactly(State.EXTENDED, State.EXTENDED, State.OPEN);
        assertThat(count("limit-missed")).isZero();
        walk.until("2026-04-02T00:00:00");
        assertThat(states("response-limit")).containsExactly(State.EXTENDED, State.EXTENDED, State.LATE);
        assertThat(count("limit-missed")).isEqualTo(1);
        assertThat(walk.openTasks(reference)).containsExactly("due-soon", "late", "respond");

        respond("2026-04-03T12:00");
        assertThat(states("response-limit")).containsExactly(State.EXTENDED, State.EXTENDED, State.MET_LATE);
        assertThat(limits("response-limit"))
                .extracting(ComplaintLimit::revision)
                .containsExactly(0, 1, 2);
        assertThat(limits("response-limit"))
                .extracting(ComplaintLimit::originalDue)
                .containsOnly(london("2026-03-18T23:59:59").toInstant());
        assertThat(walk.isOver(reference)).isTrue();
    }

    @Test
    @DisplayName(
            "Lateness is never hidden: a notice after the limit leaves it missed, and the new limit can be missed too")
    void noticeAfterTheLimit() {
        acknowledge("2026-03-03T11:00");
        walk.until("2026-03-19T10:00");
        assertThat(states("response-limit")).containsExactly(State.LATE);
        assertThat(task("late").getDueDate()).isEqualTo(london("2026-03-18T23:59:59"));
        assertThat(timer("update-due")).isEqualTo(london("2026-03-25T23:59:59"));

        give("due-soon", "2026-03-24", "The tutor is away.");
        assertThat(states("response-limit")).containsExactly(State.MISSED, State.OPEN);
        assertThat(limits("response-limit").get(0).missedAt())
                .isEqualTo(london("2026-03-18T23:59:59").toInstant());
        assertThat(step("limit-extended").evidence()).containsEntry("lateBy", "PT10H1S");
        assertThat(complaint().late(clock.instant())).isFalse();
        assertThat(timer("response-limit")).isEqualTo(london("2026-03-24T23:59:59"));
        assertThat(task("late").getDueDate())
                .as("what was called with the due date follows it")
                .isEqualTo(london("2026-03-24T23:59:59"));
        assertThat(timer("update-due")).isEqualTo(london("2026-03-31T23:59:59"));

        assertThat(steps())
                .as("nobody entered that anywhere")
                .filteredOn(step -> step.action().equals("changed"))
                .noneSatisfy(step -> assertThat(step.evidence()).containsKey("due"))
                .anySatisfy(step -> assertThat(step.evidence())
                        .containsEntry("dueDate", "2026-03-24T23:59:59.000+0000")
                        .containsEntry("dueDateBefore", "2026-03-18T23:59:59.000+0000"));

        walk.until("2026-03-25T00:00:00");
        assertThat(states("response-limit")).containsExactly(State.MISSED, State.LATE);
        assertThat(count("limit-missed")).isEqualTo(2);
        assertThat(tasks("late")).hasSize(2);
    }

    @Test
    @DisplayName("A notice that went out in time and was recorded after the limit was in time")
    void noticeRecordedLater() {
        acknowledge("2026-03-03T11:00");
        walk.until("2026-03-19T10:00");
        set(task("due-soon"), Map.of("noticeAt", london("2026-03-18T16:00")));
        give("due-soon", "2026-03-25", "The tutor is away.");

        assertThat(states("response-limit")).containsExactly(State.EXTENDED, State.OPEN);
        assertThat(limits("response-limit").get(0).missedAt()).isNull();
        assertThat(count("limit-missed"))
                .as("what the log said then stays on it")
                .isEqualTo(1);
    }

    @Test
    @DisplayName("A notice that another has overtaken moves nothing, and the log says so")
    void overtaken() {
        acknowledge("2026-03-03T11:00");
        walk.until("2026-03-25T23:59:59");
        set(task("update-complainant"), Map.of("updatedAt", london("2026-03-25T23:59:59")));
        give("update-complainant", "2026-04-09", "The tutor is away.");
        give("due-soon", "2026-04-09", "Another word for it.");

        assertThat(timer("response-limit")).isEqualTo(london("2026-04-09T23:59:59"));
        assertThat(states("response-limit")).containsExactly(State.MISSED, State.OPEN);
        assertThat(count("limit-extended")).isEqualTo(1);
        assertThat(step("limit-kept").evidence())
                .containsEntry("limit", "responseDue")
                .containsKey("revised");
        assertThat(fact("delayReason")).isEqualTo("The tutor is away.");
    }

    @Test
    @DisplayName("A revised date that has passed when the notice goes out is late at once, and the next level is told")
    void revisedDateIsOver() {
        acknowledge("2026-03-03T11:00");
        walk.until("2026-03-25T10:00");
        give("due-soon", "2026-03-24", "The letter lay in the tray.");
        walk.settle();

        assertThat(states("response-limit")).containsExactly(State.MISSED, State.LATE);
        assertThat(tasks("late")).hasSize(2);
    }

    @Test
    @DisplayName("A corrected receipt recounts: a limit that is not over after all runs again, and fires again")
    void receivedLaterThanThought() {
        walk.until("2026-03-05T09:00");
        assertThat(states("acknowledgement-limit")).containsExactly(State.LATE);
        assertThat(walk.openTasks(reference)).containsExactly("acknowledge", "acknowledgement-late", "respond");

        engine.getRuntimeService().setVariable(root().getId(), "receivedAt", london("2026-03-04T15:00"));
        Date due = london("2026-03-06T23:59:59");
        assertThat(states("acknowledgement-limit")).containsExactly(State.OPEN);
        assertThat(limit("acknowledgement-limit").missedAt()).isNull();
        assertThat(limit("acknowledgement-limit").due()).isEqualTo(due.toInstant());
        assertThat(timer("acknowledgement-limit")).isEqualTo(due);
        assertThat(task("acknowledge").getDueDate()).isEqualTo(due);
        assertThat(task("respond").getDueDate()).isEqualTo(london("2026-03-20T23:59:59"));
        assertThat(timer("response-warning")).isEqualTo(london("2026-03-18T09:00"));
        assertThat(count("limit-recounted")).isEqualTo(2);
        assertThat(step("limit-recounted").evidence())
                .containsEntry("dueBefore", "2026-03-04T23:59:59.000+0000")
                .containsEntry("due", "2026-03-06T23:59:59.000+0000");
        assertThat(complaint().nextDue()).isEqualTo(due.toInstant());

        walk.until("2026-03-07T00:00:00");
        assertThat(states("acknowledgement-limit")).containsExactly(State.LATE);
        assertThat(limit("acknowledgement-limit").missedAt()).isEqualTo(due.toInstant());
        assertThat(tasks("acknowledgement-late")).hasSize(2);
    }

    @Test
    @DisplayName("A corrected receipt recounts: a limit that is over after all fires")
    void receivedEarlierThanThought() {
        walk.until("2026-03-03T09:00");
        engine.getRuntimeService().setVariable(root().getId(), "receivedAt", london("2026-02-25T15:00"));
        assertThat(timer("acknowledgement-limit")).isEqualTo(london("2026-02-27T23:59:59"));
        walk.settle();

        assertThat(states("acknowledgement-limit")).containsExactly(State.LATE);
        assertThat(limit("acknowledgement-limit").missedAt())
                .isEqualTo(london("2026-02-27T23:59:59").toInstant());
        assertThat(walk.openTasks(reference)).contains("acknowledgement-late");
    }

    @Test
    @DisplayName("A limit that runs from a fact runs from the day it was due, until the fact happens earlier")
    void referral() {
        engine.getRuntimeService().setVariable(root().getId(), "referredAt", london("2026-03-02T12:00"));
        assertThat(task("respond").getDueDate()).isEqualTo(london("2026-03-16T23:59:59"));
        assertThat(timer("response-warning")).isEqualTo(london("2026-03-12T09:00"));
        assertThat(timer("response-limit")).isEqualTo(london("2026-03-16T23:59:59"));
        assertThat(limit("response-limit").due())
                .isEqualTo(london("2026-03-16T23:59:59").toInstant());
        assertThat(states("response-limit")).containsExactly(State.OPEN);

        engine.getRuntimeService().setVariable(root().getId(), "referredAt", london("2026-03-06T12:00"));
        assertThat(task("respond").getDueDate())
                .as("a late referral gives no more time")
                .isEqualTo(london("2026-03-18T23:59:59"));
    }

    @Test
    @DisplayName("What the complainant was told stays: no corrected fact moves a revised date")
    void revisedStays() {
        acknowledge("2026-03-03T11:00");
        walk.until("2026-03-16T10:00");
        give("due-soon", "2026-03-25", "The tutor is away.");
        engine.getRuntimeService().setVariable(root().getId(), "receivedAt", london("2026-03-04T15:00"));

        assertThat(timer("response-limit")).isEqualTo(london("2026-03-25T23:59:59"));
        assertThat(task("respond").getDueDate()).isEqualTo(london("2026-03-25T23:59:59"));
        assertThat(states("response-limit")).containsExactly(State.EXTENDED, State.OPEN);
    }

    @Test
    @DisplayName("Nothing moves if what changed the fact is rolled back, and nothing is half moved")
    void rolledBack() {
        long steps = steps().size();
        assertThatThrownBy(() -> new TransactionTemplate(transactions).executeWithoutResult(status -> {
                    engine.getRuntimeService().setVariable(root().getId(), "receivedAt", london("2026-03-04T15:00"));
                    assertThat(timer("response-limit")).isEqualTo(london("2026-03-20T23:59:59"));
                    throw new IllegalStateException("The power fails.");
                }))
                .hasMessage("The power fails.");

        before();
        assertThat(task("acknowledge").getDueDate()).isEqualTo(london("2026-03-04T23:59:59"));
        assertThat(limit("response-limit").due())
                .isEqualTo(london("2026-03-18T23:59:59").toInstant());
        assertThat(steps()).hasSize((int) steps);
    }

    @Test
    @DisplayName("A command of the engine that fails at its end moves nothing either")
    void failed() {
        reference = start("break");
        Task respond = task("respond");
        set(respond, Map.of("respondedAt", london("2026-03-02T10:30")));
        walk.itIs("2026-03-02T11:00");
        assertThatThrownBy(() -> engine.getTaskService().complete(respond.getId()))
                .isInstanceOf(ProcessEngineException.class);

        assertThat(task("respond").getDueDate()).isEqualTo(london("2026-03-18T23:59:59"));
        assertThat(fact("stageDone")).isNull();
    }

    @Test
    @DisplayName("A date that cannot be counted yet, or not any more, stays as it is and stops nothing")
    void notCountable() {
        assertThat(fact(stage(), "answerDue")).isNull();
        engine.getRuntimeService().setVariable(root().getId(), "promisedOn", "2026-03-09");
        dueDates.recount(root().getId());
        assertThat(fact(stage(), "answerDue")).isEqualTo(london("2026-03-09T09:00"));

        engine.getRuntimeService().setVariable(root().getId(), "promisedOn", "soon");
        engine.getRuntimeService().setVariable(root().getId(), "referredAt", london("2026-03-02T12:00"));
        assertThat(fact(stage(), "answerDue")).isEqualTo(london("2026-03-09T09:00"));
        assertThat(timer("response-limit")).isEqualTo(london("2026-03-16T23:59:59"));
    }

    @Test
    @DisplayName("Where nothing has changed, settling changes nothing: no step, no new timer, not even a revision")
    void idempotent() {
        acknowledge("2026-03-03T11:00");
        walk.until("2026-03-19T10:00");
        long last = steps().get(steps().size() - 1).id();
        Map<String, Date> jobs = jobs();

        dueDates.recount(root().getId());
        engine.getRuntimeService().setVariable(root().getId(), "receivedAt", london("2026-03-02T10:00"));
        assertThat(jobs()).isEqualTo(jobs);
        assertThat(steps())
                .filteredOn(step -> step.id() > last)
                .extracting(ComplaintStep::action)
                .containsExactly("changed");
        assertThat(states("response-limit")).containsExactly(State.LATE);
    }

    @Test
    @DisplayName(
            "Failed timers are not lost when they move: they keep their incident until somebody has mended the cause")
    void failedTimers() {
        Job limit = job("response-limit");
        engine.getManagementService().setJobRetries(limit.getId(), 0);
        engine.getRuntimeService().setVariable(root().getId(), "referredAt", london("2026-03-02T12:00"));

        Job moved = job("response-limit");
        assertThat(moved.getId()).isEqualTo(limit.getId());
        assertThat(moved.getRetries()).isZero();
        assertThat(moved.getDuedate()).isEqualTo(london("2026-03-16T23:59:59"));
        assertThat(engine.getRuntimeService()
                        .createIncidentQuery()
                        .configuration(limit.getId())
                        .count())
                .isEqualTo(1);
    }

    @Test
    @DisplayName("A suspended case moves its dates too, and stays suspended")
    void suspended() {
        engine.getRuntimeService().suspendProcessInstanceById(root().getId());
        engine.getRuntimeService().setVariable(root().getId(), "referredAt", london("2026-03-02T12:00"));

        assertThat(timer("response-limit")).isEqualTo(london("2026-03-16T23:59:59"));
        assertThat(job("response-limit").isSuspended()).isTrue();
        engine.getRuntimeService().activateProcessInstanceById(root().getId());
    }

    @Test
    @DisplayName(
            "A limit of a called diagram is met by that diagram's own fact, and moves with what it was called with")
    void limitOfACalledDiagram() {
        acknowledge("2026-03-03T11:00");
        walk.until("2026-03-26T10:00");
        assertThat(states("update-limit")).containsExactly(State.OPEN);
        assertThat(limit("update-limit").due())
                .isEqualTo(london("2026-03-26T23:59:59").toInstant());
        engine.getRuntimeService().setVariable(root().getId(), "updatedAt", london("2026-03-26T09:00"));
        assertThat(states("update-limit"))
                .as("the case's own fact of that name is another's")
                .containsExactly(State.OPEN);

        give("due-soon", "2026-03-27", "The tutor is away.");
        assertThat(limit("update-limit").due())
                .isEqualTo(london("2026-04-08T23:59:59").toInstant());
        assertThat(task("update-complainant").getDueDate()).isEqualTo(london("2026-04-08T23:59:59"));

        set(task("update-complainant"), Map.of("updatedAt", london("2026-03-26T10:00")));
        complete("update-complainant", Map.of());
        assertThat(states("update-limit")).containsExactly(State.MET);
    }

    @Test
    @DisplayName("Whoever knows already that more time is needed has the warning at once, and once")
    void warnNow() {
        walk.until("2026-03-03T11:00");
        assertThat(dueDates.warnNow(root().getId())).isEqualTo(1);
        assertThat(tasks("due-soon")).hasSize(1);
        assertThat(dueDates.warnNow(root().getId())).isZero();
        assertThat(step("warning").at()).isEqualTo(london("2026-03-03T11:00").toInstant());

        give("due-soon", "2026-03-25", "The tutor is away.");
        assertThat(timer("response-warning")).isEqualTo(london("2026-03-23T09:00"));
        assertThat(states("response-limit")).containsExactly(State.EXTENDED, State.OPEN);
        walk.until("2026-03-23T10:00");
        complete("due-soon", Map.of("revisedDate", "2026-03-31", "delayReason", "Longer."));
        walk.until("2026-03-24T10:00");
        assertThat(dueDates.warnNow(root().getId()))
                .as("also where the warning has fired")
                .isEqualTo(1);
    }

    @Test
    @DisplayName("A stage whose work is done is the last one done; a lesson and who dealt with it stand in the row")
    void stageDone() {
        acknowledge("2026-03-03T11:00");
        assertThat(complaint().stageDone()).isNull();
        Map<String, Object> facts = new HashMap<>();
        facts.put("lesson", "Ask twice.");
        facts.put("about", "kiwi-head");
        facts.put("handledBy", "1:kiwi-manager");
        facts.put("escalatedAt", london("2026-03-03T11:00"));
        engine.getRuntimeService().setVariables(root().getId(), facts);
        respond("2026-03-04T12:00");

        assertThat(complaint().stageDone()).isEqualTo(1);
        assertThat(complaint().lesson()).isEqualTo("Ask twice.");
        assertThat(complaint().about()).isEqualTo("kiwi-head");
        assertThat(complaint().handledBy()).isEqualTo("1:kiwi-manager");
        assertThat(complaint().escalatedAt())
                .isEqualTo(london("2026-03-03T11:00").toInstant());
    }

    private String start(String summary) {
        return walk.start(
                "kiwi-agent",
                "kiwi-complaint",
                Map.of(
                        "channel", "phone",
                        "complainantName", "Ada Learner",
                        "complainantType", "learner",
                        "summary", summary));
    }

    private void acknowledge(String at) {
        walk.until(at);
        engine.getRuntimeService().setVariable(root().getId(), "acknowledgedAt", london(at));
        complete("acknowledge", Map.of());
    }

    private void respond(String at) {
        walk.until(at);
        engine.getRuntimeService().setVariable(root().getId(), "respondedAt", london(at));
        complete("respond", Map.of());
    }

    /** The complainant gets a notice of delay, by the diagram that this task belongs to. */
    private void give(String task, String revisedDate, String delayReason) {
        complete(task, Map.of("revisedDate", revisedDate, "delayReason", delayReason));
    }

    private void complete(String key, Map<String, ?> variables) {
        Task task = task(key);
        set(task, variables);
        engine.getTaskService().complete(task.getId());
        walk.settle();
    }

    /** As the form of a called diagram does. */
    private void set(Task task, Map<String, ?> variables) {
        engine.getRuntimeService().setVariables(task.getProcessInstanceId(), variables);
    }

    private Task task(String key) {
        return walk.task(reference, key);
    }

    private List<Task> tasks(String key) {
        return engine.getTaskService()
                .createTaskQuery()
                .processInstanceBusinessKey(reference)
                .taskDefinitionKey(key)
                .list();
    }

    private List<ProcessInstance> instances() {
        return engine.getRuntimeService()
                .createProcessInstanceQuery()
                .processInstanceBusinessKey(reference)
                .list();
    }

    private ProcessInstance root() {
        return engine.getRuntimeService()
                .createProcessInstanceQuery()
                .processInstanceBusinessKey(reference)
                .rootProcessInstances()
                .singleResult();
    }

    private Job job(String element) {
        List<Job> jobs = instances().stream()
                .flatMap(instance -> engine
                        .getManagementService()
                        .createJobQuery()
                        .processInstanceId(instance.getId())
                        .activityId(element)
                        .list()
                        .stream())
                .toList();
        assertThat(jobs).as("timers " + element).hasSize(1);
        return jobs.get(0);
    }

    private Map<String, Date> jobs() {
        Map<String, Date> jobs = new HashMap<>();
        instances()
                .forEach(instance -> engine.getManagementService()
                        .createJobQuery()
                        .processInstanceId(instance.getId())
                        .list()
                        .forEach(job -> jobs.put(job.getId(), job.getDuedate())));
        return jobs;
    }

    private Date timer(String element) {
        return job(element).getDuedate();
    }

    private String stage() {
        return engine.getRuntimeService()
                .createVariableInstanceQuery()
                .processInstanceIdIn(root().getId())
                .variableName("referralDue")
                .singleResult()
                .getExecutionId();
    }

    private Object fact(String variable) {
        return fact(root().getId(), variable);
    }

    private Object fact(String execution, String variable) {
        return engine.getRuntimeService().getVariableLocal(execution, variable);
    }

    private Complaint complaint() {
        return complaints.find(new Reader(true, Set.of()), reference).orElseThrow();
    }

    private List<ComplaintLimit> limits(String element) {
        return complaint().limits().stream()
                .filter(limit -> limit.elementId().equals(element))
                .toList();
    }

    private ComplaintLimit limit(String element) {
        assertThat(limits(element)).hasSize(1);
        return limits(element).get(0);
    }

    private List<State> states(String element) {
        return limits(element).stream()
                .map(limit -> limit.state(clock.instant()))
                .toList();
    }

    private List<ComplaintStep> steps() {
        return complaints.steps(complaint(), 0, 1000);
    }

    private long count(String action) {
        return steps().stream().filter(step -> step.action().equals(action)).count();
    }

    private ComplaintStep step(String action) {
        return steps().stream()
                .filter(step -> step.action().equals(action))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No step " + action));
    }
}
