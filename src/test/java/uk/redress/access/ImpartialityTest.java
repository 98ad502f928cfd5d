package uk.redress.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import uk.redress.Http;
import uk.redress.policy.Groups;
import uk.redress.reconciliation.Reconciliation;

/**
 * ALL-3: nobody investigates, reviews or decides a complaint about themselves, or one they investigated or decided at an
 * earlier stage. On a diagram of two stages, of which the second calls another diagram for its decision.
 */
@AccessTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImpartialityTest {

    private static final String REST = "/engine-rest/task/";
    private static final String TASKLIST = "/camunda/api/engine/engine/default/task/";

    private static final String EVERYBODY = "acorn-manager,acorn-manager2,acorn-head,acorn-head2,acorn-director";

    @LocalServerPort
    int port;

    @Autowired
    RuntimeService runtime;

    @Autowired
    RepositoryService repository;

    @Autowired
    TaskService tasks;

    @Autowired
    IdentityService identity;

    @Autowired
    JdbcTemplate jdbc;

    @Autowired
    Reconciliation reconciliation;

    private String deployment;
    private String theCase;
    private String reference;

    @BeforeAll
    void deploy() {
        DeploymentBuilder files =
                repository.createDeployment().name("impartiality").tenantId("acorn");
        Stream.of(
                        "impartial.bpmn",
                        "impartial-second-look.bpmn",
                        "impartial-without-substitute.bpmn",
                        "appoint-substitute.form")
                .forEach(file -> files.addInputStream(file, getClass().getResourceAsStream(file)));
        deployment = files.deploy().getId();
    }

    @AfterAll
    void undeploy() {
        repository.deleteDeployment(deployment, true);
    }

    @AfterEach
    void nobodyIsLeftOver() {
        List<User> users = new ArrayList<>(
                identity.createUserQuery().userIdIn("acorn-governor").list());
        users.forEach(user -> identity.deleteUser(user.getId()));
    }

    // Barred as a person

    @ParameterizedTest
    @ValueSource(strings = {REST, TASKLIST})
    @DisplayName("Whom it is about can neither claim nor complete, and is told why")
    void about(String api) {
        start("about", " acorn-manager , acorn-agent");
        String investigate = api + task("investigate").getId();

        HttpResponse<String> claimed = in(api, "acorn-manager").post(investigate + "/claim", user("acorn-manager"));
        HttpResponse<String> completed = in(api, "acorn-manager").post(investigate + "/complete", "{}");
        HttpResponse<String> submitted = in(api, "acorn-manager").post(investigate + "/submit-form", "{}");

        for (HttpResponse<String> refused : List.of(claimed, completed, submitted)) {
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("You cannot deal with " + reference + ": the complaint is about you.");
        }
        assertThat(task("investigate").getAssignee()).isNull();
        assertThat(in(api, "acorn-manager2")
                        .post(investigate + "/claim", user("acorn-manager2"))
                        .statusCode())
                .as("a colleague who is not barred")
                .isEqualTo(204);
        assertThat(in(api, "acorn-manager2")
                        .post(investigate + "/complete", "{}")
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    @DisplayName(
            "CAN-11, ALL-3: Whoever dealt with the original request can neither claim nor complete, and is told why")
    void originalHandlers() {
        start();
        runtime.setVariable(theCase, "originalHandlers", "acorn-manager, acorn-agent");
        String investigate = REST + task("investigate").getId();

        HttpResponse<String> claimed = in(REST, "acorn-manager").post(investigate + "/claim", user("acorn-manager"));
        HttpResponse<String> assigned =
                in(REST, "acorn-supervisor").post(investigate + "/assignee", user("acorn-manager"));

        assertThat(claimed.statusCode()).isEqualTo(403);
        assertThat(claimed.body())
                .contains("You cannot deal with " + reference + ": you dealt with the original request.");
        assertThat(assigned.statusCode()).isEqualTo(400);
        assertThat(assigned.body()).contains("this person dealt with the original request of " + reference);
        assertThat(in(REST, "acorn-manager2")
                        .post(investigate + "/claim", user("acorn-manager2"))
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    @DisplayName(
            "CAN-11, ALL-3: Where all of a group dealt with the original request, it goes to the next in seniority")
    void originalHandlersAreAll() {
        start();
        runtime.setVariable(theCase, "originalHandlers", "acorn-manager,acorn-manager2");

        assertThat(tasks.getIdentityLinksForTask(task("investigate").getId()))
                .extracting(IdentityLink::getGroupId)
                .containsExactly(Groups.HEADS_OF_SERVICE);
    }

    @ParameterizedTest
    @ValueSource(strings = {REST, TASKLIST})
    @DisplayName("Whoever investigated at an earlier stage cannot decide at a later one, but refers it onward")
    void earlierStage(String api) {
        start();
        complete("acorn-manager", "investigate");
        complete("acorn-manager", "respond");
        assertThat(runtime.getVariable(theCase, "handledBy"))
                .as("once per stage and person, the same person in the same stage is not barred")
                .isEqualTo("1:acorn-manager");

        complete("acorn-manager", "refer");
        assertThat(runtime.getVariable(theCase, "handledBy"))
                .as("referring is not dealing with it")
                .isEqualTo("1:acorn-manager");

        String again = api + task("look-again").getId();
        HttpResponse<String> claimed = in(api, "acorn-manager").post(again + "/claim", user("acorn-manager"));
        HttpResponse<String> completed = in(api, "acorn-manager").post(again + "/complete", "{}");
        for (HttpResponse<String> refused : List.of(claimed, completed)) {
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body())
                    .contains("You cannot deal with " + reference
                            + ": you investigated or decided it at Level 1. Refer it onward, or ask a supervisor.");
        }
        complete("acorn-manager2", "look-again");
        assertThat(isOver()).isTrue();
    }

    @Test
    @DisplayName("A barred person cannot be given the task: assigned, saved, delegated, linked")
    void named() {
        start("about", "acorn-manager");
        String investigate = REST + task("investigate").getId();
        String barred = user("acorn-manager");
        ObjectNode saved = (ObjectNode) Http.json(as("acorn-supervisor").get(investigate));
        saved.remove("camundaFormRef");
        saved.put("assignee", "acorn-manager");

        for (HttpResponse<String> refused : List.of(
                as("acorn-supervisor").post(investigate + "/assignee", barred),
                as("acorn-supervisor").post(investigate + "/delegate", barred),
                as("acorn-supervisor").put(investigate, saved.toString()),
                as("acorn-supervisor").post(investigate + "/identity-links", link("acorn-manager", "assignee")),
                as("admin").post(investigate + "/identity-links", link("acorn-manager", "candidate")),
                as("admin").post(investigate + "/claim", barred),
                Http.browser("acorn-supervisor", port)
                        .post(TASKLIST + task("investigate").getId() + "/assignee", barred))) {
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
            assertThat(refused.body())
                    .contains("cannot be assigned to", "acorn-manager", reference + " is about this person.");
        }
        assertThat(as("acorn-manager").post(investigate + "/assignee", barred).statusCode())
                .as("to oneself")
                .isEqualTo(403);
        assertThat(task("investigate").getAssignee()).isNull();
        assertThat(candidates("investigate")).containsExactly("referral-managers");
    }

    @Test
    @DisplayName("Administrators are no exception as persons, and may give the task to others")
    void administrators() {
        start("about", "acorn-agent");
        runtime.setVariable(theCase, "about", "admin");
        String investigate = REST + task("investigate").getId();

        assertThat(as("admin").post(investigate + "/complete", "{}").body()).contains("the complaint is about you");
        assertThat(as("admin")
                        .post(investigate + "/bpmnError", "{\"errorCode\":\"x\"}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(as("admin")
                        .post(investigate + "/assignee", user("acorn-manager"))
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    @DisplayName("Why somebody is barred is told to nobody who may not see the case")
    void noLeak() {
        start("about", "acorn-manager");
        String investigate = REST + task("investigate").getId();

        for (String stranger : List.of("acorn-agent", "birch-manager", "birch-supervisor", "acorn-analyst")) {
            for (String way : List.of("/claim", "/assignee", "/delegate", "/complete")) {
                HttpResponse<String> refused = as(stranger).post(investigate + way, user("acorn-manager"));
                assertThat(refused.statusCode()).as(stranger + way).isEqualTo(403);
                assertThat(refused.body()).as(stranger + way).doesNotContain("about", reference);
            }
            HttpResponse<String> linked =
                    as(stranger).post(investigate + "/identity-links", link("acorn-manager", "candidate"));
            assertThat(linked.statusCode()).as(stranger).isEqualTo(403);
            assertThat(linked.body()).as(stranger).doesNotContain("about", reference);
        }
    }

    @Test
    @DisplayName("Whoever fills in a delegated task has dealt with the case, not only who completes it")
    void delegated() {
        start();
        String investigate = REST + task("investigate").getId();
        assertThat(as("acorn-supervisor")
                        .post(investigate + "/delegate", user("acorn-manager"))
                        .statusCode())
                .isEqualTo(204);
        assertThat(as("acorn-manager").post(investigate + "/submit-form", "{}").statusCode())
                .isEqualTo(204);
        assertThat(as("acorn-supervisor")
                        .post(investigate + "/comment/create", "{\"message\":\"Looked at by two.\"}")
                        .statusCode())
                .as("whoever comments on it has not dealt with it")
                .isEqualTo(200);
        complete("acorn-manager2", "investigate");

        assertThat(runtime.getVariable(theCase, "handledBy")).isEqualTo("1:acorn-manager,1:acorn-manager2");
    }

    @Test
    @DisplayName("Somebody barred after taking the task, by whatever way, can still give it back")
    void giveBack() {
        start();
        String id = task("investigate").getId();
        runtime.setVariable(theCase, "about", "acorn-manager");
        tasks.setAssignee(id, "acorn-manager");

        assertThat(as("acorn-manager").post(REST + id + "/complete", "{}").statusCode())
                .isEqualTo(403);
        assertThat(as("acorn-manager").post(REST + id + "/unclaim", "{}").statusCode())
                .isEqualTo(204);
        assertThat(task("investigate").getAssignee()).isNull();
    }

    // To whom the task goes

    @Test
    @DisplayName("The group keeps the task while one of it is not barred")
    void groupStays() {
        start("about", "acorn-manager");
        assertThat(candidates("investigate")).containsExactly("referral-managers");
    }

    @Test
    @DisplayName("If it is about the named manager, it goes to the next in seniority")
    void namedManager() {
        start("about", "acorn-manager", "referralManager", "acorn-manager");

        assertThat(candidates("investigate")).containsExactly("heads-of-service");
        assertThat(Http.json(as("acorn-manager2").get("/engine-rest/task?processInstanceId=" + theCase)))
                .as("a junior of whom it is about")
                .isEmpty();
        complete("acorn-head", "investigate");
        assertThat(candidates("respond")).containsExactly("heads-of-service");
        assertThat(loggedAt("investigate", "task-created")).contains("heads-of-service");
    }

    @Test
    @DisplayName("A named manager who is not whom it is about changes nothing")
    void anotherManager() {
        start("about", "acorn-manager", "referralManager", "acorn-manager2");
        assertThat(candidates("investigate")).containsExactly("referral-managers");
    }

    @Test
    @DisplayName("Seniority is climbed until somebody is eligible")
    void seniority() {
        start("about", "acorn-manager,acorn-manager2,acorn-head,acorn-head2");
        assertThat(candidates("investigate")).containsExactly("directors");
        complete("acorn-director", "investigate");
    }

    @Test
    @DisplayName("A group that has nobody in this company, or no one else, is passed over")
    void leavers() {
        identity.deleteTenantUserMembership("acorn", "acorn-head");
        identity.deleteMembership("acorn-head2", Groups.HEADS_OF_SERVICE);
        try {
            start("about", "acorn-manager,acorn-manager2");
            assertThat(candidates("investigate")).containsExactly("directors");
        } finally {
            identity.createTenantUserMembership("acorn", "acorn-head");
            identity.createMembership("acorn-head2", Groups.HEADS_OF_SERVICE);
        }
    }

    @Test
    @DisplayName("If the last who may deal with it leave while it is open, it goes to the next in seniority at once")
    void leaversOfAnOpenTask() {
        start("about", "acorn-manager");
        claim("acorn-manager2", "investigate");

        leaves("/engine-rest/tenant/acorn/user-members/acorn-manager2");
        try {
            assertThat(task("investigate").getAssignee()).isNull();
            assertThat(candidates("investigate")).containsExactly("heads-of-service");
            complete("acorn-head", "investigate");
        } finally {
            identity.createTenantUserMembership("acorn", "acorn-manager2");
        }
    }

    @Test
    @DisplayName("What is claimed by somebody who leaves goes back to their group; what others may have stays theirs")
    void oneOfSeveralLeaves() {
        start();
        claim("acorn-manager2", "investigate");
        leaves("/engine-rest/tenant/acorn/user-members/acorn-manager2");
        try {
            assertThat(task("investigate").getAssignee()).isNull();
            assertThat(candidates("investigate")).containsExactly("referral-managers");
        } finally {
            identity.createTenantUserMembership("acorn", "acorn-manager2");
        }
    }

    @Test
    @DisplayName(
            "Nor does whoever stays in the company, but in no group that works on complaints, keep what they claimed")
    void whoClaimedItLeavesTheGroup() {
        start();
        claim("acorn-manager2", "investigate");
        leaves("/engine-rest/group/referral-managers/members/acorn-manager2");
        try {
            assertThat(task("investigate").getAssignee()).isNull();
            assertThat(candidates("investigate")).containsExactly("referral-managers");
        } finally {
            identity.createMembership("acorn-manager2", Groups.REFERRAL_MANAGERS);
        }
    }

    @Test
    @DisplayName("If the appointed substitute leaves the company, the supervisors are asked again")
    void substituteLeaves() {
        governor();
        start("about", EVERYBODY);
        appoint("acorn-governor").isAnsweredWith(204);
        assertThat(openTasks()).containsExactly("investigate");

        leaves("/engine-rest/user/acorn-governor");

        assertThat(openTasks()).containsExactly("appoint-substitute", "investigate");
        assertThat(task("investigate").getAssignee()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"about", "originalHandlers"})
    @DisplayName("CAN-11, ALL-3: Who was taken out in the database is found out by the reconciliation")
    void leaverFoundByReconciliation(String bar) {
        start();
        runtime.setVariable(theCase, bar, "acorn-manager");
        jdbc.update(
                "delete from ACT_ID_MEMBERSHIP where USER_ID_ = 'acorn-manager2' and GROUP_ID_ = 'referral-managers'");
        try {
            reconciliation.run();
            assertThat(candidates("investigate")).containsExactly("heads-of-service");
        } finally {
            identity.createMembership("acorn-manager2", Groups.REFERRAL_MANAGERS);
        }
    }

    @Test
    @DisplayName("Whoever claims a task for which the supervisors are asked is refused it, not told that it is gone")
    void nobodysIsThere() {
        start("about", EVERYBODY);
        String investigate = REST + task("investigate").getId();

        assertThat(as("acorn-manager")
                        .post(investigate + "/claim", user("acorn-manager"))
                        .statusCode())
                .isEqualTo(403);
    }

    private void leaves(String membership) {
        assertThat(as("admin").delete(membership).statusCode()).isEqualTo(204);
    }

    @Test
    @DisplayName("At a later stage those who dealt with it before do not count, in a called diagram too")
    void everybodyOfTheGroupHandledIt() {
        start();
        complete("acorn-manager", "investigate");
        complete("acorn-manager2", "respond");
        complete("acorn-manager", "refer");

        assertThat(candidates("look-again")).containsExactly("heads-of-service");
        complete("acorn-head2", "look-again");
        assertThat(isOver()).isTrue();
    }

    @Test
    @DisplayName("Whom it is about may change while the task is claimed: it is taken from them, and goes to others")
    void aboutChangesWhileClaimed() {
        start("referralManager", "acorn-manager");
        claim("acorn-manager", "investigate");

        recordAbout("acorn-manager");

        assertThat(task("investigate").getAssignee()).isNull();
        assertThat(candidates("investigate")).containsExactly("heads-of-service");
        assertThat(loggedAt("investigate", "unclaimed")).isNotNull();
        assertThat(loggedAt("investigate", "changed")).contains("referral-managers", "heads-of-service");

        recordAbout("");
        assertThat(candidates("investigate"))
                .as("what has moved stays where it is")
                .containsExactly("heads-of-service");
    }

    @Test
    @DisplayName("A colleague who has claimed it keeps it, unless it leaves the group")
    void claimedByAColleague() {
        start("referralManager", "acorn-manager2");
        claim("acorn-manager", "investigate");

        recordAbout("acorn-head");
        assertThat(task("investigate").getAssignee()).isEqualTo("acorn-manager");
        recordAbout("acorn-head,acorn-manager2");

        assertThat(task("investigate").getAssignee())
                .as("a complaint about the named manager leaves the named manager's group")
                .isNull();
        assertThat(candidates("investigate")).containsExactly("heads-of-service");
    }

    @Test
    @DisplayName("A task of a called diagram moves too when it turns out whom it is about")
    void calledDiagram() {
        start();
        complete("acorn-manager", "investigate");
        complete("acorn-manager", "respond");
        complete("acorn-manager", "refer");
        claim("acorn-manager2", "look-again");

        recordAbout("acorn-manager2");

        assertThat(task("look-again").getAssignee()).isNull();
        assertThat(candidates("look-again")).containsExactly("heads-of-service");
    }

    // Nobody is left

    @Test
    @DisplayName("Where nobody is left, the supervisors appoint a substitute, who deals with it until the stage ends")
    void substitute() {
        governor();
        start("about", EVERYBODY);

        assertThat(candidates("investigate")).isEmpty();
        assertThat(openTasks()).containsExactly("appoint-substitute", "investigate");
        assertThat(candidates("appoint-substitute")).containsExactly("supervisors");

        appoint("acorn-governor").isAnsweredWith(204);

        assertThat(openTasks()).containsExactly("investigate");
        assertThat(runtime.getVariable(theCase, "substitute")).isEqualTo("1:acorn-governor");
        assertThat(task("investigate").getAssignee()).isEqualTo("acorn-governor");
        assertThat(loggedAt("investigate", "assigned")).contains("acorn-governor");

        Http governor = Http.as("acorn-governor", "Correct-horse-7", port);
        String investigate = REST + task("investigate").getId();
        assertThat(Http.json(governor.get("/engine-rest/task")).findValuesAsText("name"))
                .as("seen, though in no group")
                .containsExactly("Investigate");
        assertThat(governor.get(investigate + "/form-variables").statusCode()).isEqualTo(200);
        assertThat(governor.post(investigate + "/unclaim", "{}").statusCode()).isEqualTo(204);
        assertThat(governor.post(investigate + "/claim", user("acorn-governor")).statusCode())
                .isEqualTo(204);
        assertThat(governor.put(investigate + "/variables/findings", "{\"value\":\"none\"}")
                        .statusCode())
                .as("works on it, and no more")
                .isEqualTo(403);
        assertThat(governor.post(investigate + "/complete", "{}").statusCode()).isEqualTo(204);

        assertThat(openTasks()).as("the same person in the same stage").containsExactly("respond");
        Http browser = Http.browser("acorn-governor", "Correct-horse-7", port);
        JsonNode filters = Http.json(browser.get("/camunda/api/engine/engine/default/filter"));
        assertThat(filters.findValuesAsText("name")).contains("My tasks");
        assertThat(browser.post(TASKLIST + task("respond").getId() + "/submit-form", "{}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(jdbc.queryForObject(
                        "select count(*) from ACT_RU_AUTHORIZATION where RESOURCE_TYPE_ = 7 and USER_ID_ = ?",
                        Integer.class,
                        "acorn-governor"))
                .as("rights to tasks that are done")
                .isZero();

        complete("acorn-manager", "refer");
        assertThat(openTasks())
                .as("a stage later, whom it is about is barred still, and so is the substitute")
                .containsExactly("appoint-substitute", "look-again");
        assertThat(runtime.getVariable(theCase, "substitute"))
                .as("the form begins empty")
                .isNull();
        appoint("acorn-governor").isAnsweredWith(400, "investigated or decided " + reference + " at Level 1");
        appoint("acorn-agent").isAnsweredWith(204);
        complete("acorn-agent", "look-again");
        assertThat(isOver()).isTrue();
    }

    @Test
    @DisplayName("Who cannot be appointed is refused with the field's name, and the task stays open")
    void refusedSubstitutes() {
        start("about", EVERYBODY);

        appoint("acorn-head").isAnsweredWith(400, "\\\"Substitute\\\"", reference + " is about this person");
        appoint("nobody").isAnsweredWith(400, "\\\"Substitute\\\"", "there is no user");
        appoint("birch-head").isAnsweredWith(400, "\\\"Substitute\\\"", "there is no user");
        appoint("admin").isAnsweredWith(400, "\\\"Substitute\\\"", "there is no user");
        appoint("").isAnsweredWith(400, "\\\"Substitute\\\"", "is missing");

        assertThat(openTasks()).containsExactly("appoint-substitute", "investigate");
        assertThat(task("investigate").getAssignee()).isNull();
    }

    @Test
    @DisplayName("Nobody is left once the task is claimed and about: asked in the same transaction, and once")
    void askedOnce() {
        start("about", "acorn-manager2,acorn-head,acorn-head2,acorn-director");
        claim("acorn-manager", "investigate");
        recordAbout(EVERYBODY);
        recordAbout(EVERYBODY + ",acorn-agent");

        assertThat(openTasks()).containsExactly("appoint-substitute", "investigate");
        assertThat(task("investigate").getAssignee()).isNull();
    }

    @Test
    @DisplayName("A substitute who turns out to be barred loses the task, and another is asked for")
    void barredSubstitute() {
        start("about", EVERYBODY);
        appoint("acorn-agent").isAnsweredWith(204);
        recordAbout(EVERYBODY + ",acorn-agent");

        assertThat(openTasks()).containsExactly("appoint-substitute", "investigate");
        assertThat(task("investigate").getAssignee()).isNull();
        assertThat(Http.json(as("acorn-agent").get("/engine-rest/task?processInstanceId=" + theCase)))
                .isEmpty();
        appoint("acorn-agent2").isAnsweredWith(204);
        complete("acorn-agent2", "investigate");
    }

    @Test
    @DisplayName("A request for a substitute ends with the stage in which one was needed")
    void requestDiesWithTheStage() {
        start("about", EVERYBODY);
        runtime.correlateMessage("escalated", reference);
        assertThat(openTasks()).containsExactly("refer");

        complete("acorn-manager", "refer");
        assertThat(openTasks()).containsExactly("appoint-substitute", "look-again");
        appoint("acorn-agent").isAnsweredWith(204);
        complete("acorn-agent", "look-again");
        assertThat(isOver()).isTrue();
    }

    @Test
    @DisplayName("A case that ends while a substitute is asked for ends as drawn")
    void requestDiesWithTheCase() {
        start("about", EVERYBODY);
        runtime.correlateMessage("dropped", reference);

        assertThat(isOver()).isTrue();
        assertThat(jdbc.queryForObject("select state from complaint where reference = ?", String.class, reference))
                .isEqualTo("closed");
        assertThat(jdbc.queryForList("select action from complaint_step where reference = ?", String.class, reference))
                .contains("closed")
                .doesNotContain("deleted");
    }

    @Test
    @DisplayName("A diagram that asks for no substitute leaves the task to the supervisors, so that it is somebody's")
    void withoutRequest() {
        theCase = runtime.createProcessInstanceByKey("impartial-without-substitute")
                .processDefinitionTenantId("acorn")
                .setVariable("about", EVERYBODY)
                .execute()
                .getId();
        reference = null;

        Task task = tasks.createTaskQuery().processInstanceId(theCase).singleResult();
        assertThat(links(task)).containsExactly("supervisors");
        assertThat(as("acorn-supervisor")
                        .post(REST + task.getId() + "/claim", user("acorn-supervisor"))
                        .statusCode())
                .isEqualTo(204);
    }

    private void start(String... variables) {
        Map<String, Object> all = new HashMap<>(Map.of("complainantName", "Ada Bell"));
        for (int i = 0; i < variables.length; i += 2) {
            all.put(variables[i], variables[i + 1]);
        }
        ProcessInstance started = runtime.createProcessInstanceByKey("acorn-complaint")
                .processDefinitionTenantId("acorn")
                .setVariables(all)
                .execute();
        theCase = started.getId();
        reference = (String) runtime.getVariable(theCase, "reference");
    }

    /** As a bean does that somebody's recording leads to. */
    private void recordAbout(String ids) {
        runtime.setVariable(theCase, "about", ids);
    }

    private void claim(String user, String key) {
        assertThat(as(user).post(REST + task(key).getId() + "/claim", user(user))
                        .statusCode())
                .as(user + " claims " + key)
                .isEqualTo(204);
    }

    private void complete(String user, String key) {
        HttpResponse<String> completed = as(user).post(REST + task(key).getId() + "/complete", "{}");
        assertThat(completed.statusCode()).as(completed.body()).isEqualTo(204);
    }

    private record Answer(HttpResponse<String> response) {
        void isAnsweredWith(int status, String... words) {
            assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
            if (words.length > 0) {
                assertThat(response.body()).contains(words);
            }
        }
    }

    private Answer appoint(String person) {
        return new Answer(Http.browser("acorn-supervisor", port)
                .post(
                        TASKLIST + task("appoint-substitute").getId() + "/submit-form",
                        "{\"variables\":{\"substitute\":{\"value\":\"" + person
                                + "\"},\"substituteReason\":{\"value\":\"Free of it.\"}}}"));
    }

    private void governor() {
        User governor = identity.newUser("acorn-governor");
        governor.setFirstName("Go");
        governor.setLastName("Vernor");
        governor.setPassword("Correct-horse-7");
        identity.saveUser(governor);
        identity.createTenantUserMembership("acorn", "acorn-governor");
    }

    private Http as(String user) {
        return Http.as(user, port);
    }

    private Http in(String api, String user) {
        return api.equals(TASKLIST) ? Http.browser(user, port) : as(user);
    }

    private Task task(String key) {
        return tasks.createTaskQuery()
                .processInstanceBusinessKey(reference)
                .taskDefinitionKey(key)
                .singleResult();
    }

    private List<String> openTasks() {
        return tasks.createTaskQuery().processInstanceBusinessKey(reference).list().stream()
                .map(Task::getTaskDefinitionKey)
                .sorted()
                .toList();
    }

    private List<String> candidates(String key) {
        return links(task(key));
    }

    private List<String> links(Task task) {
        return tasks.getIdentityLinksForTask(task.getId()).stream()
                .filter(link -> link.getType().equals("candidate"))
                .map(link -> link.getGroupId() == null ? link.getUserId() : link.getGroupId())
                .sorted()
                .toList();
    }

    private boolean isOver() {
        return runtime.createProcessInstanceQuery()
                        .processInstanceBusinessKey(reference)
                        .count()
                == 0;
    }

    /** What the log has as evidence of the last step of that kind; null if there is none. */
    private String loggedAt(String element, String action) {
        List<String> found = jdbc.queryForList(
                "select coalesce(evidence, '') from complaint_step where reference = ? and element_id = ? and action = ?"
                        + " order by id desc",
                String.class,
                reference,
                element,
                action);
        return found.isEmpty() ? null : found.get(0);
    }

    private static String user(String id) {
        return "{\"userId\":\"" + id + "\"}";
    }

    private static String link(String user, String type) {
        return "{\"userId\":\"" + user + "\",\"type\":\"" + type + "\"}";
    }
}
