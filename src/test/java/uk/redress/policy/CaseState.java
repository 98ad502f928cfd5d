package uk.redress.policy;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What the engine has of a case at this moment, whatever diagrams it has called. Read from the engine's tables, because
 * thousands of walks look at every step, and its queries take several times as long.
 *
 * @param logged how many steps the log has
 * @param letters how many letters were written
 */
record CaseState(
        List<Instance> instances,
        List<OpenTask> tasks,
        List<WaitingJob> jobs,
        List<Subscription> subscriptions,
        List<String> executions,
        int incidents,
        int logged,
        int letters) {

    /**
     * @param callerId the process instance that has called it; null if it was started by itself
     * @param callerElement the call activity; null likewise
     * @param callerExecution the execution at the call activity; null likewise
     */
    record Instance(String id, String definitionId, String callerId, String callerElement, String callerExecution) {}

    record OpenTask(
            String id,
            String key,
            String name,
            String assignee,
            Date due,
            String instanceId,
            String definitionId,
            String executionId) {}

    record WaitingJob(
            String id,
            String type,
            String activityId,
            Date due,
            int retries,
            String instanceId,
            String executionId,
            String definitionId) {

        boolean isTimer() {
            return type.equals("timer");
        }

        boolean isDue(Date now) {
            return due == null || !due.after(now);
        }
    }

    record Subscription(String type, String name, String instanceId) {}

    /** Whether nothing of the case runs any more. */
    boolean isOver() {
        return instances.isEmpty();
    }

    static CaseState of(JdbcClient jdbc, String tenant, String reference) {
        List<Instance> instances = jdbc.sql(
                        "select i.ID_, i.PROC_DEF_ID_, c.PROC_INST_ID_, c.ACT_ID_, c.ID_ from ACT_RU_EXECUTION i left join"
                                + " ACT_RU_EXECUTION c on c.ID_ = i.SUPER_EXEC_ where i.BUSINESS_KEY_ = :reference and"
                                + " i.TENANT_ID_ = :tenant and i.PARENT_ID_ is null order by i.SEQUENCE_COUNTER_, i.ID_")
                .param("reference", reference)
                .param("tenant", tenant)
                .query((row, n) -> new Instance(
                        row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getString(5)))
                .list();
        int logged = count(jdbc, "complaint_step", "reference", List.of(reference));
        int letters = letters(jdbc, tenant, reference);
        List<String> ids = instances.stream().map(Instance::id).toList();
        return ids.isEmpty()
                ? new CaseState(List.of(), List.of(), List.of(), List.of(), List.of(), 0, logged, letters)
                : running(jdbc, instances, ids, logged, letters);
    }

    /** How much of these process instances is still in the engine's running tables. */
    static int left(JdbcClient jdbc, List<String> instanceIds) {
        return count(jdbc, "ACT_RU_EXECUTION", "PROC_INST_ID_", instanceIds)
                + count(jdbc, "ACT_RU_TASK", "PROC_INST_ID_", instanceIds)
                + count(jdbc, "ACT_RU_JOB", "PROCESS_INSTANCE_ID_", instanceIds)
                + count(jdbc, "ACT_RU_EVENT_SUBSCR", "PROC_INST_ID_", instanceIds)
                + count(jdbc, "ACT_RU_INCIDENT", "PROC_INST_ID_", instanceIds)
                + count(jdbc, "ACT_RU_VARIABLE", "PROC_INST_ID_", instanceIds);
    }

    private static CaseState running(
            JdbcClient jdbc, List<Instance> instances, List<String> ids, int logged, int letters) {
        List<OpenTask> tasks = new ArrayList<>(jdbc.sql("select * from ACT_RU_TASK where PROC_INST_ID_ in (:ids)")
                .param("ids", ids)
                .query((row, n) -> task(row))
                .list());
        // In an order that is the same each time a walk is repeated, which ids are not.
        tasks.sort(Comparator.comparing(OpenTask::key)
                .thenComparing(OpenTask::due, Comparator.nullsLast(Comparator.naturalOrder()))
                .thenComparing(task -> ids.indexOf(task.instanceId())));
        List<WaitingJob> jobs =
                new ArrayList<>(jdbc.sql("select j.*, d.ACT_ID_ from ACT_RU_JOB j left join ACT_RU_JOBDEF d"
                                + " on d.ID_ = j.JOB_DEF_ID_ where j.PROCESS_INSTANCE_ID_ in (:ids)")
                        .param("ids", ids)
                        .query((row, n) -> job(row))
                        .list());
        jobs.sort(Comparator.comparing(WaitingJob::due, Comparator.nullsFirst(Comparator.naturalOrder()))
                .thenComparing(WaitingJob::activityId, Comparator.nullsFirst(Comparator.naturalOrder()))
                .thenComparing(job -> ids.indexOf(job.instanceId())));
        List<Subscription> subscriptions = jdbc.sql(
                        "select EVENT_TYPE_, EVENT_NAME_, PROC_INST_ID_ from ACT_RU_EVENT_SUBSCR"
                                + " where PROC_INST_ID_ in (:ids) order by EVENT_NAME_")
                .param("ids", ids)
                .query((row, n) -> new Subscription(row.getString(1), row.getString(2), row.getString(3)))
                .list();
        List<String> executions = jdbc
                .sql("select ID_ from ACT_RU_EXECUTION where PROC_INST_ID_ in (:ids)")
                .param("ids", ids)
                .query(String.class)
                .list()
                .stream()
                .sorted()
                .toList();
        // Not those that the engine repeats in the diagrams that have called the one with the incident.
        int incidents = jdbc.sql("select count(*) from ACT_RU_INCIDENT where PROC_INST_ID_ in (:ids)"
                        + " and ID_ = ROOT_CAUSE_INCIDENT_ID_")
                .param("ids", ids)
                .query(Integer.class)
                .single();
        return new CaseState(instances, tasks, jobs, subscriptions, executions, incidents, logged, letters);
    }

    private static OpenTask task(ResultSet row) throws SQLException {
        return new OpenTask(
                row.getString("ID_"),
                row.getString("TASK_DEF_KEY_"),
                row.getString("NAME_"),
                row.getString("ASSIGNEE_"),
                date(row.getTimestamp("DUE_DATE_")),
                row.getString("PROC_INST_ID_"),
                row.getString("PROC_DEF_ID_"),
                row.getString("EXECUTION_ID_"));
    }

    private static WaitingJob job(ResultSet row) throws SQLException {
        return new WaitingJob(
                row.getString("ID_"),
                row.getString("TYPE_"),
                row.getString("ACT_ID_"),
                date(row.getTimestamp("DUEDATE_")),
                row.getInt("RETRIES_"),
                row.getString("PROCESS_INSTANCE_ID_"),
                row.getString("EXECUTION_ID_"),
                row.getString("PROCESS_DEF_ID_"));
    }

    private static Date date(Timestamp timestamp) {
        return timestamp == null ? null : new Date(timestamp.getTime());
    }

    private static int letters(JdbcClient jdbc, String tenant, String reference) {
        return jdbc.sql("select count(*) from letter where tenant = :tenant and reference = :reference")
                .param("tenant", tenant)
                .param("reference", reference)
                .query(Integer.class)
                .single();
    }

    private static int count(JdbcClient jdbc, String table, String column, List<String> values) {
        return jdbc.sql("select count(*) from " + table + " where " + column + " in (:values)")
                .param("values", values)
                .query(Integer.class)
                .single();
    }
}
