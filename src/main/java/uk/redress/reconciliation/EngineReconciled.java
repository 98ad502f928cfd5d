package uk.redress.reconciliation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import uk.redress.policy.Policies;
import uk.redress.policy.Policy;

/** Whether everything that runs has a next step that somebody or something can take, and is due some day. */
@Component
class EngineReconciled implements Reconciled {

    /** What waits for a message or a moment of its own, rather than for a task, a job or a called diagram. */
    private static final Set<String> CATCHING = Set.of("intermediateCatchEvent", "receiveTask", "eventBasedGateway");

    private static final Set<String> JOINING = Set.of("parallelGateway", "inclusiveGateway");

    private final JdbcClient jdbc;
    private final Diagrams diagrams;
    private final Policies policies;

    EngineReconciled(JdbcClient jdbc, Diagrams diagrams, Policies policies) {
        this.jdbc = jdbc;
        this.diagrams = diagrams;
        this.policies = policies;
    }

    @Override
    public List<Discrepancy> discrepancies() {
        List<Discrepancy> found = new ArrayList<>();
        List<String> tenants = policies.all().stream().map(Policy::tenant).toList();
        if (!tenants.isEmpty()) {
            found.addAll(waitingForNothing(tenants));
            found.addAll(deadJobs(tenants));
            found.addAll(tasksWithoutDueDate(tenants));
        }
        return found;
    }

    private record Waiting(
            String execution,
            String instance,
            String tenant,
            String reference,
            String definition,
            String activity,
            boolean catches,
            boolean othersCome) {}

    private List<Discrepancy> waitingForNothing(List<String> tenants) {
        return jdbc
                .sql("select e.ID_, e.PROC_INST_ID_, e.TENANT_ID_, i.BUSINESS_KEY_, e.PROC_DEF_ID_, e.ACT_ID_,"
                        + " case when exists (select 1 from ACT_RU_EVENT_SUBSCR s where s.EXECUTION_ID_ = e.ID_)"
                        + " or exists (select 1 from ACT_RU_JOB t where t.EXECUTION_ID_ = e.ID_)"
                        + " then 1 else 0 end as CATCHES_,"
                        + " case when exists (select 1 from ACT_RU_EXECUTION o where o.PARENT_ID_ = e.PARENT_ID_"
                        + " and (o.ACT_ID_ is null or o.ACT_ID_ <> e.ACT_ID_)) then 1 else 0 end as OTHERS_"
                        + " from ACT_RU_EXECUTION e join ACT_RU_EXECUTION i on i.ID_ = e.PROC_INST_ID_"
                        + " where e.TENANT_ID_ in (:tenants) and e.IS_EVENT_SCOPE_ = false"
                        + " and not exists (select 1 from ACT_RU_EXECUTION c where c.PARENT_ID_ = e.ID_)"
                        + " and not exists (select 1 from ACT_RU_EXECUTION c where c.SUPER_EXEC_ = e.ID_)"
                        + " and not exists (select 1 from ACT_RU_TASK t where t.EXECUTION_ID_ = e.ID_)"
                        + " and not exists (select 1 from ACT_RU_JOB j where j.EXECUTION_ID_ = e.ID_"
                        + " and j.TYPE_ = 'message')")
                .param("tenants", tenants)
                .query((row, n) -> new Waiting(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getInt(7) == 1,
                        row.getInt(8) == 1))
                .stream()
                .filter(this::forNothing)
                .map(waiting -> new Discrepancy(
                        "waits-for-nothing",
                        waiting.execution,
                        waiting.tenant,
                        waiting.reference,
                        waiting.instance,
                        waiting.activity == null ? null : waiting.execution,
                        "The case stands at \"" + waiting.activity + "\", but what would take it on is gone (its task,"
                                + " job, message or called diagram), so nothing will ever happen there. Cancel that"
                                + " element and start it again: POST /engine-rest/process-instance/" + waiting.instance
                                + "/modification with {\"instructions\": [{\"type\": \"startBeforeActivity\","
                                + " \"activityId\": \"" + waiting.activity
                                + "\"}, {\"type\": \"cancel\", \"activityInstanceId\": \"…\"}]}; the id of the old one"
                                + " is in GET /engine-rest/process-instance/" + waiting.instance
                                + "/activity-instances."))
                .toList();
    }

    private boolean forNothing(Waiting waiting) {
        String type =
                diagrams.type(waiting.definition, withoutBody(waiting.activity)).orElse("");
        return !(CATCHING.contains(type) && waiting.catches || JOINING.contains(type) && waiting.othersCome);
    }

    private static String withoutBody(String activity) {
        return activity == null ? null : activity.replace("#multiInstanceBody", "");
    }

    // One that the engine gave up after a failure has an incident with the failure's message; one that was set to no
    // retries by hand has one without any, or none.
    private List<Discrepancy> deadJobs(List<String> tenants) {
        return jdbc.sql("select j.ID_, j.TENANT_ID_, i.BUSINESS_KEY_, i.ID_, e.ID_, e.ACT_ID_, d.ACT_ID_"
                        + " from ACT_RU_JOB j join ACT_RU_EXECUTION i on i.ID_ = j.PROCESS_INSTANCE_ID_"
                        + " join ACT_RU_EXECUTION e on e.ID_ = j.EXECUTION_ID_"
                        + " left join ACT_RU_JOBDEF d on d.ID_ = j.JOB_DEF_ID_"
                        + " where j.RETRIES_ = 0 and j.TENANT_ID_ in (:tenants)"
                        + " and not exists (select 1 from ACT_RU_INCIDENT n where n.CONFIGURATION_ = j.ID_"
                        + " and n.INCIDENT_TYPE_ = 'failedJob' and n.INCIDENT_MSG_ is not null)")
                .param("tenants", tenants)
                .query((row, n) -> new Discrepancy(
                        "dead-job",
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(6) == null ? null : row.getString(5),
                        "The job of \"" + row.getString(7) + "\" has no retries left, so it will never run, and no"
                                + " failure says why: somebody has set it so. In the instance's Jobs, set its retries"
                                + " to 1."))
                .list();
    }

    private List<Discrepancy> tasksWithoutDueDate(List<String> tenants) {
        return jdbc.sql("select t.ID_, t.TENANT_ID_, i.BUSINESS_KEY_, i.ID_, t.EXECUTION_ID_, t.NAME_"
                        + " from ACT_RU_TASK t join ACT_RU_EXECUTION i on i.ID_ = t.PROC_INST_ID_"
                        + " where t.DUE_DATE_ is null and t.TENANT_ID_ in (:tenants)")
                .param("tenants", tenants)
                .query((row, n) -> new Discrepancy(
                        "task-without-due-date",
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        "The task \"" + row.getString(6) + "\" has no due date, so no list shows that it is late. An"
                                + " administrator sets it, in Tasklist or Cockpit, to the date of its limit, which the"
                                + " complaint's log shows."))
                .list();
    }
}
