package uk.redress.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.util.Date;
import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Attachment;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import uk.redress.Http;
import uk.redress.policy.Groups;

/** Issue 2, "Access": who may see which task holds, claimed or not, without a row for each task. */
@AccessTest
class TaskAccessTest {

    @LocalServerPort
    int port;

    @Autowired
    RuntimeService runtime;

    @Autowired
    TaskService tasks;

    @Autowired
    IdentityService identity;

    @Autowired
    JdbcTemplate jdbc;

    private String processInstance;
    private String path;

    @BeforeEach
    void aCase() {
        processInstance = runtime.createProcessInstanceByKey("acorn-complaint")
                .processDefinitionTenantId("acorn")
                .setVariables(Map.of("complainantName", "Ada Bell"))
                .execute()
                .getId();
        path = "/engine-rest/task/" + investigate().getId();
    }

    @Test
    void aTaskThatAColleagueHasClaimedStaysVisibleToItsGroup() {
        assertThat(as("acorn-manager")
                        .post(path + "/claim", user("acorn-manager"))
                        .statusCode())
                .isEqualTo(204);

        assertThat(count("acorn-manager")).isEqualTo(1);
        assertThat(count("acorn-manager2")).isEqualTo(1);
        assertThat(count("acorn-head")).isZero();
        assertThat(as("acorn-manager2").get(path).statusCode()).isEqualTo(200);
    }

    @Test
    void aClaimedTaskIsCompletedByNobodyElse() {
        as("acorn-manager").post(path + "/claim", user("acorn-manager"));

        HttpResponse<String> completed = as("acorn-manager2").post(path + "/complete", "{}");
        HttpResponse<String> claimed = as("acorn-manager2").post(path + "/claim", user("acorn-manager2"));

        assertThat(completed.statusCode()).isEqualTo(403);
        assertThat(completed.body()).contains("has been claimed by acorn-manager");
        assertThat(claimed.statusCode()).isEqualTo(403);
        assertThat(investigate().getAssignee()).isEqualTo("acorn-manager");
    }

    @Test
    void aClaimedTaskIsTakenFromNobodyButByASupervisor() {
        as("acorn-manager").post(path + "/claim", user("acorn-manager"));

        assertThat(as("acorn-manager2").post(path + "/unclaim", "{}").statusCode())
                .isEqualTo(403);
        assertThat(as("acorn-manager2").post(path + "/claim", "{}").statusCode())
                .isEqualTo(403);
        assertThat(as("acorn-manager2")
                        .post(path + "/assignee", user("acorn-manager2"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(investigate().getAssignee()).isEqualTo("acorn-manager");

        assertThat(as("acorn-supervisor")
                        .post(path + "/assignee", user("acorn-manager2"))
                        .statusCode())
                .isEqualTo(204);
        assertThat(investigate().getAssignee()).isEqualTo("acorn-manager2");
        assertThat(as("acorn-supervisor").post(path + "/unclaim", "{}").statusCode())
                .isEqualTo(204);
        assertThat(investigate().getAssignee()).isNull();
    }

    @Test
    void oneGivesBackWhatOneHasClaimed() {
        as("acorn-manager").post(path + "/claim", user("acorn-manager"));

        assertThat(as("acorn-manager").post(path + "/unclaim", "{}").statusCode())
                .isEqualTo(204);
        assertThat(investigate().getAssignee()).isNull();
    }

    @Test
    void aRefusalSaysWhyAndWhomToChoose() {
        assertThat(as("acorn-supervisor")
                        .post(path + "/assignee", user("acorn-agent"))
                        .body())
                .contains("in none of the groups", "Choose a member of referral-managers");
        assertThat(as("acorn-supervisor")
                        .post(path + "/assignee", user("birch-manager"))
                        .body())
                .contains("there is no such user at acorn");
        assertThat(as("acorn-supervisor")
                        .post(path + "/assignee", user("nobody"))
                        .body())
                .contains("there is no such user at acorn");
        assertThat(as("acorn-manager")
                        .post(path + "/claim", user("acorn-manager2"))
                        .body())
                .contains("claimed for oneself");
    }

    @Test
    void delegatingAndSavingAssignOnlyWhoMayHaveTheTask() {
        assertThat(as("acorn-supervisor")
                        .post(path + "/delegate", user("acorn-agent"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(as("acorn-supervisor")
                        .put(path, changed("assignee", "birch-manager"))
                        .body())
                .contains("there is no such user at acorn");
        assertThat(as("acorn-manager")
                        .put(path, changed("assignee", "acorn-manager2"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(as("acorn-supervisor")
                        .put(path, changed("assignee", "acorn-manager2"))
                        .statusCode())
                .isEqualTo(204);
        assertThat(investigate().getAssignee()).isEqualTo("acorn-manager2");
    }

    @Test
    void aDueDateOrATenantIsNotChangedByHand() {
        assertThat(as("acorn-supervisor")
                        .put(path, changed("due", "2030-01-01T09:00:00.000+0000"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(as("acorn-supervisor")
                        .put(path, changed("tenantId", "birch"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(as("acorn-supervisor")
                        .put(path, changed("followUp", "2030-01-01T09:00:00.000+0000"))
                        .statusCode())
                .isEqualTo(204);
        assertThat(investigate().getFollowUpDate()).isAfter(new Date(0));
    }

    @Test
    void commentsAndAttachmentsAreForThoseWhoSeeTheTask() {
        String own = "{\"message\":\"Rang back.\"}";
        assertThat(as("acorn-manager").post(path + "/comment/create", own).statusCode())
                .isEqualTo(200);
        assertThat(Http.json(as("acorn-manager2").get(path + "/comment"))).hasSize(1);
        assertThat(Http.json(as("acorn-supervisor").get(path + "/comment"))).hasSize(1);
        assertThat(as("acorn-agent").get(path + "/comment").statusCode()).isEqualTo(404);
        assertThat(as("birch-manager").get(path + "/comment").statusCode()).isEqualTo(404);
        assertThat(as("acorn-agent").get(path + "/attachment").statusCode()).isEqualTo(404);
        assertThat(as("acorn-manager").get(path + "/attachment").statusCode()).isEqualTo(200);
        assertThat(as("acorn-manager")
                        .post(
                                path + "/comment/create",
                                "{\"message\":\"On another case.\",\"processInstanceId\":\"another\"}")
                        .statusCode())
                .as("a comment smuggled into another case")
                .isIn(400, 403);
    }

    @Test
    void whatWasAttachedToATaskStaysWithItWhenItIsDone() {
        String id = investigate().getId();
        Attachment attached =
                tasks.createAttachment("text/plain", id, null, "Register", "As it was", "http://x.example");
        assertThat(as("acorn-manager").post(path + "/complete", "{}").statusCode())
                .isEqualTo(204);

        assertThat(as("acorn-supervisor")
                        .delete(path + "/attachment/" + attached.getId())
                        .statusCode())
                .as("refused, which Camunda's resource tells as not there")
                .isEqualTo(404);
        assertThat(tasks.getTaskAttachments(id)).hasSize(1);
    }

    @Test
    void onlyWhoOverseesDelegatesAndNobodyLearnsWhoWorksElsewhere() {
        String own =
                as("acorn-manager").post(path + "/delegate", user("nobody")).body();

        assertThat(own).contains("Only a supervisor delegates");
        assertThat(as("acorn-manager")
                        .post(path + "/delegate", user("birch-manager"))
                        .body())
                .isEqualTo(own);
    }

    @Test
    void aListShowsTheVariablesOfItsTasksAndOfNoOthers() {
        JsonNode list = Http.json(as("acorn-manager")
                .send(
                        "POST",
                        "/engine-rest/filter/" + filter("All my tasks") + "/list?firstResult=0&maxResults=500",
                        "application/json",
                        "{\"processInstanceId\":\"" + processInstance + "\"}"));
        assertThat(list).hasSize(1);

        JsonNode page = Http.json(hal("acorn-manager"));
        assertThat(page.at("/_embedded/task/0/_embedded/variable").findValuesAsText("name"))
                .contains("reference", "complainantName");
        assertThat(page.at("/_embedded/task/0/_embedded/variable").findValuesAsText("value"))
                .contains((String) runtime.getVariable(processInstance, "reference"), "Ada Bell");

        for (String other : new String[] {"acorn-head", "birch-manager"}) {
            assertThat(Http.json(as(other).get("/engine-rest/variable-instance?variableScopeIdIn=" + processInstance)))
                    .as(other)
                    .isEmpty();
        }
    }

    @Test
    void theShippedFiltersAreThereForWhoeverUsesTasklist() {
        assertThat(Http.json(as("acorn-agent").get("/engine-rest/filter")).findValuesAsText("name"))
                .contains("All my tasks", "Due today or late", "My tasks", "To be claimed");
        as("acorn-manager").post(path + "/claim", user("acorn-manager"));

        assertThat(inFilter("My tasks", "acorn-manager")).isEqualTo(1);
        assertThat(inFilter("My tasks", "acorn-manager2")).isZero();
        assertThat(inFilter("To be claimed", "acorn-manager2")).isZero();
        assertThat(inFilter("To be claimed", "acorn-agent")).isEqualTo(1);
        assertThat(inFilter("Due today or late", "acorn-manager")).isZero();
        Task task = investigate();
        task.setDueDate(new Date(0));
        tasks.saveTask(task);
        assertThat(inFilter("Due today or late", "acorn-manager")).isEqualTo(1);
    }

    @Test
    void authorizationsDoNotGrowWithTasks() {
        int before = authorizations();
        for (int i = 0; i < 10; i++) {
            runtime.createProcessInstanceByKey("acorn-complaint")
                    .processDefinitionTenantId("acorn")
                    .execute();
        }
        as("acorn-manager").post(path + "/claim", user("acorn-manager"));

        assertThat(authorizations()).isEqualTo(before);
    }

    @Test
    void peopleAreSeenByTheirColleaguesOnly() {
        assertThat(Http.json(as("acorn-agent").get("/engine-rest/user")).findValuesAsText("id"))
                .contains("acorn-agent", "acorn-manager")
                .allMatch(id -> id.startsWith("acorn-"));
        assertThat(Http.json(as("acorn-agent").get("/engine-rest/user/count"))
                        .get("count")
                        .asInt())
                .isEqualTo(9);
        assertThat(as("acorn-agent").delete("/engine-rest/user/acorn-agent").statusCode())
                .as("one's own account")
                .isEqualTo(403);
    }

    @Test
    void aLeaverWhoseMembershipsAreGoneSeesNothing() {
        identity.saveUser(leaver());
        identity.createMembership("acorn-leaver", Groups.REFERRAL_MANAGERS);
        identity.createTenantUserMembership("acorn", "acorn-leaver");
        Http leaver = Http.as("acorn-leaver", "Correct-horse-7", port);
        assertThat(leaver.post(path + "/claim", user("acorn-leaver")).statusCode())
                .isEqualTo(204);

        identity.deleteMembership("acorn-leaver", Groups.REFERRAL_MANAGERS);
        identity.deleteTenantUserMembership("acorn", "acorn-leaver");

        assertThat(Http.json(leaver.get("/engine-rest/task/count")).get("count").asInt())
                .isZero();
        assertThat(leaver.post(path + "/complete", "{}").statusCode()).isEqualTo(403);
        identity.deleteUser("acorn-leaver");
        assertThat(leaver.get("/engine-rest/task").statusCode()).isEqualTo(401);
    }

    private org.camunda.bpm.engine.identity.User leaver() {
        org.camunda.bpm.engine.identity.User leaver = identity.newUser("acorn-leaver");
        leaver.setFirstName("Lee");
        leaver.setLastName("Ver");
        leaver.setPassword("Correct-horse-7");
        return leaver;
    }

    private Http as(String user) {
        return Http.as(user, port);
    }

    private Task investigate() {
        return tasks.createTaskQuery()
                .processInstanceId(processInstance)
                .taskDefinitionKey("investigate")
                .singleResult();
    }

    private int count(String user) {
        return Http.json(as(user).get("/engine-rest/task/count?processInstanceId=" + processInstance))
                .get("count")
                .asInt();
    }

    private int inFilter(String name, String user) {
        return Http.json(as(user).post(
                                "/engine-rest/filter/" + filter(name) + "/count",
                                "{\"processInstanceId\":\"" + processInstance + "\"}"))
                .get("count")
                .asInt();
    }

    private java.net.http.HttpResponse<String> hal(String user) {
        return as(user).sendAccepting(
                        "application/hal+json",
                        "POST",
                        "/engine-rest/filter/" + filter("All my tasks") + "/list?firstResult=0&maxResults=15",
                        "{\"processInstanceId\":\"" + processInstance + "\"}");
    }

    private String filter(String name) {
        return Http.json(as("admin").get("/engine-rest/filter?name=" + name.replace(" ", "%20")))
                .get(0)
                .get("id")
                .asText();
    }

    /** The task as Tasklist sends it back, with one field changed. */
    private String changed(String field, String value) {
        ObjectNode task = (ObjectNode) Http.json(as("admin").get(path));
        task.remove("camundaFormRef");
        task.put(field, value);
        return task.toString();
    }

    private int authorizations() {
        return jdbc.queryForObject("select count(*) from ACT_RU_AUTHORIZATION", Integer.class);
    }

    private static String user(String id) {
        return "{\"userId\":\"" + id + "\"}";
    }
}
