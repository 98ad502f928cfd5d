package uk.redress.policy.kiwi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.redress.policy.CaseWalk.london;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What may happen at any time: ALL-5, ALL-6, ALL-8, KIW-2, KIW-11, and the corrections that restart no clock. */
class KiwiAtAnyTimeTest extends KiwiCases {

    @Test
    @DisplayName("ALL-5, ALL-8: withdrawn at any time; everything stops, and the withdrawal is confirmed")
    void withdrawn() throws Exception {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());
        walk.until("2026-03-05T10:00");
        record("kiwi-agent", reference, "withdrawn", Map.of("details", "Ada rang: it has been put right."));

        assertThat(lastMailText()).contains(reference);
        assertThat(walk.isOver(reference)).isTrue();
        assertThat(complaint(reference).path("closedAs").asText()).isEqualTo("withdrawn");
        assertThat(complaint(reference).path("outcome").asText("")).isIn("", "null");
    }

    @Test
    @DisplayName("ALL-5: withdrawn by post: the case stays open, with a due date, until the confirmation is posted")
    void withdrawnByPost() {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of("complainantEmail", "", "complainantAddress", "1 Station Road"));
        record("kiwi-agent", reference, "withdrawn", Map.of());

        assertThat(walk.openTasks(reference)).containsExactly("post-letter");
        assertThat(walk.task(reference, "post-letter").getDueDate()).isEqualTo(london("2026-03-04T23:59:59"));
        walk.complete("kiwi-agent", reference, "post-letter", Map.of("postedOn", "2026-03-02"));
        assertThat(complaint(reference).path("closedAs").asText()).isEqualTo("withdrawn");
    }

    @Test
    @DisplayName("ALL-5: new information at any time, for whoever deals with the complaint at that stage")
    void newInformation() {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());
        record("kiwi-agent", reference, "new-information", Map.of("details", "A photograph of the register."));
        assertThat(walk.task(reference, "consider-new-information").getDueDate())
                .isEqualTo(london("2026-03-09T23:59:59"));
        walk.complete(
                "kiwi-manager",
                reference,
                "consider-new-information",
                Map.of("newInformationNote", "It goes into the findings."));

        assertThat(walk.openTasks(reference)).containsExactly("acknowledge", "investigate");
        assertThat(limit(reference, "information-limit").path("state").asText()).isEqualTo("met");
    }

    @Test
    @DisplayName(
            "ALL-1, ALL-5: new information that waits has a warning and a limit, and its own words beside the next")
    void newInformationWaits() {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());
        acknowledge(reference);
        record("kiwi-agent", reference, "new-information", Map.of("details", "A photograph of the register."));
        walk.until("2026-03-03T10:00");
        record("kiwi-agent", reference, "new-information", Map.of("details", "A witness."));
        List<Task> waiting = engine.getTaskService()
                .createTaskQuery()
                .taskDefinitionKey("consider-new-information")
                .processInstanceBusinessKey(reference)
                .orderByDueDate()
                .asc()
                .list();
        assertThat(waiting)
                .extracting(task -> engine.getTaskService().getVariable(task.getId(), "newInformation"))
                .containsExactly("A photograph of the register.", "A witness.");

        walk.until("2026-03-06T09:00");
        assertThat(walk.openTasks(reference)).contains("due-soon");
        walk.complete("kiwi-manager", reference, "due-soon", Map.of("moreTime", "no"));
        walk.until("2026-03-10T00:00");
        assertThat(walk.openTasks(reference)).contains("late");
        walk.complete("kiwi-head", reference, "late", Map.of("latenessNote", "Asked for it today."));
        for (Task task : waiting) {
            assertThat(states(reference, "information-limit")).contains("open");
            walk.as("kiwi-manager", () -> {
                engine.getTaskService().claim(task.getId(), "kiwi-manager");
                engine.getFormService()
                        .submitTaskForm(task.getId(), Map.of("newInformationNote", "It goes into the findings."));
                return null;
            });
        }
        assertThat(walk.openTasks(reference)).containsExactly("investigate");
    }

    @Test
    @DisplayName("ALL-5: \"where is it?\" gets an answer, by letter or aloud, within 2 working days")
    void whereIsIt() throws Exception {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());
        acknowledge(reference);
        record("kiwi-agent", reference, "progress-requested", Map.of());
        walk.complete(
                "kiwi-agent",
                reference,
                "tell-progress",
                Map.of("told", "letter", "progress", "We have asked the tutor for the register."));
        assertThat(lastMailText()).contains("We have asked the tutor for the register.");
        assertThat(limit(reference, "progress-limit").path("state").asText()).isEqualTo("met");

        record("kiwi-agent", reference, "progress-requested", Map.of());
        walk.until("2026-03-05T00:00");
        walk.complete("kiwi-agent", reference, "due-soon", Map.of("moreTime", "no"));
        walk.complete("kiwi-manager", reference, "late", Map.of("latenessNote", "Rang the team."));
        walk.complete(
                "kiwi-agent2",
                reference,
                "tell-progress",
                Map.of(
                        "told", "said",
                        "saidOn", "2026-03-04",
                        "saidTime", "15:00",
                        "saidTo", "Ada",
                        "progress", "Still with the tutor."));
        assertThat(walk.openTasks(reference)).containsExactly("investigate");
    }

    @Test
    @DisplayName("ALL-5, how a limit is counted: what is recorded a day later counts from the day on which it happened")
    void recordedLater() {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());
        acknowledge(reference);
        walk.until("2026-03-04T10:00");
        record(
                "kiwi-agent",
                reference,
                "progress-requested",
                Map.of("happenedOn", "2026-03-03", "happenedTime", "16:00"));
        assertThat(walk.task(reference, "tell-progress").getDueDate()).isEqualTo(london("2026-03-05T23:59:59"));

        walk.until("2026-03-05T10:00");
        engine.getRuntimeService()
                .createMessageCorrelation("progress-requested")
                .processInstanceBusinessKey(reference)
                .tenantId("kiwi")
                .correlate();
        assertThat(engine.getTaskService()
                        .createTaskQuery()
                        .processInstanceBusinessKey(reference)
                        .taskDefinitionKey("tell-progress")
                        .orderByTaskCreateTime()
                        .desc()
                        .list()
                        .get(0)
                        .getDueDate())
                .as("a message that says nothing of when counts from now")
                .isEqualTo(london("2026-03-09T23:59:59"));
    }

    @Test
    @DisplayName(
            "KIW-11: abuse while the complaint is open: warned, referred to the Director, told to the Managing Director")
    void abuse() throws Exception {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());
        record("kiwi-agent", reference, "abusive-behaviour", Map.of("details", "Shouted at two of us."));

        assertThat(walk.openTasks(reference)).containsExactly("acknowledge", "investigate", "note-behaviour", "warn");
        walk.complete(
                "kiwi-manager",
                reference,
                "warn",
                Map.of("told", "letter", "warning", "Please do not shout at our staff."));
        assertThat(mailsTo("ada@example.org"))
                .anySatisfy(mail -> assertThat(mail).contains("Please do not shout at our staff."));
        assertThat(mailsTo("director@kiwi.example"))
                .anySatisfy(mail ->
                        assertThat(mail).contains("Shouted at two of us.").doesNotContain("Ada Learner"));
        walk.complete(
                "kiwi-head", reference, "decide-behaviour", Map.of("behaviourDecision", "In writing from now on."));
        walk.complete("kiwi-director", reference, "note-behaviour", Map.of());
        assertThat(walk.openTasks(reference)).containsExactly("acknowledge", "investigate");
    }

    @Test
    @DisplayName("KIW-11: abuse outlives a withdrawal, and is recorded on a closed complaint too, which stays closed")
    void abuseAfterClosing() {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());
        record("kiwi-agent", reference, "abusive-behaviour", Map.of("details", "Shouted at two of us."));
        record("kiwi-agent", reference, "withdrawn", Map.of());
        assertThat(complaint(reference).path("state").asText()).isEqualTo("closed");
        assertThat(walk.openTasks(reference)).containsExactly("note-behaviour", "warn");
        walk.complete("kiwi-director", reference, "note-behaviour", Map.of());
        walk.complete(
                "kiwi-manager",
                reference,
                "warn",
                Map.of(
                        "told", "said",
                        "saidOn", "2026-03-02",
                        "saidTime", "10:00",
                        "saidTo", "Ada",
                        "warning", "That we end the call."));
        walk.complete("kiwi-head", reference, "decide-behaviour", Map.of("behaviourDecision", "Nothing more."));
        assertThat(walk.isOver(reference)).isTrue();

        record("kiwi-agent", reference, "abusive-behaviour", Map.of("details", "And again."));
        assertThat(walk.openTasks(reference)).containsExactly("note-behaviour", "warn");
        assertThat(complaint(reference).path("state").asText()).isEqualTo("closed");
        assertThat(complaint(reference).path("closedAs").asText()).isEqualTo("withdrawn");
    }

    @Test
    @DisplayName("KIW-2: a query that is disputed becomes a complaint with its original receipt")
    void disputedQuery() {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of("kind", "query"));
        walk.until("2026-03-03T10:00");
        record("kiwi-agent", reference, "category", Map.of("kind", "complaint", "details", "They want it put right."));

        assertThat(walk.openTasks(reference)).containsExactly("acknowledge", "investigate");
        assertThat(walk.task(reference, "acknowledge").getDueDate()).isEqualTo(london("2026-03-04T23:59:59"));
        assertThat(complaint(reference).path("kind").asText()).isEqualTo("complaint");
    }

    @Test
    @DisplayName("KIW-2: a complaint that turns out to be a query is answered as one, from its original receipt")
    void queryAfterAll() {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());
        walk.until("2026-03-04T10:00");
        record("kiwi-agent", reference, "category", Map.of("kind", "query", "details", "Only wants the date."));

        assertThat(walk.openTasks(reference)).containsExactly("answer-query");
        assertThat(walk.task(reference, "answer-query").getDueDate()).isEqualTo(london("2026-03-16T23:59:59"));
    }

    @Test
    @DisplayName("KIW-2: an answered query that is disputed later becomes a complaint with the first receipt")
    void disputedAfterwards() {
        walk.itIs("2026-03-02T10:00");
        String query = log(Map.of("kind", "query"));
        walk.complete("kiwi-agent", query, "answer-query", Map.of("told", "letter", "answer", "On Monday."));
        walk.until("2026-03-05T10:00");
        String reference = log(Map.of("previousReference", query));

        assertThat(walk.task(reference, "investigate").getDueDate()).isEqualTo(london("2026-03-16T23:59:59"));
        assertThat(complaint(reference).path("receivedAt").asText()).startsWith("2026-03-02T10:00:00");
    }

    @Test
    @DisplayName("How a limit is counted: a corrected receipt recounts every limit, and the log keeps both")
    void correctedReceipt() {
        walk.itIs("2026-03-09T10:00");
        String reference = log(Map.of());
        record(
                "kiwi-agent",
                reference,
                "receipt",
                Map.of("receivedOn", "2026-03-03", "details", "The post lay about."));
        walk.settle();

        assertThat(walk.task(reference, "acknowledge").getDueDate()).isEqualTo(london("2026-03-05T23:59:59"));
        assertThat(walk.task(reference, "investigate").getDueDate()).isEqualTo(london("2026-03-17T23:59:59"));
        assertThat(limit(reference, "acknowledgement-limit").path("state").asText())
                .isEqualTo("late");
        assertThat(complaint(reference).path("receivedAt").asText()).startsWith("2026-03-03");
        assertThat(get("/engine-rest/complaint/" + reference + "/steps").toString())
                .contains("2026-03-11T23:59:59", "2026-03-05T23:59:59");
    }

    @Test
    @DisplayName("How a limit is counted: so it does where the complaint continues another, at a later stage")
    void correctedReceiptOfAContinuation() {
        String old = answeredAtStage1("2026-03-02T10:00");
        satisfied(old, "2026-03-02");
        walk.until("2026-03-12T10:00");
        String reference = log(Map.of("previousReference", old));
        assertThat(walk.task(reference, "stage-2-refer").getDueDate()).isEqualTo(london("2026-03-16T23:59:59"));
        record("kiwi-agent", reference, "receipt", Map.of("receivedOn", "2026-03-10", "details", "It lay about."));

        assertThat(walk.task(reference, "stage-2-refer").getDueDate()).isEqualTo(london("2026-03-12T23:59:59"));
        assertThat(limit(reference, "stage-2-response-limit").path("due").asText())
                .startsWith("2026-03-26T23:59:59");
    }

    @Test
    @DisplayName("ALL-3: whom it is about can be changed at any stage; their task goes to somebody else at once")
    void aboutChanges() {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());
        String task = walk.task(reference, "investigate").getId();
        walk.as("kiwi-manager", () -> {
            engine.getTaskService().claim(task, "kiwi-manager");
            return null;
        });
        record("kiwi-agent", reference, "about", Map.of("about", "kiwi-manager", "details", "She names the manager."));

        assertThat(walk.task(reference, "investigate").getAssignee()).isNull();
        assertThatThrownBy(() -> investigate(reference)).hasMessageContaining("about you");
        walk.complete("kiwi-manager2", reference, "investigate", Map.of("findings", "The register was wrong."));
    }

    @Test
    @DisplayName("ALL-6: authority recorded later: from then on letters go to the representative")
    void authority() throws Exception {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of("representativeName", "Sol Icitor", "representativeEmail", "sol@law.example"));
        record(
                "kiwi-agent",
                reference,
                "authority",
                Map.of(
                        "representativeName", "Sol Icitor",
                        "representativeEmail", "sol@law.example",
                        "representativeAuthority", "Signed letter of 2 March",
                        "copyToComplainant", "no"));
        acknowledge(reference);

        assertThat(recipients()).containsExactly("sol@law.example");
    }

    @Test
    @DisplayName("ALL-8: duplicates are linked, and the earliest receipt governs")
    void duplicate() throws Exception {
        walk.itIs("2026-03-02T10:00");
        String first = log(Map.of());
        walk.until("2026-03-04T10:00");
        String second = log(Map.of("receivedOn", "2026-02-27", "receivedTime", "09:00"));
        record("kiwi-agent", second, "duplicate", Map.of("duplicateOf", first, "details", "The same register."));

        assertThat(complaint(second).path("closedAs").asText()).isEqualTo("duplicate");
        assertThat(lastMailText()).contains(first);
        assertThat(complaint(first).path("receivedAt").asText()).startsWith("2026-02-27T09:00");
        assertThat(walk.task(first, "investigate").getDueDate()).isEqualTo(london("2026-03-13T23:59:59"));
    }

    @Test
    @DisplayName("ALL-3, ALL-8: whom a duplicate is about, the complaint that is kept is about too")
    void duplicateAboutSomebody() {
        walk.itIs("2026-03-02T10:00");
        String first = log(Map.of());
        String second = log(Map.of("about", "kiwi-manager"));
        record("kiwi-agent", second, "duplicate", Map.of("duplicateOf", first, "details", "She names the manager."));

        assertThatThrownBy(() -> walk.complete("kiwi-manager", first, "investigate", Map.of("findings", "None.")))
                .hasMessageContaining("the complaint is about you");
    }

    @Test
    @DisplayName("ALL-8: what is closed takes over no duplicate, which would be lost with it")
    void duplicateOfAClosedOne() {
        walk.itIs("2026-03-02T10:00");
        String first = log(Map.of());
        record("kiwi-agent", first, "withdrawn", Map.of());
        String second = log(Map.of());

        assertThatThrownBy(() -> record("kiwi-agent", second, "duplicate", Map.of("duplicateOf", first)))
                .hasMessageContaining(first + " is closed, so that nobody would deal with this one");
        assertThat(complaint(second).path("state").asText()).isEqualTo("open");
    }

    @Test
    @DisplayName("Recording: a reference that does not exist, or whoever may not, is told so at once")
    void notRecorded() {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());

        assertThatThrownBy(() -> record("kiwi-agent", "KIW-2026-99999", "withdrawn", Map.of()))
                .hasMessageContaining("no complaint KIW-2026-99999");
        assertThatThrownBy(() -> record("kiwi-analyst", reference, "withdrawn", Map.of()));
        assertThat(walk.openTasks(reference)).containsExactly("acknowledge", "investigate");
    }

    @Test
    @DisplayName("ALL-5, ALL-8: a closed complaint is not withdrawn; the mend is told")
    void closed() {
        String reference = answeredAtStage1("2026-03-02T10:00");
        satisfied(reference, "2026-03-02");

        assertThatThrownBy(() -> record("kiwi-agent", reference, "withdrawn", Map.of()))
                .hasMessageContaining("closed");
        JsonNode complaint = complaint(reference);
        assertThat(complaint.path("closedAs").asText()).isEqualTo("satisfied");
    }
}
