package uk.redress.limit;

import java.time.Instant;
import java.util.Date;

/** Reads the dates that diagrams pass. */
final class Moment {

    /** There is no such date, or not yet. */
    static final class MissingException extends IllegalArgumentException {

        private MissingException(String message) {
            super(message);
        }
    }

    private Moment() {}

    /**
     * The instant of a date that an expression passed.
     *
     * @param what which of the call's dates it is, for the person who reads the error
     * @throws MissingException if there is none
     */
    static Instant of(Date date, String call, String what) {
        if (date == null) {
            throw new MissingException(call + ": the date " + what
                    + " is missing. Check that the variable in the expression is the right one, and that it is set before"
                    + " the expression is evaluated.");
        }
        // Not toInstant(), which java.sql.Date refuses.
        return Instant.ofEpochMilli(date.getTime());
    }
}
