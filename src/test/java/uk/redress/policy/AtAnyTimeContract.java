package uk.redress.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.redress.policy.CaseWalk.london;

import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.AuthorizationException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What every policy owes at any time, whatever its stages are: ALL-3, ALL-5, ALL-7 and ALL-8. A policy's test says how its
 * cases come to where these begin; all of them begin on Monday 2 March 2026 at 10:00.
 */
public abstract class AtAnyTimeContract extends PolicyCases {

    /** When every case of these tests is received. */
    protected static final String RECEIVED = "2026-03-02T10:00";

    protected AtAnyTimeContract(String tenant) {
        super(tenant);
    }

    /** A complaint of which nothing waits but what its first stage owes, its acknowledgement given. */
    protected abstract String underWay(Map<String, ?> differences);

    /** Investigates and answers a complaint at the first stage. */
    protected abstract void respond(String reference);

    /** Investigates and answers a complaint at the second stage, as one of the Heads of Service. */
    protected abstract void review(String reference, String head);

    /** The same complaint, answered at the first stage on the day of its receipt: it waits for the complainant's answer. */
    protected String answered() {
        String reference = underWay(Map.of());
        respond(reference);
        return reference;
    }

    /** Takes an answered complaint through the stages that are left. */
    protected void laterStages(String reference) {
        escalate(reference, "2026-03-02");
        review(reference, user("head"));
    }

    /** The same complaint, closed after the last stage of the policy. */
    protected String runItsCourse() {
        String reference = answered();
        laterStages(reference);
        assertThat(walk.isOver(reference)).isTrue();
        return reference;
    }

    /** What somebody does between {@link #underWay} and the investigation, where there is anything (ALL-3). */
    protected void toTheInvestigation(String reference, String person) {}

    /** The task in which the first stage investigates. */
    protected String investigating() {
        return "investigate";
    }

    /** What a complaint waits for that has just been started, or has just turned out to be one. */
    protected abstract List<String> beginning();

    /** What a complaint waits for that is reopened at the last stage which decides. */
    protected abstract List<String> reopened();

    /** The last second in which to answer what was {@link #answered}: after 20 working days, or as the policy has it. */
    protected String windowEnds() {
        return "2026-03-30T23:59:59";
    }

    /** What a complaint waits for that comes back after that. */
    protected List<String> backAfterTheWindow() {
        return reopened();
    }

    /** A query, as far as somebody can answer it. */
    protected String query() {
        walk.itIs(RECEIVED);
        return log(Map.of("kind", "query"));
    }

    @Test
    @DisplayName("ALL-5, ALL-8: withdrawn at any time: everything stops, and the withdrawal is confirmed")
    void withdrawn() throws Exception {
        String reference = underWay(Map.of());
        record(user("agent"), reference, "withdrawn", Map.of("details", "It has been put right."));

        assertThat(lastLetter()).contains(reference);
        assertThat(walk.isOver(reference)).isTrue();
        assertThat(complaint(reference).path("closedAs").asText()).isEqualTo("withdrawn");
    }

    @Test
    @DisplayName("ALL-8: duplicates are linked, and the complainant is told where it goes on")
    void duplicate() throws Exception {
        String first = underWay(Map.of());
        String second = underWay(Map.of());
        record(user("agent"), second, "duplicate", Map.of("duplicateOf", first, "details", "The same register."));

        assertThat(complaint(second).path("closedAs").asText()).isEqualTo("duplicate");
        assertThat(lastLetter()).contains(first);
        assertThat(complaint(first).path("state").asText()).isEqualTo("open");
    }

    @Test
    @DisplayName("ALL-1, ALL-5: new information is considered by whoever deals with it; it has a warning and a limit")
    void newInformation() {
        String reference = underWay(Map.of());
        List<String> before = walk.openTasks(reference);
        record(user("agent"), reference, "new-information", Map.of("details", "A photograph of the register."));
        assertThat(walk.task(reference, "consider-new-information").getDueDate())
                .isEqualTo(london("2026-03-09T23:59:59"));
        walk.complete(
                user("manager"),
                reference,
                "consider-new-information",
                Map.of("newInformationNote", "It goes into the findings."));

        assertThat(walk.openTasks(reference)).isEqualTo(before);
        assertThat(states(reference, "information-limit")).containsExactly("met");
    }

    @Test
    @DisplayName("ALL-1, ALL-5: new information that waits is warned of, and told to the next level when it is late")
    void newInformationWaits() {
        String reference = answered();
        record(user("agent"), reference, "new-information", Map.of("details", "A photograph of the register."));
        walk.until("2026-03-06T09:00");
        assertThat(states(reference, "information-limit")).containsExactly("open");
        walk.until("2026-03-09T23:59:58");
        assertThat(states(reference, "information-limit")).containsExactly("open");
        walk.until("2026-03-10T00:00");

        assertThat(states(reference, "information-limit")).containsExactly("late");
        seeTo(user("head"), user("manager"), reference);
    }

    @Test
    @DisplayName("ALL-5: \"where is it?\" gets an answer within 2 working days")
    void whereIsIt() throws Exception {
        String reference = underWay(Map.of());
        record(user("agent"), reference, "progress-requested", Map.of());
        walk.complete(
                user("agent"),
                reference,
                "tell-progress",
                Map.of("told", "letter", "progress", "We have asked for the register."));

        assertThat(lastLetter()).contains("We have asked for the register.");
        assertThat(states(reference, "progress-limit")).containsExactly("met");
    }

    @Test
    @DisplayName("ALL-1, ALL-5: a question that waits is warned of, and told to the next level when it is late")
    void whereIsItWaits() {
        String reference = answered();
        record(user("agent"), reference, "progress-requested", Map.of());
        walk.until("2026-03-04T09:00");
        assertThat(walk.openTasks(reference)).as("warned").contains("due-soon");
        walk.until("2026-03-05T00:00");

        assertThat(states(reference, "progress-limit")).containsExactly("late");
        seeTo(user("manager"), user("agent"), reference);
    }

    @Test
    @DisplayName("ALL-8: a query is answered as a query, within the limit of our own")
    void queryAnswered() throws Exception {
        String reference = query();
        assertThat(walk.task(reference, "answer-query").getDueDate()).isEqualTo(london("2026-03-16T23:59:59"));
        walk.complete(user("agent"), reference, "answer-query", Map.of("told", "letter", "answer", "On Monday."));

        assertThat(lastLetter()).contains("On Monday.");
        assertThat(complaint(reference).path("closedAs").asText()).isEqualTo("not-a-complaint");
    }

    @Test
    @DisplayName("ALL-1: a query that waits is warned of, and told to the next level when it is late")
    void queryWaits() {
        String reference = query();
        walk.until("2026-03-12T09:00");
        assertThat(walk.openTasks(reference)).as("warned").contains("due-soon");
        walk.until("2026-03-17T00:00");

        assertThat(states(reference, "query-limit")).containsExactly("late");
        seeTo(user("manager"), user("agent"), reference);
    }

    @Test
    @DisplayName(
            "ALL-8, how a limit is counted: a query that is disputed becomes a complaint with its original receipt")
    void disputedQuery() {
        String reference = query();
        walk.until("2026-03-02T15:00");
        record(user("agent"), reference, "category", Map.of("kind", "complaint", "details", "They want it put right."));

        assertThat(walk.openTasks(reference)).isEqualTo(beginning());
        assertThat(complaint(reference).path("kind").asText()).isEqualTo("complaint");
        assertThat(complaint(reference).path("receivedAt").asText()).startsWith("2026-03-02T10:00");
    }

    @Test
    @DisplayName("ALL-8, how a limit is counted: what turns out to be a query is answered as one, from its receipt")
    void queryAfterAll() {
        String reference = underWay(Map.of());
        walk.until("2026-03-02T15:00");
        record(user("agent"), reference, "category", Map.of("kind", "query", "details", "Only wants the date."));

        assertThat(walk.openTasks(reference)).containsExactly("answer-query");
        assertThat(walk.task(reference, "answer-query").getDueDate()).isEqualTo(london("2026-03-16T23:59:59"));
        assertThat(complaint(reference).path("stage").asText(""))
                .as("a query is at no stage")
                .isIn("", "null");
    }

    @Test
    @DisplayName("ALL-3: whoever the complaint is about cannot investigate it, and is told why")
    void aboutSomebody() {
        String reference = underWay(Map.of("about", user("manager")));
        toTheInvestigation(reference, user("manager2"));
        String task = walk.task(reference, investigating()).getId();

        assertThatThrownBy(() -> walk.as(user("manager"), () -> {
                    engine.getTaskService().claim(task, user("manager"));
                    return null;
                }))
                .isInstanceOf(AuthorizationException.class)
                .hasMessageContaining("the complaint is about you");
        walk.complete(user("manager2"), reference, investigating(), Map.of("findings", "The register was wrong."));
    }

    @Test
    @DisplayName("ALL-3: nor does whoever it is about weigh new information, though others who dealt with it may")
    void newInformationAboutSomebody() {
        String reference = underWay(Map.of("about", user("manager")));
        record(user("agent"), reference, "new-information", Map.of("details", "A photograph of the register."));
        Map<String, String> weighed = Map.of("newInformationNote", "It goes into the findings.");

        assertThatThrownBy(() -> walk.complete(user("manager"), reference, "consider-new-information", weighed))
                .isInstanceOf(AuthorizationException.class)
                .hasMessageContaining("the complaint is about you");
        walk.complete(user("manager2"), reference, "consider-new-information", weighed);
        assertThat(states(reference, "information-limit")).containsExactly("met");
    }

    @ParameterizedTest
    @CsvSource({"agent2, customer-services", "supervisor, supervisors"})
    @DisplayName("ALL-3: if nobody impartial is left, the supervisors appoint a substitute")
    void substitute(String role, String group) throws Exception {
        String reference = underWay(Map.of(
                "about",
                String.join(
                        ",",
                        List.of(
                                user("manager"),
                                user("manager2"),
                                user("head"),
                                user("head2"),
                                user("director"),
                                user("agent")))));
        assertThat(walk.openTasks(reference)).contains("appoint-substitute");
        walk.complete(
                user("supervisor"),
                reference,
                "appoint-substitute",
                Map.of("substitute", user(role), "substituteReason", "The only one with no part in it."));

        toTheInvestigation(reference, user(role));
        walk.complete(user(role), reference, investigating(), Map.of("findings", "The register was wrong."));
        walk.complete(user(role), reference, "respond", DECISION);
        assertThat(lastLetter())
                .as("signed by who decided")
                .contains("Our " + policies.of(tenant).roles().get(group) + " has looked into it");
    }

    @Test
    @DisplayName(
            "ALL-3, ALL-7: satisfied, or silent until the window has passed, the complaint is closed; back later, it goes on")
    void satisfiedOrSilent() {
        String satisfied = answered();
        satisfied(satisfied, "2026-03-02");
        assertThat(complaint(satisfied).path("closedAs").asText()).isEqualTo("satisfied");
        String silent = answered();
        LocalDateTime lastMoment = LocalDateTime.parse(windowEnds());
        walk.until(lastMoment.minusSeconds(1).toString());
        assertThat(walk.isOver(silent)).isFalse();
        walk.until(lastMoment.plusSeconds(1).toString());
        assertThat(complaint(silent).path("closedAs").asText()).isEqualTo("no-further-answer");

        String back = again(silent);
        assertThat(walk.openTasks(back)).isEqualTo(backAfterTheWindow());
        assertThat(complaint(back).path("handledBy").asText())
                .as("who decided it before decides it no more")
                .contains("1:" + user("manager"));
    }

    @Test
    @DisplayName("ALL-7: who writes again after the last stage is heard, and told that it cannot be pursued")
    void repeated() throws Exception {
        String last = runItsCourse();
        walk.until("2026-05-01T10:00");
        String reference = again(last);
        assertThat(walk.openTasks(reference)).containsExactly("consult");
        consult(reference, "no", "yes");

        assertThat(lastLetter()).contains(last);
        assertThat(walk.isOver(reference)).isTrue();
        assertThat(complaint(reference).path("closedAs").asText()).isEqualTo("duplicate");
    }

    @Test
    @DisplayName("ALL-1, ALL-7: late or not, it may be felt better to say nothing")
    void repeatedAndNothingSaid() throws Exception {
        String last = runItsCourse();
        walk.until("2026-05-01T10:00");
        String reference = again(last);
        walk.until("2026-05-19T00:00");
        assertThat(states(reference, "repetition-limit")).containsExactly("late");
        seeTo(user("head"), user("manager"), reference);
        int letters = mailsTo("ada@example.org").size();
        consult(reference, "no", "no");

        assertThat(mailsTo("ada@example.org")).hasSize(letters);
        assertThat(walk.isOver(reference)).isTrue();
    }

    @Test
    @DisplayName("ALL-7: information that substantially affects the outcome reopens the complaint, at the last stage")
    void repeatedWithSomethingNew() {
        String last = runItsCourse();
        walk.until("2026-05-01T10:00");
        String reference = again(last);
        consult(reference, "yes", null);

        assertThat(walk.openTasks(reference)).isEqualTo(reopened());
    }

    @Test
    @DisplayName("ALL-7: what was decided is known however often it is written about, and whichever reference is named")
    void knownHoweverOftenWrittenAbout() {
        String decided = runItsCourse();
        walk.until("2026-05-01T10:00");
        String second = again(decided);
        consult(second, "no", "no");
        for (String named : List.of(decided, second)) {
            String reference = again(named);
            Map<String, Object> known = engine.getRuntimeService()
                    .getVariables(walk.task(reference, "consult").getProcessInstanceId());

            assertThat(known)
                    .containsEntry("previousOutcome", "upheld")
                    .containsEntry("previousRemedy", "We have corrected it.");
            consult(reference, "no", "no");
        }
    }

    @Test
    @DisplayName(
            "ALL-6, ALL-7: a complaint that continues another has its representative, with no more authority than they had")
    void representativeOfTheEarlierOne() {
        String first = underWay(Map.of(
                "representativeName", "Sol Smith",
                "representativeEmail", "smith@law.example",
                "representativeAuthority", "Signed letter"));
        record(user("agent"), first, "authority", Map.of("representativeName", "Lex Jones"));
        record(user("agent"), first, "withdrawn", Map.of());
        String reference = again(first);
        Map<String, Object> known = engine.getRuntimeService()
                .getVariables(engine.getRuntimeService()
                        .createProcessInstanceQuery()
                        .processInstanceBusinessKey(reference)
                        .rootProcessInstances()
                        .singleResult()
                        .getId());

        assertThat(known).containsEntry("representativeName", "Lex Jones");
        assertThat(known.get("representativeEmail")).isNull();
        assertThat(known.get("representativeAuthority")).isNull();
    }

    /** A start that names an earlier complaint, as far as the policy lets it go by itself. */
    protected String again(String previous) {
        return log(Map.of("previousReference", previous));
    }

    private void consult(String reference, String furtherInformation, String tellThem) {
        Map<String, Object> form = new HashMap<>(
                Map.of("furtherInformation", furtherInformation, "consultNote", "Looked at with the staff member."));
        if (tellThem != null) {
            form.put("tellThem", tellThem);
        }
        walk.complete(user("manager"), reference, "consult", form);
    }
}
