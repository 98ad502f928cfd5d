package uk.redress.log;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import uk.redress.policy.Policies;

/** The reviews that were made, for good: rows are added and never changed. */
@Component
public class ReviewTable {

    private final JdbcClient jdbc;
    private final Set<String> confidential;

    @Autowired
    ReviewTable(JdbcClient jdbc, Policies policies) {
        this(jdbc, policies.confidential());
    }

    /** @param confidential the tenants whose reviews are not seen by everybody in them (SMS-10) */
    ReviewTable(JdbcClient jdbc, Set<String> confidential) {
        this.jdbc = jdbc;
        this.confidential = confidential;
    }

    /** The review of this id, if there is one that the reader may see. */
    public Optional<Review> find(Reader reader, String id) {
        Map<String, Object> parameters = new HashMap<>(Map.of("id", id));
        return jdbc.sql("select * from review where id = :id and " + seen(reader, parameters))
                .params(parameters)
                .query((row, n) -> review(row))
                .optional();
    }

    /**
     * A page of the reviews that the reader may see, the latest period first.
     *
     * @param tenant whose reviews; null for those of every tenant of the reader's
     * @param first how many to leave out in front
     * @param most how many to answer at most
     */
    public List<Review> list(Reader reader, String tenant, int first, int most) {
        Map<String, Object> parameters = new HashMap<>(Map.of("first", first, "most", most));
        String where = seen(reader, parameters);
        if (tenant != null) {
            where += " and tenant = :tenant";
            parameters.put("tenant", tenant);
        }
        return jdbc.sql("select * from review where " + where + " order by period_to desc, made_at desc, id"
                        + " offset :first rows fetch next :most rows only")
                .params(parameters)
                .query((row, n) -> review(row))
                .list();
    }

    Optional<Review> find(String id) {
        return jdbc.sql("select * from review where id = :id")
                .param("id", id)
                .query((row, n) -> review(row))
                .optional();
    }

    /** The end of the last period that a process has reviewed. */
    Optional<Instant> reviewedUpTo(String tenant, String processKey) {
        return jdbc.sql("select * from review where tenant = :tenant and process_key = :process"
                        + " order by period_to desc fetch first row only")
                .param("tenant", tenant)
                .param("process", processKey)
                .query((row, n) -> CaseTables.instant(row, "period_to"))
                .optional();
    }

    /** Adds a review, in whatever transaction is at hand: the engine's. */
    void add(Review review) {
        jdbc.sql("insert into review (id, tenant, process_key, period_from, period_to, made_at, made_by,"
                        + " made_for, counts, trends, root_causes, lessons, effectiveness, shared_with, shared_on,"
                        + " actions) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .params(
                        review.id(),
                        review.tenant(),
                        review.processKey(),
                        CaseTables.written(review.periodFrom()),
                        CaseTables.written(review.periodTo()),
                        CaseTables.written(review.madeAt()),
                        review.madeBy(),
                        written(review.madeFor()),
                        Evidence.write(review.counts()),
                        review.trends(),
                        review.rootCauses(),
                        review.lessons(),
                        review.effectiveness(),
                        review.sharedWith(),
                        review.sharedOn(),
                        review.actions())
                .update();
    }

    /** What a reader may see, in SQL; its parameters are added. */
    private String seen(Reader reader, Map<String, Object> parameters) {
        if (reader.everything()) {
            return "true";
        }
        parameters.put("tenants", orNone(reader.tenants()));
        if (reader.oversees()) {
            return "tenant in (:tenants)";
        }
        // SMS-10: a review quotes complaints of every department.
        parameters.put("confidential", orNone(confidential));
        parameters.put("person", reader.person());
        StringBuilder seen =
                new StringBuilder("tenant in (:tenants) and (tenant not in (:confidential) or made_by = :person");
        int n = 0;
        for (String group : reader.groups()) {
            seen.append(" or position(:group").append(n).append(" in made_for) > 0");
            parameters.put("group" + n++, written(Set.of(group)));
        }
        return seen.append(')').toString();
    }

    /** A list of none is no SQL; nothing is called "". */
    private static List<String> orNone(Set<String> ids) {
        return ids.isEmpty() ? List.of("") : List.copyOf(ids);
    }

    private static String written(Set<String> groups) {
        return groups.isEmpty() ? null : "," + String.join(",", groups) + ",";
    }

    private static Set<String> read(String groups) {
        return groups == null
                ? Set.of()
                : Set.of(groups.substring(1, groups.length() - 1).split(","));
    }

    private static Review review(ResultSet row) throws SQLException {
        return new Review(
                row.getString("id"),
                row.getString("tenant"),
                row.getString("process_key"),
                CaseTables.instant(row, "period_from"),
                CaseTables.instant(row, "period_to"),
                CaseTables.instant(row, "made_at"),
                row.getString("made_by"),
                read(row.getString("made_for")),
                Evidence.read(row.getString("counts")),
                row.getString("trends"),
                row.getString("root_causes"),
                row.getString("lessons"),
                row.getString("effectiveness"),
                row.getString("shared_with"),
                row.getObject("shared_on", LocalDate.class),
                row.getString("actions"));
    }
}
