package uk.redress.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import uk.redress.Http;
import uk.redress.RedressTest;
import uk.redress.policy.CaseWalk;

/**
 * Issue 3, "two people at once": of two who do what only one can do, one wins, the other gets a clear 4xx, and nothing
 * is half done.
 */
@RedressTest
class RacesTest {

    private static final String TOLD_LETTER = "{\"variables\": {\"told\": {\"value\": \"letter\"}}}";

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private JdbcTemplate jdbc;

    @LocalServerPort
    private int port;

    private final ExecutorService people = Executors.newFixedThreadPool(4);

    @AfterEach
    void goHome() {
        people.shutdown();
    }

    @RepeatedTest(3)
    @DisplayName("Two people claim a task at once: one has it, the other is told that it was claimed")
    void claim() throws Exception {
        Task task = task(start());
        List<HttpResponse<String>> answers = atOnce(
                () -> claim("kiwi-manager", task),
                () -> claim("kiwi-manager2", task),
                () -> claim("kiwi-manager2", task));

        assertThat(answers).filteredOn(answer -> answer.statusCode() == 204).isNotEmpty();
        String assignee = engine.getTaskService()
                .createTaskQuery()
                .taskId(task.getId())
                .singleResult()
                .getAssignee();
        assertThat(assignee).startsWith("kiwi-manager");
        refusals(answers, 400, 403, 409);
        assertThat(jdbc.queryForObject(
                        "select count(*) from complaint_step where process_instance_id = ? and action = 'claimed'",
                        Integer.class,
                        task.getProcessInstanceId()))
                .as("nobody is on the log for a claim that did not come about")
                .isLessThanOrEqualTo((int) answers.stream()
                        .filter(answer -> answer.statusCode() == 204)
                        .count());
    }

    @RepeatedTest(3)
    @DisplayName("A task is completed by two people at once, by three ways: it is completed once, with one letter")
    void complete() throws Exception {
        String reference = start();
        Task task = task(reference);
        List<HttpResponse<String>> answers = atOnce(
                () -> Http.as("kiwi-manager", port)
                        .post("/engine-rest/task/" + task.getId() + "/complete", TOLD_LETTER),
                () -> Http.as("kiwi-manager2", port)
                        .post("/engine-rest/task/" + task.getId() + "/submit-form", TOLD_LETTER),
                () -> Http.as("kiwi-manager", port)
                        .post("/engine-rest/task/" + task.getId() + "/submit-form", TOLD_LETTER));

        assertThat(answers).filteredOn(answer -> answer.statusCode() == 204).hasSize(1);
        refusals(answers, 404, 409);
        assertThat(count("select count(*) from letter where reference = ?", reference))
                .isEqualTo(1);
        assertThat(count("select count(*) from complaint_step where reference = ? and action = 'completed'", reference))
                .isEqualTo(1);
    }

    @RepeatedTest(3)
    @DisplayName("A task is completed while limits of its case pass: both happen, and nobody is told to try again")
    void completeWhileLimitsPass() throws Exception {
        String reference = start(Map.of("receivedOn", "2024-06-17"));
        Task task = task(reference);
        List<String> limits = engine
                .getManagementService()
                .createJobQuery()
                .processInstanceId(task.getProcessInstanceId())
                .timers()
                .list()
                .stream()
                .map(Job::getId)
                .toList();
        List<HttpResponse<String>> answers = atOnce(
                () -> Http.as("kiwi-manager", port)
                        .post("/engine-rest/task/" + task.getId() + "/submit-form", TOLD_LETTER),
                () -> {
                    for (String limit : limits) {
                        Http.as("admin", port).post("/engine-rest/job/" + limit + "/execute", "");
                    }
                    return null;
                });

        assertThat(answers.get(0).statusCode()).as(answers.get(0).body()).isEqualTo(204);
        assertThat(count("select count(*) from complaint_step where reference = ? and action = 'completed'", reference))
                .isEqualTo(1);
    }

    @RepeatedTest(3)
    @DisplayName(
            "A task is completed while the complaint is withdrawn: the withdrawal stands, the other came before or not")
    void completeWhileWithdrawn() throws Exception {
        String reference = start();
        Task task = task(reference);
        List<HttpResponse<String>> answers = atOnce(
                () -> Http.as("kiwi-manager", port)
                        .post("/engine-rest/task/" + task.getId() + "/complete", TOLD_LETTER),
                () -> withdraw(reference));

        refusals(answers, 404, 409);
        assertThat(answers).filteredOn(answer -> answer.statusCode() == 204).isNotEmpty();
        boolean withdrawn = answers.get(1).statusCode() == 204;
        assertThat(count(
                        "select count(*) from complaint_step where reference = ? and element_id = 'withdrawn'",
                        reference))
                .isEqualTo(withdrawn ? 1 : 0);
        assertThat(count("select count(*) from complaint_step where reference = ? and action = 'completed'", reference))
                .isEqualTo(answers.get(0).statusCode() == 204 ? 1 : 0);
        assertThat(new CaseWalk(engine, "kiwi").openTasks(reference).contains("investigate"))
                .isEqualTo(!withdrawn);
    }

    @RepeatedTest(3)
    @DisplayName("A task is opened and claimed while the complaint is withdrawn: whoever is too late is told so")
    void openWhileWithdrawn() throws Exception {
        String reference = start();
        Task task = task(reference);
        List<HttpResponse<String>> answers = atOnce(
                () -> claim("kiwi-manager", task),
                () -> Http.as("kiwi-manager", port).get("/engine-rest/task/" + task.getId() + "/form-variables"),
                () -> Http.as("kiwi-manager", port).get("/engine-rest/task/" + task.getId() + "/deployed-form"),
                () -> withdraw(reference));

        assertThat(answers)
                .filteredOn(answer -> answer.statusCode() == 200)
                .allSatisfy(answer -> assertThat(answer.request().method()).isEqualTo("GET"));
        refusals(answers.stream().filter(answer -> answer.statusCode() != 200).toList(), 404, 409);
        assertThat(new CaseWalk(engine, "kiwi").openTasks(reference).contains("investigate"))
                .isEqualTo(answers.get(3).statusCode() != 204);
    }

    @RepeatedTest(3)
    @DisplayName("A task is completed while its case is deleted: either came first, and the log says which")
    void completeWhileDeleted() throws Exception {
        String reference = start();
        Task task = task(reference);
        List<HttpResponse<String>> answers = atOnce(
                () -> Http.as("kiwi-manager", port)
                        .post("/engine-rest/task/" + task.getId() + "/complete", TOLD_LETTER),
                () -> Http.as("admin", port).delete("/engine-rest/process-instance/" + task.getProcessInstanceId()));

        HttpResponse<String> completed = answers.get(0);
        HttpResponse<String> deleted = answers.get(1);
        assertThat(List.of(completed.statusCode(), deleted.statusCode())).contains(204);
        refusals(answers, 404, 409);
        int steps =
                count("select count(*) from complaint_step where reference = ? and action = 'completed'", reference);
        assertThat(steps).isEqualTo(completed.statusCode() == 204 ? 1 : 0);
        boolean runs = engine.getRuntimeService()
                        .createProcessInstanceQuery()
                        .processInstanceId(task.getProcessInstanceId())
                        .count()
                == 1;
        assertThat(runs).isEqualTo(deleted.statusCode() != 204);
        assertThat(jdbc.queryForObject("select state from complaint where reference = ?", String.class, reference))
                .isEqualTo(runs ? "open" : "closed");
    }

    @RepeatedTest(2)
    @DisplayName("Cases that are started at once each get a reference of their own")
    void startAtOnce() throws Exception {
        String body = "{\"variables\": {\"channel\": {\"value\": \"phone\"}, \"complainantName\": {\"value\": \"Ada\"},"
                + " \"complainantType\": {\"value\": \"learner\"}, \"summary\": {\"value\": \"At once.\"}}}";
        Callable<HttpResponse<String>> start = () -> Http.as("kiwi-agent", port)
                .post("/engine-rest/process-definition/key/kiwi-complaint/tenant-id/kiwi/start", body);

        List<HttpResponse<String>> answers = atOnce(start, start, start, start);

        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200);
        assertThat(answers.stream()
                        .map(answer -> Http.json(answer).path("businessKey").asText()))
                .doesNotHaveDuplicates();
    }

    private HttpResponse<String> claim(String user, Task task) {
        return Http.as(user, port)
                .post("/engine-rest/task/" + task.getId() + "/claim", "{\"userId\": \"" + user + "\"}");
    }

    private HttpResponse<String> withdraw(String reference) {
        return Http.as("kiwi-supervisor", port).post("/engine-rest/message", """
                {"messageName": "complaint-withdrawn", "businessKey": "%s", "tenantId": "kiwi"}
                """.formatted(reference));
    }

    private static void refusals(List<HttpResponse<String>> answers, Integer... statuses) {
        assertThat(answers).filteredOn(answer -> answer.statusCode() != 204).allSatisfy(answer -> {
            assertThat(answer.statusCode()).as(answer.body()).isIn((Object[]) statuses);
            HostileBodiesTest.isPlain(answer);
        });
    }

    @SafeVarargs
    private final List<HttpResponse<String>> atOnce(Callable<HttpResponse<String>>... actions) throws Exception {
        CyclicBarrier together = new CyclicBarrier(actions.length);
        List<Future<HttpResponse<String>>> futures = new ArrayList<>();
        for (Callable<HttpResponse<String>> action : actions) {
            futures.add(people.submit(() -> {
                together.await();
                return action.call();
            }));
        }
        List<HttpResponse<String>> answers = new ArrayList<>();
        for (Future<HttpResponse<String>> future : futures) {
            answers.add(future.get());
        }
        return answers;
    }

    private int count(String sql, String reference) {
        return jdbc.queryForObject(sql, Integer.class, reference);
    }

    private Task task(String reference) {
        return new CaseWalk(engine, "kiwi").task(reference, "acknowledge");
    }

    private String start() {
        return start(Map.of());
    }

    private String start(Map<String, Object> more) {
        Map<String, Object> variables = new HashMap<>(Map.of(
                "channel", "letter",
                "complainantName", "Ada",
                "complainantType", "learner",
                "complainantAddress", "1 High Street",
                "summary", "The register was wrong."));
        variables.putAll(more);
        return new CaseWalk(engine, "kiwi").start("kiwi-agent", "kiwi-complaint", variables);
    }
}
