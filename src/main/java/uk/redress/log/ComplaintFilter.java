package uk.redress.log;

import java.time.Instant;
import java.util.Locale;

/**
 * Which complaints, in what order; null, and false, ask for nothing.
 *
 * @param receivedAfter received at this instant or later
 * @param receivedBefore received before this instant
 * @param dueAfter with a running limit that is due next at this instant or later
 * @param dueBefore with a running limit that is due next before this instant
 * @param late with a limit that has passed and whose fact is still awaited
 * @param text part of the reference, or of the complainant's or the representative's name
 */
public record ComplaintFilter(
        String tenant,
        String state,
        Integer stage,
        String kind,
        String channel,
        String department,
        String outcome,
        String closedAs,
        Instant receivedAfter,
        Instant receivedBefore,
        Instant dueAfter,
        Instant dueBefore,
        boolean late,
        String text,
        Sort sort,
        boolean descending) {

    /** What complaints can be sorted by; those without a value come last. */
    public enum Sort {
        // The year before the number, and 100000 after 99999.
        REFERENCE("reference", "substring(reference from 1 for 8)", "char_length(reference)", "reference"),
        RECEIVED_AT("receivedAt", "received_at"),
        LOGGED_AT("loggedAt", "logged_at"),
        DUE("due", "next_due"),
        STAGE("stage", "stage"),
        COMPLAINANT_NAME("complainantName", "lower(complainant_name)"),
        ACKNOWLEDGED_AT("acknowledgedAt", "acknowledged_at"),
        RESPONDED_AT("respondedAt", "responded_at"),
        CLOSED_AT("closedAt", "closed_at");

        private final String parameter;
        private final String[] columns;

        Sort(String parameter, String... columns) {
            this.parameter = parameter;
            this.columns = columns;
        }

        /** What a caller writes. */
        public String parameter() {
            return parameter;
        }

        String sql(boolean descending) {
            StringBuilder sql = new StringBuilder();
            for (String column : columns) {
                sql.append(String.format(
                        Locale.ROOT,
                        "case when %s is null then 1 else 0 end, %s %s, ",
                        column,
                        column,
                        descending ? "desc" : "asc"));
            }
            return sql + "reference";
        }
    }
}
