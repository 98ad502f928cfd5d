package uk.redress.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import uk.redress.Http;

/**
 * SMS-10: who sees nothing of a confidential case, in Tasklist's API, by REST and on the log alike. At Fern Schools, whose
 * agent and manager are in Payroll, the second ones in Finance, and all four of them in Estates.
 */
@AccessTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConfidentialityTest {

    private static final String REST = "/engine-rest";
    private static final String TASKLIST = "/camunda/api/engine/engine/default";
    private static final List<String> ROLES =
            List.of("agent", "agent2", "manager", "manager2", "head", "director", "supervisor");

    @LocalServerPort
    int port;

    @Autowired
    RuntimeService runtime;

    @Autowired
    RepositoryService repository;

    @Autowired
    TaskService tasks;

    @Autowired
    ManagementService management;

    @Autowired
    IdentityService identity;

    @Autowired
    EarlierTasks earlier;

    private String deployment;

    @BeforeAll
    void deploy() {
        DeploymentBuilder files =
                repository.createDeployment().name("confidentiality").tenantId("fern");
        Stream.of("fern-record.bpmn", "fern-record.form", "impartial.bpmn", "impartial-second-look.bpmn")
                .forEach(file -> files.addInputStream(file, getClass().getResourceAsStream(file)));
        deployment = files.deploy().getId();
    }

    @AfterAll
    void undeploy() {
        repository.deleteDeployment(deployment, true);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            # at Stage 1, of Payroll               | agent | agent2 | manager | manager2 | head | director | supervisor
            list the tasks of the case #           | 1     | 0      | 1       | 0        | 1    | 0        | 4
            count the tasks of the case #          | 1     | 0      | 1       | 0        | 1    | 0        | 4
            count a role group's tasks #           | 0     | 0      | 1       | 0        | 0    | 0        | 1
            list a stored filter #                 | 1     | 0      | 1       | 0        | 1    | 0        | 4
            list them in Tasklist #                | 1     | 0      | 1       | 0        | 1    | 0        | 4
            read the manager's task                | 404   | 404    | 200     | 404      | 404  | 404      | 200
            read its form                          | 403   | 403    | 200     | 403      | 403  | 403      | 200
            read its form variables                | 403   | 403    | 200     | 403      | 403  | 403      | 200
            read its variables                     | 403   | 403    | 200     | 403      | 403  | 403      | 200
            read its candidates                    | 403   | 403    | 200     | 403      | 403  | 403      | 200
            comment on it                          | 400   | 400    | 200     | 400      | 400  | 400      | 200
            claim it                               | 403   | 403    | 204     | 403      | 403  | 403      | 403
            complete it                            | 403   | 403    | 204     | 403      | 403  | 403      | 403
            submit its form                        | 403   | 403    | 204     | 403      | 403  | 403      | 403
            read the variables of the late task    | 403   | 403    | 403     | 403      | 403  | 403      | 200
            read the form of the late task         | 403   | 403    | 403     | 403      | 200  | 403      | 200
            complete the late task                 | 403   | 403    | 403     | 403      | 204  | 403      | 403
            find the name in a list #              | 1     | 0      | 1       | 0        | 0    | 0        | 1
            find a task by the name #              | 1     | 0      | 1       | 0        | 0    | 0        | 4
            find the reference in a list #         | 1     | 0      | 1       | 0        | 1    | 0        | 1
            list the cases #                       | 0     | 0      | 0       | 0        | 0    | 0        | 1
            read the case                          | 404   | 404    | 404     | 404      | 404  | 404      | 200
            read the history #                     | 0     | 0      | 0       | 0        | 0    | 0        | 1
            read the complaint                     | 200   | 404    | 200     | 404      | 404  | 404      | 200
            read its steps                         | 200   | 404    | 200     | 404      | 404  | 404      | 200
            read its letters                       | 200   | 404    | 200     | 404      | 404  | 404      | 200
            list complaints of that reference #    | 1     | 0      | 1       | 0        | 0    | 0        | 1
            count complaints of that reference #   | 1     | 0      | 1       | 0        | 0    | 0        | 1
            record something about it              | 200   | 400    | 200     | 400      | 400  | 400      | 403
            """)
    @DisplayName("SMS-10: At Stage 1 only the department's people see a case")
    void ofTheDepartment(
            String operation,
            String agent,
            String agent2,
            String manager,
            String manager2,
            String head,
            String director,
            String supervisor) {
        assertRow(
                operation,
                Map.of("department", "payroll"),
                agent,
                agent2,
                manager,
                manager2,
                head,
                director,
                supervisor);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            # no department is known yet           | agent | agent2 | manager | manager2 | head | director | supervisor
            list the tasks of the case #           | 1     | 1      | 1       | 1        | 1    | 0        | 4
            count the tasks of the case #          | 1     | 1      | 1       | 1        | 1    | 0        | 4
            read the manager's task                | 404   | 404    | 200     | 200      | 404  | 404      | 200
            claim it                               | 403   | 403    | 204     | 204      | 403  | 403      | 403
            read the variables of the late task    | 403   | 403    | 403     | 403      | 200  | 403      | 200
            read the complaint                     | 200   | 200    | 200     | 200      | 200  | 200      | 200
            """)
    @DisplayName("SMS-10: Until the department is known, the role groups see a case as usual")
    void ofNoDepartmentYet(
            String operation,
            String agent,
            String agent2,
            String manager,
            String manager2,
            String head,
            String director,
            String supervisor) {
        assertRow(operation, Map.of(), agent, agent2, manager, manager2, head, director, supervisor);
    }

    @Test
    @DisplayName(
            "SMS-10: A level sees a case from the moment it has it, and after it is closed, and no other level does")
    void theLevelThatHasIt() {
        Case one = new Case(Map.of("department", "payroll"));
        assertThat(one.status("head", "read the complaint")).isEqualTo("404");

        one.goOnToTheNextLevel();

        assertThat(one.cell("head", "list the tasks of the case #")).isEqualTo("1");
        assertThat(one.cell("head2", "find the name in a list #")).isEqualTo("1");
        assertThat(one.status("head", "read the complaint")).isEqualTo("200");
        assertThat(one.status("head", "read its steps")).isEqualTo("200");
        assertThat(one.cell("head", "list complaints of that reference #")).isEqualTo("1");
        assertThat(one.status("director", "read the complaint")).isEqualTo("404");
        assertThat(one.status("manager", "read the complaint")).isEqualTo("200");
        assertThat(one.status("manager2", "read the complaint")).isEqualTo("404");

        one.complete("look-again");
        assertThat(one.status("head", "read the complaint")).isEqualTo("200");
        assertThat(one.status("agent", "read the complaint")).isEqualTo("200");
        assertThat(one.status("agent2", "read the complaint")).isEqualTo("404");
    }

    @Test
    @DisplayName("SMS-10: To others, what is late tells the reference and the date alone, in its form too")
    void theLateTask() {
        Case one = new Case(Map.of("department", "payroll"));
        String late = REST + "/task/" + one.task("late").getId();
        Http head = one.as("head");

        JsonNode shown = Http.json(head.get(late + "/form-variables"));

        assertThat(shown.get("reference").get("value").asText()).isEqualTo(one.reference);
        assertThat(shown.get("taskDue").get("value").asText()).isNotBlank();
        assertThat(shown.get("complainantName").get("value").asText()).isEqualTo("confidential");
        assertThat(shown.toString()).doesNotContain("Ada Bell", "underpaid");
        HttpResponse<String> claimed = head.post(late + "/claim", user("fern-head"));
        assertThat(claimed.statusCode()).isEqualTo(204);
        assertThat(one.status("head", "read the complaint"))
                .as("who has claimed what is late has not got the case")
                .isEqualTo("404");
        assertThat(head.get(late + "/variables").statusCode()).isEqualTo(403);
        String found = REST + "/history/task?taskId=" + one.task("late").getId();
        assertThat(Http.json(head.get(found))).as("its comments are read so").hasSize(1);
        assertThat(Http.json(head.get(found + "&processVariables=complainantName_like_A%25")))
                .as("nor is the name found out letter by letter")
                .isEmpty();
        HttpResponse<String> completed =
                head.post(late + "/complete", "{\"withVariablesInReturn\":true,\"variables\":{}}");
        assertThat(completed.statusCode()).isEqualTo(200);
        assertThat(completed.body()).doesNotContain("Ada Bell", "underpaid");
        assertThat(one.status("head", "read the complaint")).isEqualTo("404");
    }

    @Test
    @DisplayName("SMS-10: Once the department becomes known, or is another, the open tasks are its people's")
    void theDepartmentChanges() {
        Case one = new Case(Map.of());
        runtime.setVariable(one.id, "department", "finance");

        assertThat(one.cell("manager", "list the tasks of the case #")).isEqualTo("0");
        assertThat(one.cell("manager2", "list the tasks of the case #")).isEqualTo("1");
        assertThat(one.status("agent", "read the complaint")).isEqualTo("404");

        runtime.setVariable(one.id, "department", "payroll");
        assertThat(one.cell("manager", "list the tasks of the case #")).isEqualTo("1");
        assertThat(one.cell("manager2", "list the tasks of the case #")).isEqualTo("0");
        assertThat(one.status("agent", "read the complaint")).isEqualTo("200");
    }

    @Test
    @DisplayName("SMS-10: Whoever a supervisor assigns sees the case, for as long as they are")
    void whoeverIsAssigned() {
        Case one = new Case(Map.of("department", "payroll"));
        String investigate = REST + "/task/" + one.task("investigate").getId();

        assertThat(one.as("supervisor")
                        .post(investigate + "/assignee", user("fern-manager2"))
                        .statusCode())
                .isEqualTo(204);

        assertThat(one.cell("manager2", "list the tasks of the case #")).isEqualTo("1");
        assertThat(one.status("manager2", "read its form variables")).isEqualTo("200");
        assertThat(one.status("manager2", "read the complaint")).isEqualTo("200");
        assertThat(one.as("supervisor").post(investigate + "/assignee", "{}").statusCode())
                .isEqualTo(204);
        assertThat(one.status("manager2", "read the complaint")).isEqualTo("404");
    }

    @Test
    @DisplayName("SMS-10: A task that nobody of the department may do is the supervisors', and not lost")
    void nobodyOfTheDepartment() {
        identity.deleteMembership("fern-agent", "fern-payroll");
        try {
            Case one = new Case(Map.of("department", "payroll"));

            assertThat(one.groups("take-details")).containsExactlyInAnyOrder("customer-services", "supervisors");
            assertThat(one.groups("investigate")).containsExactly("referral-managers");
            assertThat(one.cell("agent", "list the tasks of the case #")).isEqualTo("0");
            String details = REST + "/task/" + one.task("take-details").getId();
            assertThat(one.as("supervisor")
                            .post(details + "/assignee", user("fern-agent2"))
                            .statusCode())
                    .isEqualTo(204);
            assertThat(one.as("agent2").post(details + "/complete", "{}").statusCode())
                    .isEqualTo(204);
        } finally {
            identity.createMembership("fern-agent", "fern-payroll");
        }
    }

    @Test
    @DisplayName("SMS-10: What is to be decided goes to the next in seniority where nobody of the department may")
    void nobodyOfTheDepartmentMayDecide() {
        String id = runtime.createProcessInstanceByKey("acorn-complaint")
                .processDefinitionTenantId("fern")
                .setVariables(Map.of("department", "payroll", "about", "fern-manager"))
                .execute()
                .getId();

        Task task = tasks.createTaskQuery()
                .processInstanceId(id)
                .taskDefinitionKey("investigate")
                .singleResult();

        assertThat(tasks.getIdentityLinksForTask(task.getId()))
                .extracting(IdentityLink::getGroupId)
                .containsExactly("heads-of-service");
        assertThat(runtime.getVariable(id, "levels")).isEqualTo("heads-of-service");
    }

    @Test
    @DisplayName("SMS-10, ALL-3: So it does where the last of them leaves the department while it is open")
    void theLastOfTheDepartmentLeaves() {
        String id = runtime.createProcessInstanceByKey("acorn-complaint")
                .processDefinitionTenantId("fern")
                .setVariables(Map.of("department", "payroll"))
                .execute()
                .getId();
        try {
            assertThat(Http.as("admin", port)
                            .delete(REST + "/group/fern-payroll/members/fern-manager")
                            .statusCode())
                    .isEqualTo(204);

            Task task = tasks.createTaskQuery()
                    .processInstanceId(id)
                    .taskDefinitionKey("investigate")
                    .singleResult();
            assertThat(tasks.getIdentityLinksForTask(task.getId()))
                    .extracting(IdentityLink::getGroupId)
                    .containsExactly("heads-of-service");
        } finally {
            identity.createMembership("fern-manager", "fern-payroll");
        }
    }

    @Test
    @DisplayName("SMS-10: Naming an earlier case that one may not see is answered as one that there is not")
    void anEarlierCase() {
        Case one = new Case(Map.of("department", "payroll"));
        one.goOnToTheNextLevel();
        one.complete("look-again");
        String start = REST + "/process-definition/key/fern-complaint/tenant-id/fern/start";

        HttpResponse<String> unseen =
                one.as("agent2").post(start, variables(Map.of("previousReference", one.reference)));
        HttpResponse<String> none =
                one.as("agent2").post(start, variables(Map.of("previousReference", "FER-2026-99999")));

        assertThat(unseen.statusCode()).isEqualTo(400).isEqualTo(none.statusCode());
        assertThat(unseen.body()).contains("this company has no complaint " + one.reference);
        assertThat(unseen.body().replace(one.reference, "X"))
                .isEqualTo(none.body().replace("FER-2026-99999", "X"));

        HttpResponse<String> seen = one.as("agent").post(start, variables(Map.of("previousReference", one.reference)));
        assertThat(seen.statusCode()).as(seen.body()).isEqualTo(200);
        assertThat(runtime.getVariable(Http.json(seen).get("id").asText(), "department"))
                .as("it stays with its department")
                .isEqualTo("payroll");
    }

    @Test
    @DisplayName(
            "SMS-10: What somebody records about a case that they may not see is answered as one that there is not")
    void recordingAboutIt() {
        Case one = new Case(Map.of("department", "payroll"));

        HttpResponse<String> unseen = one.as("agent2").post(Case.RECORD, recorded(one.reference));
        HttpResponse<String> none = one.as("agent2").post(Case.RECORD, recorded("FER-2026-99999"));

        assertThat(unseen.statusCode()).isEqualTo(400);
        assertThat(unseen.body().replace(one.reference, "X"))
                .isEqualTo(none.body().replace("FER-2026-99999", "X"));
    }

    @Test
    @DisplayName("SMS-10: What was begun before the policy became confidential is settled when Redress starts")
    void earlierTasks() {
        Case one = new Case(Map.of("department", "payroll"));
        tasks.removeVariableLocal(one.task("investigate").getId(), Audience.SEEN_BY);
        assertThat(one.cell("manager", "list the tasks of the case #"))
                .as("not known to be theirs")
                .isEqualTo("0");
        assertThat(one.cell("supervisor", "list the tasks of the case #")).isEqualTo("4");

        earlier.settle();

        assertThat(one.cell("manager", "list the tasks of the case #")).isEqualTo("1");
        assertThat(one.cell("manager2", "list the tasks of the case #")).isEqualTo("0");
    }

    private void assertRow(String operation, Map<String, Object> facts, String... expected) {
        Map<String, String> wanted = new LinkedHashMap<>();
        Map<String, String> found = new LinkedHashMap<>();
        boolean changes = !operation.matches("(read|list|count|find) .*");
        Case one = new Case(facts);
        for (int i = 0; i < ROLES.size(); i++) {
            Case asked = changes ? new Case(facts) : one;
            wanted.put(ROLES.get(i), expected[i]);
            found.put(ROLES.get(i), asked.cell(ROLES.get(i), operation));
        }
        assertThat(found).as(operation).isEqualTo(wanted);
    }

    private static String user(String id) {
        return "{\"userId\":\"" + id + "\"}";
    }

    private static String variables(Map<String, String> values) {
        StringBuilder json = new StringBuilder();
        values.forEach((name, value) -> json.append(json.isEmpty() ? "" : ",")
                .append('"')
                .append(name)
                .append("\":{\"value\":\"")
                .append(value)
                .append("\"}"));
        return "{\"variables\":{" + json + "}}";
    }

    private static String recorded(String reference) {
        return variables(Map.of("recordReference", reference, "happened", "abusive-behaviour", "details", "Shouted."));
    }

    /** A case of Fern Schools, with nothing done in it yet. */
    private final class Case {

        private static final String RECORD = REST + "/process-definition/key/fern-record/tenant-id/fern/start";

        private final String id;
        private final String reference;

        private Case(Map<String, Object> facts) {
            Map<String, Object> variables = new HashMap<>(facts);
            variables.put("complainantName", "Ada Bell");
            variables.put("summary", "She was underpaid.");
            this.id = runtime.createProcessInstanceByKey("fern-complaint")
                    .processDefinitionTenantId("fern")
                    .setVariables(variables)
                    .execute()
                    .getId();
            this.reference = (String) runtime.getVariable(id, "reference");
        }

        private Http as(String role) {
            return Http.as("fern-" + role, port);
        }

        private Task task(String key) {
            return tasks.createTaskQuery()
                    .processInstanceId(id)
                    .taskDefinitionKey(key)
                    .singleResult();
        }

        private void goOnToTheNextLevel() {
            complete("take-details", "investigate", "appoint-substitute", "late");
            management.executeJob(management
                    .createJobQuery()
                    .processInstanceId(id)
                    .singleResult()
                    .getId());
        }

        private void complete(String... keys) {
            for (String key : keys) {
                tasks.complete(task(key).getId());
            }
        }

        private List<String> groups(String key) {
            return tasks.getIdentityLinksForTask(task(key).getId()).stream()
                    .map(IdentityLink::getGroupId)
                    .toList();
        }

        private String cell(String role, String operation) {
            HttpResponse<String> response = run(role, operation);
            if (!operation.endsWith("#") || response.statusCode() != 200) {
                return String.valueOf(response.statusCode());
            }
            JsonNode json = Http.json(response);
            return String.valueOf(
                    json.isArray() ? json.size() : json.get("count").asInt());
        }

        private String status(String role, String operation) {
            return String.valueOf(run(role, operation).statusCode());
        }

        private HttpResponse<String> run(String role, String operation) {
            Http http = as(role);
            String task = path("investigate");
            String late = path("late");
            String complaint = REST + "/complaint/" + reference;
            String self = user("fern-" + role);
            return switch (operation) {
                case "list the tasks of the case #" -> http.get(REST + "/task?processInstanceId=" + id);
                case "count the tasks of the case #" -> http.get(REST + "/task/count?processInstanceId=" + id);
                case "count a role group's tasks #" ->
                    http.get(REST + "/task/count?candidateGroup=referral-managers&processInstanceId=" + id);
                case "list a stored filter #" ->
                    http.post(REST + "/filter/" + filter() + "/list", "{\"processInstanceId\":\"" + id + "\"}");
                case "list them in Tasklist #" ->
                    Http.browser("fern-" + role, port)
                            .post(TASKLIST + "/task", "{\"processInstanceId\":\"" + id + "\"}");
                case "read the manager's task" -> http.get(task);
                case "read its form" -> http.get(task + "/deployed-form");
                case "read its form variables" -> http.get(task + "/form-variables");
                case "read its variables" -> http.get(task + "/variables");
                case "read its candidates" -> http.get(task + "/identity-links");
                case "comment on it" -> http.post(task + "/comment/create", "{\"message\":\"Rang back.\"}");
                case "claim it" -> http.post(task + "/claim", self);
                case "complete it" -> http.post(task + "/complete", "{}");
                case "submit its form" -> http.post(task + "/submit-form", "{}");
                case "read the variables of the late task" -> http.get(late + "/variables");
                case "read the form of the late task" -> http.get(late + "/deployed-form");
                case "complete the late task" -> http.post(late + "/complete", "{}");
                case "find the name in a list #" ->
                    http.get(REST + "/variable-instance?variableName=complainantName&variableScopeIdIn=" + id);
                case "find a task by the name #" ->
                    http.get(
                            REST + "/task?processInstanceId=" + id + "&processVariables=complainantName_eq_Ada%20Bell");
                case "find the reference in a list #" ->
                    http.get(REST + "/variable-instance?variableName=reference&variableScopeIdIn=" + id);
                case "list the cases #" -> http.get(REST + "/process-instance?processInstanceIds=" + id);
                case "read the case" -> http.get(REST + "/process-instance/" + id);
                case "read the history #" -> http.get(REST + "/history/process-instance?processInstanceId=" + id);
                case "read the complaint" -> http.get(complaint);
                case "read its steps" -> http.get(complaint + "/steps");
                case "read its letters" -> http.get(complaint + "/letters");
                case "list complaints of that reference #" -> http.get(REST + "/complaint?q=" + reference);
                case "count complaints of that reference #" -> http.get(REST + "/complaint/count?q=" + reference);
                case "record something about it" -> http.post(RECORD, recorded(reference));
                default -> throw new IllegalArgumentException(operation);
            };
        }

        private String path(String key) {
            return REST + "/task/"
                    + Optional.ofNullable(task(key)).map(Task::getId).orElse("done");
        }

        private String filter() {
            return Http.json(Http.as("admin", port).get(REST + "/filter?name=All%20my%20tasks"))
                    .get(0)
                    .get("id")
                    .asText();
        }
    }
}
