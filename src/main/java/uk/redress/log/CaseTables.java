package uk.redress.log;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;

/** Writes the complaints log, in whatever transaction is at hand: the engine's. */
@Component
class CaseTables {

    /** Of a limit's row, whether it awaits its fact. */
    static final String RUNS = "met_at is null and dropped_at is null and extended_at is null";

    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_REASON = 1000;

    private final JdbcTemplate jdbc;

    CaseTables(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The case of a root process instance; empty if it is no complaint's. */
    Optional<CaseFile> find(String processInstanceId) {
        return jdbc
                .query(
                        "select reference, tenant, process_instance_id from complaint where process_instance_id = ?",
                        (row, n) -> new CaseFile(row.getString(1), row.getString(2), row.getString(3)),
                        processInstanceId)
                .stream()
                .findFirst();
    }

    /** The case of this reference; empty if the tenant has none. */
    Optional<CaseFile> find(String reference, String tenant) {
        return jdbc
                .query(
                        "select reference, tenant, process_instance_id from complaint"
                                + " where reference = ? and tenant = ?",
                        (row, n) -> new CaseFile(row.getString(1), row.getString(2), row.getString(3)),
                        reference,
                        tenant)
                .stream()
                .findFirst();
    }

    /** An open complaint of which no case runs; empty if there is none of this reference. */
    Optional<CaseFile> findWithoutCase(String tenant, String reference) {
        return jdbc
                .query(
                        "select reference, tenant, process_instance_id from complaint where tenant = ? and reference = ? and state = 'open'"
                                + " and not exists (select 1 from ACT_RU_EXECUTION e"
                                + " where e.ID_ = complaint.process_instance_id)",
                        (row, n) -> new CaseFile(row.getString(1), row.getString(2), row.getString(3)),
                        tenant,
                        reference)
                .stream()
                .findFirst();
    }

    /** What a complaint that continues this one takes over from it. */
    Inheritance inheritance(String reference) {
        return jdbc.queryForObject(
                "select * from complaint where reference = ?",
                (row, n) -> {
                    Map<String, String> known = known(reference, row.getString("process_instance_id"));
                    return new Inheritance(
                            row.getString("kind"),
                            row.getInt("stage"),
                            row.getInt("stage_done"),
                            row.getString("closed_as"),
                            row.getString("about"),
                            row.getString("handled_by"),
                            row.getString("original_handlers"),
                            row.getString("department"),
                            instant(row, "received_at"),
                            decisionReceived(known, instant(row, "responded_at")),
                            known);
                },
                reference);
    }

    /** When the complainant had received the last decision: as the diagram says, else when it went out; null if none did. */
    private static Instant decisionReceived(Map<String, String> known, Instant responded) {
        String received = known.get("decisionReceivedAt");
        if (received == null && responded == null && known.get("previousOutcome") != null) {
            received = known.get("previousDecisionReceivedAt");
        }
        return received == null ? responded : Evidence.instant(received);
    }

    /**
     * What a case knew in the end, of what is text: what its steps have entered and found, the last of each. What a step
     * has emptied stands in it as what it was before, alone.
     */
    private Map<String, String> known(String reference, String processInstanceId) {
        Map<String, String> known = new HashMap<>();
        for (Map<String, Object> step : evidence(reference, processInstanceId)) {
            step.keySet().stream()
                    .filter(name -> name.endsWith(Recording.BEFORE))
                    .map(name -> name.substring(0, name.length() - Recording.BEFORE.length()))
                    .forEach(known::remove);
            step.forEach((name, value) -> {
                if (value instanceof String text) {
                    known.put(name, text);
                }
            });
        }
        return known;
    }

    /**
     * What a complaint that continues another takes over.
     *
     * @param stage the last stage that it entered, or was to enter; 0 if none
     * @param stageDone the last stage that was gone through; 0 before the first
     * @param closedAs how it was closed (ALL-8)
     * @param about the user ids of those whom it is about, with commas; null if none
     * @param handledBy who investigated or decided it, at which stage; null if nobody
     * @param originalHandlers the user ids of those who dealt with the original request, with commas; null if none
     * @param department the department that it belongs to; null if none
     * @param decisionReceivedAt when the complainant had received the last decision; null if there is none
     * @param known what its case knew in the end, by variable
     */
    record Inheritance(
            String kind,
            int stage,
            int stageDone,
            String closedAs,
            String about,
            String handledBy,
            String originalHandlers,
            String department,
            Instant receivedAt,
            Instant decisionReceivedAt,
            Map<String, String> known) {

        private static final List<String> DECISION = List.of("summary", "outcome", "findings", "remedy");

        /** The ends at which a stage is over and has not looked into the complaint. */
        private static final Set<String> NOT_LOOKED_INTO = Set.of("resolved-informally", "outside-our-responsibility");

        /** A stage that was left early, as its answer was late, is not gone through a second time (ALL-7). */
        int nextStage() {
            return Math.max(stageDone() + 1, stage);
        }

        /** The last stage that was gone through, whether it decided or its answer was late; 0 before the first. */
        @Override
        public int stageDone() {
            boolean undecided = closedAs != null && NOT_LOOKED_INTO.contains(closedAs);
            return undecided ? Math.max(stage, 1) - 1 : stageDone;
        }

        /**
         * What it was about and what was decided, by variable: by itself, or, where it decided nothing, by the one that it
         * has continued.
         */
        Map<String, String> decision() {
            boolean byEarlier = known.get("outcome") == null && known.get(earlier("outcome")) != null;
            Map<String, String> decision = new LinkedHashMap<>();
            DECISION.forEach(name -> decision.put(name, known.get(byEarlier ? earlier(name) : name)));
            return decision;
        }

        /** The variable in which a complaint has what another, which it continues, has by this name. */
        static String earlier(String name) {
            return "previous" + StringUtils.capitalize(name);
        }
    }

    /**
     * The complaint under which this one has gone on, as its duplicate or its continuation, and so forth: the last of
     * them; this one itself if it has not. What is still open goes first, and then what was logged last. A query that
     * names a complaint does not continue it.
     */
    String goesOnUnder(String reference) {
        Set<String> seen = new LinkedHashSet<>();
        String last = reference;
        for (String next = reference; next != null && seen.add(next); next = next(next)) {
            last = next;
        }
        return last;
    }

    private String next(String reference) {
        return jdbc
                .queryForList(
                        "select l.reference from complaint c join complaint l on l.tenant = c.tenant"
                                + " and (l.reference = c.duplicate_of"
                                + " or c.duplicate_of is null and l.previous_reference = c.reference"
                                + " and l.kind <> 'query')"
                                + " where c.reference = ? order by l.state desc, l.logged_at desc, l.reference desc",
                        String.class,
                        reference)
                .stream()
                .findFirst()
                .orElse(null);
    }

    /** What was entered or found at the steps of one process instance of a complaint, the first in front. */
    List<Map<String, Object>> evidence(String reference, String processInstanceId) {
        return jdbc.query(
                "select evidence from complaint_step where reference = ? and process_instance_id = ?"
                        + " and evidence is not null order by id",
                (row, n) -> Evidence.read(row.getString(1)),
                reference,
                processInstanceId);
    }

    /** The limits of a complaint that still run, the one that is due first in front. */
    List<RunningLimit> runningLimits(String reference) {
        return new ArrayList<>(jdbc.query(
                "select * from complaint_limit where reference = ? and " + RUNS + " order by due, id",
                (row, n) -> runningLimit(row),
                reference));
    }

    private static RunningLimit runningLimit(ResultSet row) throws SQLException {
        Map<String, String> properties = new HashMap<>();
        for (String property : List.of("fact", "what")) {
            String value = row.getString(property);
            if (value != null) {
                properties.put(property, value);
            }
        }
        DiagramElement element = new DiagramElement(
                row.getString("element_id"),
                row.getString("name"),
                null,
                row.getString("clause"),
                row.getString("attached_to"),
                properties);
        return new RunningLimit(
                row.getString("id"),
                element,
                row.getString("process_instance_id"),
                row.getString("activity_instance_id"),
                row.getInt("revision"),
                instant(row, "original_due"),
                instant(row, "due"),
                instant(row, "armed_at"),
                instant(row, "missed_at"));
    }

    /** Writes what a case's file holds, and forgets that it was to be written. */
    void write(CaseFile file) {
        boolean limitsChanged = file.limits != null && file.limits.stream().anyMatch(RunningLimit::unwritten);
        Object levels = file.columns.get(Facts.LEVELS.column());
        if (file.opened) {
            insertComplaint(file);
            file.opened = false;
        } else if (limitsChanged) {
            // Two branches of a case can end limits at once; the second must see what the first has left.
            jdbc.queryForList("select reference from complaint where reference = ? for update", file.reference);
        }
        if (limitsChanged) {
            file.limits.stream().filter(RunningLimit::unwritten).forEach(limit -> writeLimit(file, limit));
        }
        updateComplaint(file, limitsChanged);
        if (levels != null) {
            showEarlier(file.reference, levels.toString(), new LinkedHashSet<>());
        }
        insertSteps(file);
        file.columns.clear();
        file.steps.clear();
    }

    /** Whoever has a complaint sees those, too, that it continues (SMS-8, SMS-10). */
    private void showEarlier(String reference, String levels, Set<String> seen) {
        if (!seen.add(reference)) {
            return;
        }
        jdbc.queryForList(
                        "select e.reference, e.levels from complaint c join complaint e on e.tenant = c.tenant"
                                + " and e.reference = c.previous_reference where c.reference = ?",
                        reference)
                .forEach(earlier -> {
                    String name = (String) earlier.get("reference");
                    Set<String> all = new LinkedHashSet<>(List.of(levels.split(",")));
                    if (earlier.get("levels") instanceof String had) {
                        all.addAll(List.of(had.split(",")));
                    }
                    jdbc.update("update complaint set levels = ? where reference = ?", String.join(",", all), name);
                    showEarlier(name, levels, seen);
                });
    }

    private void insertComplaint(CaseFile file) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("reference", file.reference);
        values.put("tenant", file.tenant);
        values.putAll(file.columns);
        jdbc.update(
                "insert into complaint (" + String.join(", ", values.keySet()) + ") values ("
                        + values.keySet().stream().map(column -> "?").collect(Collectors.joining(", ")) + ")",
                values.values().stream().map(CaseTables::written).toArray());
        file.columns.clear();
    }

    private void updateComplaint(CaseFile file, boolean limitsChanged) {
        List<String> assignments = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        file.columns.forEach((column, value) -> {
            assignments.add(column + " = ?");
            values.add(written(value));
        });
        if (limitsChanged) {
            assignments.add("next_due = (select min(due) from complaint_limit"
                    + " where complaint_limit.reference = complaint.reference"
                    + " and " + RUNS + ")");
        }
        if (!assignments.isEmpty()) {
            values.add(file.reference);
            jdbc.update(
                    "update complaint set " + String.join(", ", assignments) + " where reference = ?",
                    values.toArray());
        }
    }

    private void writeLimit(CaseFile file, RunningLimit limit) {
        if (!limit.inserted()) {
            jdbc.update(
                    "insert into complaint_limit (id, reference, element_id, name, what, clause, attached_to,"
                            + " process_instance_id, activity_instance_id, revision, fact, due, original_due, armed_at,"
                            + " met_at, missed_at, dropped_at, dropped_why, extended_at)"
                            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    limit.id,
                    file.reference,
                    limit.element.id(),
                    cut(limit.element.name(), LONGEST_NAME),
                    cut(limit.element.property("what"), LONGEST_NAME),
                    cut(limit.element.clause(), LONGEST_NAME),
                    limit.element.attachedTo(),
                    limit.processInstanceId,
                    limit.activityInstanceId,
                    limit.revision,
                    limit.element.property("fact"),
                    written(limit.due()),
                    written(limit.originalDue),
                    written(limit.armedAt),
                    written(limit.metAt()),
                    written(limit.missedAt()),
                    written(limit.droppedAt()),
                    cut(limit.droppedWhy(), LONGEST_REASON),
                    written(limit.extendedAt()));
        } else {
            int updated = jdbc.update(
                    "update complaint_limit set due = ?, met_at = ?, missed_at = ?, dropped_at = ?, dropped_why = ?,"
                            + " extended_at = ? where id = ? and " + RUNS,
                    written(limit.due()),
                    written(limit.metAt()),
                    written(limit.missedAt()),
                    written(limit.droppedAt()),
                    cut(limit.droppedWhy(), LONGEST_REASON),
                    written(limit.extendedAt()),
                    limit.id);
            if (updated == 0) {
                throw new OptimisticLockingException("The limit " + limit.element.id() + " of " + file.reference
                        + " was ended by somebody else at the same moment.");
            }
        }
        limit.written();
    }

    private void insertSteps(CaseFile file) {
        List<Object[]> rows = new ArrayList<>();
        for (Step step : file.steps) {
            DiagramElement element = step.element();
            rows.add(new Object[] {
                file.reference,
                file.tenant,
                written(step.at()),
                step.actor(),
                step.action().written(),
                element == null ? null : element.id(),
                element == null ? null : cut(element.name(), LONGEST_NAME),
                element == null ? null : element.process(),
                element == null ? null : cut(element.clause(), LONGEST_NAME),
                step.limitId(),
                written(step.due()),
                Evidence.write(step.evidence()),
                step.processInstanceId(),
                step.activityInstanceId()
            });
        }
        if (!rows.isEmpty()) {
            jdbc.batchUpdate(
                    "insert into complaint_step (reference, tenant, happened_at, actor, action, element_id,"
                            + " element_name, process_key, clause, limit_id, due, evidence, process_instance_id,"
                            + " activity_instance_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    rows);
        }
    }

    /** An instant as both databases take it; anything else as it is. */
    static Object written(Object value) {
        return value instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : value;
    }

    /** The instant of a column; null if the column is. */
    static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime moment = row.getObject(column, OffsetDateTime.class);
        return moment == null ? null : moment.toInstant();
    }

    private static String cut(String text, int length) {
        return text == null || text.length() <= length ? text : text.substring(0, length);
    }
}
