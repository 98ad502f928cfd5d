package uk.redress.letter;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import uk.redress.reconciliation.Discrepancy;
import uk.redress.reconciliation.Reconciled;

/** Whether every letter that has to be sent or posted has something, or somebody, that will do it. */
@Component
class LettersReconciled implements Reconciled {

    private final JdbcClient jdbc;

    LettersReconciled(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<Discrepancy> discrepancies() {
        return jdbc.sql("select l.id, l.tenant, l.reference, l.kind, l.subject, l.state,"
                        // Where what gets it out is gone, the case that owes it is the place to tell of it.
                        + " coalesce(e.ID_, (select min(r.ID_) from ACT_RU_EXECUTION r"
                        + " where r.BUSINESS_KEY_ = l.reference and r.TENANT_ID_ = l.tenant"
                        + " and r.PARENT_ID_ is null and r.SUPER_EXEC_ is null)) as instance"
                        + " from letter l left join ACT_RU_EXECUTION e on e.ID_ = l.id"
                        + " where l.state in (:toSend, :toPost)"
                        + " and not exists (select 1 from ACT_RU_JOB j where j.PROCESS_INSTANCE_ID_ = l.id)"
                        + " and (l.state = :toSend"
                        + " or not exists (select 1 from ACT_RU_TASK t where t.PROC_INST_ID_ = l.id))")
                .param("toSend", Letter.State.TO_SEND.code())
                .param("toPost", Letter.State.TO_POST.code())
                .query((row, n) -> new Discrepancy(
                        "letter-left-behind",
                        row.getString("id"),
                        row.getString("tenant"),
                        row.getString("reference"),
                        row.getString("instance"),
                        null,
                        "The letter \"" + row.getString("subject") + "\" (" + row.getString("kind") + ", letter id "
                                + row.getString("id") + ") is to be "
                                + (Letter.State.TO_SEND.code().equals(row.getString("state")) ? "sent" : "posted")
                                + ", but nothing and nobody will do it: what was to get it out is gone. Print it from"
                                + " the complaint's letters and post it; then an administrator of the database notes"
                                + " that: update letter set state = 'posted', posted_on = …, posted_at = … where id ="
                                + " '" + row.getString("id") + "'. Where the case still waits for it, another"
                                + " discrepancy says how to go on."))
                .list();
    }
}
