package uk.redress.policy.schoolsmutual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.redress.policy.CaseWalk.london;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.AuthorizationException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.redress.policy.AtAnyTimeContract;
import uk.redress.policy.PolicyCoverage;

/** Schools Mutual Services' policy, clause by clause: SMS-1 to SMS-11 and SMS-13, and with it ALL-1 to ALL-8. */
class SchoolsMutualTest extends AtAnyTimeContract {

    @RegisterExtension
    static final PolicyCoverage COVERAGE =
            PolicyCoverage.of("schools-mutual", "schools-mutual-complaint", "schools-mutual-record", "keep-informed");

    SchoolsMutualTest() {
        super("schools-mutual");
    }

    @Override
    protected Map<String, Object> intake() {
        Map<String, Object> form = new HashMap<>(super.intake());
        form.put("complainantType", "school");
        return form;
    }

    @Override
    protected List<String> beginning() {
        return List.of("acknowledge", "investigate");
    }

    @Override
    protected List<String> reopened() {
        return List.of("level-3-investigate");
    }

    @Override
    protected String windowEnds() {
        return "2026-03-09T23:59:59";
    }

    @Override
    protected List<String> backAfterTheWindow() {
        return List.of("decide-late-request");
    }

    @Override
    protected String underWay(Map<String, ?> differences) {
        walk.itIs(RECEIVED);
        String reference = log(differences);
        acknowledge(reference);
        return reference;
    }

    @Override
    protected void laterStages(String reference) {
        super.laterStages(reference);
        escalate(reference, "2026-03-02");
        review(reference, 3, "schools-mutual-director");
    }

    private void acknowledge(String reference) {
        walk.complete(
                "schools-mutual-manager",
                reference,
                "acknowledge",
                Map.of("told", "letter", "contactName", "Grace Hartley", "department", "finance"));
    }

    @Override
    protected void respond(String reference) {
        walk.complete(
                "schools-mutual-manager", reference, "investigate", Map.of("findings", "The register was wrong."));
        walk.complete("schools-mutual-manager", reference, "respond", DECISION);
    }

    @Override
    protected void review(String reference, String head) {
        review(reference, 2, head);
    }

    private void review(String reference, int level, String person) {
        review(reference, "level-" + level, level == 2 ? "heads-of-service" : "directors", person);
    }

    @Test
    @DisplayName("SMS-3 to SMS-9, SMS-13, ALL-8: through all three levels, by those whom the policy names, all in time")
    void allThreeLevels() throws Exception {
        walk.itIs(RECEIVED);
        String reference = log(Map.of());
        assertThat(walk.task(reference, "acknowledge").getDueDate()).isEqualTo(london("2026-03-03T10:00"));
        acknowledge(reference);
        assertThat(lastLetter()).contains("Grace Hartley", reference);
        assertThat(walk.task(reference, "investigate").getDueDate()).isEqualTo(london("2026-03-04T23:59:59"));
        respond(reference);
        assertThat(lastLetter()).contains("Level 2", "Senior Management", "within 5 working days");
        walk.until("2026-03-06T10:00");
        escalate(reference, "2026-03-06");
        assertThat(walk.task(reference, "level-2-investigate").getDueDate()).isEqualTo(london("2026-03-13T23:59:59"));
        review(reference, 2, "schools-mutual-head");
        assertThat(lastLetter()).contains("Level 3", "Director");
        walk.until("2026-03-09T10:00");
        escalate(reference, "2026-03-09");
        assertThat(walk.task(reference, "level-3-investigate").getDueDate()).isEqualTo(london("2026-03-16T23:59:59"));
        review(reference, 3, "schools-mutual-director");

        assertThat(lastLetter()).contains("This is our final answer");
        assertAnsweredInTime(reference);
    }

    @Test
    @DisplayName("SMS-10: seen by the people of its division, and by each level from the moment that it has it")
    void confidential() {
        walk.itIs(RECEIVED);
        String reference = log(Map.of());
        walk.complete(
                "schools-mutual-manager",
                reference,
                "acknowledge",
                Map.of("told", "letter", "contactName", "Grace Hartley", "department", "payroll"));
        List<String> roles = List.of("agent", "agent2", "manager", "manager2", "head", "head2", "director");
        assertThat(roles).filteredOn(role -> sees(role, reference)).containsExactly("manager");
        respond(reference);
        assertThat(roles).filteredOn(role -> sees(role, reference)).containsExactly("agent");
        escalate(reference, "2026-03-02");
        assertThat(roles).filteredOn(role -> sees(role, reference)).containsExactly("head", "head2");
    }

    /** Whether a task of the case is in the list of whoever has this role. */
    private boolean sees(String role, String reference) {
        return walk.as(
                user(role),
                () -> engine.getTaskService()
                                .createTaskQuery()
                                .processInstanceBusinessKey(reference)
                                .count()
                        > 0);
    }

    @Test
    @DisplayName(
            "SMS-3, ALL-1: 24 hours by the clock, to the second, weekends included; warned of while somebody is there")
    void twentyFourHours() {
        walk.itIs("2026-03-07T15:00");
        String reference = log(Map.of("receivedOn", "2026-03-06", "receivedTime", "17:30"));
        assertThat(timers(reference)).containsEntry("acknowledgement-limit", london("2026-03-07T17:30"));
        walk.until("2026-03-07T17:29:59");
        assertThat(states(reference, "acknowledgement-limit")).containsExactly("open");
        walk.until("2026-03-07T17:30:01");

        assertThat(states(reference, "acknowledgement-limit")).containsExactly("late");
        seeTo("schools-mutual-head", "schools-mutual-manager", reference);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "2026-03-03T17:00, 2026-03-04T13:00", // four hours before
        "2026-03-06T15:00, 2026-03-06T16:00", // ends on a Saturday: on Friday at four
        "2026-03-06T17:30, 2026-03-07T13:30", // received after four on that Friday
    })
    @DisplayName("SMS-3, ALL-1: the warning comes 4 hours before, or at 16:00 of the last working day before")
    void warningOfTheDay(String received, String warning) {
        walk.itIs(received);
        String reference = log(Map.of());

        assertThat(timers(reference)).containsEntry("acknowledgement-warning", london(warning));
    }

    @Test
    @DisplayName("SMS-4: 2 working days from the acknowledgement: until it is given, from when it is due")
    void countedFromTheAcknowledgement() {
        walk.itIs(RECEIVED);
        String reference = log(Map.of());
        assertThat(timers(reference)).containsEntry("response-limit", london("2026-03-05T23:59:59"));
        acknowledge(reference);
        assertThat(timers(reference))
                .containsEntry("response-limit", london("2026-03-04T23:59:59"))
                .containsEntry("response-warning", london("2026-03-04T09:00"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"letter", "email", "phone", "in-person", "web"})
    @DisplayName("SMS-1, SMS-2: any customer raises it, by any channel, with the division that it is about")
    void anyCustomerByAnyChannel(String channel) {
        walk.itIs(RECEIVED);
        for (String type : policies.of(tenant).complainantTypes().keySet()) {
            String reference = log(Map.of("channel", channel, "complainantType", type, "department", "payroll"));

            assertThat(complaint(reference).path("channel").asText()).isEqualTo(channel);
            assertThat(complaint(reference).path("complainantType").asText()).isEqualTo(type);
            assertThat(complaint(reference).path("department").asText()).isEqualTo("payroll");
            assertThat(walk.openTasks(reference)).containsExactlyInAnyOrderElementsOf(beginning());
        }
    }

    @Test
    @DisplayName(
            "SMS-5, SMS-11, ALL-2: more time: the customer is told, and then updated every 2 working days until conclusion")
    void updatedUntilConclusion() throws Exception {
        String reference = underWay(Map.of());
        walk.until("2026-03-04T10:00");
        moreTime("schools-mutual-manager", reference, "2026-03-13");
        assertThat(lastLetter())
                .contains(
                        "A witness is on leave.",
                        "Until we have answered your complaint we will write to you every 2 working days");
        assertThat(states(reference, "response-limit")).containsExactly("extended", "open");
        walk.until("2026-03-06T09:00");
        assertThat(walk.task(reference, "update-complainant").getDueDate()).isEqualTo(london("2026-03-06T23:59:59"));
        update(reference, "The witness is back on Monday.");
        assertThat(lastLetter()).contains("The witness is back on Monday.");
        walk.until("2026-03-10T09:00");
        walk.complete(
                "schools-mutual-manager",
                reference,
                "update-complainant",
                Map.of(
                        "moreTime", "yes",
                        "progress", "The witness has been heard.",
                        "delayReason", "A second witness was named.",
                        "revisedDate", "2026-03-20"));
        assertThat(lastLetter())
                .contains(
                        "The witness has been heard.",
                        "A second witness was named.",
                        "write to you every 2 working days");
        walk.until("2026-03-12T09:00");
        assertThat(walk.openTasks(reference)).contains("update-complainant");
        respond(reference);

        assertThat(walk.openTasks(reference)).containsExactly("record-answer");
    }

    @Test
    @DisplayName("SMS-5: more time for the acknowledgement is none for the response: no updates begin with it")
    void moreTimeForTheAcknowledgement() {
        walk.itIs(RECEIVED);
        String reference = log(Map.of());
        walk.until("2026-03-02T17:00");
        moreTime("schools-mutual-manager", reference, "2026-03-05");
        assertThat(states(reference, "acknowledgement-limit")).containsExactly("extended", "open");
        walk.until("2026-03-04T10:00");

        assertThat(walk.openTasks(reference)).doesNotContain("update-complainant");
    }

    @Test
    @DisplayName(
            "SMS-5: late without a notice, the customer is updated every 2 working days; and once, not twice, after one")
    void updatedWhileLate() throws Exception {
        String reference = underWay(Map.of());
        walk.until("2026-03-05T00:00");
        assertThat(states(reference, "response-limit")).containsExactly("late");
        walk.complete("schools-mutual-head", reference, "late", Map.of("latenessNote", "Asked why."));
        walk.until("2026-03-06T09:00");
        walk.complete(
                "schools-mutual-manager",
                reference,
                "update-complainant",
                Map.of(
                        "moreTime", "yes",
                        "progress", "The witness is back.",
                        "delayReason", "A witness is on leave.",
                        "revisedDate", "2026-03-09"));
        assertThat(states(reference, "response-limit")).containsExactly("missed", "open");
        walk.until("2026-03-10T09:00");
        assertThat(states(reference, "response-limit")).containsExactly("missed", "late");
        assertThat(engine.getTaskService()
                        .createTaskQuery()
                        .processInstanceBusinessKey(reference)
                        .taskDefinitionKey("update-complainant")
                        .count())
                .isEqualTo(1);
        respond(reference);
        assertThat(walk.openTasks(reference)).containsExactly("record-answer");
    }

    private void update(String reference, String progress) {
        walk.complete(
                "schools-mutual-manager",
                reference,
                "update-complainant",
                Map.of("progress", progress, "moreTime", "no"));
    }

    @Test
    @DisplayName("SMS-7: the window is 5 working days of receiving the decision, which by email is the day it was sent")
    void window() {
        String reference = answered();
        assertThat(timers(reference)).containsEntry("answer-window-1", london("2026-03-09T23:59:59"));
        walk.until("2026-03-10T00:00");

        assertThat(complaint(reference).path("closedAs").asText()).isEqualTo("no-further-answer");
        assertThat(complaint(reference).path("limits").findValuesAsText("state"))
                .as("a window lapses: no breach")
                .containsOnly("met");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-02, 2026-03-11T23:59:59",
        "2026-03-05, 2026-03-16T23:59:59",
        "2026-03-06, 2026-03-17T23:59:59",
        "2026-03-07, 2026-03-17T23:59:59",
    })
    @DisplayName("SMS-7: a posted decision is received on the second working day after posting")
    void windowByPost(String posted, String window) {
        walk.itIs(RECEIVED);
        String reference = log(Map.of("complainantEmail", "", "complainantAddress", "1 Station Road"));
        acknowledge(reference);
        walk.complete("schools-mutual-agent", reference, "post-letter", Map.of("postedOn", "2026-03-02"));
        respond(reference);
        walk.itIs("2026-03-07T10:00");
        walk.complete("schools-mutual-agent", reference, "post-letter", Map.of("postedOn", posted));

        assertThat(timers(reference)).containsEntry("answer-window-1", london(window));
    }

    @Test
    @DisplayName("SMS-7, SMS-8: a late request goes to Senior Management; accepted, its 5 working days run from then")
    void lateRequestAccepted() {
        String reference = lateRequest();
        walk.until("2026-03-18T10:00");
        decide(reference, Map.of("requestAccepted", "yes"));

        assertThat(walk.openTasks(reference)).containsExactly("level-2-investigate");
        assertThat(walk.task(reference, "level-2-investigate").getDueDate()).isEqualTo(london("2026-03-25T23:59:59"));
        assertThat(states(reference, "late-request-limit")).containsExactly("met");
    }

    @Test
    @DisplayName("SMS-7: or they decline it with reasons, which the customer is told")
    void lateRequestDeclined() throws Exception {
        String reference = lateRequest();
        decide(reference, Map.of("requestAccepted", "no", "declineReason", "Nothing has changed since."));

        assertThat(lastLetter()).contains("Nothing has changed since.");
        assertThat(walk.isOver(reference)).isTrue();
        assertThat(complaint(reference).path("closedAs").asText()).isEqualTo("answered");
    }

    @Test
    @DisplayName("SMS-7, ALL-1: a late request that waits is warned of, and told to the Director")
    void lateRequestWaits() {
        String reference = lateRequest();
        walk.until("2026-03-23T09:00");
        assertThat(walk.openTasks(reference)).as("warned").contains("due-soon");
        walk.until("2026-03-24T00:00");

        assertThat(states(reference, "late-request-limit")).containsExactly("late");
        seeTo("schools-mutual-director", "schools-mutual-head", reference);
    }

    /** Asked for on 16 March, a week after the window has closed. */
    private String lateRequest() {
        String old = answered();
        walk.until("2026-03-16T10:00");
        String reference = log(Map.of("previousReference", old));
        assertThat(walk.openTasks(reference)).containsExactly("decide-late-request");
        assertThat(walk.task(reference, "decide-late-request").getDueDate()).isEqualTo(london("2026-03-23T23:59:59"));
        return reference;
    }

    private void decide(String reference, Map<String, String> decision) {
        walk.complete("schools-mutual-head", reference, "decide-late-request", decision);
    }

    @Test
    @DisplayName("SMS-7, ALL-7: satisfied first, and back within the 5 working days: Level 2 at once")
    void backInTime() {
        String old = answered();
        satisfied(old, "2026-03-02");
        walk.until("2026-03-09T10:00");
        String reference = log(Map.of("previousReference", old));

        assertThat(walk.openTasks(reference)).containsExactly("level-2-investigate");
        assertThatThrownBy(() -> review(reference, 2, "schools-mutual-manager"))
                .isInstanceOf(AuthorizationException.class);
        review(reference, 2, "schools-mutual-head");
        satisfied(reference, "2026-03-09");
        walk.until("2026-04-09T10:00");
        String third = log(Map.of("previousReference", reference));
        assertThat(walk.openTasks(third)).containsExactly("level-3-investigate");
    }

    @Test
    @DisplayName("SMS-9, ALL-7: for Level 3 the policy sets no window; the case waits 20 working days, and closes")
    void noAnswerToLevelTwo() {
        String reference = answered();
        escalate(reference, "2026-03-02");
        review(reference, 2, "schools-mutual-head");
        walk.until("2026-03-31T00:00");

        assertThat(complaint(reference).path("closedAs").asText()).isEqualTo("no-further-answer");
    }

    @ParameterizedTest(name = "level {0}")
    @CsvSource({
        "2, schools-mutual-head, schools-mutual-director",
        "3, schools-mutual-director, schools-mutual-supervisor"
    })
    @DisplayName(
            "SMS-8, SMS-9, ALL-1: 5 working days at the later levels: warned of, and told to the next level when over")
    void laterLevelsLate(int level, String responsible, String nextLevel) {
        String reference = answered();
        escalate(reference, "2026-03-02");
        if (level == 3) {
            review(reference, 2, "schools-mutual-head");
            escalate(reference, "2026-03-02");
        }
        walk.until("2026-03-06T09:00");
        assertThat(walk.openTasks(reference)).as("warned").contains("due-soon");
        walk.until("2026-03-10T00:00");

        assertThat(states(reference, "level-" + level + "-response-limit")).containsExactly("late");
        seeTo(nextLevel, responsible, reference);
    }

    @Test
    @DisplayName("ALL-7: the next level asked for before the answer: recorded, and admitted only if the answer is late")
    void askedEarly() {
        String reference = underWay(Map.of());
        record("schools-mutual-agent", reference, "escalation-requested", Map.of("details", "They do not trust us."));
        assertThat(walk.openTasks(reference)).containsExactly("investigate");
        walk.until("2026-03-05T10:00");
        record("schools-mutual-agent", reference, "escalation-requested", Map.of("details", "They have waited."));
        assertThat(walk.openTasks(reference)).containsExactly("level-2-investigate");
        record("schools-mutual-agent", reference, "escalation-requested", Map.of("details", "They do not trust us."));
        walk.until("2026-03-13T10:00");
        record("schools-mutual-agent", reference, "escalation-requested", Map.of("details", "They have waited."));

        assertThat(walk.openTasks(reference)).containsExactly("level-3-investigate");
    }

    @Test
    @DisplayName("When something counts as done: a response that goes out first counts as the acknowledgement too")
    void responseFirst() {
        walk.itIs(RECEIVED);
        String reference = log(Map.of());
        respond(reference);

        assertThat(walk.openTasks(reference)).containsExactly("record-answer");
        assertThat(states(reference, "acknowledgement-limit")).containsExactly("met");
    }
}
