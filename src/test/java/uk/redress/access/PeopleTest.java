package uk.redress.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import uk.redress.Http;

/** Issue 2, "Operating it": people come, change their password and leave, by the requests that README gives. */
@AccessTest
class PeopleTest {

    @LocalServerPort
    int port;

    @Autowired
    RuntimeService runtime;

    @Autowired
    TaskService tasks;

    @Test
    @DisplayName("A new caseworker works in the company at once, changes the password, and is out when they leave")
    void comesWorksAndLeaves() {
        Http admin = Http.as("admin", port);
        ok(admin.post(
                        "/engine-rest/user/create",
                        "{\"profile\": {\"id\": \"ann\", \"firstName\": \"Ann\", \"lastName\": \"Lee\"},"
                                + " \"credentials\": {\"password\": \"Blue-Kettle-42\"}}")
                .statusCode());
        ok(admin.put("/engine-rest/group/referral-managers/members/ann", "").statusCode());
        ok(admin.put("/engine-rest/tenant/acorn/user-members/ann", "").statusCode());

        String instance = runtime.createProcessInstanceByKey("acorn-complaint")
                .processDefinitionTenantId("acorn")
                .setVariables(Map.of("complainantName", "Ada Bell"))
                .execute()
                .getId();
        String task = tasks.createTaskQuery()
                .processInstanceId(instance)
                .taskCandidateGroup("referral-managers")
                .singleResult()
                .getId();
        Http ann = Http.as("ann", "Blue-Kettle-42", port);
        ok(ann.post("/engine-rest/task/" + task + "/claim", "{\"userId\": \"ann\"}")
                .statusCode());

        ok(ann.put(
                        "/engine-rest/user/ann/credentials",
                        "{\"password\": \"Green-Kettle-43\", \"authenticatedUserPassword\": \"Blue-Kettle-42\"}")
                .statusCode());
        assertThat(Http.as("ann", "Green-Kettle-43", port)
                        .get("/engine-rest/task/" + task)
                        .statusCode())
                .isEqualTo(200);

        ok(admin.delete("/engine-rest/user/ann").statusCode());
        assertThat(Http.as("ann", "Green-Kettle-43", port)
                        .get("/engine-rest/task/" + task)
                        .statusCode())
                .isEqualTo(401);
        ok(Http.as("acorn-supervisor", port)
                .post("/engine-rest/task/" + task + "/assignee", "{\"userId\": \"acorn-manager2\"}")
                .statusCode());
        assertThat(tasks.createTaskQuery().taskId(task).singleResult().getAssignee())
                .isEqualTo("acorn-manager2");
    }

    private static void ok(int status) {
        assertThat(status).isBetween(200, 204);
    }
}
