package uk.redress.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.redress.log.SampleCases.date;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import uk.redress.log.ComplaintFilter.Sort;
import uk.redress.log.ComplaintLimit.State;
import uk.redress.policy.EngineClock;

/** What the log's tables and questions do on every database that Redress runs on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ComplaintsContract {

    private static final Reader EVERYTHING = new Reader(true, Set.of());
    private static final Instant NOW = date("2026-03-10T12:00").toInstant();

    private JdbcTemplate jdbc;
    private CaseTables tables;
    private Complaints complaints;
    private References references;
    private TransactionTemplate transaction;
    private List<RunningLimit> limitsBeforeFirst;

    abstract DataSource database();

    @BeforeAll
    void migrate() {
        DataSource database = database();
        jdbc = new JdbcTemplate(database);
        migrate(database, "1");
        jdbc.update("insert into complaint (reference, tenant, process_key, process_instance_id, kind, received_at,"
                + " logged_at, state) values ('KIW-2019-00001', 'kiwi', 'kiwi-complaint', 'root', 'complaint',"
                + " current_timestamp, current_timestamp, 'open')");
        jdbc.update("insert into complaint_limit (id, reference, element_id, attached_to, activity_instance_id, due,"
                + " original_due, armed_at) values ('old', 'KIW-2019-00001', 'response-limit', 'response', 'x:1',"
                + " current_timestamp, current_timestamp, current_timestamp)");
        migrate(database, "latest");
        tables = new CaseTables(jdbc);
        complaints = new Complaints(JdbcClient.create(database), new EngineClock(), Set.of());
        JdbcTransactionManager transactions = new JdbcTransactionManager(database);
        references = new References(JdbcClient.create(database), transactions);
        transaction = new TransactionTemplate(transactions);
    }

    private static void migrate(DataSource database, String version) {
        Flyway.configure()
                .dataSource(database)
                .target(version)
                .table("redress_schema_history")
                .load()
                .migrate();
    }

    @BeforeEach
    void fill() {
        limitsBeforeFirst = limitsBeforeFirst == null ? tables.runningLimits("KIW-2019-00001") : limitsBeforeFirst;
        ClockUtil.setCurrentTime(java.util.Date.from(NOW));
        for (String table : List.of("complaint_step", "complaint_limit", "complaint", "complaint_reference")) {
            jdbc.update("delete from " + table);
        }
        LoggedComplaint.of(
                        "KIW-2026-00001",
                        "kiwi",
                        date("2026-03-02T10:00").toInstant(),
                        Map.of("complainant_name", "Ada 100% Learner", "channel", "phone", "stage", 1))
                .limit("response-limit", date("2026-03-16T23:59:59").toInstant())
                .limit("acknowledgement-limit", date("2026-03-04T23:59:59").toInstant())
                .write(tables);
        LoggedComplaint.of(
                        "KIW-2026-00002",
                        "kiwi",
                        date("2026-03-03T00:00").toInstant(),
                        Map.of("complainant_name", "bob Client", "channel", "email", "stage", 2, "department", "north"))
                .limit("response-limit", date("2026-03-17T23:59:59").toInstant())
                .write(tables);
        LoggedComplaint.of(
                        "KIW-2025-100000",
                        "kiwi",
                        date("2025-12-31T23:59").toInstant(),
                        Map.of(
                                "representative",
                                "Sol_Icitor",
                                "state",
                                "closed",
                                "closed_as",
                                "answered",
                                "outcome",
                                "upheld",
                                "root_cause",
                                "r".repeat(20_000)))
                .write(tables);
        LoggedComplaint.of(
                        "KIW-2025-99999",
                        "kiwi",
                        date("2025-12-30T12:00").toInstant(),
                        Map.of("kind", "query", "state", "closed", "closed_as", "not-a-complaint"))
                .write(tables);
        LoggedComplaint.of("JUN-2026-00001", "juniper", date("2026-03-02T10:00").toInstant(), Map.of("stage", 1))
                .limit("acknowledgement-limit", date("2026-03-11T23:59:59").toInstant())
                .write(tables);
    }

    @AfterEach
    void resetClock() {
        ClockUtil.reset();
    }

    @Test
    @DisplayName("The list is filtered by each of a complaint's marks")
    void filters() {
        assertThat(references(new Ask().kind("query"))).containsExactly("KIW-2025-99999");
        assertThat(references(new Ask().state("open").tenant("kiwi")))
                .containsExactly("KIW-2026-00001", "KIW-2026-00002");
        assertThat(references(new Ask().stage(2))).containsExactly("KIW-2026-00002");
        assertThat(references(new Ask().channel("phone"))).containsExactly("KIW-2026-00001");
        assertThat(references(new Ask().department("north"))).containsExactly("KIW-2026-00002");
        assertThat(references(new Ask().outcome("upheld"))).containsExactly("KIW-2025-100000");
        assertThat(references(new Ask().closedAs("answered"))).containsExactly("KIW-2025-100000");
        assertThat(references(new Ask()
                        .received("2026-03-02T10:00", "2026-03-03T00:00")
                        .tenant("kiwi")))
                .containsExactly("KIW-2026-00001");
        assertThat(references(new Ask().due("2026-03-11T00:00", "2026-03-18T00:00")))
                .containsExactly("JUN-2026-00001", "KIW-2026-00002");
        assertThat(references(new Ask().late())).containsExactly("KIW-2026-00001");
    }

    @Test
    @DisplayName("The search finds part of a reference or a name, in any case, and takes % and _ as they are")
    void search() {
        assertThat(references(new Ask().text("2026-00002"))).containsExactly("KIW-2026-00002");
        assertThat(references(new Ask().text("BOB"))).containsExactly("KIW-2026-00002");
        assertThat(references(new Ask().text("sol_i"))).containsExactly("KIW-2025-100000");
        assertThat(references(new Ask().text("100%"))).containsExactly("KIW-2026-00001");
        assertThat(references(new Ask().text("a%e"))).isEmpty();
        assertThat(references(new Ask().text("' or 1=1 --"))).isEmpty();
    }

    @Test
    @DisplayName("The list is sorted both ways, with what has no value at the end, and comes in pages")
    void sortAndPage() {
        assertThat(references(new Ask().tenant("kiwi")))
                .as("100000 comes after 99999")
                .containsExactly("KIW-2025-99999", "KIW-2025-100000", "KIW-2026-00001", "KIW-2026-00002");
        assertThat(references(new Ask().tenant("kiwi").sort(Sort.DUE, false)))
                .startsWith("KIW-2026-00001", "KIW-2026-00002");
        assertThat(references(new Ask().tenant("kiwi").sort(Sort.DUE, true)))
                .startsWith("KIW-2026-00002", "KIW-2026-00001");
        assertThat(references(new Ask().tenant("kiwi").sort(Sort.COMPLAINANT_NAME, false)))
                .startsWith("KIW-2026-00001", "KIW-2026-00002");
        for (Sort sort : Sort.values()) {
            assertThat(references(new Ask().sort(sort, true))).hasSize(5);
        }
        ComplaintFilter all = new Ask().tenant("kiwi").filter();
        assertThat(complaints.list(EVERYTHING, all, 1, 2))
                .extracting(Complaint::reference)
                .containsExactly("KIW-2025-100000", "KIW-2026-00001");
        assertThat(complaints.count(EVERYTHING, all)).isEqualTo(4);
    }

    @Test
    @DisplayName("A reader sees the complaints of their own tenants and no other's, in lists, counts and one by one")
    void tenants() {
        Reader juniper = new Reader(false, Set.of("juniper"));
        assertThat(complaints.list(juniper, new Ask().filter(), 0, 10))
                .extracting(Complaint::reference)
                .containsExactly("JUN-2026-00001");
        assertThat(complaints.list(juniper, new Ask().tenant("kiwi").filter(), 0, 10))
                .isEmpty();
        assertThat(complaints.count(juniper, new Ask().filter())).isEqualTo(1);
        assertThat(complaints.find(juniper, "KIW-2026-00001")).isEmpty();
        assertThat(complaints.find(juniper, "JUN-2026-00001")).isPresent();

        Reader nothing = new Reader(false, Set.of());
        assertThat(complaints.list(nothing, new Ask().filter(), 0, 10)).isEmpty();
        assertThat(complaints.count(nothing, new Ask().filter())).isZero();
    }

    @Test
    @DisplayName("A complaint comes with its limits, the earliest due first, and with when the next is due")
    void limits() {
        Complaint complaint = complaints.find(EVERYTHING, "KIW-2026-00001").orElseThrow();
        assertThat(complaint.limits())
                .extracting(ComplaintLimit::elementId)
                .containsExactly("acknowledgement-limit", "response-limit");
        assertThat(complaint.nextDue())
                .isEqualTo(complaint.limits().get(0).due())
                .isEqualTo(date("2026-03-04T23:59:59").toInstant());
        assertThat(complaint.late(NOW)).isTrue();

        CaseFile file = tables.find(complaint.processInstanceId()).orElseThrow();
        file.limits = tables.runningLimits(file.reference);
        file.limits.get(0).meet(NOW);
        file.columns.put("acknowledged_at", NOW);
        tables.write(file);

        Complaint acknowledged = complaints.find(EVERYTHING, "KIW-2026-00001").orElseThrow();
        assertThat(acknowledged.limits().get(0).state(NOW)).isEqualTo(State.MET_LATE);
        assertThat(acknowledged.limits().get(0).clauses()).containsExactly("KIW-3", "KIW-4");
        assertThat(acknowledged.limits().get(0).margin(NOW)).isNegative();
        assertThat(acknowledged.acknowledgedAt()).isEqualTo(NOW);
        assertThat(acknowledged.nextDue()).isEqualTo(date("2026-03-16T23:59:59").toInstant());
        assertThat(acknowledged.late(NOW)).isFalse();
        assertThat(tables.runningLimits("KIW-2026-00001")).hasSize(1);
    }

    @Test
    @DisplayName("A limit that was logged before limits could move is one that has not moved")
    void migrated() {
        assertThat(limitsBeforeFirst).hasSize(1);
        assertThat(limitsBeforeFirst.get(0).isOf("response-limit", "root")).isTrue();
        assertThat(limitsBeforeFirst.get(0).revision).isZero();
        assertThat(limitsBeforeFirst.get(0).extendedAt()).isNull();
    }

    @Test
    @DisplayName("ALL-2: a limit that a notice has extended stays on the log beside the one that it became")
    void moved() {
        Instant original = date("2026-03-16T23:59:59").toInstant();
        Instant revised = date("2026-03-20T23:59:59").toInstant();
        Complaint complaint = complaints.find(EVERYTHING, "KIW-2026-00001").orElseThrow();
        CaseFile file = tables.find(complaint.processInstanceId()).orElseThrow();
        file.limits = tables.runningLimits(file.reference);
        file.limits.get(0).recount(date("2026-03-18T23:59:59").toInstant(), NOW);
        file.limits.add(file.limits.get(1).extend("second", NOW, revised, NOW));
        tables.write(file);

        Complaint moved = complaints.find(EVERYTHING, "KIW-2026-00001").orElseThrow();
        assertThat(moved.limits())
                .extracting(limit -> limit.state(NOW))
                .containsExactly(State.EXTENDED, State.OPEN, State.OPEN);
        ComplaintLimit second = moved.limits().get(2);
        assertThat(second.id()).isEqualTo("second");
        assertThat(second.revision()).isEqualTo(1);
        assertThat(second.originalDue()).isEqualTo(original);
        assertThat(second.due()).isEqualTo(revised);
        assertThat(moved.limits().get(0).extendedAt()).isEqualTo(NOW);
        assertThat(moved.nextDue())
                .as("without what was extended")
                .isEqualTo(date("2026-03-18T23:59:59").toInstant());
        assertThat(tables.runningLimits("KIW-2026-00001")).hasSize(2);
    }

    @Test
    @DisplayName("A limit that was met while another command moved it stays met, and the other command is tried again")
    void endedMeanwhile() {
        Complaint complaint = complaints.find(EVERYTHING, "KIW-2026-00001").orElseThrow();
        CaseFile slow = tables.find(complaint.processInstanceId()).orElseThrow();
        slow.limits = tables.runningLimits(slow.reference);
        slow.limits.get(0).recount(date("2026-03-18T23:59:59").toInstant(), NOW);
        CaseFile quick = tables.find(complaint.processInstanceId()).orElseThrow();
        quick.limits = tables.runningLimits(quick.reference);
        quick.limits.get(0).meet(NOW);
        tables.write(quick);

        assertThatThrownBy(() -> tables.write(slow)).isInstanceOf(OptimisticLockingException.class);
        assertThat(tables.runningLimits("KIW-2026-00001")).hasSize(1);
    }

    @Test
    @DisplayName("Long text and the hour that comes twice in October are kept as they are")
    void nothingIsLost() {
        assertThat(complaints.find(EVERYTHING, "KIW-2025-100000").orElseThrow().rootCause())
                .hasSize(20_000);
        Instant first = Instant.parse("2026-10-25T00:30:00Z");
        Instant second = Instant.parse("2026-10-25T01:30:00Z");
        DiagramElement element = new DiagramElement("respond", "R".repeat(300), "x", null, null, Map.of());
        LoggedComplaint.of("KIW-2026-00003", "kiwi", first, Map.of())
                .step(new Step(
                        first, "kiwi-agent", Action.STARTED, element, second, null, Map.of("a", "é"), "p", "x:1"))
                .step(new Step(second, null, Action.CLOSED, null, null, null, Map.of(), null, null))
                .write(tables);

        Complaint complaint = complaints.find(EVERYTHING, "KIW-2026-00003").orElseThrow();
        List<ComplaintStep> steps = complaints.steps(complaint, 0, 10);
        assertThat(complaint.receivedAt()).isEqualTo(first);
        assertThat(Duration.between(steps.get(0).at(), steps.get(1).at())).isEqualTo(Duration.ofHours(1));
        assertThat(steps.get(0).due()).isEqualTo(second);
        assertThat(steps.get(0).evidence()).containsExactly(Map.entry("a", "é"));
        assertThat(steps.get(0).elementName()).hasSize(255);
        assertThat(steps.get(1).evidence()).isEmpty();
        assertThat(steps.get(1).actor()).isNull();
        assertThat(complaints.steps(complaint, 1, 10)).hasSize(1);
    }

    @Test
    @DisplayName(
            "References are unique under concurrent starts, also while the year's counter is made, and no gap stays")
    void concurrentReferences() throws Exception {
        ExecutorService desks = Executors.newFixedThreadPool(6);
        List<Callable<String>> starts = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            boolean rolledBack = i % 10 == 9;
            starts.add(() -> transaction.execute(status -> {
                String reference = references.next("KIW", 2026);
                if (rolledBack) {
                    status.setRollbackOnly();
                    return null;
                }
                return reference;
            }));
        }
        List<String> given = new ArrayList<>();
        try {
            for (Future<String> start : desks.invokeAll(starts)) {
                if (start.get() != null) {
                    given.add(start.get());
                }
            }
        } finally {
            desks.shutdown();
        }
        assertThat(given)
                .hasSize(108)
                .doesNotHaveDuplicates()
                .contains("KIW-2026-00001")
                .contains("KIW-2026-00108");
        assertThat(transaction.<String>execute(status -> references.next("KIW", 2027)))
                .isEqualTo("KIW-2027-00001");
    }

    private List<String> references(Ask ask) {
        return complaints.list(EVERYTHING, ask.filter(), 0, 100).stream()
                .map(Complaint::reference)
                .toList();
    }

    /** A question, put together part by part; sorted by reference unless it says otherwise. */
    private static final class Ask {
        private String tenant;
        private String state;
        private Integer stage;
        private String kind;
        private String channel;
        private String department;
        private String outcome;
        private String closedAs;
        private Instant receivedAfter;
        private Instant receivedBefore;
        private Instant dueAfter;
        private Instant dueBefore;
        private boolean late;
        private String text;
        private Sort sort = Sort.REFERENCE;
        private boolean descending;

        Ask tenant(String value) {
            tenant = value;
            return this;
        }

        Ask state(String value) {
            state = value;
            return this;
        }

        Ask stage(int value) {
            stage = value;
            return this;
        }

        Ask kind(String value) {
            kind = value;
            return this;
        }

        Ask channel(String value) {
            channel = value;
            return this;
        }

        Ask department(String value) {
            department = value;
            return this;
        }

        Ask outcome(String value) {
            outcome = value;
            return this;
        }

        Ask closedAs(String value) {
            closedAs = value;
            return this;
        }

        Ask received(String from, String before) {
            receivedAfter = date(from).toInstant();
            receivedBefore = date(before).toInstant();
            return this;
        }

        Ask due(String from, String before) {
            dueAfter = date(from).toInstant();
            dueBefore = date(before).toInstant();
            return this;
        }

        Ask late() {
            late = true;
            return this;
        }

        Ask text(String value) {
            text = value;
            return this;
        }

        Ask sort(Sort by, boolean down) {
            sort = by;
            descending = down;
            return this;
        }

        ComplaintFilter filter() {
            return new ComplaintFilter(
                    tenant,
                    state,
                    stage,
                    kind,
                    channel,
                    department,
                    outcome,
                    closedAs,
                    receivedAfter,
                    receivedBefore,
                    dueAfter,
                    dueBefore,
                    late,
                    text,
                    sort,
                    descending);
        }
    }
}
