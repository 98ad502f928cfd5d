package uk.redress.policy.kiwi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.redress.policy.CaseWalk.london;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.camunda.bpm.engine.AuthorizationException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.redress.packaged.RunningJar;

/** Kiwi's Stage 1 and its queries, walked through as its people do: KIW-1 to KIW-5. */
class KiwiStage1Test extends KiwiCases {

    @ParameterizedTest
    @ValueSource(strings = {"phone", "in-person", "letter", "email", "web", "portal", "social-media"})
    @DisplayName("KIW-1, KIW-5: a complaint comes in by any channel and is on the log at once")
    void anyChannel(String channel) {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of("channel", channel));

        JsonNode complaint = complaint(reference);
        assertThat(complaint.path("channel").asText()).isEqualTo(channel);
        assertThat(complaint.path("state").asText()).isEqualTo("open");
        assertThat(complaint.path("stage").asInt()).isEqualTo(1);
    }

    @Test
    @DisplayName("KIW-1: another system need not say what is usual: it is a complaint, received now")
    void fromAnotherSystem() {
        walk.itIs("2026-03-02T10:00");
        String reference = walk.start("kiwi-agent", "kiwi-complaint", Map.of("summary", "Nobody rang back."));

        JsonNode complaint = complaint(reference);
        assertThat(complaint.path("kind").asText()).isEqualTo("complaint");
        assertThat(complaint.path("receivedAt").asText()).startsWith("2026-03-02T10:00:00");
        assertThat(complaint.path("stage").asInt()).isEqualTo(1);
    }

    @Test
    @DisplayName("KIW-1: a complaint may come from a group")
    void group() {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of("complainantType", "group", "complainantName", "The Tuesday evening class"));

        assertThat(complaint(reference).path("complainantName").asText()).isEqualTo("The Tuesday evening class");
    }

    @Test
    @DisplayName("KIW-1, ALL-6: letters go to the complainant until a representative's authority is recorded")
    void representativeWithoutAuthority() throws Exception {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of("representativeName", "Sol Icitor", "representativeEmail", "sol@law.example"));
        acknowledge(reference);

        assertThat(recipients()).containsExactly("ada@example.org");
    }

    @Test
    @DisplayName(
            "KIW-1, ALL-6: once authority is recorded, letters go to the representative with a copy to the complainant")
    void representativeWithAuthority() throws Exception {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of(
                "representativeName", "Sol Icitor",
                "representativeEmail", "sol@law.example",
                "representativeAuthority", "Signed letter of 1 March"));
        acknowledge(reference);

        assertThat(recipients()).contains("sol@law.example", "ada@example.org");
    }

    @Test
    @DisplayName("KIW-2: a query is answered as a query, and is no complaint")
    void query() throws Exception {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of("kind", "query"));
        assertThat(walk.openTasks(reference)).containsExactly("answer-query");
        assertThat(walk.task(reference, "answer-query").getDueDate()).isEqualTo(london("2026-03-16T23:59:59"));

        walk.complete(
                "kiwi-agent", reference, "answer-query", Map.of("told", "letter", "answer", "Term begins on Monday."));

        assertThat(lastMailText()).contains("Term begins on Monday.", reference);
        assertThat(walk.isOver(reference)).isTrue();
        JsonNode complaint = complaint(reference);
        assertThat(complaint.path("closedAs").asText()).isEqualTo("not-a-complaint");
        assertThat(complaint.path("kind").asText()).isEqualTo("query");
        assertThat(complaint.path("stage").asInt()).isZero();
    }

    @Test
    @DisplayName("KIW-2, ALL-1: a query that nobody answers is warned of and, once late, told to the next level")
    void lateQuery() {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of("kind", "query"));

        walk.until("2026-03-12T08:59:59");
        assertThat(walk.openTasks(reference)).containsExactly("answer-query");
        walk.until("2026-03-12T09:00");
        walk.complete("kiwi-agent2", reference, "due-soon", Map.of("moreTime", "no"));
        walk.until("2026-03-17T00:00");
        walk.complete("kiwi-manager", reference, "late", Map.of("latenessNote", "Rang the team."));
        assertThat(limit(reference, "query-limit").path("missedAt").isMissingNode())
                .isFalse();

        walk.complete(
                "kiwi-agent",
                reference,
                "answer-query",
                Map.of(
                        "told",
                        "said",
                        "saidOn",
                        "2026-03-17",
                        "saidTime",
                        "00:00",
                        "saidTo",
                        "Ada",
                        "answer",
                        "On Monday."));
        assertThat(walk.isOver(reference)).isTrue();
        assertThat(limit(reference, "query-limit").path("state").asText()).isEqualTo("met-late");
    }

    @ParameterizedTest(name = "received {0}: acknowledged by {1}, warned {2}; responded by {3}, warned {4}")
    @CsvSource({
        // an ordinary Monday
        "2026-03-02T10:00, 2026-03-04T23:59:59, 2026-03-04T09:00, 2026-03-16T23:59:59, 2026-03-12T09:00",
        // a Saturday and a Sunday count from the Monday after
        "2026-03-07T10:00, 2026-03-10T23:59:59, 2026-03-10T09:00, 2026-03-20T23:59:59, 2026-03-18T09:00",
        "2026-03-08T23:30, 2026-03-10T23:59:59, 2026-03-10T09:00, 2026-03-20T23:59:59, 2026-03-18T09:00",
        // over Easter 2026 (3 and 6 April)
        "2026-04-01T12:00, 2026-04-07T23:59:59, 2026-04-07T09:00, 2026-04-17T23:59:59, 2026-04-15T09:00",
        // over Christmas and New Year
        "2025-12-19T16:45, 2025-12-23T23:59:59, 2025-12-23T09:00, 2026-01-07T23:59:59, 2026-01-05T09:00",
        "2025-12-24T10:00, 2025-12-30T23:59:59, 2025-12-30T09:00, 2026-01-12T23:59:59, 2026-01-08T09:00",
        // over the clocks going forward (29 March 2026) and back (25 October 2026)
        "2026-03-26T10:00, 2026-03-30T23:59:59, 2026-03-30T09:00, 2026-04-13T23:59:59, 2026-04-09T09:00",
        "2026-10-22T10:00, 2026-10-26T23:59:59, 2026-10-26T09:00, 2026-11-05T23:59:59, 2026-11-03T09:00",
        // half past midnight in summer time is the new day already
        "2026-06-15T00:30, 2026-06-17T23:59:59, 2026-06-17T09:00, 2026-06-29T23:59:59, 2026-06-25T09:00",
    })
    @DisplayName("KIW-3, KIW-4, ALL-1: limits, warnings and due dates, all from receipt")
    void limits(String received, String ackDue, String ackWarning, String responseDue, String responseWarning) {
        walk.itIs(received);
        String reference = log(Map.of());

        assertThat(walk.task(reference, "acknowledge").getDueDate()).isEqualTo(london(ackDue));
        assertThat(walk.task(reference, "investigate").getDueDate()).isEqualTo(london(responseDue));
        assertThat(timers(reference))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "acknowledgement-warning", london(ackWarning),
                        "acknowledgement-limit", london(ackDue),
                        "response-warning", london(responseWarning),
                        "response-limit", london(responseDue)));
    }

    @Test
    @DisplayName("KIW-3: the manager acknowledges by letter; the letter accepted by the mail server is the fact")
    void acknowledgedByLetter() throws Exception {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());
        walk.until("2026-03-03T11:00");
        acknowledge(reference);

        assertThat(lastMailText()).contains(reference, "Monday 16 March 2026");
        assertThat(complaint(reference).path("acknowledgedAt").asText()).startsWith("2026-03-03T11:00:00");
        assertThat(limit(reference, "acknowledgement-limit").path("state").asText())
                .isEqualTo("met");
        assertThat(timers(reference)).containsOnlyKeys("response-warning", "response-limit");
    }

    @Test
    @DisplayName("KIW-3: only the manager acknowledges; the customer services team neither sees nor does it")
    void onlyTheManagerAcknowledges() {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());

        assertThatThrownBy(() -> acknowledgeAs("kiwi-agent", reference)).isInstanceOf(AuthorizationException.class);
        assertThat(walk.openTasks(reference)).containsExactly("acknowledge", "investigate");
    }

    @ParameterizedTest
    @CsvSource({"2026-03-02, 15:20, 2026-03-02T15:20:00", "'', '', 2026-03-03T11:00:00"})
    @DisplayName(
            "KIW-3: an acknowledgement said aloud counts from when it was said, which is now where nothing is said")
    void acknowledgedAloud(String saidOn, String saidTime, String acknowledgedAt) throws Exception {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());
        walk.until("2026-03-03T11:00");
        walk.complete(
                "kiwi-manager",
                reference,
                "acknowledge",
                Map.of("told", "said", "saidOn", saidOn, "saidTime", saidTime, "saidTo", "Ada herself"));

        assertThat(MAIL.getReceivedMessages()).isEmpty();
        assertThat(complaint(reference).path("acknowledgedAt").asText()).startsWith(acknowledgedAt);
    }

    @Test
    @DisplayName(
            "KIW-3, when something counts as done: a letter that waits for its envelope is not yet an acknowledgement")
    void acknowledgedByPost() {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of("complainantEmail", "", "complainantAddress", "1 Station Road\nSouthampton"));
        walk.until("2026-03-03T11:00");
        acknowledge(reference);

        assertThat(walk.openTasks(reference)).containsExactly("investigate", "post-letter");
        assertThat(complaint(reference).path("acknowledgedAt").asText("")).isIn("", "null");
        walk.until("2026-03-05T00:00");
        assertThat(limit(reference, "acknowledgement-limit").path("state").asText())
                .isEqualTo("late");
        assertThat(walk.openTasks(reference)).containsExactly("due-soon", "investigate", "late", "post-letter");
        walk.complete("kiwi-head", reference, "late", Map.of("latenessNote", "Spoke to the post room."));
        walk.complete("kiwi-manager", reference, "due-soon", Map.of("moreTime", "no"));

        walk.until("2026-03-05T10:00");
        walk.complete("kiwi-agent", reference, "post-letter", Map.of("postedOn", "2026-03-05"));

        assertThat(walk.openTasks(reference)).containsExactly("investigate");
        assertThat(limit(reference, "acknowledgement-limit").path("state").asText())
                .isEqualTo("met-late");
    }

    @Test
    @DisplayName(
            "KIW-3, ALL-1: one second before the end of the last day nothing is late; then the limit fires and cancels nothing")
    void acknowledgementLimit() {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());

        walk.until("2026-03-04T23:59:58");
        assertThat(walk.openTasks(reference)).containsExactly("acknowledge", "due-soon", "investigate");
        assertThat(limit(reference, "acknowledgement-limit").path("state").asText())
                .isEqualTo("open");
        walk.until("2026-03-05T00:00:00");
        assertThat(walk.openTasks(reference)).containsExactly("acknowledge", "due-soon", "investigate", "late");
        assertThat(limit(reference, "acknowledgement-limit").path("state").asText())
                .isEqualTo("late");
    }

    @Test
    @DisplayName("KIW-3, KIW-4: a complaint received days ago is late at once where its limit has passed")
    void receivedDaysAgo() {
        walk.itIs("2026-03-09T10:00");
        String reference = log(Map.of("receivedOn", "2026-03-02", "receivedTime", "16:00"));
        walk.settle();

        assertThat(complaint(reference).path("receivedAt").asText()).startsWith("2026-03-02T16:00:00");
        assertThat(walk.task(reference, "acknowledge").getDueDate()).isEqualTo(london("2026-03-04T23:59:59"));
        assertThat(walk.task(reference, "investigate").getDueDate()).isEqualTo(london("2026-03-16T23:59:59"));
        assertThat(walk.openTasks(reference)).contains("late");
    }

    @Test
    @DisplayName(
            "KIW-4: investigated and responded to in time; the letter goes out and the case closes with nothing left over")
    void respondedInTime() throws Exception {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());
        acknowledge(reference);
        investigate(reference);
        walk.until("2026-03-12T09:00");
        assertThat(walk.openTasks(reference)).containsExactly("due-soon", "respond");
        walk.complete("kiwi-manager2", reference, "due-soon", Map.of("moreTime", "no"));
        walk.until("2026-03-12T14:00");
        respond(reference);

        assertThat(lastMailText())
                .contains(reference, "The register was wrong.", "We have corrected it.")
                .doesNotContain("Nobody checked the register", "Check it weekly");
        assertThat(walk.openTasks(reference)).containsExactly("record-answer");
        JsonNode complaint = complaint(reference);
        assertThat(complaint.path("outcome").asText()).isEqualTo("upheld");
        assertThat(complaint.path("respondedAt").asText()).startsWith("2026-03-12T14:00:00");
        assertThat(limit(reference, "response-limit").path("state").asText()).isEqualTo("met");
    }

    @Test
    @DisplayName("KIW-4, ALL-1: a response that is late is told to the next level and still goes out")
    void respondedLate() {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());
        acknowledge(reference);
        walk.until("2026-03-17T00:00");
        assertThat(walk.openTasks(reference)).containsExactly("due-soon", "investigate", "late");
        walk.complete("kiwi-head", reference, "late", Map.of("latenessNote", "Help is on its way."));
        investigate(reference);
        walk.until("2026-03-18T12:00");
        respond(reference);

        assertThat(walk.openTasks(reference)).containsExactly("record-answer");
        JsonNode limit = limit(reference, "response-limit");
        assertThat(limit.path("state").asText()).isEqualTo("met-late");
        assertThat(limit.path("due").asText()).startsWith("2026-03-16T23:59:59");
    }

    @Test
    @DisplayName("When something counts as done: a response that goes out first counts as the acknowledgement too")
    void responseBeforeAcknowledgement() {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());
        investigate(reference);
        walk.until("2026-03-03T15:00");
        respond(reference);

        assertThat(walk.openTasks(reference)).containsExactly("record-answer");
        assertThat(complaint(reference).path("acknowledgedAt").asText()).startsWith("2026-03-03T15:00:00");
        assertThat(limit(reference, "acknowledgement-limit").path("state").asText())
                .isEqualTo("met");
    }

    @Test
    @DisplayName(
            "When something counts as done: a response after an acknowledgement leaves the acknowledgement's date alone")
    void acknowledgementKeepsItsDate() {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());
        acknowledge(reference);
        investigate(reference);
        walk.until("2026-03-03T15:00");
        respond(reference);

        assertThat(complaint(reference).path("acknowledgedAt").asText()).startsWith("2026-03-02T10:00:00");
    }

    @Test
    @DisplayName("ALL-8: an anonymous complaint is investigated, and its letters are kept on file")
    void anonymous() {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of("complainantName", "", "complainantEmail", ""));
        acknowledge(reference);

        assertThat(walk.openTasks(reference)).containsExactly("investigate");
        assertThat(complaint(reference).path("acknowledgedAt").asText()).startsWith("2026-03-02T10:00:00");
    }

    @Test
    @DisplayName(
            "Letters: an unreachable mail server ends in an incident; the limit stays armed, and after the mend the letter goes once")
    void unreachableMailServer() throws Exception {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());
        mailSender.setPort(RunningJar.freePort());
        try {
            acknowledge(reference);
            walk.until("2026-03-02T12:00");
            assertThat(incidents(reference)).hasSize(1);
            assertThat(timers(reference)).containsKey("acknowledgement-limit");
        } finally {
            mailSender.setPort(MAIL.getSmtp().getPort());
        }
        engine.getManagementService().setJobRetries(incidents(reference).get(0).getConfiguration(), 1);
        walk.settle();

        assertThat(recipients()).containsExactly("ada@example.org");
        assertThat(complaint(reference).path("acknowledgedAt").asText()).startsWith("2026-03-02T12:00:00");
    }

    @Test
    @DisplayName("KIW-5, ALL-4: the log has each step with who and when")
    void everyStepIsOnTheLog() {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());
        acknowledge(reference);

        JsonNode steps = get("/engine-rest/complaint/" + reference + "/steps");
        assertThat(steps.findValuesAsText("elementId"))
                .contains("complaint-received", "acknowledge", "send-acknowledgement", "acknowledged");
        assertThat(steps).anySatisfy(step -> {
            assertThat(step.path("elementId").asText()).isEqualTo("acknowledge");
            assertThat(step.path("action").asText()).isEqualTo("completed");
            assertThat(step.path("actor").asText()).isEqualTo("kiwi-manager");
            assertThat(step.path("at").asText()).startsWith("2026-03-02T10:00:00");
        });
    }

    @RepeatedTest(5)
    @DisplayName("Two people who complete a task at the same moment: it is done once, and the later one is told")
    void atTheSameMoment() throws Exception {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());
        String task = walk.task(reference, "investigate").getId();
        Callable<Integer> submission = () -> http.withBasicAuth("kiwi-manager", "demo")
                .postForEntity(
                        "/engine-rest/task/" + task + "/submit-form",
                        Map.of("variables", Map.of("findings", Map.of("value", "The register was wrong."))),
                        String.class)
                .getStatusCode()
                .value();
        ExecutorService people = Executors.newFixedThreadPool(2);
        try {
            List<Integer> answers = new ArrayList<>();
            for (Future<Integer> answer : people.invokeAll(List.of(submission, submission))) {
                answers.add(answer.get());
            }
            assertThat(answers).containsExactlyInAnyOrder(204, 409);
        } finally {
            people.shutdown();
        }
        assertThat(walk.openTasks(reference)).containsExactly("acknowledge", "respond");
    }

    @Test
    @DisplayName("An administrator can remove a case that should never have been started; the log says who and why")
    void removed() {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());
        String instance = engine.getRuntimeService()
                .createProcessInstanceQuery()
                .processInstanceBusinessKey(reference)
                .singleResult()
                .getId();
        walk.as("admin", () -> {
            engine.getRuntimeService().deleteProcessInstance(instance, "Logged twice.");
            return null;
        });

        assertThat(walk.isOver(reference)).isTrue();
        assertThat(complaint(reference).path("closedAs").asText()).isEqualTo("deleted");
        assertThat(get("/engine-rest/complaint/" + reference + "/steps"))
                .anySatisfy(step -> assertThat(step.path("actor").asText()).isEqualTo("admin"));
    }
}
