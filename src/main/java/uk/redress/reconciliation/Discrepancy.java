package uk.redress.reconciliation;

/**
 * Something about a case that should hold and does not.
 *
 * @param kind what it is, such as {@code no-limit}; README's runbook says of each what to do
 * @param subject the id of what it is about: a case, a limit, a job, a task, an execution, a letter
 * @param tenant whose case it is
 * @param reference of the complaint; null if none is known
 * @param processInstanceId the process instance in which Cockpit is to show it; null if there is none
 * @param executionId the execution in it; null for any
 * @param message what is wrong and how to mend it, for a supervisor
 */
public record Discrepancy(
        String kind,
        String subject,
        String tenant,
        String reference,
        String processInstanceId,
        String executionId,
        String message) {

    /** What tells it from every other, from one day to the next. */
    public String key() {
        return kind + ":" + subject;
    }
}
