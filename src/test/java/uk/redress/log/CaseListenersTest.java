package uk.redress.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.redress.log.SampleCases.date;
import static uk.redress.log.SampleCases.itIs;

import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;
import uk.redress.RedressTest;

@RedressTest
class CaseListenersTest {

    private static final Reader EVERYTHING = new Reader(true, Set.of());

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private Complaints complaints;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private TransactionTemplate transaction;

    private SampleCases cases;

    @BeforeEach
    void deploy() {
        cases = new SampleCases(engine);
        itIs("2026-03-02T10:00");
    }

    @AfterEach
    void undeploy() {
        cases.close();
        ClockUtil.reset();
    }

    @Test
    @DisplayName("ALL-4: each step of a case is on the log, in its order, from the start to the close")
    void everyStep() {
        String reference = cases.reference(cases.start(Map.of()));
        cases.complete(reference, "acknowledge", Map.of());
        cases.run(reference, "send");
        cases.complete(reference, "respond", Map.of("outcome", "upheld"));
        cases.run(reference, "send");

        assertThat(complaints.steps(complaint(reference), 0, 100))
                .extracting(step -> step.action() + " " + step.elementId())
                .containsExactly(
                        "started complaint-received",
                        "decided it-is-a-complaint",
                        "entered stage-1",
                        "entered acknowledgement",
                        "limit-armed acknowledgement-limit",
                        "task-created acknowledge",
                        "entered response",
                        "limit-armed response-limit",
                        "task-created respond",
                        "completed acknowledge",
                        "called send-acknowledgement",
                        "occurred letter-owed",
                        "done send",
                        "ended sent",
                        "returned send-acknowledgement",
                        "limit-met acknowledgement-limit",
                        "ended acknowledged",
                        "left acknowledgement",
                        "ended acknowledgement-done",
                        "completed respond",
                        "called send-response",
                        "occurred letter-owed",
                        "done send",
                        "ended sent",
                        "returned send-response",
                        "limit-met response-limit",
                        "ended responded",
                        "left response",
                        "ended stage-1-answered",
                        "left stage-1",
                        "ended complaint-answered",
                        "closed kiwi-complaint");
    }

    @Test
    @DisplayName("ALL-4: a step says who, when, what, where on the diagram, by which clause and by when")
    void whoWhatWhen() {
        itIs("2026-03-02T10:00:30");
        ProcessInstance[] instance = new ProcessInstance[1];
        cases.as("kiwi-agent", () -> instance[0] = cases.start(Map.of("receivedTime", "09:45")));
        String reference = cases.reference(instance[0]);

        ComplaintStep started = step(reference, "started");
        assertThat(started.actor()).isEqualTo("kiwi-agent");
        assertThat(started.at()).isEqualTo(date("2026-03-02T10:00:30").toInstant());
        assertThat(started.elementName()).isEqualTo("Complaint received");
        assertThat(started.process()).isEqualTo("kiwi-complaint");
        assertThat(started.clauses()).containsExactly("KIW-1", "KIW-5");
        assertThat(started.evidence())
                .containsEntry("complainantName", "Ada Learner")
                .containsEntry("receivedAt", "2026-03-02T09:45:00.000+0000")
                .containsEntry("reference", reference)
                .containsEntry("kind", "complaint");
        assertThat(step(reference, "decided").elementName()).isEqualTo("Is it a query? No");

        ComplaintStep created = step(reference, "task-created", "acknowledge");
        assertThat(created.due()).isEqualTo(date("2026-03-04T09:45:00").toInstant());
        assertThat(created.evidence()).containsEntry("candidateGroups", List.of("referral-managers"));
        assertThat(created.processInstanceId()).isEqualTo(instance[0].getId());
        assertThat(created.activityInstanceId()).isNotBlank();
    }

    @Test
    @DisplayName("ALL-4: a task's claim, hand-over, return, change and completion are steps, with what was entered")
    void tasks() {
        String reference = cases.reference(cases.start(Map.of()));
        Task task = cases.task(reference, "respond");
        cases.as("kiwi-manager", () -> engine.getTaskService().claim(task.getId(), "kiwi-manager"));
        cases.as("kiwi-supervisor", () -> engine.getTaskService().setAssignee(task.getId(), "kiwi-manager2"));
        cases.as("kiwi-supervisor", () -> engine.getTaskService().setAssignee(task.getId(), null));
        Task changed = cases.task(reference, "respond");
        changed.setPriority(80);
        cases.as("kiwi-supervisor", () -> engine.getTaskService().saveTask(changed));
        String findings = "x".repeat(15_000);
        cases.as(
                "kiwi-manager2",
                () -> cases.complete(
                        reference, "respond", Map.of("outcome", "not-upheld", "findings", findings, "remedy", "")));

        assertThat(complaints.steps(complaint(reference), 0, 100))
                .filteredOn(step -> "respond".equals(step.elementId()))
                .extracting(step -> step.action() + " by " + step.actor())
                .containsExactly(
                        "task-created by null",
                        "claimed by kiwi-manager",
                        "assigned by kiwi-supervisor",
                        "unclaimed by kiwi-supervisor",
                        "changed by kiwi-supervisor",
                        "completed by kiwi-manager2");
        assertThat(step(reference, "changed").evidence())
                .containsEntry("priorityBefore", "50")
                .containsEntry("priority", "80");
        assertThat(step(reference, "completed").evidence())
                .containsOnly(Map.entry("outcome", "not-upheld"), Map.entry("findings", findings));
        assertThat(complaint(reference).outcome()).isEqualTo("not-upheld");
    }

    @Test
    @DisplayName("The log is written in the engine's transaction: what is rolled back was never on it")
    void rolledBack() {
        int before = rows();
        transaction.executeWithoutResult(status -> {
            cases.start(Map.of());
            assertThat(rows()).as("inside the transaction").isGreaterThan(before);
            status.setRollbackOnly();
        });
        assertThat(rows()).isEqualTo(before);

        String reference = cases.reference(cases.start(Map.of()));
        int started = rows();
        transaction.executeWithoutResult(status -> {
            cases.complete(reference, "acknowledge", Map.of());
            status.setRollbackOnly();
        });
        assertThat(rows()).isEqualTo(started);
        assertThat(cases.task(reference, "acknowledge")).isNotNull();
    }

    @Test
    @DisplayName("A step that fails and is tried again is on the log once, and its failures are no steps")
    void retried() {
        String reference = cases.reference(cases.start(Map.of("summary", "break")));
        cases.complete(reference, "acknowledge", Map.of());
        int before = rows();
        String job = cases.jobs(reference, "send").get(0).getId();

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> engine.getManagementService().executeJob(job))
                    .isInstanceOf(ProcessEngineException.class);
        }
        assertThat(rows()).isEqualTo(before);
        engine.getRuntimeService()
                .setVariable(cases.jobs(reference, "send").get(0).getProcessInstanceId(), "summary", "mended");
        cases.run(reference, "send");

        assertThat(complaints.steps(complaint(reference), 0, 100))
                .filteredOn(step -> "send".equals(step.elementId()))
                .extracting(ComplaintStep::action)
                .containsExactly("done");
    }

    @Test
    @DisplayName("The complaint's row has its stage while it is there, and how it was closed when its case ends")
    void rowOfTheComplaint() {
        String reference = cases.reference(cases.start(Map.of("department", "", "representativeName", "Sol Icitor")));
        Complaint open = complaint(reference);
        assertThat(open.stage()).isEqualTo(1);
        assertThat(open.state()).isEqualTo("open");
        assertThat(open.representative()).isEqualTo("Sol Icitor");
        assertThat(open.nextDue()).isEqualTo(date("2026-03-04T10:00").toInstant());

        itIs("2026-03-03T11:00");
        cases.complete(reference, "respond", Map.of("rootCause", "Nobody looked."));
        itIs("2026-03-03T12:00");
        cases.run(reference, "send");

        Complaint closed = complaint(reference);
        assertThat(closed.state()).isEqualTo("closed");
        assertThat(closed.closedAs()).isEqualTo("answered");
        assertThat(closed.closedAt()).isEqualTo(date("2026-03-03T12:00").toInstant());
        assertThat(closed.respondedAt()).isEqualTo(date("2026-03-03T12:00").toInstant());
        assertThat(closed.rootCause()).isEqualTo("Nobody looked.");
        assertThat(closed.nextDue()).isNull();
    }

    @Test
    @DisplayName("KIW-2: a query is on the log and has no stage")
    void query() {
        ProcessInstance instance = cases.start(Map.of("kind", "query"));
        assertThat(instance.isEnded()).isTrue();
        String reference = jdbc.queryForObject(
                "select reference from complaint where process_instance_id = ?", String.class, instance.getId());

        assertThat(complaint(reference).closedAs()).isEqualTo("not-a-complaint");
        assertThat(complaint(reference).kind()).isEqualTo("query");
        assertThat(complaint(reference).stage()).isNull();
        assertThat(step(reference, "decided").elementName()).isEqualTo("Is it a query? Yes");
    }

    @Test
    @DisplayName("ALL-5: a message into a case is a step, and what it ends is on the log as cancelled")
    void message() {
        String reference = cases.reference(cases.start(Map.of()));
        cases.as(
                "kiwi-agent",
                () -> engine.getRuntimeService()
                        .createMessageCorrelation("complaint-withdrawn")
                        .processInstanceBusinessKey(reference)
                        .tenantId("kiwi")
                        .setVariable("details", "Rang to say that all is well.")
                        .correlate());

        assertThat(step(reference, "occurred", "complaint-withdrawn").evidence())
                .containsEntry("details", "Rang to say that all is well.");
        assertThat(step(reference, "occurred", "complaint-withdrawn").actor()).isEqualTo("kiwi-agent");
        assertThat(step(reference, "cancelled", "acknowledge").actor()).isEqualTo("kiwi-agent");
        assertThat(step(reference, "cancelled", "stage-1")).isNotNull();
        assertThat(complaint(reference).closedAs()).isEqualTo("withdrawn");
        assertThat(complaint(reference).state()).isEqualTo("closed");
    }

    @Test
    @DisplayName("A case that somebody deletes in Cockpit is closed as deleted, with who and why, listeners or not")
    void deleted() {
        for (boolean skipListeners : new boolean[] {false, true}) {
            ProcessInstance instance = cases.start(Map.of());
            String reference = cases.reference(instance);
            cases.as(
                    "kiwi-supervisor",
                    () -> engine.getRuntimeService()
                            .deleteProcessInstance(instance.getId(), "Logged twice", skipListeners));

            ComplaintStep deleted = step(reference, "deleted");
            assertThat(deleted.actor()).isEqualTo("kiwi-supervisor");
            assertThat(deleted.evidence()).containsEntry("why", "Logged twice");
            assertThat(step(reference, "cancelled", "respond")).isNotNull();
            assertThat(complaint(reference).state()).isEqualTo("closed");
            assertThat(complaint(reference).closedAs()).isEqualTo("deleted");
        }
    }

    @Test
    @DisplayName(
            "What somebody changes of a case outside its tasks, in Cockpit or by REST, is a step with who and what")
    void changed() {
        ProcessInstance instance = cases.start(Map.of());
        String reference = cases.reference(instance);
        cases.as(
                "kiwi-supervisor",
                () -> engine.getRuntimeService().setVariable(instance.getId(), "complainantName", "Ada M. Learner"));

        assertThat(step(reference, "changed").actor()).isEqualTo("kiwi-supervisor");
        assertThat(step(reference, "changed").evidence()).containsOnly(Map.entry("complainantName", "Ada M. Learner"));
        assertThat(complaint(reference).complainantName()).isEqualTo("Ada M. Learner");
    }

    @Test
    @DisplayName("A reference is never changed, by a supervisor either")
    void otherReference() {
        ProcessInstance instance = cases.start(Map.of());
        String reference = cases.reference(instance);

        assertThatThrownBy(() -> cases.as(
                        "kiwi-supervisor",
                        () -> engine.getRuntimeService().setVariable(instance.getId(), "reference", "KIW-2026-99999")))
                .isInstanceOf(BadUserRequestException.class)
                .hasMessageContaining("leave it " + reference);
        assertThat(engine.getRuntimeService().getVariable(instance.getId(), "reference"))
                .isEqualTo(reference);
    }

    @Test
    @DisplayName("A receipt that is no date is refused in plain words, and nothing of it is kept")
    void noReceipt() {
        ProcessInstance instance = cases.start(Map.of());
        String reference = cases.reference(instance);

        assertThatThrownBy(() -> engine.getRuntimeService().setVariable(instance.getId(), "receivedAt", "yesterday"))
                .isInstanceOf(BadUserRequestException.class)
                .hasMessageContaining("set it to a variable of the type Date");
        assertThat(engine.getRuntimeService().getVariable(instance.getId(), "receivedAt"))
                .isEqualTo(Date.from(complaint(reference).receivedAt()));
    }

    @Test
    @DisplayName(
            "A diagram that a case calls belongs to the case: it has its business key, and its steps are the case's")
    void calledDiagram() {
        String reference = cases.reference(cases.start(Map.of()));
        cases.complete(reference, "acknowledge", Map.of());

        assertThat(engine.getRuntimeService()
                        .createProcessInstanceQuery()
                        .processDefinitionKey("log-sample-letter")
                        .processInstanceBusinessKey(reference)
                        .count())
                .isEqualTo(1);
        ComplaintStep owed = step(reference, "occurred", "letter-owed");
        assertThat(owed.process()).isEqualTo("log-sample-letter");
        assertThat(owed.evidence()).as("no second copy of what the case knows").isEmpty();
    }

    private int rows() {
        return jdbc.queryForObject(
                "select (select count(*) from complaint) + (select count(*) from complaint_step)"
                        + " + (select count(*) from complaint_limit)",
                Integer.class);
    }

    private Complaint complaint(String reference) {
        return complaints.find(EVERYTHING, reference).orElseThrow();
    }

    private ComplaintStep step(String reference, String action) {
        return complaints.steps(complaint(reference), 0, 1000).stream()
                .filter(step -> step.action().equals(action))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No step " + action + " of " + reference));
    }

    private ComplaintStep step(String reference, String action, String element) {
        return complaints.steps(complaint(reference), 0, 1000).stream()
                .filter(step -> step.action().equals(action) && element.equals(step.elementId()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No step " + action + " " + element + " of " + reference));
    }
}
