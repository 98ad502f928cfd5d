package uk.redress.policy;

import java.time.Instant;
import org.camunda.bpm.engine.delegate.DelegateExecution;

/**
 * A limit of a case is due at another instant than before, or may be: its timer is counted anew. Published while the
 * engine's command runs, so that whoever keeps a copy of the date changes it in the same transaction.
 *
 * @param execution the scope that the limit's timer sits on
 * @param timer the id of the timer on the diagram
 * @param due the instant at which the limit is due from now on
 * @param notice the notice that moved it (ALL-2); null where it was recounted from facts that have changed
 */
public record LimitMoved(DelegateExecution execution, String timer, Instant due, Notice notice) {

    /**
     * What the complainant was told of a delay.
     *
     * @param givenAt when it had gone out
     * @param reason why there is a delay; null if nobody said
     */
    public record Notice(Instant givenAt, String reason) {}
}
