package uk.redress.access;

import java.util.List;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.Tenant;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import uk.redress.policy.Groups;
import uk.redress.policy.Policies;
import uk.redress.policy.Policy;

/**
 * Makes tenants, groups, rights and filters at start if they are absent, and sees to it that there is an administrator.
 * It runs when the engine is built: before the web server answers, before any job, before anything is deployed.
 */
@Component
class AccessSetup {

    private final Policies policies;
    private final ObjectProvider<DemoUsers> demo;
    private final Administrator administrator;

    AccessSetup(Policies policies, ObjectProvider<DemoUsers> demo, Administrator administrator) {
        this.policies = policies;
        this.demo = demo;
        this.administrator = administrator;
    }

    /**
     * Makes what is absent; a second run changes nothing.
     *
     * @throws AccessException if Redress must not start with these people
     */
    void run(ProcessEngine engine) {
        IdentityService identity = engine.getIdentityService();
        Groups.all().forEach(group -> ensureGroup(identity, group, Groups.NAMES.get(group)));
        for (Policy policy : policies.all()) {
            ensureTenant(identity, policy);
            policy.departments()
                    .forEach((id, name) -> ensureGroup(
                            identity, Groups.ofDepartment(policy.tenant(), id), policy.name() + ": " + name));
        }
        List<String> filters = TaskFilters.ensure(engine.getFilterService(), engine.getTaskService());
        ensureIndexes(engine);
        Rights.all(filters).forEach(right -> right.ensure(engine.getAuthorizationService()));
        demo.ifAvailable(users -> users.ensure(engine));
        administrator.ensure(engine, demo.getIfAvailable() != null);
    }

    /**
     * Tasklist reads the first tasks by due date, as {@link TaskFilters} order them, and else sorts all for a page; the
     * job executor takes the jobs that fell due first.
     */
    private static void ensureIndexes(ProcessEngine engine) {
        // Not with our own tables: those are made before or after the engine's, as Spring happens to start.
        JdbcTemplate database =
                new JdbcTemplate(engine.getProcessEngineConfiguration().getDataSource());
        database.execute("create index if not exists REDRESS_TASK_DUE on ACT_RU_TASK (DUE_DATE_, CREATE_TIME_)");
        database.execute("create index if not exists REDRESS_JOB_DUE on ACT_RU_JOB (DUEDATE_)");
    }

    private static void ensureTenant(IdentityService identity, Policy policy) {
        if (identity.createTenantQuery().tenantId(policy.tenant()).count() == 0) {
            Tenant tenant = identity.newTenant(policy.tenant());
            tenant.setName(policy.name());
            identity.saveTenant(tenant);
        }
    }

    private static void ensureGroup(IdentityService identity, String id, String name) {
        if (identity.createGroupQuery().groupId(id).count() == 0) {
            Group group = identity.newGroup(id);
            group.setName(name);
            group.setType(
                    Groups.ADMINISTRATORS.equals(id)
                            ? org.camunda.bpm.engine.authorization.Groups.GROUP_TYPE_SYSTEM
                            : "REDRESS");
            identity.saveGroup(group);
        }
    }
}
