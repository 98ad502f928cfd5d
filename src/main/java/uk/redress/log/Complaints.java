package uk.redress.log;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import uk.redress.policy.EngineClock;
import uk.redress.policy.Groups;
import uk.redress.policy.Policies;

/** Reads the complaints log. It asks its own tables alone, never the engine's history, which forgets (ALL-4). */
@Component
public class Complaints {

    private static final int MOST_AT_ONCE = 1000;

    /** The cases in which a person is assigned to a task, other than one that is but a notice of the case. */
    private static final String ASSIGNED = "select e.ROOT_PROC_INST_ID_ from ACT_RU_TASK t"
            + " join ACT_RU_EXECUTION e on e.ID_ = t.PROC_INST_ID_ where t.ASSIGNEE_ = :person"
            + " and not exists (select 1 from ACT_RU_VARIABLE v where v.TASK_ID_ = t.ID_ and v.NAME_ = 'seenBy'"
            + " and v.TEXT_ like '%,notice,%')";

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Set<String> confidential;

    @Autowired
    Complaints(JdbcClient jdbc, EngineClock clock, Policies policies) {
        this(jdbc, clock, policies.confidential());
    }

    /** @param confidential the tenants whose complaints are not seen by everybody in them (SMS-10) */
    Complaints(JdbcClient jdbc, Clock clock, Set<String> confidential) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.confidential = confidential;
    }

    /** The complaint of this reference, if there is one that the reader may see. */
    public Optional<Complaint> find(Reader reader, String reference) {
        Conditions conditions = new Conditions(new HashMap<>());
        conditions.add("reference = :reference", "reference", Objects.requireNonNull(reference, "reference"));
        addWhatIsSeen(reader, conditions);
        return read(conditions.sql(), conditions.parameters()).stream().findFirst();
    }

    /** The complaint of this reference, if it is this tenant's, whoever may see it. */
    Optional<Complaint> find(String tenant, String reference) {
        return read(
                        "where reference = :reference and tenant = :tenant",
                        Map.of("reference", reference, "tenant", tenant))
                .stream()
                .findFirst();
    }

    /**
     * A page of the complaints that the reader may see.
     *
     * @param first how many to leave out in front
     * @param most how many to answer at most
     */
    public List<Complaint> list(Reader reader, ComplaintFilter filter, int first, int most) {
        Map<String, Object> parameters = new HashMap<>();
        String where = where(reader, filter, parameters);
        parameters.put("first", first);
        parameters.put("most", most);
        return read(
                where + " order by " + filter.sort().sql(filter.descending())
                        + " offset :first rows fetch next :most rows only",
                parameters);
    }

    /** Whether no complaint of this tenant has ever been on the log. */
    public boolean isEmpty(String tenant) {
        return jdbc.sql("select count(*) from complaint where tenant = :tenant")
                        .param("tenant", tenant)
                        .query(Long.class)
                        .single()
                == 0;
    }

    /** How many complaints of this kind the reader may see. */
    public long count(Reader reader, ComplaintFilter filter) {
        Map<String, Object> parameters = new HashMap<>();
        String where = where(reader, filter, parameters);
        return jdbc.sql("select count(*) from complaint " + where)
                .params(parameters)
                .query(Long.class)
                .single();
    }

    /**
     * The steps of a complaint, in their order. Whoever calls has found the complaint as a reader who may see it.
     *
     * @param first how many to leave out in front
     * @param most how many to answer at most
     */
    public List<ComplaintStep> steps(Complaint complaint, int first, int most) {
        return jdbc.sql("select * from complaint_step where reference = :reference order by id"
                        + " offset :first rows fetch next :most rows only")
                .param("reference", complaint.reference())
                .param("first", first)
                .param("most", most)
                .query((row, n) -> step(row))
                .list();
    }

    /** Every complaint of a tenant that was decided and then closed from one instant up to another, in that order. */
    List<Complaint> decided(String tenant, Instant from, Instant to) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("tenant", tenant);
        parameters.put("from", CaseTables.written(from));
        parameters.put("to", CaseTables.written(to));
        return read(
                "where tenant = :tenant and state = 'closed' and outcome is not null"
                        + " and coalesce(closed_as, '') <> 'deleted' and closed_at >= :from and closed_at < :to"
                        + " order by closed_at, reference",
                parameters);
    }

    private String where(Reader reader, ComplaintFilter filter, Map<String, Object> parameters) {
        Conditions conditions = new Conditions(parameters);
        addWhatIsSeen(reader, conditions);
        conditions.add("tenant = :tenant", "tenant", filter.tenant());
        conditions.add("state = :state", "state", filter.state());
        conditions.add("stage = :stage", "stage", filter.stage());
        conditions.add("kind = :kind", "kind", filter.kind());
        conditions.add("channel = :channel", "channel", filter.channel());
        conditions.add("department = :department", "department", filter.department());
        conditions.add("outcome = :outcome", "outcome", filter.outcome());
        conditions.add("closed_as = :closedAs", "closedAs", filter.closedAs());
        conditions.add("received_at >= :receivedAfter", "receivedAfter", filter.receivedAfter());
        conditions.add("received_at < :receivedBefore", "receivedBefore", filter.receivedBefore());
        conditions.add("next_due >= :dueAfter", "dueAfter", filter.dueAfter());
        conditions.add("next_due < :dueBefore", "dueBefore", filter.dueBefore());
        if (filter.late()) {
            conditions.add("next_due < :now", "now", Instant.now(clock).truncatedTo(ChronoUnit.SECONDS));
        }
        if (filter.text() != null) {
            conditions.add(
                    "(lower(reference) like :text escape '!' or lower(complainant_name) like :text escape '!'"
                            + " or lower(representative) like :text escape '!')",
                    "text",
                    "%" + filter.text().toLowerCase(Locale.ROOT).replaceAll("[!%_]", "!$0") + "%");
        }
        return conditions.sql();
    }

    private void addWhatIsSeen(Reader reader, Conditions conditions) {
        if (reader.everything()) {
            return;
        }
        conditions.add("tenant in (:tenants)", "tenants", orNone(reader.tenants()));
        Set<String> closed = new TreeSet<>(reader.tenants());
        closed.retainAll(confidential);
        if (reader.oversees() || closed.isEmpty()) {
            return;
        }
        // SMS-10: as Audience in the package access says of tasks.
        StringBuilder seen = new StringBuilder("(tenant not in (:closed) or department is null"
                + " or tenant || '-' || department in (:groups) or process_instance_id in (" + ASSIGNED + ")");
        conditions.parameters().put("groups", orNone(reader.groups()));
        conditions.parameters().put("person", reader.person());
        List<String> levels =
                reader.groups().stream().filter(Groups::isAboveDepartments).toList();
        for (int i = 0; i < levels.size(); i++) {
            seen.append(" or ',' || levels || ',' like :level").append(i);
            conditions.parameters().put("level" + i, "%," + levels.get(i) + ",%");
        }
        conditions.add(seen.append(')').toString(), "closed", List.copyOf(closed));
    }

    /** A list of none is no SQL; nothing is called "". */
    private static List<String> orNone(Set<String> ids) {
        return ids.isEmpty() ? List.of("") : List.copyOf(ids);
    }

    /** The conditions of a query, which all hold, and their parameters. */
    private record Conditions(List<String> all, Map<String, Object> parameters) {

        Conditions(Map<String, Object> parameters) {
            this(new ArrayList<>(), parameters);
        }

        void add(String condition, String parameter, Object value) {
            if (value != null) {
                all.add(condition);
                parameters.put(parameter, CaseTables.written(value));
            }
        }

        String sql() {
            return all.isEmpty() ? "" : "where " + String.join(" and ", all);
        }
    }

    private List<Complaint> read(String where, Map<String, ?> parameters) {
        Map<String, List<ComplaintLimit>> limits = new LinkedHashMap<>();
        Map<String, List<String>> duplicates = new HashMap<>();
        Map<String, List<String>> continuedBy = new HashMap<>();
        List<Complaint> complaints = jdbc.sql("select * from complaint " + where)
                .params(parameters)
                .query((row, n) -> {
                    List<ComplaintLimit> own = new ArrayList<>();
                    String reference = row.getString("reference");
                    limits.put(reference, own);
                    return complaint(
                            row,
                            duplicates.computeIfAbsent(reference, unread -> new ArrayList<>()),
                            continuedBy.computeIfAbsent(reference, unread -> new ArrayList<>()),
                            own);
                })
                .list();
        List<String> references = List.copyOf(limits.keySet());
        // No database takes a list without end.
        for (int first = 0; first < references.size(); first += MOST_AT_ONCE) {
            List<String> some = references.subList(first, Math.min(first + MOST_AT_ONCE, references.size()));
            link("duplicate_of", some, duplicates);
            link("previous_reference", some, continuedBy);
            jdbc.sql("select * from complaint_limit where reference in (:references) order by due, armed_at, id")
                    .param("references", some)
                    .query(row -> {
                        limits.get(row.getString("reference")).add(limit(row));
                    });
        }
        return complaints;
    }

    /** Adds to each complaint the references of those that name it in a column. */
    private void link(String column, List<String> references, Map<String, List<String>> linked) {
        jdbc.sql("select reference, " + column + " from complaint where " + column + " in (:references)"
                        + " order by reference")
                .param("references", references)
                .query(row -> {
                    linked.get(row.getString(2)).add(row.getString(1));
                });
    }

    private static Complaint complaint(
            ResultSet row, List<String> duplicates, List<String> continuedBy, List<ComplaintLimit> limits)
            throws SQLException {
        return new Complaint(
                row.getString("reference"),
                row.getString("tenant"),
                row.getString("process_key"),
                row.getString("process_instance_id"),
                row.getString("kind"),
                row.getString("channel"),
                row.getString("complainant_name"),
                row.getString("complainant_type"),
                row.getString("representative"),
                row.getString("department"),
                row.getString("referral_manager"),
                row.getString("previous_reference"),
                row.getString("duplicate_of"),
                duplicates,
                continuedBy,
                CaseTables.instant(row, "received_at"),
                CaseTables.instant(row, "logged_at"),
                CaseTables.instant(row, "acknowledged_at"),
                CaseTables.instant(row, "responded_at"),
                CaseTables.instant(row, "escalated_at"),
                row.getObject("stage", Integer.class),
                row.getObject("stage_done", Integer.class),
                row.getString("about"),
                row.getString("original_handlers"),
                row.getString("handled_by"),
                row.getString("state"),
                row.getString("closed_as"),
                CaseTables.instant(row, "closed_at"),
                row.getString("outcome"),
                row.getString("root_cause"),
                row.getString("lesson"),
                CaseTables.instant(row, "next_due"),
                limits);
    }

    private static ComplaintLimit limit(ResultSet row) throws SQLException {
        return new ComplaintLimit(
                row.getString("id"),
                row.getString("element_id"),
                row.getString("name"),
                row.getString("what"),
                clauses(row),
                row.getString("fact"),
                row.getInt("revision"),
                CaseTables.instant(row, "due"),
                CaseTables.instant(row, "original_due"),
                CaseTables.instant(row, "armed_at"),
                CaseTables.instant(row, "met_at"),
                CaseTables.instant(row, "missed_at"),
                CaseTables.instant(row, "dropped_at"),
                row.getString("dropped_why"),
                CaseTables.instant(row, "extended_at"));
    }

    private static ComplaintStep step(ResultSet row) throws SQLException {
        return new ComplaintStep(
                row.getLong("id"),
                CaseTables.instant(row, "happened_at"),
                row.getString("actor"),
                row.getString("action"),
                row.getString("element_id"),
                row.getString("element_name"),
                row.getString("process_key"),
                clauses(row),
                row.getString("limit_id"),
                CaseTables.instant(row, "due"),
                Evidence.read(row.getString("evidence")),
                row.getString("process_instance_id"),
                row.getString("activity_instance_id"));
    }

    private static List<String> clauses(ResultSet row) throws SQLException {
        String clauses = row.getString("clause");
        return clauses == null ? List.of() : List.of(clauses.split(","));
    }
}
