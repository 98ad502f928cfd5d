package uk.redress.reconciliation;

import java.util.List;

/** What is compared with what should be, by whoever keeps it: the log its cases and limits, the letters theirs. */
public interface Reconciled {

    /** Puts right what Redress can put right by itself, before it is looked at; in transactions of its own. */
    default void mend() {}

    /** What does not hold at this moment, in the transaction at hand. */
    List<Discrepancy> discrepancies();
}
