package uk.redress.policy.cantium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.redress.policy.CaseWalk.london;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.redress.policy.AtAnyTimeContract;
import uk.redress.policy.PolicyCoverage;

/** Cantium's complaints, clause by clause: CAN-2 to CAN-10 and CAN-13, CAN-14, and with it ALL-1 to ALL-8. */
class CantiumComplaintTest extends AtAnyTimeContract {

    @RegisterExtension
    static final PolicyCoverage COVERAGE = PolicyCoverage.of("cantium", "cantium-complaint", "cantium-record");

    CantiumComplaintTest() {
        super("cantium");
    }

    @Override
    protected Map<String, Object> intake() {
        Map<String, Object> form = new HashMap<>(super.intake());
        form.put("complainantType", "school");
        form.put("needs", "Large print");
        return form;
    }

    @Override
    protected List<String> beginning() {
        return List.of("sort");
    }

    @Override
    protected List<String> reopened() {
        return List.of("stage-2-investigate");
    }

    @Override
    protected String underWay(Map<String, ?> differences) {
        walk.itIs(RECEIVED);
        String reference = log(differences);
        sort(reference, "complaint");
        if (!differences.containsKey("about")) {
            toTheInvestigation(reference, "cantium-manager");
        }
        return reference;
    }

    @Override
    protected void toTheInvestigation(String reference, String person) {
        walk.complete(
                person,
                reference,
                "resolve-informally",
                Map.of("resolved", "not-tried", "informalNote", "They want it investigated."));
    }

    private void sort(String reference, String sorting) {
        walk.complete("cantium-agent", reference, "sort", Map.of("sorting", sorting));
    }

    @Override
    protected void respond(String reference) {
        walk.complete(
                "cantium-manager",
                reference,
                "investigate",
                Map.of("findings", "The register was wrong.", "externalContacts", "The school's office."));
        walk.complete("cantium-manager", reference, "respond", DECISION);
    }

    @Override
    protected void review(String reference, String head) {
        review(reference, "stage-2", "heads-of-service", head);
    }

    @Test
    @DisplayName("CAN-5 to CAN-10, CAN-13, ALL-8: through both stages, by those whom the policy names, all in time")
    void bothStages() throws Exception {
        walk.itIs(RECEIVED);
        String reference = log(Map.of());
        assertThat(walk.task(reference, "sort").getDueDate()).isEqualTo(london("2026-03-04T23:59:59"));
        sort(reference, "complaint");
        assertThat(lastLetter()).as("acknowledged, with their needs").contains(reference, "Large print");
        assertThat(states(reference, "acknowledgement-limit")).containsExactly("met");
        assertThat(walk.task(reference, "resolve-informally").getDueDate()).isEqualTo(london("2026-03-30T23:59:59"));
        walk.complete(
                "cantium-manager",
                reference,
                "resolve-informally",
                Map.of("resolved", "no", "informalNote", "They want it in writing."));
        respond(reference);
        assertThat(lastLetter()).contains("Stage 2", "Head of Service");
        walk.until("2026-03-06T10:00");
        escalate(reference, "2026-03-06");
        assertThat(states(reference, "stage-2-acknowledgement-limit")).containsExactly("met");
        assertThat(walk.task(reference, "stage-2-investigate").getDueDate()).isEqualTo(london("2026-04-07T23:59:59"));
        review(reference, "cantium-head");

        assertAnsweredInTime(reference);
    }

    @Test
    @DisplayName("CAN-6, CAN-7, how a limit is counted: however long the sorting takes, limits count from receipt")
    void sortedLate() {
        walk.itIs(RECEIVED);
        String reference = log(Map.of());
        assertThat(timers(reference))
                .as("armed at receipt")
                .containsEntry("acknowledgement-limit", london("2026-03-09T23:59:59"))
                .containsEntry("response-limit", london("2026-03-30T23:59:59"));
        walk.until("2026-03-04T09:00");
        assertThat(walk.openTasks(reference)).as("warned").contains("due-soon");
        walk.until("2026-03-05T00:00");
        assertThat(states(reference, "sorting-limit")).containsExactly("late");
        seeTo("cantium-manager", "cantium-agent", reference);
        sort(reference, "complaint");

        assertThat(timers(reference))
                .containsEntry("response-limit", london("2026-03-30T23:59:59"))
                .containsEntry("response-warning", london("2026-03-26T09:00"));
    }

    @Test
    @DisplayName("CAN-6, ALL-1: by post, the acknowledgement is the posting; 5 working days, warned of, and late after")
    void acknowledgementByPost() {
        walk.itIs(RECEIVED);
        String reference = log(Map.of("complainantEmail", "", "complainantAddress", "1 Station Road"));
        sort(reference, "complaint");
        assertThat(walk.task(reference, "post-letter").getDueDate()).isEqualTo(london("2026-03-09T23:59:59"));
        walk.until("2026-03-06T09:00");
        assertThat(walk.openTasks(reference)).as("warned").contains("due-soon");
        walk.until("2026-03-10T00:00");
        assertThat(states(reference, "acknowledgement-limit")).containsExactly("late");
        seeTo("cantium-manager", "cantium-agent", reference);
        walk.complete("cantium-agent", reference, "post-letter", Map.of("postedOn", "2026-03-10"));
        assertThat(states(reference, "acknowledgement-limit")).containsExactly("missed", "met");
    }

    @Test
    @DisplayName("CAN-2, ALL-8: resolved without a formal complaint: what was agreed is sent, and the case is closed")
    void resolvedInformally() throws Exception {
        walk.itIs(RECEIVED);
        String reference = log(Map.of());
        sort(reference, "complaint");
        walk.complete(
                "cantium-manager",
                reference,
                "resolve-informally",
                Map.of("resolved", "yes", "resolution", "We correct the register today."));

        assertThat(lastLetter()).contains("We correct the register today.");
        assertThat(walk.isOver(reference)).isTrue();
        assertThat(complaint(reference).path("closedAs").asText()).isEqualTo("resolved-informally");
        assertThat(states(reference, "response-limit")).containsExactly("met");
    }

    @Test
    @DisplayName("CAN-2: the informal attempt stops no clock")
    void attemptStopsNoClock() {
        walk.itIs(RECEIVED);
        String reference = log(Map.of());
        sort(reference, "complaint");
        walk.until("2026-03-26T09:00");
        assertThat(walk.openTasks(reference)).as("warned").contains("due-soon");
        walk.until("2026-03-31T00:00");

        assertThat(states(reference, "response-limit")).containsExactly("late");
        assertThat(walk.openTasks(reference)).containsExactly("due-soon", "late", "resolve-informally");
        seeTo("cantium-head", "cantium-manager", reference);
    }

    @Test
    @DisplayName("CAN-8, ALL-2: before the completion of day 20 the person is told when to expect the full reply")
    void notice() throws Exception {
        String reference = underWay(Map.of());
        walk.until("2026-03-30T10:00");
        moreTime("cantium-manager", reference, "2026-04-15");

        assertThat(lastLetter()).contains("A witness is on leave.", "15 April 2026");
        assertThat(states(reference, "response-limit")).containsExactly("extended", "open");
        assertThat(timers(reference)).containsEntry("response-limit", london("2026-04-15T23:59:59"));
    }

    @Test
    @DisplayName("CAN-8: at the earliest opportunity, which may be before the warning")
    void noticeBeforeTheWarning() {
        String reference = underWay(Map.of());
        walk.until("2026-03-04T10:00");
        record("cantium-manager", reference, "more-time-needed", Map.of("details", "The witness is away."));
        moreTime("cantium-manager", reference, "2026-04-15");

        assertThat(states(reference, "response-limit")).containsExactly("extended", "open");
    }

    @Test
    @DisplayName("CAN-9, CAN-10, ALL-1: Stage 2 by post: acknowledged in 5 working days and answered in 20, or late")
    void stageTwoLate() {
        walk.itIs(RECEIVED);
        String reference = log(Map.of("complainantEmail", "", "complainantAddress", "1 Station Road"));
        sort(reference, "complaint");
        walk.complete("cantium-agent", reference, "post-letter", Map.of("postedOn", "2026-03-02"));
        walk.complete(
                "cantium-manager",
                reference,
                "resolve-informally",
                Map.of("resolved", "not-tried", "informalNote", "They want it investigated."));
        respond(reference);
        walk.complete("cantium-agent", reference, "post-letter", Map.of("postedOn", "2026-03-02"));
        escalate(reference, "2026-03-02");
        walk.until("2026-03-06T09:00");
        assertThat(walk.openTasks(reference)).as("warned").contains("due-soon");
        walk.until("2026-03-10T00:00");
        assertThat(states(reference, "stage-2-acknowledgement-limit")).containsExactly("late");
        seeTo("cantium-head", "cantium-agent", reference);
        walk.complete("cantium-agent", reference, "post-letter", Map.of("postedOn", "2026-03-10"));
        walk.until("2026-03-26T09:00");
        assertThat(walk.openTasks(reference)).as("warned").contains("due-soon");
        walk.until("2026-03-31T00:00");
        assertThat(states(reference, "stage-2-response-limit")).containsExactly("late");
        seeTo("cantium-director", "cantium-head", reference);
    }

    @Test
    @DisplayName("CAN-3, ALL-8: about a service that Cantium has no responsibility for: the person is told, and why")
    void outside() throws Exception {
        walk.itIs(RECEIVED);
        String reference = log(Map.of());
        walk.complete(
                "cantium-agent",
                reference,
                "sort",
                Map.of(
                        "sorting", "outside",
                        "outsideReason", "The buses are run by the county.",
                        "outsideBody", "Kent County Council"));

        assertThat(lastLetter()).contains("The buses are run by the county.", "Kent County Council");
        assertThat(walk.isOver(reference)).isTrue();
        assertThat(complaint(reference).path("closedAs").asText()).isEqualTo("outside-our-responsibility");
    }

    @ParameterizedTest
    @ValueSource(strings = {"comment", "compliment"})
    @DisplayName(
            "CAN-1, CAN-3, CAN-14: a word in the subject proposes; whoever confirms may sort it as feedback instead")
    void reallyFeedback(String sorting) {
        walk.itIs(RECEIVED);
        String reference = log(Map.of("kind", sorting));
        walk.until("2026-03-03T10:00");
        sort(reference, sorting);

        JsonNode feedback = goesOn(reference, "CAF-2026-");
        assertThat(feedback.path("kind").asText()).isEqualTo(sorting);
    }

    @ParameterizedTest
    @ValueSource(strings = {"in-person", "portal", "social-media", "phone", "email", "letter"})
    @DisplayName("CAN-4: by any channel, and the complaint and every step are recorded in writing")
    void anyChannel(String channel) {
        walk.itIs(RECEIVED);
        String reference = log(Map.of("channel", channel));
        sort(reference, "complaint");

        assertThat(complaint(reference).path("channel").asText()).isEqualTo(channel);
        assertThat(get("/engine-rest/complaint/" + reference + "/steps").toString())
                .contains("\"channel\":\"" + channel + "\"", "\"sorting\":\"complaint\"", "cantium-agent");
    }

    @Test
    @DisplayName("CAN-2, ALL-7: what was settled informally comes back to Stage 1, which has not looked into it yet")
    void backAfterAnInformalResolution() {
        walk.itIs(RECEIVED);
        String first = log(Map.of("needs", "Large print"));
        sort(first, "complaint");
        walk.complete(
                "cantium-manager",
                first,
                "resolve-informally",
                Map.of("resolved", "yes", "resolution", "We correct the register today."));
        walk.until("2026-03-09T10:00");
        String again = log(Map.of("previousReference", first));

        assertThat(walk.openTasks(again)).isEqualTo(beginning());
        assertThat(complaint(again).path("stage").asInt()).isEqualTo(1);
        assertThat(engine.getRuntimeService()
                        .getVariable(walk.task(again, "sort").getProcessInstanceId(), "needs"))
                .as("nobody has to tell us everything again (CAN-5)")
                .isEqualTo("Large print");
    }

    @Test
    @DisplayName("CAN-3, CAN-11: a complaint about the answer to a freedom-of-information request goes on as a review")
    void reallyAReview() {
        walk.itIs(RECEIVED);
        String reference = log(Map.of());
        walk.until("2026-03-03T10:00");
        assertThatThrownBy(() -> sort(reference, "foi-review"))
                .hasMessageContaining("\"Reference of the request\" is missing")
                .hasMessageContaining("\"Date of the request\" is missing")
                .hasMessageContaining("\"Who dealt with the request\" is missing");
        walk.complete(
                "cantium-agent",
                reference,
                "sort",
                Map.of(
                        "sorting", "foi-review",
                        "originalReference", "FOI-1234",
                        "originalRequestedOn", "2026-01-12",
                        "originalHandlers", "cantium-foi"));

        assertThat(goesOn(reference, "CAI-2026-").path("originalHandlers").asText())
                .as("who dealt with the request does not review it")
                .isEqualTo("cantium-foi");
    }

    /** The case under which another has gone on, with the receipt of that one. */
    private JsonNode goesOn(String reference, String prefix) {
        assertThat(walk.isOver(reference)).isTrue();
        JsonNode old = complaint(reference);
        String under = old.path("duplicateOf").asText();
        assertThat(under).startsWith(prefix);
        assertThat(complaint(under).path("receivedAt").asText()).startsWith("2026-03-02T10:00");
        assertThat(walk.openTasks(under)).containsExactly("sort");
        return complaint(under);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"2026-03-20T10:00, false", "2026-03-31T10:00, true"})
    @DisplayName(
            "ALL-7: Stage 2 asked for before the answer: recorded, and admitted at once only if the answer is late")
    void askedEarly(String when, boolean admitted) {
        String reference = underWay(Map.of());
        walk.until(when);
        record("cantium-agent", reference, "escalation-requested", Map.of("details", "They have waited enough."));

        assertThat(walk.openTasks(reference).contains("stage-2-investigate")).isEqualTo(admitted);
    }

    @Test
    @DisplayName("When something counts as done: a response that goes out first counts as the acknowledgement too")
    void responseFirst() throws Exception {
        MAIL.stop();
        String reference;
        try {
            reference = underWay(Map.of());
            assertThat(states(reference, "acknowledgement-limit")).containsExactly("open");
        } finally {
            MAIL.start();
            connect();
        }
        respond(reference);

        assertThat(states(reference, "acknowledgement-limit")).containsExactly("met");
        assertThat(walk.openTasks(reference)).containsExactly("record-answer");
    }

    @Test
    @DisplayName(
            "When something counts as done: a response at Stage 2 that goes out first counts as the acknowledgement too")
    void stageTwoResponseFirst() {
        walk.itIs(RECEIVED);
        String reference = log(Map.of("complainantEmail", "", "complainantAddress", "1 Station Road"));
        sort(reference, "complaint");
        post(reference, "acknowledgement");
        walk.complete(
                "cantium-manager",
                reference,
                "resolve-informally",
                Map.of("resolved", "not-tried", "informalNote", "They want it investigated."));
        respond(reference);
        post(reference, "response");
        escalate(reference, "2026-03-02");
        review(reference, "cantium-head");
        post(reference, "response");

        assertThat(walk.isOver(reference)).isTrue();
        assertThat(states(reference, "stage-2-acknowledgement-limit")).containsExactly("met");
    }
}
