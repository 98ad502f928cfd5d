package uk.redress.letter;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The letters that were written, in a table of our own beside the engine's: what a step writes commits with the step. */
@Component
public class LetterStore {

    private static final String SELECT = "select * from letter where ";

    private final JdbcClient jdbc;

    LetterStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The letters of a complaint, the oldest first. */
    public List<Letter> ofComplaint(String tenant, String reference) {
        return jdbc.sql(SELECT + "tenant = :tenant and reference = :reference order by written_at, id")
                .param("tenant", tenant)
                .param("reference", reference)
                .query(LetterStore::letter)
                .list();
    }

    /** The letter of that id; empty if none was written. */
    Optional<Letter> find(String id) {
        return jdbc.sql(SELECT + "id = :id")
                .param("id", id)
                .query(LetterStore::letter)
                .optional();
    }

    /** As {@link #find}, for this transaction alone; empty too where another has it. */
    Optional<Letter> lock(String id) {
        return jdbc.sql(SELECT + "id = :id for update skip locked")
                .param("id", id)
                .query(LetterStore::letter)
                .optional();
    }

    void add(Letter letter) {
        jdbc.sql(
                        "insert into letter (id, tenant, reference, kind, subject, html, plain_text, to_groups, addressee, email,"
                                + " copy_to, copy_email, copy_by_post, state, note, attempts, written_at) values (:id, :tenant,"
                                + " :reference, :kind, :subject, :html, :text, :toGroups, :addressee, :email, :copyTo, :copyEmail,"
                                + " :copyByPost, :state, :note, :attempts, :writtenAt)")
                .param("id", letter.id())
                .param("tenant", letter.tenant())
                .param("reference", letter.reference())
                .param("kind", letter.kind())
                .param("subject", letter.subject())
                .param("html", letter.html())
                .param("text", letter.text())
                .param("toGroups", letter.toGroups())
                .param("addressee", letter.addressee())
                .param("email", letter.email())
                .param("copyTo", letter.copyTo())
                .param("copyEmail", letter.copyEmail())
                .param("copyByPost", letter.copyByPost())
                .param("state", letter.state().code())
                .param("note", letter.note())
                .param("attempts", letter.attempts())
                .param("writtenAt", utc(letter.writtenAt()))
                .update();
    }

    void state(String id, Letter.State state, String note) {
        jdbc.sql("update letter set state = :state, note = :note where id = :id")
                .param("id", id)
                .param("state", state.code())
                .param("note", cut(note))
                .update();
    }

    /**
     * Notes that what had to be sent or posted never will be. A letter that another transaction is sending at this moment
     * is waited for, and is not one of them once it has gone.
     */
    void ended(String id) {
        jdbc.sql("update letter set state = :state, note = :note"
                        + " where id = :id and state in (:toSend, :toPost) and sent_at is null")
                .param("id", id)
                .param("state", Letter.State.NOT_SENT.code())
                .param("note", "The step that owed it ended before it went out.")
                .param("toSend", Letter.State.TO_SEND.code())
                .param("toPost", Letter.State.TO_POST.code())
                .update();
        jdbc.sql("update letter set state = :state, note = :note where id = :id and state = :toPost")
                .param("id", id)
                .param("state", Letter.State.SENT.code())
                .param(
                        "note",
                        "Sent by email to the representative. The step that owed it ended before the copy to the"
                                + " complainant was posted.")
                .param("toPost", Letter.State.TO_POST.code())
                .update();
    }

    void sent(String id, Instant at, boolean copyByPost, Letter.State state, String note) {
        jdbc.sql("update letter set state = :state, note = :note, copy_by_post = :copyByPost, sent_at = :at,"
                        + " attempts = attempts + 1 where id = :id")
                .param("id", id)
                .param("state", state.code())
                .param("note", cut(note))
                .param("copyByPost", copyByPost)
                .param("at", utc(at))
                .update();
    }

    void notAccepted(String id, Letter.State state, String note) {
        jdbc.sql("update letter set state = :state, note = :note, attempts = attempts + 1 where id = :id")
                .param("id", id)
                .param("state", state.code())
                .param("note", cut(note))
                .update();
    }

    void posted(String id, LocalDate on, Instant at) {
        jdbc.sql("update letter set state = :state, posted_on = :on, posted_at = :at where id = :id")
                .param("id", id)
                .param("state", Letter.State.POSTED.code())
                .param("on", on)
                .param("at", utc(at))
                .update();
    }

    private static Letter letter(ResultSet row, int number) throws SQLException {
        return new Letter(
                row.getString("id"),
                row.getString("tenant"),
                row.getString("reference"),
                row.getString("kind"),
                row.getString("subject"),
                row.getString("html"),
                row.getString("plain_text"),
                row.getString("to_groups"),
                row.getString("addressee"),
                row.getString("email"),
                row.getString("copy_to"),
                row.getString("copy_email"),
                row.getBoolean("copy_by_post"),
                Letter.State.of(row.getString("state")),
                row.getString("note"),
                row.getInt("attempts"),
                instant(row, "written_at"),
                instant(row, "sent_at"),
                row.getObject("posted_on", LocalDate.class),
                instant(row, "posted_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    // A mail server may say as much as it likes; the column ends at 4,000.
    private static String cut(String note) {
        return note == null || note.length() <= 4000 ? note : note.substring(0, 4000);
    }
}
