package uk.redress.policy.cantium;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import uk.redress.policy.PolicyCases;

/** What Cantium sorts and then deals with by another procedure than that of complaints: CAN-3, and ALL-1, ALL-5 and ALL-8. */
abstract class SortedCases extends PolicyCases {

    private final String procedure;

    SortedCases(String procedure) {
        super("cantium");
        this.procedure = procedure;
    }

    /** A case that has been sorted as what it is logged as, and waits for whoever deals with it. */
    abstract String sorted();

    /** Who weighs new information about it. */
    abstract String weigher();

    String received(Map<String, ?> differences) {
        walk.itIs("2026-03-02T10:00");
        return log(procedure, differences);
    }

    void sort(String reference, String sorting) {
        sort(reference, sorting, Map.of());
    }

    void sort(String reference, String sorting, Map<String, ?> more) {
        Map<String, Object> form = new HashMap<>(more);
        form.put("sorting", sorting);
        walk.complete("cantium-agent", reference, "sort", form);
    }

    /** What a case goes on as under another reference, received when it was. */
    JsonNode goesOn(String reference) {
        JsonNode under = complaint(complaint(reference).path("duplicateOf").asText());
        assertThat(under.path("receivedAt").asText()).startsWith("2026-03-02T10:00");
        return under;
    }

    @Test
    @DisplayName("CAN-3, ALL-8: it may be outside the responsibility of Cantium")
    void outside() throws Exception {
        String reference = received(Map.of());
        sort(reference, "outside", Map.of("outsideReason", "The buses are run by the county."));

        assertThat(lastLetter()).contains("The buses are run by the county.");
        assertThat(complaint(reference).path("closedAs").asText()).isEqualTo("outside-our-responsibility");
    }

    @Test
    @DisplayName("ALL-1, ALL-5: at any time: new information, a question how it stands, a withdrawal")
    void atAnyTime() throws Exception {
        String reference = sorted();
        record("cantium-agent", reference, "new-information", Map.of("details", "A photograph."));
        record("cantium-agent", reference, "progress-requested", Map.of());
        walk.until("2026-03-04T09:00");
        assertThat(walk.openTasks(reference)).as("warned").contains("due-soon");
        walk.until("2026-03-05T00:00");
        assertThat(states(reference, "progress-limit")).containsExactly("late");
        seeTo("cantium-manager", "cantium-agent", reference, "2026-03-20");
        walk.complete(
                "cantium-agent",
                reference,
                "tell-progress",
                Map.of("told", "letter", "progress", "We have asked the helpdesk."));
        assertThat(lastLetter()).contains("We have asked the helpdesk.");
        walk.until("2026-03-06T09:00");
        assertThat(walk.openTasks(reference)).as("warned").contains("due-soon");
        walk.until("2026-03-10T00:00");
        assertThat(states(reference, "information-limit")).containsExactly("late");
        seeTo("cantium-head", weigher(), reference);
        walk.complete(weigher(), reference, "consider-new-information", Map.of("newInformationNote", "It goes in."));
        record("cantium-agent", reference, "withdrawn", Map.of());

        assertThat(complaint(reference).path("closedAs").asText()).isEqualTo("withdrawn");
    }

    @Test
    @DisplayName("ALL-8: a duplicate goes on under the other")
    void duplicate() {
        String first = sorted();
        String second = sorted();
        record("cantium-agent", second, "duplicate", Map.of("duplicateOf", first, "details", "The same again."));

        assertThat(complaint(second).path("closedAs").asText()).isEqualTo("duplicate");
        assertThat(complaint(second).path("duplicateOf").asText()).isEqualTo(first);
        assertThat(complaint(first).path("state").asText()).isEqualTo("open");
    }
}
