package uk.redress.policy.juniper;

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
import uk.redress.policy.AtAnyTimeContract;
import uk.redress.policy.PolicyCoverage;

/** Juniper's policy, clause by clause: JUN-1 to JUN-9, and with it ALL-1 to ALL-8. */
class JuniperTest extends AtAnyTimeContract {

    @RegisterExtension
    static final PolicyCoverage COVERAGE = PolicyCoverage.of("juniper", "juniper-complaint", "juniper-record");

    JuniperTest() {
        super("juniper");
    }

    @Override
    protected Map<String, Object> intake() {
        Map<String, Object> form = new HashMap<>(super.intake());
        form.put("complainantType", "client");
        return form;
    }

    @Override
    protected List<String> beginning() {
        return List.of("acknowledge", "forward");
    }

    @Override
    protected List<String> reopened() {
        return List.of("level-2-investigate");
    }

    @Override
    protected String underWay(Map<String, ?> differences) {
        walk.itIs(RECEIVED);
        String reference = log(differences);
        acknowledge(reference);
        boolean isAboutTheManager = differences.containsKey("about");
        forward(reference, "no", isAboutTheManager ? "juniper-manager2" : "juniper-manager");
        return reference;
    }

    private void acknowledge(String reference) {
        walk.complete("juniper-agent", reference, "acknowledge", Map.of("told", "letter", "estimatedOn", "2026-03-16"));
    }

    private void forward(String reference, String informal) {
        forward(reference, informal, "juniper-manager");
    }

    private void forward(String reference, String informal, String manager) {
        walk.complete(
                "juniper-agent",
                reference,
                "forward",
                Map.of("department", "finance", "referralManager", manager, "informal", informal));
    }

    @Override
    protected void respond(String reference) {
        walk.complete("juniper-manager", reference, "investigate", Map.of("findings", "The register was wrong."));
        walk.complete("juniper-manager", reference, "respond", DECISION);
    }

    @Override
    protected void review(String reference, String head) {
        review(reference, "level-2", "heads-of-service", head);
    }

    @Test
    @DisplayName(
            "JUN-1, JUN-2, JUN-4 to JUN-8, ALL-8: through both levels, by those whom the policy names, all in time")
    void bothLevels() throws Exception {
        walk.itIs(RECEIVED);
        String reference = log(Map.of());
        assertThat(walk.openTasks(reference)).containsExactly("acknowledge", "forward");
        assertThat(walk.task(reference, "acknowledge").getDueDate()).isEqualTo(london("2026-03-04T23:59:59"));
        walk.complete("juniper-agent", reference, "acknowledge", Map.of("told", "letter", "estimatedOn", "2026-03-16"));
        assertThat(lastLetter()).contains("16 March 2026");
        forward(reference, "no", "juniper-manager2");
        assertThat(walk.task(reference, "investigate").getAssignee()).isEqualTo("juniper-manager2");
        assertThat(walk.task(reference, "investigate").getDueDate()).isEqualTo(london("2026-03-20T23:59:59"));
        walk.complete("juniper-manager2", reference, "investigate", Map.of("findings", "The register was wrong."));
        walk.complete("juniper-manager2", reference, "respond", DECISION);
        assertThat(lastLetter()).contains("Level 2", "Head of Department");
        walk.until("2026-03-06T10:00");
        escalate(reference, "2026-03-06");
        assertThat(lastLetter()).contains("Head of Department");
        assertThat(states(reference, "level-2-acknowledgement-limit")).containsExactly("met");
        assertThat(walk.task(reference, "level-2-investigate").getDueDate()).isEqualTo(london("2026-03-26T23:59:59"));
        review(reference, "juniper-head");

        assertAnsweredInTime(reference);
        assertThat(complaint(reference).path("stage").asInt()).isEqualTo(2);
    }

    @Test
    @DisplayName("JUN-1: acknowledged within 2 working days of receipt, informal or formal; warned of, and late after")
    void acknowledgementLate() {
        walk.itIs(RECEIVED);
        String reference = log(Map.of());
        assertThat(timers(reference))
                .containsEntry("acknowledgement-warning", london("2026-03-04T09:00"))
                .containsEntry("acknowledgement-limit", london("2026-03-04T23:59:59"))
                .containsEntry("informal-limit", london("2026-03-09T23:59:59"));
        forward(reference, "no");
        walk.until("2026-03-05T00:00");

        assertThat(states(reference, "acknowledgement-limit")).containsExactly("late");
        seeTo("juniper-manager", "juniper-agent", reference);
        acknowledge(reference);
        assertThat(states(reference, "acknowledgement-limit")).containsExactly("missed", "met");
    }

    @ParameterizedTest(name = "informally: {0}")
    @CsvSource(nullValues = "-", delimiter = '|', textBlock = """
            -   | They may first talk it over with you | you will have our answer by Friday 20 March 2026 |
            no  | They will investigate it at Level 1  | You will have our answer by Friday 20 March 2026 | talk it over
            yes | They will first talk it over with you | By Monday 9 March 2026 we will either have agreed | 20 March
            """)
    @DisplayName("JUN-1, JUN-2, JUN-3: the acknowledgement says how it is dealt with, and promises no more than that")
    void acknowledgementSaysHow(String informal, String how, String until, String unsaid) throws Exception {
        walk.itIs(RECEIVED);
        String reference = log(Map.of());
        if (informal != null) {
            forward(reference, informal);
        }
        acknowledge(reference);

        assertThat(lastLetter())
                .contains("if it is about that manager, to somebody more senior", how, until)
                .containsPattern("Yours sincerely,\\s+Customer Services Team");
        if (unsaid != null) {
            assertThat(lastLetter()).doesNotContain(unsaid);
        }
    }

    @Test
    @DisplayName("JUN-1, JUN-9: an estimate beyond the limit is refused: it needs a notice of delay")
    void estimateBeyondTheLimit() {
        walk.itIs(RECEIVED);
        String reference = log(Map.of());

        assertThatThrownBy(() -> walk.complete(
                        "juniper-agent",
                        reference,
                        "acknowledge",
                        Map.of("told", "letter", "estimatedOn", "2026-03-23")))
                .hasMessageContaining("They can expect an answer by");
        assertThat(walk.openTasks(reference)).contains("acknowledge");
    }

    @Test
    @DisplayName("JUN-2: if it is about the manager whom it is forwarded to, it goes to the next in seniority")
    void aboutTheManager() throws Exception {
        walk.itIs(RECEIVED);
        String reference = log(Map.of("about", "juniper-manager"));
        acknowledge(reference);
        forward(reference, "no");

        assertThat(walk.task(reference, "investigate").getAssignee()).isNull();
        assertThatThrownBy(() -> walk.complete(
                        "juniper-manager2", reference, "investigate", Map.of("findings", "The register was wrong.")))
                .isInstanceOf(AuthorizationException.class);
        walk.complete("juniper-head", reference, "investigate", Map.of("findings", "The register was wrong."));
        walk.complete("juniper-head", reference, "respond", DECISION);
        assertThat(lastLetter())
                .as("signed by who decided")
                .contains("Our Head of Department has looked into it")
                .doesNotContain("Department Manager");
        escalate(reference, "2026-03-02");
        assertThatThrownBy(() -> review(reference, "juniper-head")).hasMessageContaining("Level 1");
        review(reference, "juniper-head2");
    }

    @Test
    @DisplayName("JUN-2, JUN-3, ALL-3: nor does the manager whom it is about talk it over informally")
    void aboutTheManagerInformally() {
        walk.itIs(RECEIVED);
        String reference = log(Map.of("about", "juniper-manager"));
        acknowledge(reference);
        forward(reference, "yes");
        Map<String, String> agreed = Map.of("resolved", "yes", "resolution", "We correct the register today.");

        assertThat(walk.task(reference, "resolve-informally").getAssignee()).isNull();
        assertThatThrownBy(() -> walk.complete("juniper-manager", reference, "resolve-informally", agreed))
                .isInstanceOf(AuthorizationException.class);
        walk.complete("juniper-head", reference, "resolve-informally", agreed);
        assertThat(complaint(reference).path("closedAs").asText()).isEqualTo("resolved-informally");
    }

    @Test
    @DisplayName("JUN-4: a fact that comes after a query was disputed is of its own day, not of that of the dispute")
    void factsAfterADisputedQuery() {
        String reference = query();
        walk.until("2026-03-03T10:00");
        record(
                "juniper-agent",
                reference,
                "category",
                Map.of("kind", "complaint", "details", "They want it put right."));
        acknowledge(reference);
        forward(reference, "yes");
        walk.until("2026-03-06T10:00");
        walk.complete(
                "juniper-manager",
                reference,
                "resolve-informally",
                Map.of("resolved", "no", "informalNote", "They want it in writing."));

        assertThat(limit(reference, "level-1-acknowledgement-limit").path("due").asText())
                .startsWith("2026-03-10");
        assertThat(states(reference, "level-1-acknowledgement-limit")).containsExactly("met");
    }

    @Test
    @DisplayName("JUN-3, ALL-8: resolved informally: recorded in writing, sent to the customer, closed")
    void resolvedInformally() throws Exception {
        walk.itIs(RECEIVED);
        String reference = log(Map.of());
        acknowledge(reference);
        forward(reference, "yes");
        assertThat(walk.task(reference, "resolve-informally").getDueDate()).isEqualTo(london("2026-03-09T23:59:59"));
        walk.complete(
                "juniper-manager",
                reference,
                "resolve-informally",
                Map.of("resolved", "yes", "resolution", "We correct the register today."));

        assertThat(lastLetter()).contains("We correct the register today.");
        assertThat(walk.isOver(reference)).isTrue();
        assertThat(complaint(reference).path("closedAs").asText()).isEqualTo("resolved-informally");
        assertThat(complaint(reference).path("outcome").asText("")).isIn("", "null");
        assertThat(states(reference, "informal-limit")).containsExactly("met");
    }

    @Test
    @DisplayName("When something counts as done: what was agreed goes out first, and counts as the acknowledgement too")
    void resolvedBeforeTheAcknowledgement() {
        walk.itIs(RECEIVED);
        String reference = log(Map.of());
        forward(reference, "yes");
        walk.complete(
                "juniper-manager",
                reference,
                "resolve-informally",
                Map.of("resolved", "yes", "resolution", "We correct the register today."));

        assertThat(walk.isOver(reference)).isTrue();
        assertThat(states(reference, "acknowledgement-limit")).containsExactly("met");
    }

    @Test
    @DisplayName(
            "JUN-3, JUN-4, JUN-6: not resolved, it goes on at Level 1, is acknowledged again, and counts from that")
    void notResolvedInformally() throws Exception {
        walk.itIs(RECEIVED);
        String reference = log(Map.of());
        acknowledge(reference);
        forward(reference, "yes");
        walk.until("2026-03-05T10:00");
        walk.complete(
                "juniper-manager",
                reference,
                "resolve-informally",
                Map.of("resolved", "no", "informalNote", "They want it in writing."));

        assertThat(states(reference, "level-1-acknowledgement-limit")).containsExactly("met");
        assertThat(lastLetter()).contains("Level 1");
        assertThat(walk.openTasks(reference)).containsExactly("investigate");
        assertThat(walk.task(reference, "investigate").getDueDate()).isEqualTo(london("2026-03-25T23:59:59"));
        respond(reference);
        assertThat(walk.openTasks(reference)).containsExactly("record-answer");
    }

    @Test
    @DisplayName("JUN-3, ALL-1: after 5 working days it is decided; the next level is told if nobody has")
    void informalTooLong() {
        walk.itIs(RECEIVED);
        String reference = log(Map.of());
        acknowledge(reference);
        forward(reference, "yes");
        walk.until("2026-03-06T09:00");
        assertThat(walk.openTasks(reference)).as("warned").contains("due-soon");
        walk.until("2026-03-10T00:00");
        assertThat(states(reference, "informal-limit")).containsExactly("late");
        seeTo("juniper-head", "juniper-manager", reference);

        record("juniper-agent", reference, "escalation-requested", Map.of("details", "They have waited enough."));
        assertThat(walk.openTasks(reference)).containsExactly("investigate");
        assertThat(walk.task(reference, "investigate").getDueDate()).isEqualTo(london("2026-03-30T23:59:59"));
    }

    @Test
    @DisplayName("JUN-4, ALL-1: by post, the acknowledgement of Level 1 is the posting, and late without it")
    void levelOneAcknowledgedLate() {
        walk.itIs(RECEIVED);
        String reference = log(Map.of("complainantEmail", "", "complainantAddress", "1 Station Road"));
        acknowledge(reference);
        walk.complete("juniper-agent", reference, "post-letter", Map.of("postedOn", "2026-03-02"));
        forward(reference, "yes");
        walk.complete(
                "juniper-manager",
                reference,
                "resolve-informally",
                Map.of("resolved", "no", "informalNote", "They want it in writing."));
        assertThat(walk.task(reference, "investigate").getDueDate())
                .as("counted from the day on which the acknowledgement is due")
                .isEqualTo(london("2026-03-24T23:59:59"));
        walk.until("2026-03-05T00:00");
        assertThat(states(reference, "level-1-acknowledgement-limit")).containsExactly("late");
        seeTo("juniper-manager", "juniper-agent", reference);
        walk.until("2026-03-05T10:00");
        walk.complete("juniper-agent", reference, "post-letter", Map.of("postedOn", "2026-03-05"));

        assertThat(states(reference, "level-1-acknowledgement-limit")).containsExactly("missed", "met");
        assertThat(walk.task(reference, "investigate").getDueDate()).isEqualTo(london("2026-03-25T23:59:59"));
    }

    @Test
    @DisplayName("JUN-6: 14 working days from the acknowledgement: until it is given, from the day on which it is due")
    void countedFromTheAcknowledgement() {
        walk.itIs(RECEIVED);
        String reference = log(Map.of());
        forward(reference, "no");
        assertThat(timers(reference))
                .containsEntry("response-limit", london("2026-03-24T23:59:59"))
                .containsEntry("response-warning", london("2026-03-20T09:00"));
        walk.until("2026-03-03T10:00");
        acknowledge(reference);

        assertThat(timers(reference)).containsEntry("response-limit", london("2026-03-23T23:59:59"));
        assertThat(walk.task(reference, "investigate").getDueDate()).isEqualTo(london("2026-03-23T23:59:59"));
    }

    @Test
    @DisplayName("When something counts as done: a response that goes out first counts as the acknowledgement too")
    void responseFirst() {
        walk.itIs(RECEIVED);
        String reference = log(Map.of());
        forward(reference, "no");
        respond(reference);

        assertThat(walk.openTasks(reference)).containsExactly("record-answer");
        assertThat(states(reference, "acknowledgement-limit")).containsExactly("met");
    }

    @Test
    @DisplayName("When something counts as done: so it is where Level 1 is acknowledged again, and at Level 2")
    void laterResponseFirst() {
        walk.itIs(RECEIVED);
        String reference = log(Map.of("complainantEmail", "", "complainantAddress", "1 Station Road"));
        acknowledge(reference);
        post(reference, "acknowledgement");
        forward(reference, "yes");
        walk.complete(
                "juniper-manager",
                reference,
                "resolve-informally",
                Map.of("resolved", "no", "informalNote", "They want it in writing."));
        respond(reference);
        post(reference, "response");

        assertThat(walk.openTasks(reference)).containsExactly("record-answer");
        assertThat(states(reference, "level-1-acknowledgement-limit")).containsExactly("met");
        escalate(reference, "2026-03-02");
        review(reference, "juniper-head");
        post(reference, "response");
        assertThat(walk.isOver(reference)).isTrue();
        assertThat(states(reference, "level-2-acknowledgement-limit")).containsExactly("met");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "acknowledgement-limit, 2026-03-04T10:00, juniper-agent, 2026-03-12",
        "informal-limit, 2026-03-06T10:00, juniper-manager, 2026-03-16",
        "response-limit, 2026-03-18T10:00, juniper-manager, 2026-03-31",
        "level-2-response-limit, 2026-03-18T10:00, juniper-head, 2026-03-31",
    })
    @DisplayName("JUN-9, ALL-2: within each time frame a letter gives the reasons and the estimated date, and moves it")
    void noticeOfDelay(String limit, String warned, String responsible, String revised) throws Exception {
        String reference = onTheWayTo(limit);
        walk.until(warned);
        moreTime(responsible, reference, revised);

        assertThat(lastLetter()).contains("A witness is on leave.");
        assertThat(states(reference, limit)).containsExactly("extended", "open");
        assertThat(limit(reference, limit).path("due").asText()).isNotBlank();
        assertThat(timers(reference)).containsEntry(limit, london(revised + "T23:59:59"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "response-limit, 2026-03-20T23:59:58, 2026-03-21T00:00, juniper-manager, juniper-head",
        "level-2-response-limit, 2026-03-20T23:59:58, 2026-03-21T00:00, juniper-head, juniper-director",
    })
    @DisplayName("JUN-6, JUN-8, ALL-1: 14 working days are over at the end of the last, and the next level is told")
    void lateResponse(String limit, String inTime, String late, String responsible, String nextLevel) {
        String reference = onTheWayTo(limit);
        walk.until(inTime);
        assertThat(states(reference, limit)).containsExactly("open");
        walk.until(late);
        assertThat(states(reference, limit)).containsExactly("late");
        seeTo(nextLevel, responsible, reference);
    }

    private String onTheWayTo(String limit) {
        return switch (limit) {
            case "acknowledgement-limit" -> {
                walk.itIs(RECEIVED);
                String reference = log(Map.of());
                forward(reference, "no");
                yield reference;
            }
            case "informal-limit" -> {
                walk.itIs(RECEIVED);
                String reference = log(Map.of());
                acknowledge(reference);
                forward(reference, "yes");
                yield reference;
            }
            case "response-limit" -> underWay(Map.of());
            default -> {
                String reference = answered();
                escalate(reference, "2026-03-02");
                yield reference;
            }
        };
    }

    @Test
    @DisplayName(
            "JUN-8, ALL-1: by post, the request is acknowledged by its posting, the next working day at the latest")
    void levelTwoAcknowledgedLate() {
        walk.itIs(RECEIVED);
        String reference = log(Map.of("complainantEmail", "", "complainantAddress", "1 Station Road"));
        acknowledge(reference);
        walk.complete("juniper-agent", reference, "post-letter", Map.of("postedOn", "2026-03-02"));
        forward(reference, "no");
        respond(reference);
        walk.complete("juniper-agent", reference, "post-letter", Map.of("postedOn", "2026-03-02"));
        escalate(reference, "2026-03-02");
        assertThat(timers(reference))
                .containsEntry("level-2-acknowledgement-limit", london("2026-03-03T23:59:59"))
                .containsEntry("level-2-response-limit", london("2026-03-23T23:59:59"));
        walk.until("2026-03-04T00:00");
        assertThat(states(reference, "level-2-acknowledgement-limit")).containsExactly("late");
        seeTo("juniper-head", "juniper-agent", reference);
        walk.until("2026-03-04T10:00");
        walk.complete("juniper-agent", reference, "post-letter", Map.of("postedOn", "2026-03-04"));

        assertThat(walk.task(reference, "level-2-investigate").getDueDate()).isEqualTo(london("2026-03-24T23:59:59"));
    }

    @Test
    @DisplayName(
            "ALL-7: Level 2 asked for before the answer: recorded, and admitted at once only if the answer is late")
    void askedEarly() throws Exception {
        String reference = underWay(Map.of());
        record("juniper-agent", reference, "escalation-requested", Map.of("details", "They do not trust us."));
        assertThat(walk.openTasks(reference)).containsExactly("investigate");
        walk.until("2026-03-24T10:00");
        record(
                "juniper-agent",
                reference,
                "escalation-requested",
                Map.of(
                        "details", "They have waited enough.",
                        "happenedOn", "2026-03-23",
                        "happenedTime", "09:30"));

        assertThat(walk.openTasks(reference)).containsExactly("level-2-investigate");
        assertThat(complaint(reference).path("escalatedAt").asText())
                .as("from when it was asked for, not from when that was recorded")
                .startsWith("2026-03-23T09:30");
        assertThat(lastLetter())
                .contains("You have waited for our answer longer")
                .doesNotContain("not happy with our answer", "our earlier answer");
        review(reference, "juniper-head");
        assertThat(lastLetter()).contains("Our answer was late").doesNotContain("our earlier answer");
    }
}
