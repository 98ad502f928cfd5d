package uk.redress.log;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import uk.redress.calendar.LondonTime;

/** Cases of a small procedure, {@code sample.bpmn}, that stands in for Kiwi's own while a test class runs. */
final class SampleCases implements AutoCloseable {

    static final String TENANT = "kiwi";

    /** May do everything, so that these tests are about the log and not about rights. */
    private static final String EVERYBODY_HERE = "log-sample";

    private final ProcessEngine engine;
    private final String deployment;
    private final String definition;
    private final List<String> grants = new ArrayList<>();

    SampleCases(ProcessEngine engine) {
        this.engine = engine;
        this.deployment = engine.getRepositoryService()
                .createDeployment()
                .name("log-sample")
                .tenantId(TENANT)
                .addInputStream("sample.bpmn", SampleCases.class.getResourceAsStream("sample.bpmn"))
                .addInputStream(
                        "log-sample-respond.form", SampleCases.class.getResourceAsStream("log-sample-respond.form"))
                .deploy()
                .getId();
        for (Resources resource : List.of(Resources.PROCESS_DEFINITION, Resources.PROCESS_INSTANCE, Resources.TASK)) {
            Authorization grant =
                    engine.getAuthorizationService().createNewAuthorization(Authorization.AUTH_TYPE_GRANT);
            grant.setGroupId(EVERYBODY_HERE);
            grant.setResource(resource);
            grant.setResourceId(Authorization.ANY);
            grant.addPermission(Permissions.ALL);
            grants.add(engine.getAuthorizationService().saveAuthorization(grant).getId());
        }
        this.definition = engine.getRepositoryService()
                .createProcessDefinitionQuery()
                .deploymentId(deployment)
                .processDefinitionKey("kiwi-complaint")
                .singleResult()
                .getId();
    }

    static void itIs(String londonDateTime) {
        ClockUtil.setCurrentTime(date(londonDateTime));
    }

    static Date date(String londonDateTime) {
        return Date.from(
                LocalDateTime.parse(londonDateTime).atZone(LondonTime.ZONE).toInstant());
    }

    /** Starts a case; answers its process instance. */
    ProcessInstance start(Map<String, Object> variables) {
        Map<String, Object> all = new HashMap<>(Map.of(
                "channel", "phone",
                "complainantName", "Ada Learner",
                "complainantType", "learner",
                "summary", "The register was wrong."));
        all.putAll(variables);
        all.values().removeIf(""::equals);
        return engine.getRuntimeService().startProcessInstanceById(definition, all);
    }

    /** The reference that a case was given. */
    String reference(ProcessInstance instance) {
        return (String) engine.getRuntimeService().getVariable(instance.getId(), "reference");
    }

    Task task(String reference, String key) {
        return engine.getTaskService()
                .createTaskQuery()
                .processInstanceBusinessKey(reference)
                .taskDefinitionKey(key)
                .singleResult();
    }

    void complete(String reference, String key, Map<String, Object> variables) {
        engine.getTaskService().complete(task(reference, key).getId(), variables);
    }

    /** The jobs of one element of a case and of what it has called. */
    List<Job> jobs(String reference, String element) {
        return engine
                .getRuntimeService()
                .createProcessInstanceQuery()
                .processInstanceBusinessKey(reference)
                .list()
                .stream()
                .flatMap(instance -> engine
                        .getManagementService()
                        .createJobQuery()
                        .processInstanceId(instance.getId())
                        .activityId(element)
                        .list()
                        .stream())
                .toList();
    }

    /** Runs the only job of an element of a case. */
    void run(String reference, String element) {
        List<Job> jobs = jobs(reference, element);
        if (jobs.size() != 1) {
            throw new AssertionError(jobs.size() + " jobs of " + element);
        }
        engine.getManagementService().executeJob(jobs.get(0).getId());
    }

    /** Does something as a user, who has the user's own groups and every right. */
    void as(String user, Runnable action) {
        List<String> groups = new ArrayList<>(List.of(EVERYBODY_HERE));
        engine.getIdentityService()
                .createGroupQuery()
                .groupMember(user)
                .list()
                .forEach(group -> groups.add(group.getId()));
        engine.getIdentityService().setAuthentication(user, groups, List.of(TENANT));
        try {
            action.run();
        } finally {
            engine.getIdentityService().clearAuthentication();
        }
    }

    @Override
    public void close() {
        grants.forEach(engine.getAuthorizationService()::deleteAuthorization);
        engine.getRepositoryService().deleteDeployment(deployment, true);
    }
}
