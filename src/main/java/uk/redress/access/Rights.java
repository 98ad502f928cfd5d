package uk.redress.access;

import static org.camunda.bpm.engine.authorization.Authorization.ANY;
import static org.camunda.bpm.engine.authorization.Permissions.ACCESS;
import static org.camunda.bpm.engine.authorization.Permissions.ALL;
import static org.camunda.bpm.engine.authorization.Permissions.CREATE;
import static org.camunda.bpm.engine.authorization.Permissions.READ;
import static org.camunda.bpm.engine.authorization.Permissions.UPDATE;
import static org.camunda.bpm.engine.authorization.Resources.APPLICATION;
import static org.camunda.bpm.engine.authorization.Resources.BATCH;
import static org.camunda.bpm.engine.authorization.Resources.DECISION_DEFINITION;
import static org.camunda.bpm.engine.authorization.Resources.DECISION_REQUIREMENTS_DEFINITION;
import static org.camunda.bpm.engine.authorization.Resources.DEPLOYMENT;
import static org.camunda.bpm.engine.authorization.Resources.FILTER;
import static org.camunda.bpm.engine.authorization.Resources.GROUP;
import static org.camunda.bpm.engine.authorization.Resources.PROCESS_DEFINITION;
import static org.camunda.bpm.engine.authorization.Resources.PROCESS_INSTANCE;
import static org.camunda.bpm.engine.authorization.Resources.USER;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.AuthorizationQuery;
import org.camunda.bpm.engine.authorization.BatchPermissions;
import org.camunda.bpm.engine.authorization.Permission;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.authorization.Resource;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.impl.persistence.entity.AuthorizationEntity;
import uk.redress.policy.Groups;

/**
 * What each group may do, in the engine's terms: a few rows, all of them for groups. Tenants narrow them down to a
 * person's companies, and {@link TaskRules} to their tasks.
 */
record Rights(String group, Resource resource, String id, List<Permission> permissions) {

    /**
     * The rights of every group.
     *
     * @param filters the ids of the filters that everybody who uses Tasklist reads
     */
    static List<Rights> all(List<String> filters) {
        List<Rights> rights = new ArrayList<>();
        for (String group : Groups.CASEWORKERS) {
            rights.addAll(ofTasklist(group, filters));
            // Everybody who works on cases may log one: a complaint is taken by whoever it is told to.
            rights.add(new Rights(
                    group,
                    PROCESS_DEFINITION,
                    ANY,
                    List.of(
                            ProcessDefinitionPermissions.READ,
                            ProcessDefinitionPermissions.CREATE_INSTANCE,
                            ProcessDefinitionPermissions.READ_TASK,
                            ProcessDefinitionPermissions.TASK_WORK)));
            rights.add(new Rights(group, PROCESS_INSTANCE, ANY, List.of(CREATE)));
        }
        rights.addAll(ofSupervisors(filters));
        rights.addAll(ofAnalysts());
        for (Resource resource : Resources.values()) {
            rights.add(new Rights(Groups.ADMINISTRATORS, resource, ANY, List.of(ALL)));
        }
        return rights;
    }

    /**
     * Lets a person who is in no group that works on cases use Tasklist all the same, for the tasks that they are
     * appointed to as a substitute.
     *
     * @param filters the ids of the filters that everybody who uses Tasklist reads
     */
    static void letUseTasklist(AuthorizationService authorizations, String person, List<String> filters) {
        ofTasklist(null, filters)
                .forEach(right -> right.ensure(
                        authorizations,
                        authorizations.createAuthorizationQuery().userIdIn(person),
                        row -> row.setUserId(person)));
    }

    private static List<Rights> ofTasklist(String group, List<String> filters) {
        List<Rights> rights = new ArrayList<>();
        rights.add(new Rights(group, APPLICATION, "welcome", List.of(ACCESS)));
        rights.add(new Rights(group, APPLICATION, "tasklist", List.of(ACCESS)));
        // The names behind user ids; Colleagues leaves only those of the same company.
        rights.add(new Rights(group, USER, ANY, List.of(READ)));
        filters.forEach(filter -> rights.add(new Rights(group, FILTER, filter, List.of(READ))));
        return rights;
    }

    private static List<Rights> ofSupervisors(List<String> filters) {
        String group = Groups.SUPERVISORS;
        List<Rights> rights = new ArrayList<>(ofTasklist(group, filters));
        rights.add(new Rights(group, APPLICATION, "cockpit", List.of(ACCESS)));
        rights.add(new Rights(
                group,
                PROCESS_DEFINITION,
                ANY,
                List.of(
                        ProcessDefinitionPermissions.READ,
                        ProcessDefinitionPermissions.READ_TASK,
                        ProcessDefinitionPermissions.READ_INSTANCE,
                        ProcessDefinitionPermissions.READ_HISTORY,
                        // For the tasks of the group supervisors alone: TaskRules refuses the others.
                        ProcessDefinitionPermissions.TASK_WORK,
                        ProcessDefinitionPermissions.TASK_ASSIGN,
                        ProcessDefinitionPermissions.RETRY_JOB,
                        ProcessDefinitionPermissions.UPDATE_INSTANCE,
                        ProcessDefinitionPermissions.UPDATE_INSTANCE_VARIABLE,
                        ProcessDefinitionPermissions.MIGRATE_INSTANCE,
                        ProcessDefinitionPermissions.SUSPEND,
                        ProcessDefinitionPermissions.SUSPEND_INSTANCE)));
        rights.add(new Rights(group, DECISION_DEFINITION, ANY, List.of(READ)));
        rights.add(new Rights(group, DECISION_REQUIREMENTS_DEFINITION, ANY, List.of(READ)));
        rights.add(new Rights(group, DEPLOYMENT, ANY, List.of(READ)));
        rights.add(new Rights(
                group,
                BATCH,
                ANY,
                List.of(
                        READ,
                        UPDATE,
                        BatchPermissions.READ_HISTORY,
                        BatchPermissions.CREATE_BATCH_SET_JOB_RETRIES,
                        BatchPermissions.CREATE_BATCH_MIGRATE_PROCESS_INSTANCES,
                        BatchPermissions.CREATE_BATCH_UPDATE_PROCESS_INSTANCES_SUSPEND)));
        rights.add(new Rights(group, GROUP, ANY, List.of(READ)));
        return rights;
    }

    private static List<Rights> ofAnalysts() {
        String group = Groups.ANALYSTS;
        return List.of(
                new Rights(group, APPLICATION, "welcome", List.of(ACCESS)),
                new Rights(group, APPLICATION, "cockpit", List.of(ACCESS)),
                new Rights(group, PROCESS_DEFINITION, ANY, List.of(READ)),
                new Rights(group, DECISION_DEFINITION, ANY, List.of(READ)),
                new Rights(group, DECISION_REQUIREMENTS_DEFINITION, ANY, List.of(READ)),
                new Rights(group, DEPLOYMENT, ANY, List.of(READ, CREATE)));
    }

    /** Makes the row, or brings it to what it says here. */
    void ensure(AuthorizationService authorizations) {
        ensure(
                authorizations,
                authorizations.createAuthorizationQuery().groupIdIn(group),
                row -> row.setGroupId(group));
    }

    private void ensure(AuthorizationService authorizations, AuthorizationQuery holder, Consumer<Authorization> hold) {
        Authorization row = holder.authorizationType(Authorization.AUTH_TYPE_GRANT)
                .resourceType(resource)
                .resourceId(id)
                .singleResult();
        if (row != null && same(row)) {
            return;
        }
        if (row == null) {
            row = authorizations.createNewAuthorization(Authorization.AUTH_TYPE_GRANT);
            hold.accept(row);
            row.setResource(resource);
            row.setResourceId(id);
        }
        row.setPermissions(permissions.toArray(Permission[]::new));
        authorizations.saveAuthorization(row);
    }

    private boolean same(Authorization row) {
        int wanted = permissions.stream().mapToInt(Permission::getValue).reduce(0, (all, one) -> all | one);
        return ((AuthorizationEntity) row).getPermissions() == wanted;
    }
}
