package uk.redress.log;

import org.h2.api.ErrorCode;
import org.h2.jdbc.JdbcSQLNonTransientConnectionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what to do when the embedded database cannot be opened. */
class DatabaseInUse extends AbstractFailureAnalyzer<JdbcSQLNonTransientConnectionException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, JdbcSQLNonTransientConnectionException cause) {
        if (cause.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1) {
            return new FailureAnalysis(
                    "The database is locked: another Redress is running on the same data folder.",
                    "Stop the other one, or give this one a data folder of its own with --redress.data=FOLDER.",
                    cause);
        }
        return new FailureAnalysis(
                "The database cannot be opened: " + cause.getOriginalMessage(),
                "See that the data folder (redress.data) can be written and that its disk has room. If the file is"
                        + " damaged, restore the last backup as README says.",
                cause);
    }
}
