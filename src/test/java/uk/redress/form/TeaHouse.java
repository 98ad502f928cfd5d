package uk.redress.form;

import static org.camunda.bpm.engine.authorization.Authorization.ANY;
import static org.camunda.bpm.engine.authorization.Authorization.AUTH_TYPE_GRANT;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permission;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.authorization.Resource;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.history.HistoricVariableInstance;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.task.Task;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;

/** The Tea House's people and cases, as the tests of its forms need them. */
class TeaHouse {

    static final String TENANT = "tea-house";
    static final String PROCESS = "tea-house-complaint";
    static final String CLERK = "tea-house-clerk";
    static final String PASSWORD = "Darjeeling-1837";

    private final ProcessEngine engine;
    private final TestRestTemplate rest;

    TeaHouse(ProcessEngine engine, TestRestTemplate rest) {
        this.engine = engine;
        this.rest = rest.withBasicAuth(CLERK, PASSWORD);
    }

    /** The clerk, who may start and do everything that customer services may; made if absent. */
    void employ() {
        if (engine.getIdentityService().createUserQuery().userId(CLERK).count() > 0) {
            return;
        }
        if (engine.getIdentityService().createTenantQuery().tenantId(TENANT).count() == 0) {
            engine.getIdentityService().saveTenant(engine.getIdentityService().newTenant(TENANT));
        }
        if (engine.getIdentityService()
                        .createGroupQuery()
                        .groupId("customer-services")
                        .count()
                == 0) {
            engine.getIdentityService().saveGroup(engine.getIdentityService().newGroup("customer-services"));
        }
        user(CLERK);
        engine.getIdentityService().createMembership(CLERK, "customer-services");
        engine.getIdentityService().createTenantUserMembership(TENANT, CLERK);
        grant(
                Resources.PROCESS_DEFINITION,
                Permissions.READ,
                Permissions.CREATE_INSTANCE,
                Permissions.READ_TASK,
                ProcessDefinitionPermissions.TASK_WORK);
        grant(Resources.PROCESS_INSTANCE, Permissions.CREATE);
        grant(Resources.APPLICATION, Permissions.ACCESS);
    }

    void user(String id) {
        User user = engine.getIdentityService().newUser(id);
        user.setPassword(PASSWORD);
        user.setFirstName("Camellia");
        user.setLastName("Sinensis");
        engine.getIdentityService().saveUser(user);
    }

    private void grant(Resource resource, Permission... permissions) {
        Authorization grant = engine.getAuthorizationService().createNewAuthorization(AUTH_TYPE_GRANT);
        grant.setUserId(CLERK);
        grant.setResource(resource);
        grant.setResourceId(ANY);
        grant.setPermissions(permissions);
        engine.getAuthorizationService().saveAuthorization(grant);
    }

    ResponseEntity<JsonNode> post(String path, Map<String, ?> body) {
        return rest.exchange("/engine-rest" + path, HttpMethod.POST, new HttpEntity<>(body), JsonNode.class);
    }

    JsonNode get(String path) {
        return rest.getForObject("/engine-rest" + path, JsonNode.class);
    }

    /** Starts a case over REST by the key of its process. */
    ResponseEntity<JsonNode> start(Map<String, ?> variables) {
        return post("/process-definition/key/" + PROCESS + "/tenant-id/" + TENANT + "/start", body(variables));
    }

    /** A case that waits for its decision. */
    String openCase() {
        return start(Map.of("summary", "The tea was cold.", "channel", "in-person"))
                .getBody()
                .get("id")
                .asText();
    }

    Task task(String caseId) {
        return engine.getTaskService()
                .createTaskQuery()
                .processInstanceId(caseId)
                .singleResult();
    }

    String definition() {
        return engine.getRepositoryService()
                .createProcessDefinitionQuery()
                .processDefinitionKey(PROCESS)
                .tenantIdIn(TENANT)
                .latestVersion()
                .singleResult()
                .getId();
    }

    /** How many cases there have ever been. */
    long cases() {
        return engine.getHistoryService()
                .createHistoricProcessInstanceQuery()
                .processDefinitionKey(PROCESS)
                .count();
    }

    List<String> variables(String caseId) {
        return engine
                .getHistoryService()
                .createHistoricVariableInstanceQuery()
                .processInstanceId(caseId)
                .list()
                .stream()
                .map(HistoricVariableInstance::getName)
                .toList();
    }

    Object variable(String caseId, String name) {
        return engine.getRuntimeService().getVariable(caseId, name);
    }

    /** Variables as the REST API takes them: each value, or a map with value and type, by name. */
    static Map<String, Object> body(Map<String, ?> variables) {
        Map<String, Object> typed = new LinkedHashMap<>();
        variables.forEach((name, value) -> {
            Map<String, Object> variable = new LinkedHashMap<>();
            if (value instanceof Map<?, ?> given) {
                given.forEach((key, part) -> variable.put(String.valueOf(key), part));
            } else {
                variable.put("value", value);
            }
            typed.put(name, variable);
        });
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("variables", typed);
        return body;
    }
}
