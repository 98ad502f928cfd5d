package uk.redress.log;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Gives the references of complaints: {@code <PREFIX>-<year>-<5 digits or more>}, each once. */
@Component
class References {

    private final JdbcClient jdbc;
    private final TransactionTemplate nested;

    References(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.nested = new TransactionTemplate(transactions);
        this.nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
    }

    /**
     * The next reference, in the transaction at hand: if that is rolled back, nobody has ever seen the number, and it
     * is given to the next. Until it ends, others of the same prefix and year wait, so it is to be short.
     *
     * @param year the year of receipt, in Europe/London
     */
    String next(String prefix, int year) {
        if (!count(prefix, year)) {
            begin(prefix, year);
            count(prefix, year);
        }
        int number = jdbc.sql(
                        "select last_number from complaint_reference where prefix = :prefix and year_of_receipt = :year")
                .param("prefix", prefix)
                .param("year", year)
                .query(Integer.class)
                .single();
        return "%s-%d-%05d".formatted(prefix, year, number);
    }

    private boolean count(String prefix, int year) {
        return jdbc.sql("update complaint_reference set last_number = last_number + 1"
                                + " where prefix = :prefix and year_of_receipt = :year")
                        .param("prefix", prefix)
                        .param("year", year)
                        .update()
                == 1;
    }

    // Behind a savepoint: where another began the same year a moment before, PostgreSQL would give up the transaction.
    private void begin(String prefix, int year) {
        try {
            nested.executeWithoutResult(
                    status -> jdbc.sql("insert into complaint_reference (prefix, year_of_receipt, last_number)"
                                    + " values (:prefix, :year, 0)")
                            .param("prefix", prefix)
                            .param("year", year)
                            .update());
        } catch (DuplicateKeyException begunByAnother) {
            // Then there is a row to count on, which is all that was wanted.
        }
    }
}
