package uk.redress.policy.cantium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.redress.policy.CaseWalk.london;

import java.util.HashMap;
import java.util.Map;
import org.camunda.bpm.engine.AuthorizationException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.redress.policy.PolicyCoverage;

/** Cantium's internal review of its answer to a freedom-of-information request: CAN-3, CAN-11, CAN-12 and ALL-1 to ALL-5. */
class CantiumReviewTest extends SortedCases {

    @RegisterExtension
    static final PolicyCoverage COVERAGE = PolicyCoverage.of("cantium", "cantium-foi-review");

    CantiumReviewTest() {
        super("cantium-foi-review");
    }

    @Override
    protected Map<String, Object> intake() {
        Map<String, Object> form = new HashMap<>(super.intake());
        form.remove("kind");
        form.put("complainantType", "public");
        form.put("originalReference", "FOI-1234");
        form.put("originalRequestedOn", "2026-01-12");
        form.put("originalHandlers", "cantium-foi");
        return form;
    }

    @Override
    String sorted() {
        String reference = received(Map.of());
        sort(reference, "foi-review");
        return reference;
    }

    @Override
    String weigher() {
        return "cantium-foi2";
    }

    private void decide(String reference) {
        walk.complete("cantium-foi2", reference, "review-request", Map.of("findings", "Two pages were missing."));
        walk.complete("cantium-foi2", reference, "decide-review", DECISION);
    }

    @Test
    @DisplayName("CAN-11, CAN-12, ALL-8: acknowledged, reviewed by an independent officer, upheld, and where to appeal")
    void review() throws Exception {
        String reference = sorted();
        assertThat(reference).startsWith("CAI-2026-");
        assertThat(lastLetter()).contains(reference);
        assertThat(walk.task(reference, "review-request").getDueDate()).isEqualTo(london("2026-03-30T23:59:59"));
        decide(reference);

        assertThat(lastLetter())
                .contains("FOI-1234", "12 January 2026", "We have upheld your complaint", "Information Commissioner");
        assertAnsweredInTime(reference);
    }

    @Test
    @DisplayName("CAN-11, ALL-3: whoever dealt with the request does not review it, and is told why")
    void independent() {
        String reference = sorted();
        String task = walk.task(reference, "review-request").getId();

        assertThatThrownBy(() -> walk.as("cantium-foi", () -> {
                    engine.getTaskService().claim(task, "cantium-foi");
                    return null;
                }))
                .isInstanceOf(AuthorizationException.class)
                .hasMessageContaining("request");
    }

    @Test
    @DisplayName("CAN-11: the request's handlers are recorded before anybody reviews it")
    void handlersAreRecorded() {
        String reference = received(Map.of("originalHandlers", ""));
        assertThatThrownBy(() -> sort(reference, "foi-review"))
                .hasMessageContaining("\"Who dealt with the request\" is missing");
        sort(reference, "foi-review", Map.of("originalHandlers", "cantium-foi2"));

        assertThat(complaint(reference).path("originalHandlers").asText()).isEqualTo("cantium-foi2");
        assertThatThrownBy(() ->
                        walk.complete("cantium-foi2", reference, "review-request", Map.of("findings", "Complete.")))
                .isInstanceOf(AuthorizationException.class);
    }

    @Test
    @DisplayName("CAN-11, ALL-3: if everybody who could review it dealt with the request, a substitute is appointed")
    void substitute() {
        String reference = received(
                Map.of("originalHandlers", "cantium-foi,cantium-foi2,cantium-head,cantium-head2,cantium-director"));
        sort(reference, "foi-review");
        walk.complete(
                "cantium-supervisor",
                reference,
                "appoint-substitute",
                Map.of("substitute", "cantium-manager2", "substituteReason", "The only one with no part in it."));
        walk.complete("cantium-manager2", reference, "review-request", Map.of("findings", "Two pages were missing."));
    }

    @Test
    @DisplayName(
            "CAN-11, ALL-2: in exceptional circumstances the person is told before day 20 ends, and 40 is the last")
    void fortyDays() throws Exception {
        String reference = sorted();
        assertThat(timers(reference)).containsEntry("longest-limit", london("2026-04-29T23:59:59"));
        walk.until("2026-03-27T10:00");
        assertThatThrownBy(() -> moreTime("cantium-foi2", reference, "2026-04-30"))
                .hasMessageContaining("Revised date");
        assertThat(states(reference, "response-limit")).containsExactly("open");
        moreTime("cantium-foi2", reference, "2026-04-29");

        assertThat(lastLetter()).contains("A witness is on leave.", "29 April 2026");
        assertThat(states(reference, "response-limit")).containsExactly("extended", "open");
        assertThat(states(reference, "longest-limit")).containsExactly("open");
    }

    @Test
    @DisplayName("CAN-11, ALL-1: 20 working days are warned of, told when they are over, and can be extended late")
    void late() {
        String reference = sorted();
        walk.until("2026-03-26T09:00");
        assertThat(walk.openTasks(reference)).as("warned").contains("due-soon");
        walk.until("2026-03-30T23:59:58");
        assertThat(states(reference, "response-limit")).containsExactly("open");
        walk.until("2026-03-31T00:00");
        assertThat(states(reference, "response-limit")).containsExactly("late");
        seeTo("cantium-head", "cantium-foi2", reference, "2026-04-15");
        assertThat(states(reference, "response-limit")).containsExactly("missed", "open");
    }

    @Test
    @DisplayName("CAN-11, ALL-1: 40 working days in all have a warning and a limit of their own, which nothing extends")
    void laterStill() {
        String reference = sorted();
        walk.until("2026-03-31T00:00");
        walk.complete("cantium-foi2", reference, "due-soon", Map.of("moreTime", "no"));
        walk.complete("cantium-head", reference, "late", Map.of("latenessNote", "Asked why."));
        walk.until("2026-04-27T09:00");
        assertThatThrownBy(() -> moreTime("cantium-foi2", reference, "2026-05-06"))
                .hasMessageContaining("Revised date");
        walk.complete("cantium-foi2", reference, "due-soon", Map.of("moreTime", "no"));
        walk.until("2026-04-29T23:59:58");
        assertThat(states(reference, "longest-limit")).containsExactly("open");
        walk.until("2026-04-30T00:00");

        assertThat(states(reference, "longest-limit")).containsExactly("late");
        walk.complete("cantium-head", reference, "late", Map.of("latenessNote", "Asked why again."));
    }

    @Test
    @DisplayName("CAN-11, ALL-2: a date given for one limit runs no other again that has passed at the same instant")
    void twoLimitsAtOneInstant() {
        String reference = sorted();
        walk.until("2026-03-31T00:00");
        walk.complete("cantium-foi2", reference, "due-soon", Map.of("moreTime", "no"));
        walk.complete("cantium-head", reference, "late", Map.of("latenessNote", "Asked why."));
        walk.until("2026-04-27T09:00");
        walk.complete("cantium-foi2", reference, "due-soon", Map.of("moreTime", "no"));
        walk.until("2026-04-29T23:59:59");
        assertThat(timers(reference)).as("it has fired").doesNotContainKey("longest-limit");
        walk.complete(
                "cantium-foi2",
                reference,
                "update-complainant",
                Map.of(
                        "moreTime", "yes",
                        "progress", "The pages have been found.",
                        "delayReason", "They have to be read.",
                        "revisedDate", "2026-04-29"));

        assertThat(states(reference, "response-limit")).containsExactly("missed", "open");
        walk.until("2026-04-30T00:00");
        assertThat(states(reference, "longest-limit")).containsExactly("late");
        assertThat(walk.openTasks(reference).stream().filter("late"::equals))
                .as("one for each limit, and no second one for the one that was not moved")
                .hasSize(2);
    }

    @Test
    @DisplayName("CAN-11, ALL-1: by post, the acknowledgement is the posting, within 5 working days")
    void acknowledgementByPost() {
        String reference = received(Map.of("complainantEmail", "", "complainantAddress", "1 Station Road"));
        sort(reference, "foi-review");
        walk.until("2026-03-06T09:00");
        assertThat(walk.openTasks(reference)).as("warned").contains("due-soon");
        walk.until("2026-03-10T00:00");
        assertThat(states(reference, "acknowledgement-limit")).containsExactly("late");
        seeTo("cantium-head", "cantium-agent", reference, "2026-03-20");
    }

    @Test
    @DisplayName("CAN-3, ALL-1: sorted in 2 working days, or late; limits count from receipt all the same")
    void sortedLate() {
        String reference = received(Map.of());
        assertThat(timers(reference))
                .as("armed at receipt")
                .containsEntry("acknowledgement-limit", london("2026-03-09T23:59:59"))
                .containsEntry("response-limit", london("2026-03-30T23:59:59"))
                .containsEntry("longest-limit", london("2026-04-29T23:59:59"));
        walk.until("2026-03-04T09:00");
        assertThat(walk.openTasks(reference)).as("warned").contains("due-soon");
        walk.until("2026-03-05T00:00");
        assertThat(states(reference, "sorting-limit")).containsExactly("late");
        seeTo("cantium-manager", "cantium-agent", reference, "2026-03-20");
        sort(reference, "foi-review");
        assertThat(timers(reference)).containsEntry("response-limit", london("2026-03-30T23:59:59"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"complaint, CAN-2026-", "compliment, CAF-2026-"})
    @DisplayName("CAN-3: what is no review goes on where it belongs, with its original receipt")
    void belongsElsewhere(String sorting, String prefix) {
        String reference = received(Map.of());
        walk.until("2026-03-03T10:00");
        sort(reference, sorting);

        assertThat(goesOn(reference).path("reference").asText()).startsWith(prefix);
    }

    @Test
    @DisplayName("When something counts as done: an outcome that goes out first counts as the acknowledgement too")
    void outcomeFirst() {
        MAIL.stop();
        String reference;
        try {
            reference = sorted();
        } finally {
            MAIL.start();
            connect();
        }
        decide(reference);

        assertThat(states(reference, "acknowledgement-limit")).containsExactly("met");
    }

    @Test
    @DisplayName("CAN-11, ALL-3: an officer who reviewed it once is barred from nothing of another request")
    void otherRequest() {
        decide(sorted());
        String another = received(Map.of("originalHandlers", ""));
        sort(another, "foi-review", Map.of("handlersLeft", true));

        assertThatThrownBy(() -> walk.complete("cantium-agent", another, "review-request", Map.of("findings", "None.")))
                .isInstanceOf(AuthorizationException.class);
        walk.complete("cantium-foi", another, "review-request", Map.of("findings", "Nothing was missing."));
    }
}
