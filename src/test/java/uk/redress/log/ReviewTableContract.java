package uk.redress.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.redress.log.SampleCases.date;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import uk.redress.policy.EngineClock;

/** KIW-10: what the table of reviews does, and which complaints a review asks for, on every database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ReviewTableContract {

    private static final Reader EVERYTHING = new Reader(true, Set.of());
    private static final Reader KIWI = new Reader(false, Set.of("kiwi"));

    private JdbcTemplate jdbc;
    private ReviewTable reviews;
    private Complaints complaints;
    private CaseTables tables;

    abstract DataSource database();

    @BeforeAll
    void migrate() {
        DataSource database = database();
        Flyway.configure()
                .dataSource(database)
                .table("redress_schema_history")
                .load()
                .migrate();
        jdbc = new JdbcTemplate(database);
        tables = new CaseTables(jdbc);
        reviews = new ReviewTable(JdbcClient.create(database), Set.of("fern"));
        complaints = new Complaints(JdbcClient.create(database), new EngineClock(), Set.of());
    }

    @BeforeEach
    void empty() {
        for (String table : List.of("review", "complaint_step", "complaint_limit", "complaint")) {
            jdbc.update("delete from " + table);
        }
    }

    @Test
    @DisplayName("A review comes back as it was put on record, and is put there once")
    void asRecorded() {
        Review review = review("one", "kiwi", "2026-04-01T00:00");
        reviews.add(review);
        Review empty = new Review(
                "two",
                "kiwi",
                "kiwi-review",
                date("2026-04-01T00:00").toInstant(),
                date("2026-07-01T00:00").toInstant(),
                date("2026-07-14T10:00").toInstant(),
                null,
                Set.of(),
                Map.of("decided", 0),
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        reviews.add(empty);

        assertThat(reviews.find(KIWI, "one")).contains(review);
        assertThat(reviews.find("two")).contains(empty);
        assertThatThrownBy(() -> reviews.add(review)).isInstanceOf(DuplicateKeyException.class);
    }

    @Test
    @DisplayName(
            "SMS-10: A confidential policy's review is for whoever made it, the groups whose task it was, and overseers")
    void confidential() {
        reviews.add(review("a", "fern", "2026-01-01T00:00"));
        reviews.add(review("b", "kiwi", "2026-01-01T00:00"));
        Set<String> both = Set.of("fern", "kiwi");

        assertSeen(new Reader(false, both, true, "sue", Set.of("supervisors")), "a", "b");
        assertSeen(new Reader(false, both, false, "kiwi-manager", Set.of()), "a", "b");
        assertSeen(new Reader(false, both, false, "ann", Set.of("fern-payroll", "referral-managers")), "a", "b");
        assertSeen(new Reader(false, both, false, "bob", Set.of("heads-of-service")), "a", "b");
        assertSeen(new Reader(false, both, false, "cat", Set.of("customer-services", "heads", "managers")), "b");
        assertSeen(new Reader(false, Set.of("kiwi"), false, "bob", Set.of("heads-of-service")), "b");
        assertSeen(EVERYTHING, "a", "b");
    }

    private void assertSeen(Reader reader, String... ids) {
        assertThat(reviews.list(reader, null, 0, 50)).extracting(Review::id).containsExactly(ids);
        for (String id : List.of("a", "b")) {
            assertThat(reviews.find(reader, id).isPresent())
                    .as(id)
                    .isEqualTo(List.of(ids).contains(id));
        }
    }

    @Test
    @DisplayName("Reviews are listed by the reader's tenants, the latest period first, in pages")
    void listed() {
        reviews.add(review("a", "kiwi", "2026-01-01T00:00"));
        reviews.add(review("b", "kiwi", "2026-07-01T00:00"));
        reviews.add(review("c", "kiwi", "2026-04-01T00:00"));
        reviews.add(review("d", "juniper", "2026-10-01T00:00"));

        assertThat(reviews.list(KIWI, null, 0, 50)).extracting(Review::id).containsExactly("b", "c", "a");
        assertThat(reviews.list(KIWI, null, 1, 1)).extracting(Review::id).containsExactly("c");
        assertThat(reviews.list(KIWI, "juniper", 0, 50)).isEmpty();
        assertThat(reviews.list(EVERYTHING, null, 0, 50)).hasSize(4);
        assertThat(reviews.list(EVERYTHING, "juniper", 0, 50))
                .extracting(Review::id)
                .containsExactly("d");
        assertThat(reviews.list(new Reader(false, Set.of()), null, 0, 50)).isEmpty();
        assertThat(reviews.find(KIWI, "d")).isEmpty();
        assertThat(reviews.find(EVERYTHING, "d")).isPresent();
        assertThat(reviews.reviewedUpTo("kiwi", "kiwi-review"))
                .contains(date("2026-07-01T00:00").toInstant());
        assertThat(reviews.reviewedUpTo("kiwi", "kiwi-other-review")).isEmpty();
    }

    @Test
    @DisplayName("A review asks for the decided complaints of a tenant closed in a period, its end not in it")
    void decided() {
        closed("KIW-2026-00001", "kiwi", "2026-01-01T00:00", "upheld", "answered");
        closed("KIW-2026-00002", "kiwi", "2026-03-31T23:59:59", "not-upheld", "withdrawn");
        closed("KIW-2026-00003", "kiwi", "2025-12-31T23:59:59", "upheld", "answered");
        closed("KIW-2026-00004", "kiwi", "2026-04-01T00:00", "upheld", "answered");
        closed("KIW-2026-00005", "kiwi", "2026-02-01T00:00", null, "withdrawn");
        closed("KIW-2026-00006", "kiwi", "2026-02-01T00:00", "upheld", "deleted");
        closed("JUN-2026-00007", "juniper", "2026-02-01T00:00", "upheld", "answered");
        LoggedComplaint.of("KIW-2026-00008", "kiwi", Instant.EPOCH, Map.of("outcome", "upheld"))
                .write(tables);

        List<Complaint> decided = complaints.decided(
                "kiwi",
                date("2026-01-01T00:00").toInstant(),
                date("2026-04-01T00:00").toInstant());

        assertThat(decided).extracting(Complaint::reference).containsExactly("KIW-2026-00001", "KIW-2026-00002");
        assertThat(decided.get(0).limits()).hasSize(1);
    }

    @Test
    @DisplayName("A quarter of thousands of complaints is read with all their limits")
    void thousands() {
        for (int i = 0; i < 1100; i++) {
            closed("KIW-2026-1%04d".formatted(i), "kiwi", "2026-02-01T00:00", "upheld", "answered");
        }

        List<Complaint> decided = complaints.decided(
                "kiwi",
                date("2026-01-01T00:00").toInstant(),
                date("2026-04-01T00:00").toInstant());

        assertThat(decided)
                .hasSize(1100)
                .allSatisfy(complaint -> assertThat(complaint.limits()).hasSize(1));
    }

    private void closed(String reference, String tenant, String closedAt, String outcome, String closedAs) {
        Map<String, Object> columns = new HashMap<>(
                Map.of("state", "closed", "closed_at", date(closedAt).toInstant(), "closed_as", closedAs));
        if (outcome != null) {
            columns.put("outcome", outcome);
        }
        LoggedComplaint.of(reference, tenant, date("2025-12-01T10:00").toInstant(), columns)
                .limit("response-limit", date("2025-12-15T23:59:59").toInstant())
                .write(tables);
    }

    private static Review review(String id, String tenant, String to) {
        return new Review(
                id,
                tenant,
                tenant + "-review",
                date("2025-10-01T00:00").toInstant(),
                date(to).toInstant(),
                date("2026-01-14T10:00").toInstant(),
                "kiwi-manager",
                Set.of("heads-of-service", "referral-managers"),
                Map.of("decided", 3, "outcomes", Map.of("upheld", 3)),
                "é".repeat(20_000),
                "Causes",
                "Lessons",
                "It works.",
                "All tutors",
                LocalDate.of(2026, 1, 13),
                "Hire two.");
    }
}
