package uk.redress.policy.cantium;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.redress.policy.CaseWalk.london;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.redress.policy.PolicyCoverage;

/** Cantium's compliments and comments: CAN-1, CAN-3, and ALL-1, ALL-5 and ALL-8. */
class CantiumFeedbackTest extends SortedCases {

    @RegisterExtension
    static final PolicyCoverage COVERAGE = PolicyCoverage.of("cantium", "cantium-feedback");

    CantiumFeedbackTest() {
        super("cantium-feedback");
    }

    @Override
    protected Map<String, Object> intake() {
        Map<String, Object> form = new HashMap<>(super.intake());
        form.put("kind", "compliment");
        form.put("complainantType", "school");
        form.put("summary", "Your helpdesk was quick and kind.");
        return form;
    }

    @Override
    String sorted() {
        String reference = received(Map.of());
        sort(reference, "compliment");
        passOn(reference);
        return reference;
    }

    @Override
    String weigher() {
        return "cantium-manager";
    }

    private void passOn(String reference) {
        walk.complete(
                "cantium-agent",
                reference,
                "pass-on",
                Map.of("department", "it-services", "referralManager", "cantium-manager2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"comment", "compliment"})
    @DisplayName("CAN-1, CAN-3, ALL-8: confirmed, thanked for, passed to the manager, shared with staff, recorded")
    void feedback(String kind) throws Exception {
        String reference = received(Map.of("kind", kind));
        assertThat(reference).startsWith("CAF-2026-");
        sort(reference, kind);
        assertThat(lastLetter()).contains(reference, "Thank you for your " + kind);
        assertThat(states(reference, "thanks-limit")).containsExactly("met");
        passOn(reference);
        assertThat(walk.task(reference, "share").getAssignee()).isEqualTo("cantium-manager2");
        assertThat(walk.task(reference, "share").getDueDate()).isEqualTo(london("2026-03-16T23:59:59"));
        walk.complete(
                "cantium-manager2", reference, "share", Map.of("sharing", "yes", "sharedWith", "The helpdesk team"));

        assertThat(walk.isOver(reference)).isTrue();
        assertThat(complaint(reference).path("closedAs").asText()).isEqualTo("not-a-complaint");
        assertThat(get("/engine-rest/complaint/" + reference + "/steps").toString())
                .contains("The helpdesk team");
    }

    @Test
    @DisplayName("CAN-1: sharing is as appropriate; a manager may say why it is not")
    void notShared() {
        String reference = received(Map.of());
        sort(reference, "compliment");
        passOn(reference);
        walk.complete(
                "cantium-manager2",
                reference,
                "share",
                Map.of("sharing", "no", "shareNote", "They do not want to be named."));

        assertThat(walk.isOver(reference)).isTrue();
    }

    @Test
    @DisplayName("CAN-1, CAN-3, ALL-1: sorting, thanks by post and sharing are warned of, and told when they are late")
    void late() {
        String reference = received(Map.of("complainantEmail", "", "complainantAddress", "1 Station Road"));
        walk.until("2026-03-04T09:00");
        assertThat(walk.openTasks(reference)).as("warned").contains("due-soon");
        walk.until("2026-03-05T00:00");
        assertThat(states(reference, "sorting-limit")).containsExactly("late");
        seeTo("cantium-manager", "cantium-agent", reference);
        sort(reference, "compliment");
        walk.until("2026-03-06T09:00");
        assertThat(walk.openTasks(reference)).as("warned").contains("due-soon");
        walk.until("2026-03-10T00:00");
        assertThat(states(reference, "thanks-limit")).containsExactly("late");
        seeTo("cantium-manager", "cantium-agent", reference);
        walk.complete("cantium-agent", reference, "post-letter", Map.of("postedOn", "2026-03-10"));
        walk.until("2026-03-12T09:00");
        assertThat(walk.openTasks(reference)).as("warned").contains("due-soon");
        walk.until("2026-03-17T00:00");
        assertThat(states(reference, "sharing-limit")).containsExactly("late");
        seeTo("cantium-head", "cantium-manager", reference);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"complaint, CAN-2026-", "foi-review, CAI-2026-"})
    @DisplayName("CAN-3: what is no feedback goes on where it belongs, with its original receipt")
    void belongsElsewhere(String sorting, String prefix) {
        String reference = received(Map.of());
        walk.until("2026-03-03T10:00");
        Map<String, String> request = Map.of(
                "originalReference", "FOI-1234",
                "originalRequestedOn", "2026-01-12",
                "originalHandlers", "cantium-foi");
        sort(reference, sorting, sorting.equals("foi-review") ? request : Map.of());

        JsonNode under = goesOn(reference);
        assertThat(under.path("reference").asText()).startsWith(prefix);
        assertThat(under.path("kind").asText()).isEqualTo("complaint");
    }

    @ParameterizedTest
    @ValueSource(strings = {"complaint", "query"})
    @DisplayName("CAN-3, ALL-8: feedback that turns out to be more goes on as that, with its original receipt")
    void moreThanFeedback(String kind) {
        String reference = received(Map.of());
        sort(reference, "comment");
        walk.until("2026-03-04T10:00");
        record("cantium-agent", reference, "category", Map.of("kind", kind, "details", "They want it put right."));

        JsonNode under = goesOn(reference);
        assertThat(under.path("reference").asText()).startsWith("CAN-2026-");
        assertThat(under.path("kind").asText()).isEqualTo(kind);
    }

    @Test
    @DisplayName("ALL-8: what is logged here as a query is answered as one, with its original receipt")
    void query() {
        String reference = received(Map.of("kind", "query"));
        walk.settle();

        JsonNode under = goesOn(reference);
        assertThat(walk.openTasks(under.path("reference").asText())).containsExactly("answer-query");
        assertThat(under.path("kind").asText()).isEqualTo("query");
    }

    @Test
    @DisplayName("CAN-1: whoever comes back about feedback with a complaint has complained on the day of the feedback")
    void complaintAfterFeedback() {
        String feedback = received(Map.of());
        sort(feedback, "comment");
        passOn(feedback);
        walk.complete(
                "cantium-manager2", feedback, "share", Map.of("sharing", "yes", "sharedWith", "The helpdesk team"));
        walk.until("2026-03-04T10:00");
        String complaint = log("cantium-complaint", Map.of("kind", "complaint", "previousReference", feedback));

        assertThat(complaint(complaint).path("receivedAt").asText()).startsWith("2026-03-02T10:00");
    }
}
