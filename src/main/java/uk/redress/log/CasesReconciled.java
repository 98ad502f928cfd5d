package uk.redress.log;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import uk.redress.calendar.LondonTime;
import uk.redress.policy.Policies;
import uk.redress.reconciliation.Diagrams;
import uk.redress.reconciliation.Discrepancy;
import uk.redress.reconciliation.Reconciled;

/**
 * Whether the log and the engine agree: an open complaint is a case that runs, with something that will happen or is
 * due, and each limit that runs on the log is the timer that waits in the engine.
 */
@Component
class CasesReconciled implements Reconciled {

    private static final String LIMIT = DiagramElement.LIMIT;

    /** A moment until which the complainant may do something; it is waited for, but is no limit on us. */
    private static final String WINDOW = "window";

    /** A limit that is awaited, and whose timer has not fired yet. */
    private static final String AWAITED = CaseTables.RUNS + " and missed_at is null";

    private final JdbcClient jdbc;
    private final Diagrams diagrams;
    private final Policies policies;

    CasesReconciled(JdbcClient jdbc, Diagrams diagrams, Policies policies) {
        this.jdbc = jdbc;
        this.diagrams = diagrams;
        this.policies = policies;
    }

    @Override
    public List<Discrepancy> discrepancies() {
        List<Discrepancy> found = new ArrayList<>();
        found.addAll(withoutCase());
        found.addAll(withoutRow());
        found.addAll(closedButRunning());
        found.addAll(differing());
        found.addAll(suspended());
        found.addAll(withoutLimit());
        found.addAll(limitsWithoutTimer());
        found.addAll(timersWithoutLimit());
        return found;
    }

    private List<Discrepancy> withoutCase() {
        return jdbc.sql("select c.reference, c.tenant from complaint c"
                        + " where c.state = 'open' and not exists (select 1 from ACT_RU_EXECUTION e"
                        + " where e.ID_ = c.process_instance_id)")
                .query((row, n) -> new Discrepancy(
                        "no-case",
                        row.getString(1),
                        row.getString(2),
                        row.getString(1),
                        null,
                        null,
                        row.getString(1) + " is open on the log, but its case runs no more, so nothing will happen and"
                                + " no limit will be told of. Find out from its steps how far it had come. If it has to"
                                + " go on, log it anew with the day on which it was received. Then complete the task"
                                + " \"See to a complaint without a case\", which closes it on the log."))
                .list();
    }

    private List<Discrepancy> withoutRow() {
        List<String> procedures = policies.all().stream()
                .flatMap(
                        policy -> policy.procedures().keySet().stream().map(process -> policy.tenant() + "/" + process))
                .toList();
        if (procedures.isEmpty()) {
            return List.of();
        }
        return jdbc.sql("select e.ID_, e.TENANT_ID_, e.BUSINESS_KEY_ from ACT_RU_EXECUTION e"
                        + " join ACT_RE_PROCDEF p on p.ID_ = e.PROC_DEF_ID_"
                        + " where e.PARENT_ID_ is null and e.SUPER_EXEC_ is null"
                        + " and p.TENANT_ID_ || '/' || p.KEY_ in (:procedures)"
                        + " and not exists (select 1 from complaint c where c.process_instance_id = e.ID_)")
                .param("procedures", procedures)
                .query((row, n) -> new Discrepancy(
                        "not-on-the-log",
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(1),
                        null,
                        "The case " + row.getString(3) + " runs, but is not on the complaints log. An administrator of"
                                + " the database brings its rows back from a backup (complaint, complaint_limit,"
                                + " complaint_step, in this order). Until then, the next step puts it on the log anew,"
                                + " under the same reference and without what came before."))
                .list();
    }

    private List<Discrepancy> closedButRunning() {
        return jdbc.sql("select c.reference, c.tenant, c.process_instance_id from complaint c"
                        + " join ACT_RU_EXECUTION e on e.ID_ = c.process_instance_id where c.state <> 'open'")
                .query((row, n) -> new Discrepancy(
                        "closed-but-running",
                        row.getString(1),
                        row.getString(2),
                        row.getString(1),
                        row.getString(3),
                        null,
                        row.getString(1) + " is closed on the log, but its case runs. If it is not over, an"
                                + " administrator of the database opens it again: update complaint set state = 'open',"
                                + " closed_at = null, closed_as = null where reference = '" + row.getString(1)
                                + "'. If it is over, an administrator deletes the case in Cockpit."))
                .list();
    }

    private List<Discrepancy> differing() {
        return jdbc.sql("select c.reference, c.tenant, i.ID_, i.BUSINESS_KEY_, i.TENANT_ID_, v.TEXT_"
                        + " from complaint c join ACT_RU_EXECUTION e on e.ID_ = c.process_instance_id"
                        + " join ACT_RU_EXECUTION i on i.ROOT_PROC_INST_ID_ = e.ROOT_PROC_INST_ID_"
                        + " and i.PARENT_ID_ is null"
                        + " left join ACT_RU_VARIABLE v on v.EXECUTION_ID_ = i.ID_ and v.NAME_ = 'reference'"
                        + " where c.state = 'open' and (i.BUSINESS_KEY_ is null or i.BUSINESS_KEY_ <> c.reference"
                        + " or i.TENANT_ID_ is null or i.TENANT_ID_ <> c.tenant"
                        + " or i.ID_ = e.ID_ and v.TEXT_ is null or v.TEXT_ <> c.reference)")
                .query((row, n) -> new Discrepancy(
                        "differs",
                        row.getString(3),
                        row.getString(2),
                        row.getString(1),
                        row.getString(3),
                        null,
                        "On the log this is " + row.getString(1) + " of " + row.getString(2) + ", but what runs has the"
                                + " business key \"" + row.getString(4) + "\", the tenant \"" + row.getString(5)
                                + "\" and the variable reference \"" + row.getString(6) + "\". Letters and searches go"
                                + " wrong with it. An administrator of the database makes them the same, with"
                                + " Redress stopped: in ACT_RU_EXECUTION and ACT_RU_VARIABLE where PROC_INST_ID_ = '"
                                + row.getString(3) + "', or in complaint, whichever is wrong."))
                .list();
    }

    private List<Discrepancy> suspended() {
        return jdbc.sql("select c.reference, c.tenant, i.ID_ from complaint c"
                        + " join ACT_RU_EXECUTION i on i.ROOT_PROC_INST_ID_ = c.process_instance_id"
                        + " and i.PARENT_ID_ is null where c.state = 'open' and i.SUSPENSION_STATE_ = 2")
                .query((row, n) -> new Discrepancy(
                        "suspended",
                        row.getString(3),
                        row.getString(2),
                        row.getString(1),
                        row.getString(3),
                        null,
                        row.getString(1) + " is suspended: nobody can work on it, and its limits pass without a"
                                + " warning. Activate it in Cockpit."))
                .list();
    }

    private List<Discrepancy> withoutLimit() {
        return jdbc.sql("select c.reference, c.tenant, c.process_instance_id from complaint c"
                        + " join ACT_RU_EXECUTION e on e.ID_ = c.process_instance_id"
                        + " where c.state = 'open' and not exists (select 1 from ACT_RU_JOB j"
                        // One that has failed for good is an incident already, or else a dead job of its own.
                        + " where j.ROOT_PROC_INST_ID_ = c.process_instance_id"
                        + " and (j.TYPE_ = 'message' or j.JOB_DEF_ID_ in (:timers)))"
                        // The engine notes the root on process instances alone, not on what branches off in them.
                        + " and not exists (select 1 from ACT_RU_EXECUTION i"
                        + " join ACT_RU_TASK t on t.PROC_INST_ID_ = i.ID_ and t.DUE_DATE_ is not null"
                        + " where i.ROOT_PROC_INST_ID_ = c.process_instance_id)")
                .param("timers", orNone(diagrams.timers(Set.of(LIMIT, WINDOW))))
                .query((row, n) -> new Discrepancy(
                        "no-limit",
                        row.getString(1),
                        row.getString(2),
                        row.getString(1),
                        row.getString(3),
                        null,
                        row.getString(1) + " is open, but nothing in it is due and no limit waits, so it can be"
                                + " forgotten. Look at where it stands. A timer that was deleted comes back when its"
                                + " activity is started again: POST /engine-rest/process-instance/" + row.getString(3)
                                + "/modification with startBeforeActivity and cancel. A task without a due date gets"
                                + " one from an administrator."))
                .list();
    }

    /** Of a limit: where it stands, when it is due, and whether what waits for it does so at the same time. */
    private static final class Pair {

        private final String reference;
        private final String tenant;
        private final String instance;
        private final String name;
        private final LocalDateTime due;
        private LocalDateTime other;
        private boolean agrees;

        private Pair(String reference, String tenant, String instance, String element, String name, LocalDateTime due) {
            this.reference = reference;
            this.tenant = tenant;
            this.instance = instance;
            this.name = name == null ? element : name + "\" (" + element + ")";
            this.due = due;
        }

        private Discrepancy discrepancy(String kind, String subject, String message) {
            return new Discrepancy(kind, subject, tenant, reference, instance, null, message);
        }
    }

    private List<Discrepancy> limitsWithoutTimer() {
        Map<String, Pair> limits = new LinkedHashMap<>();
        jdbc.sql("select l.id, l.reference, c.tenant, l.process_instance_id, l.element_id, l.name, l.due, j.DUEDATE_"
                        + " from (select * from complaint_limit where " + AWAITED + ") l"
                        + " join complaint c on c.reference = l.reference"
                        + " left join ACT_RU_JOB j on j.PROCESS_INSTANCE_ID_ = l.process_instance_id"
                        + " and j.TYPE_ = 'timer' and j.HANDLER_CFG_ = l.element_id"
                        // Of a case that is gone as a whole, that is told.
                        // Asked for one by one: both in one would go through all that runs for each limit.
                        + " where exists (select 1 from ACT_RU_EXECUTION e where e.ID_ = l.process_instance_id)"
                        + " or c.state = 'open'"
                        + " and exists (select 1 from ACT_RU_EXECUTION e where e.ID_ = c.process_instance_id)")
                .query(row -> {
                    LocalDateTime due = local(CaseTables.instant(row, "due"));
                    LocalDateTime timer = local(row.getTimestamp("DUEDATE_"));
                    Pair limit = limits.get(row.getString("id"));
                    if (limit == null) {
                        limit = new Pair(
                                row.getString("reference"),
                                row.getString("tenant"),
                                row.getString("process_instance_id"),
                                row.getString("element_id"),
                                row.getString("name"),
                                due);
                        limits.put(row.getString("id"), limit);
                    }
                    limit.other = timer;
                    limit.agrees |= due.equals(timer);
                });
        List<Discrepancy> found = new ArrayList<>();
        limits.forEach((id, limit) -> {
            if (!limit.agrees && limit.other == null) {
                found.add(limit.discrepancy(
                        "limit-without-timer",
                        id,
                        "The limit \"" + limit.name + " of " + limit.reference + " is due " + words(limit.due)
                                + " on the log, but its timer is gone: nobody would be warned or told. Start its"
                                + " activity again: POST /engine-rest/process-instance/" + limit.instance
                                + "/modification with startBeforeActivity and cancel."));
            } else if (!limit.agrees) {
                found.add(limit.discrepancy(
                        "limit-differs",
                        id,
                        "The limit \"" + limit.name + " of " + limit.reference + " is due " + words(limit.due)
                                + " on the log, but its timer waits until " + words(limit.other)
                                + ": somebody has moved one by hand. In Cockpit, under Jobs, set the timer's due date to"
                                + " that of the log. A limit is moved by a revised date that the complainant is told"
                                + " of, never by hand."));
            }
        });
        return found;
    }

    // One whose limit has another date is found from the limit's side.
    private List<Discrepancy> timersWithoutLimit() {
        Map<String, Pair> timers = new LinkedHashMap<>();
        jdbc.sql("select j.ID_, j.HANDLER_CFG_, j.DUEDATE_, c.reference, c.tenant, j.PROCESS_INSTANCE_ID_, l.due,"
                        + " case when " + AWAITED + " then 1 else 0 end as AWAITED_"
                        + " from ACT_RU_JOB j join complaint c on c.process_instance_id = j.ROOT_PROC_INST_ID_"
                        + " left join complaint_limit l on l.process_instance_id = j.PROCESS_INSTANCE_ID_"
                        + " and l.element_id = j.HANDLER_CFG_"
                        + " where c.state = 'open' and j.TYPE_ = 'timer' and j.JOB_DEF_ID_ in (:timers)")
                .param("timers", orNone(diagrams.timers(Set.of(LIMIT))))
                .query(row -> {
                    Pair timer = timers.get(row.getString("ID_"));
                    if (timer == null) {
                        timer = new Pair(
                                row.getString("reference"),
                                row.getString("tenant"),
                                row.getString("PROCESS_INSTANCE_ID_"),
                                row.getString("HANDLER_CFG_"),
                                null,
                                local(row.getTimestamp("DUEDATE_")));
                        timers.put(row.getString("ID_"), timer);
                    }
                    Instant due = CaseTables.instant(row, "due");
                    timer.agrees |= due != null
                            && (row.getInt("AWAITED_") == 1 || local(due).equals(timer.due));
                });
        List<Discrepancy> found = new ArrayList<>();
        timers.forEach((id, timer) -> {
            if (!timer.agrees) {
                found.add(timer.discrepancy(
                        "timer-without-limit",
                        id,
                        "The timer of the limit \"" + timer.name + "\" of " + timer.reference + " waits until "
                                + words(timer.due) + ", but the log has no such limit, so that no list shows it. An"
                                + " administrator of the database brings the row of complaint_limit back from a"
                                + " backup. The timer fires all the same."));
            }
        });
        return found;
    }

    private static List<String> orNone(Set<String> ids) {
        // A list of none is no SQL.
        return ids.isEmpty() ? List.of("") : List.copyOf(ids);
    }

    // The engine keeps London's wall-clock time, without a zone, so that is what can be compared.
    private static LocalDateTime local(Timestamp timer) {
        return timer == null ? null : timer.toLocalDateTime().truncatedTo(ChronoUnit.SECONDS);
    }

    private static LocalDateTime local(Instant due) {
        return due.atZone(LondonTime.ZONE).toLocalDateTime().truncatedTo(ChronoUnit.SECONDS);
    }

    private static String words(LocalDateTime moment) {
        return moment == null ? "nothing" : LondonTime.day(moment.toLocalDate()) + " " + moment.toLocalTime();
    }
}
