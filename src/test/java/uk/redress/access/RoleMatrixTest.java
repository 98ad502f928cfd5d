package uk.redress.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import uk.redress.Http;

/**
 * Issue 2, "Access": each role, on its own company's case and on another's, does each operation through real HTTP. A
 * cell is what comes back: the status, or of a list (marked #) the number of things in it.
 */
@AccessTest
class RoleMatrixTest {

    private static final List<String> ROLES =
            List.of("agent", "manager", "head", "director", "supervisor", "analyst", "admin", "anonymous");

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

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            # own company                            | agent | manager | head | director | supervisor | analyst | admin | anonymous
            list the tasks of a case #               | 1     | 1       | 0    | 0        | 3          | 0       | 3     | 401
            count the tasks of a case #              | 1     | 1       | 0    | 0        | 3          | 0       | 3     | 401
            list the tasks of a stored filter #      | 1     | 1       | 0    | 0        | 3          | 403     | 3     | 401
            read a manager's task                    | 404   | 200     | 404  | 404      | 200        | 404     | 200   | 401
            read its form                            | 403   | 200     | 403  | 403      | 200        | 403     | 200   | 401
            read its form variables                  | 403   | 200     | 403  | 403      | 200        | 403     | 200   | 401
            read its variables                       | 403   | 200     | 403  | 403      | 200        | 403     | 200   | 401
            read its comments                        | 403   | 200     | 403  | 403      | 200        | 403     | 200   | 401
            comment on it                            | 400   | 200     | 400  | 400      | 200        | 400     | 200   | 401
            read its candidates                      | 403   | 200     | 403  | 403      | 200        | 403     | 200   | 401
            claim it                                 | 403   | 204     | 403  | 403      | 403        | 403     | 400   | 401
            claim it for a colleague                 | 403   | 403     | 403  | 403      | 403        | 403     | 204   | 401
            assign it to a colleague                 | 403   | 403     | 403  | 403      | 204        | 403     | 204   | 401
            assign it to somebody of another group   | 403   | 403     | 403  | 403      | 400        | 403     | 400   | 401
            assign it to somebody of another company | 403   | 403     | 403  | 403      | 400        | 403     | 400   | 401
            make another group its candidate         | 403   | 403     | 403  | 403      | 403        | 403     | 204   | 401
            set a variable of it                     | 403   | 403     | 403  | 403      | 403        | 403     | 204   | 401
            end it with an error                     | 403   | 403     | 403  | 403      | 403        | 403     | 204   | 401
            complete it                              | 403   | 204     | 403  | 403      | 403        | 403     | 204   | 401
            submit its form                          | 403   | 204     | 403  | 403      | 403        | 403     | 204   | 401
            complete a supervisors' task             | 403   | 403     | 403  | 403      | 204        | 403     | 204   | 401
            start a case                             | 200   | 200     | 200  | 200      | 403        | 403     | 200   | 401
            start a case in the middle               | 400   | 400     | 400  | 400      | 403        | 403     | 400   | 401
            list the definitions #                   | 1     | 1       | 1    | 1        | 1          | 1       | 1     | 401
            read the diagram                         | 200   | 200     | 200  | 200      | 200        | 200     | 200   | 401
            see whom the start form offers #         | 7     | 7       | 7    | 7        | 7          | 7       | 7     | 401
            list the cases #                         | 0     | 0       | 0    | 0        | 1          | 0       | 1     | 401
            read a case                              | 404   | 404     | 404  | 404      | 200        | 404     | 200   | 401
            list the variables of a case #           | 0     | 0       | 0    | 0        | 1          | 0       | 1     | 401
            retry a job                              | 403   | 403     | 403  | 403      | 204        | 403     | 204   | 401
            set a variable of a case                 | 403   | 403     | 403  | 403      | 204        | 403     | 204   | 401
            correlate a message                      | 403   | 403     | 403  | 403      | 204        | 403     | 204   | 401
            suspend a case                           | 403   | 403     | 403  | 403      | 204        | 403     | 204   | 401
            delete a case                            | 403   | 403     | 403  | 403      | 403        | 403     | 204   | 401
            read the history #                       | 0     | 0       | 0    | 0        | 1          | 0       | 1     | 401
            create a filter                          | 403   | 403     | 403  | 403      | 403        | 403     | 200   | 401
            deploy                                   | 403   | 403     | 403  | 403      | 403        | 200     | 200   | 401
            create a user                            | 403   | 403     | 403  | 403      | 403        | 403     | 204   | 401
            read a colleague's name                  | 200   | 200     | 200  | 200      | 200        | 404     | 200   | 401
            list the engines                         | 200   | 200     | 200  | 200      | 200        | 200     | 200   | 401
            """)
    void ownCompany(
            String operation,
            String agent,
            String manager,
            String head,
            String director,
            String supervisor,
            String analyst,
            String admin,
            String anonymous) {
        assertRow(operation, "acorn", agent, manager, head, director, supervisor, analyst, admin, anonymous);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            # another company                        | agent | manager | head | director | supervisor | analyst | admin | anonymous
            list the tasks of a case #               | 0     | 0       | 0    | 0        | 0          | 0       | 3     | 401
            count the tasks of a case #              | 0     | 0       | 0    | 0        | 0          | 0       | 3     | 401
            list the tasks of a stored filter #      | 0     | 0       | 0    | 0        | 0          | 403     | 3     | 401
            read a manager's task                    | 404   | 404     | 404  | 404      | 404        | 404     | 200   | 401
            read its form                            | 403   | 403     | 403  | 403      | 403        | 403     | 200   | 401
            read its form variables                  | 403   | 403     | 403  | 403      | 403        | 403     | 200   | 401
            read its variables                       | 403   | 403     | 403  | 403      | 403        | 403     | 200   | 401
            read its comments                        | 403   | 403     | 403  | 403      | 403        | 403     | 200   | 401
            comment on it                            | 400   | 400     | 400  | 400      | 400        | 400     | 200   | 401
            read its candidates                      | 403   | 403     | 403  | 403      | 403        | 403     | 200   | 401
            claim it                                 | 403   | 403     | 403  | 403      | 403        | 403     | 400   | 401
            claim it for a colleague                 | 403   | 403     | 403  | 403      | 403        | 403     | 204   | 401
            assign it to a colleague                 | 403   | 403     | 403  | 403      | 403        | 403     | 204   | 401
            make another group its candidate         | 403   | 403     | 403  | 403      | 403        | 403     | 204   | 401
            set a variable of it                     | 403   | 403     | 403  | 403      | 403        | 403     | 204   | 401
            end it with an error                     | 403   | 403     | 403  | 403      | 403        | 403     | 204   | 401
            complete it                              | 403   | 403     | 403  | 403      | 403        | 403     | 204   | 401
            submit its form                          | 403   | 403     | 403  | 403      | 403        | 403     | 204   | 401
            complete a supervisors' task             | 403   | 403     | 403  | 403      | 403        | 403     | 204   | 401
            start a case                             | 404   | 404     | 404  | 404      | 404        | 404     | 200   | 401
            start a case in the middle               | 404   | 404     | 404  | 404      | 404        | 404     | 400   | 401
            list the definitions #                   | 0     | 0       | 0    | 0        | 0          | 0       | 1     | 401
            read the diagram                         | 404   | 404     | 404  | 404      | 404        | 404     | 200   | 401
            see whom the start form offers #         | 403   | 403     | 403  | 403      | 403        | 403     | 9     | 401
            list the cases #                         | 0     | 0       | 0    | 0        | 0          | 0       | 1     | 401
            read a case                              | 404   | 404     | 404  | 404      | 404        | 404     | 200   | 401
            list the variables of a case #           | 0     | 0       | 0    | 0        | 0          | 0       | 1     | 401
            retry a job                              | 403   | 403     | 403  | 403      | 403        | 403     | 204   | 401
            set a variable of a case                 | 403   | 403     | 403  | 403      | 403        | 403     | 204   | 401
            correlate a message                      | 400   | 400     | 400  | 400      | 400        | 400     | 204   | 401
            suspend a case                           | 403   | 403     | 403  | 403      | 403        | 403     | 204   | 401
            delete a case                            | 403   | 403     | 403  | 403      | 403        | 403     | 204   | 401
            read the history #                       | 0     | 0       | 0    | 0        | 0          | 0       | 1     | 401
            deploy                                   | 403   | 403     | 403  | 403      | 403        | 403     | 200   | 401
            read a colleague's name                  | 404   | 404     | 404  | 404      | 404        | 404     | 200   | 401
            """)
    void anotherCompany(
            String operation,
            String agent,
            String manager,
            String head,
            String director,
            String supervisor,
            String analyst,
            String admin,
            String anonymous) {
        assertRow(operation, "birch", agent, manager, head, director, supervisor, analyst, admin, anonymous);
    }

    private void assertRow(String operation, String tenant, String... expected) {
        Map<String, String> found = new LinkedHashMap<>();
        Map<String, String> wanted = new LinkedHashMap<>();
        for (int i = 0; i < ROLES.size(); i++) {
            String role = ROLES.get(i);
            wanted.put(role, expected[i]);
            found.put(role, cell(operation, role, tenant));
        }
        assertThat(found).as(operation + ", case of " + tenant).isEqualTo(wanted);
    }

    private String cell(String operation, String role, String tenant) {
        Http http = role.equals("anonymous")
                ? Http.anonymous(port)
                : Http.as(role.equals("admin") ? "admin" : "acorn-" + role, port);
        HttpResponse<String> response = run(operation, http, role, new Case(tenant));
        if (!operation.endsWith("#") || response.statusCode() != 200) {
            return String.valueOf(response.statusCode());
        }
        JsonNode answer = Http.json(response);
        JsonNode json = answer.has("components") ? answer.findPath("values") : answer;
        return String.valueOf(json.isArray() ? json.size() : json.get("count").asInt());
    }

    private HttpResponse<String> run(String operation, Http http, String role, Case one) {
        String rest = "/engine-rest";
        String task = rest + "/task/" + one.task("investigate");
        String self = role.equals("admin") ? "admin" : "acorn-" + role;
        return switch (operation) {
            case "list the tasks of a case #" -> http.get(rest + "/task?processInstanceId=" + one.id);
            case "count the tasks of a case #" -> http.get(rest + "/task/count?processInstanceId=" + one.id);
            case "list the tasks of a stored filter #" ->
                http.post(
                        rest + "/filter/" + filter("All my tasks") + "/list",
                        "{\"processInstanceId\":\"" + one.id + "\"}");
            case "read a manager's task" -> http.get(task);
            case "read its form" -> http.get(task + "/deployed-form");
            case "read its form variables" -> http.get(task + "/form-variables");
            case "read its variables" -> http.get(task + "/variables");
            case "read its comments" -> http.get(task + "/comment/" + one.comment());
            case "comment on it" -> http.post(task + "/comment/create", "{\"message\":\"Rang back.\"}");
            case "read its candidates" -> http.get(task + "/identity-links");
            case "claim it" -> http.post(task + "/claim", user(self));
            case "claim it for a colleague" -> http.post(task + "/claim", user(one.tenant + "-manager2"));
            case "assign it to a colleague" -> http.post(task + "/assignee", user(one.tenant + "-manager2"));
            case "assign it to somebody of another group" -> http.post(task + "/assignee", user(one.tenant + "-agent"));
            case "assign it to somebody of another company" -> http.post(task + "/assignee", user("birch-manager"));
            case "make another group its candidate" ->
                http.post(task + "/identity-links", "{\"groupId\":\"supervisors\",\"type\":\"candidate\"}");
            case "set a variable of it" -> http.put(task + "/variables/findings", "{\"value\":\"none\"}");
            case "end it with an error" -> http.post(task + "/bpmnError", "{\"errorCode\":\"gone\"}");
            case "complete it" -> http.post(task + "/complete", "{\"variables\":{\"findings\":{\"value\":\"none\"}}}");
            case "submit its form" ->
                http.post(task + "/submit-form", "{\"variables\":{\"findings\":{\"value\":\"none\"}}}");
            case "complete a supervisors' task" ->
                http.post(rest + "/task/" + one.task("appoint-substitute") + "/complete", "{}");
            case "start a case" ->
                http.post(
                        rest + "/process-definition/key/" + one.tenant + "-complaint/tenant-id/" + one.tenant
                                + "/start",
                        "{\"variables\":{\"complainantName\":{\"value\":\"Ada Bell\"}}}");
            case "start a case in the middle" ->
                http.post(
                        rest + "/process-definition/key/" + one.tenant + "-complaint/tenant-id/" + one.tenant
                                + "/start",
                        "{\"startInstructions\":[{\"type\":\"startBeforeActivity\",\"activityId\":\"investigate\"}]}");
            case "list the definitions #" ->
                http.get(rest + "/process-definition?latestVersion=true&key=" + one.tenant + "-complaint");
            case "read the diagram" ->
                http.get(
                        rest + "/process-definition/key/" + one.tenant + "-complaint/tenant-id/" + one.tenant + "/xml");
            case "see whom the start form offers #" ->
                http.get(rest + "/process-definition/" + one.definition() + "/deployed-start-form");
            case "list the cases #" -> http.get(rest + "/process-instance?processInstanceIds=" + one.id);
            case "read a case" -> http.get(rest + "/process-instance/" + one.id);
            case "list the variables of a case #" ->
                http.get(rest + "/variable-instance?variableName=complainantName&processInstanceIdIn=" + one.id);
            case "retry a job" -> http.put(rest + "/job/" + one.job() + "/retries", "{\"retries\":2}");
            case "set a variable of a case" ->
                http.put(rest + "/process-instance/" + one.id + "/variables/findings", "{\"value\":\"none\"}");
            case "correlate a message" ->
                http.post(
                        rest + "/message",
                        "{\"messageName\":\"new-information\",\"processInstanceId\":\"" + one.id + "\"}");
            case "suspend a case" ->
                http.put(rest + "/process-instance/" + one.id + "/suspended", "{\"suspended\":true}");
            case "delete a case" -> http.delete(rest + "/process-instance/" + one.id);
            case "read the history #" -> http.get(rest + "/history/process-instance?processInstanceId=" + one.id);
            case "create a filter" ->
                http.post(
                        rest + "/filter/create",
                        "{\"resourceType\":\"Task\",\"name\":\"" + UUID.randomUUID()
                                + "\",\"query\":{},\"properties\":{}}");
            case "deploy" -> deploy(http, one.tenant);
            case "create a user" ->
                http.post(
                        rest + "/user/create",
                        "{\"profile\":{\"id\":\"u" + UUID.randomUUID()
                                + "\",\"firstName\":\"Una\",\"lastName\":\"Wood\",\"email\":\"\"},"
                                + "\"credentials\":{\"password\":\"Correct-horse-7\"}}");
            case "read a colleague's name" -> http.get(rest + "/user/" + one.tenant + "-manager2/profile");
            case "list the engines" -> http.get(rest + "/engine");
            default -> throw new IllegalArgumentException(operation);
        };
    }

    private HttpResponse<String> deploy(Http http, String tenant) {
        String boundary = "part";
        String body = Arrays.asList(
                        "--part",
                        "Content-Disposition: form-data; name=\"deployment-name\"",
                        "",
                        "a note",
                        "--part",
                        "Content-Disposition: form-data; name=\"tenant-id\"",
                        "",
                        tenant,
                        "--part",
                        "Content-Disposition: form-data; name=\"note\"; filename=\"note.txt\"",
                        "Content-Type: text/plain",
                        "",
                        "A note.",
                        "--part--",
                        "")
                .stream()
                .reduce((one, next) -> one + "\r\n" + next)
                .orElseThrow();
        return http.send("POST", "/engine-rest/deployment/create", "multipart/form-data; boundary=" + boundary, body);
    }

    private String filter(String name) {
        return Http.json(Http.as("admin", port).get("/engine-rest/filter?name=" + name.replace(" ", "%20")))
                .get(0)
                .get("id")
                .asText();
    }

    private static String user(String id) {
        return "{\"userId\":\"" + id + "\"}";
    }

    /** A case of a company, with nothing done in it yet. */
    private final class Case {

        private final String tenant;
        private final String id;

        private Case(String tenant) {
            this.tenant = tenant;
            this.id = runtime.startProcessInstanceById(definition(), Map.of("complainantName", "Ada Bell"))
                    .getId();
        }

        private String definition() {
            return repository
                    .createProcessDefinitionQuery()
                    .processDefinitionKey(tenant + "-complaint")
                    .tenantIdIn(tenant)
                    .latestVersion()
                    .singleResult()
                    .getId();
        }

        private String task(String key) {
            return tasks.createTaskQuery()
                    .processInstanceId(id)
                    .taskDefinitionKey(key)
                    .singleResult()
                    .getId();
        }

        private String comment() {
            return tasks.createComment(task("investigate"), id, "Rang back.").getId();
        }

        private String job() {
            return management
                    .createJobQuery()
                    .processInstanceId(id)
                    .activityId("file-papers")
                    .singleResult()
                    .getId();
        }
    }
}
