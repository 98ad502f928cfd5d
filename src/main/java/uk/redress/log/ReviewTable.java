package uk.redress.log;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The reviews that were made, for good: rows are added and never changed. */
@Component
public class ReviewTable {

    private final JdbcClient jdbc;

    ReviewTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The review of this id, if there is one that the reader may see. */
    public Optional<Review> find(Reader reader, String id) {
        return find(id).filter(review -> sees(reader, review.tenant()));
    }

    /**
     * A page of the reviews that the reader may see, the latest period first.
     *
     * @param tenant whose reviews; null for those of every tenant of the reader's
     * @param first how many to leave out in front
     * @param most how many to answer at most
     */
    public List<Review> list(Reader reader, String tenant, int first, int most) {
        // A list of none is no SQL; nothing is called "".
        List<String> tenants = reader.tenants().isEmpty() ? List.of("") : List.copyOf(reader.tenants());
        return jdbc.sql("select * from review where (:everything = true or tenant in (:tenants))"
                        + " and tenant = coalesce(:tenant, tenant)"
                        + " order by period_to desc, made_at desc, id offset :first rows fetch next :most rows only")
                .param("everything", reader.everything())
                .param("tenants", tenants)
                .param("tenant", tenant, Types.VARCHAR)
                .param("first", first)
                .param("most", most)
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
        jdbc.sql(
                        "insert into review (id, tenant, process_key, period_from, period_to, made_at, made_by, counts, trends,"
                                + " root_causes, lessons, shared_with, shared_on, actions) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                                + " ?, ?, ?, ?)")
                .params(
                        review.id(),
                        review.tenant(),
                        review.processKey(),
                        CaseTables.written(review.periodFrom()),
                        CaseTables.written(review.periodTo()),
                        CaseTables.written(review.madeAt()),
                        review.madeBy(),
                        Evidence.write(review.counts()),
                        review.trends(),
                        review.rootCauses(),
                        review.lessons(),
                        review.sharedWith(),
                        review.sharedOn(),
                        review.actions())
                .update();
    }

    private static boolean sees(Reader reader, String tenant) {
        return reader.everything() || reader.tenants().contains(tenant);
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
                Evidence.read(row.getString("counts")),
                row.getString("trends"),
                row.getString("root_causes"),
                row.getString("lessons"),
                row.getString("shared_with"),
                row.getObject("shared_on", LocalDate.class),
                row.getString("actions"));
    }
}
