package uk.redress.log;

import java.util.List;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.runtime.Execution;
import org.camunda.bpm.engine.runtime.ExecutionQuery;

/**
 * What of a complaint waits for a message, in the diagram in which it began or in one that it has called.
 *
 * @param waiting the executions that wait for it, and are not suspended
 * @param suspended whether one waits that a supervisor has suspended
 */
record Subscriptions(List<Execution> waiting, boolean suspended) {

    static Subscriptions of(Complaint complaint, String message) {
        return new Subscriptions(
                query(complaint, message).active().list(),
                query(complaint, message).suspended().count() > 0);
    }

    boolean any() {
        return !waiting.isEmpty();
    }

    /** The process instance that waits; null if none does. */
    String processInstanceId() {
        return waiting.isEmpty() ? null : waiting.get(0).getProcessInstanceId();
    }

    private static ExecutionQuery query(Complaint complaint, String message) {
        RuntimeService runtime = Context.getProcessEngineConfiguration().getRuntimeService();
        return runtime.createExecutionQuery()
                .processInstanceBusinessKey(complaint.reference())
                .tenantIdIn(complaint.tenant())
                .messageEventSubscriptionName(message);
    }
}
