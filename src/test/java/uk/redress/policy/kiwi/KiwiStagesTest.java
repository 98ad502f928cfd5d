package uk.redress.policy.kiwi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.redress.policy.CaseWalk.london;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.camunda.bpm.engine.AuthorizationException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** From the first response to the outside body, and back again: KIW-7 to KIW-9, KIW-12, ALL-3, ALL-7 and ALL-8. */
class KiwiStagesTest extends KiwiCases {

    @Test
    @DisplayName("KIW-7 to KIW-9, ALL-7, ALL-8: through all four stages, by those whom the policy names")
    void allFourStages() throws Exception {
        String reference = answeredAtStage1("2026-03-02T10:00");
        assertThat(lastMailText()).contains("Stage 2");
        walk.until("2026-03-06T10:00");
        escalate(reference, "2026-03-06");
        assertThat(walk.openTasks(reference)).containsExactly("stage-2-refer");
        assertThat(walk.task(reference, "stage-2-refer").getDueDate()).isEqualTo(london("2026-03-10T23:59:59"));
        decide(reference, 2, "kiwi-manager", "kiwi-head");
        assertThat(lastMailText()).contains("Stage 3");
        walk.until("2026-03-10T10:00");
        escalate(reference, "2026-03-10");
        decide(reference, 3, "kiwi-head", "kiwi-director");
        assertThat(lastMailText()).contains("Department for Education");
        walk.until("2026-03-12T10:00");
        escalate(reference, "2026-03-12");
        assertThat(engine.getFormService()
                        .getTaskFormVariables(
                                walk.task(reference, "refer-outside").getId())
                        .get("outsideBodies"))
                .as("what the manager sees of what the letter says")
                .asString()
                .contains("Department for Education", "https://www.gov.uk/contact-dfe", "Your awarding organisation");
        walk.complete("kiwi-manager", reference, "refer-outside", Map.of("letterNote", "Keep your certificate."));

        assertThat(lastMailText()).contains(reference, "Department for Education", "Keep your certificate.");
        assertThat(walk.isOver(reference)).isTrue();
        JsonNode complaint = complaint(reference);
        assertThat(complaint.path("closedAs").asText()).isEqualTo("referred-outside");
        assertThat(complaint.path("stage").asInt()).isEqualTo(4);
        assertThat(complaint.path("outcome").asText()).isEqualTo("upheld");
        complaint
                .path("limits")
                .forEach(limit -> assertThat(limit.path("state").asText())
                        .as(limit.path("elementId").asText())
                        .isEqualTo("met"));
    }

    @Test
    @DisplayName(
            "KIW-7: 10 working days from the day the referral was due, and from the referral where that comes earlier")
    void stage2CountsFromTheReferral() {
        String reference = answeredAtStage1("2026-03-02T10:00");
        walk.until("2026-03-06T10:00");
        escalate(reference, "2026-03-06");
        assertThat(timers(reference))
                .containsEntry("stage-2-referral-limit", london("2026-03-10T23:59:59"))
                .containsEntry("stage-2-response-limit", london("2026-03-24T23:59:59"));

        walk.until("2026-03-09T10:00");
        refer(reference, 2, "kiwi-manager");
        assertThat(timers(reference))
                .containsEntry("stage-2-response-limit", london("2026-03-23T23:59:59"))
                .doesNotContainKey("stage-2-referral-limit");
        assertThat(walk.task(reference, "stage-2-investigate").getDueDate()).isEqualTo(london("2026-03-23T23:59:59"));
        assertThat(limit(reference, "stage-2-response-limit").path("due").asText())
                .startsWith("2026-03-23T23:59:59");
    }

    @Test
    @DisplayName("KIW-7, KIW-8, ALL-1: a late referral stops no clock; both limits are told and seen to")
    void lateReferral() {
        String reference = answeredAtStage1("2026-03-02T10:00");
        walk.until("2026-03-06T10:00");
        escalate(reference, "2026-03-06");
        walk.until("2026-03-10T09:00");
        walk.complete("kiwi-manager", reference, "due-soon", Map.of("moreTime", "no"));
        walk.until("2026-03-11T00:00");
        walk.complete("kiwi-head", reference, "late", Map.of("latenessNote", "Reminded."));
        walk.until("2026-03-13T10:00");
        refer(reference, 2, "kiwi-manager");
        assertThat(limit(reference, "stage-2-referral-limit").path("state").asText())
                .isEqualTo("met-late");
        assertThat(timers(reference)).containsEntry("stage-2-response-limit", london("2026-03-24T23:59:59"));
        walk.until("2026-03-25T00:00");
        assertThat(walk.openTasks(reference)).containsExactly("due-soon", "late", "stage-2-investigate");
        walk.complete("kiwi-director", reference, "late", Map.of("latenessNote", "Asked why."));
        walk.complete("kiwi-head", reference, "due-soon", Map.of("moreTime", "no"));
        walk.complete("kiwi-head", reference, "stage-2-investigate", Map.of("findings", "Looked at anew."));
        respondAt(reference, 2, "kiwi-head");
        escalate(reference, "2026-03-25");
        walk.until("2026-03-28T00:00");
        walk.complete("kiwi-head", reference, "due-soon", Map.of("moreTime", "no"));
        walk.complete("kiwi-director", reference, "late", Map.of("latenessNote", "Reminded."));
        refer(reference, 3, "kiwi-head");
        walk.until("2026-04-20T00:00");
        walk.complete("kiwi-director", reference, "due-soon", Map.of("moreTime", "no"));
        walk.complete("kiwi-supervisor", reference, "late", Map.of("latenessNote", "Asked why."));
        assertThat(limit(reference, "stage-3-response-limit").path("state").asText())
                .isEqualTo("late");
    }

    @Test
    @DisplayName("ALL-7, ALL-8: satisfied, the complaint is closed")
    void satisfied() {
        String reference = answeredAtStage1("2026-03-02T10:00");
        satisfied(reference, "2026-03-02");

        assertThat(walk.isOver(reference)).isTrue();
        assertThat(complaint(reference).path("closedAs").asText()).isEqualTo("satisfied");
    }

    @Test
    @DisplayName("ALL-7: nobody answers within 20 working days: closed, without a breach")
    void noFurtherAnswer() {
        String reference = answeredAtStage1("2026-03-02T10:00");
        walk.until("2026-03-30T23:59:58");
        assertThat(walk.isOver(reference)).isFalse();
        walk.until("2026-03-31T00:00");

        assertThat(walk.isOver(reference)).isTrue();
        JsonNode complaint = complaint(reference);
        assertThat(complaint.path("closedAs").asText()).isEqualTo("no-further-answer");
        assertThat(complaint.path("limits").findValuesAsText("state")).containsOnly("met");
    }

    @Test
    @DisplayName("ALL-7: once the window has closed it can be continued, though a question how it stands is still open")
    void continuedBesideAnOpenQuestion() {
        String reference = answeredAtStage1("2026-03-02T10:00");
        assertThatThrownBy(() -> log(Map.of("previousReference", reference))).hasMessageContaining("is still open");
        walk.until("2026-03-30T10:00");
        record("kiwi-agent", reference, "progress-requested", Map.of());
        walk.until("2026-03-31T00:00");
        assertThat(walk.isOver(reference)).isFalse();

        String second = log(Map.of("previousReference", reference));
        assertThat(complaint(second).path("stage").asInt()).isEqualTo(2);
        assertThat(walk.openTasks(reference)).contains("tell-progress");
        walk.complete(
                "kiwi-agent",
                reference,
                "tell-progress",
                Map.of("told", "letter", "progress", "It goes on under " + second + "."));
        assertThat(complaint(reference).path("closedAs").asText()).isEqualTo("no-further-answer");
    }

    @Test
    @DisplayName("ALL-7: the window is the same after Stages 2 and 3")
    void noFurtherAnswerLater() {
        String reference = answeredAtStage1("2026-03-02T10:00");
        escalate(reference, "2026-03-02");
        decide(reference, 2, "kiwi-manager", "kiwi-head");
        walk.until("2026-03-31T00:00");
        assertThat(complaint(reference).path("closedAs").asText()).isEqualTo("no-further-answer");

        String third = log(Map.of("previousReference", reference));
        decide(third, 3, "kiwi-head2", "kiwi-director");
        walk.until("2026-05-01T00:00");
        assertThat(complaint(third).path("closedAs").asText()).isEqualTo("no-further-answer");
    }

    @Test
    @DisplayName(
            "ALL-7: after closing, a new complaint that names the old reference enters the next stage with its bars")
    void backAfterClosing() {
        String old = answeredAtStage1("2026-03-02T10:00");
        walk.until("2026-04-20T10:00");
        String reference = log(Map.of("previousReference", old));

        assertThat(walk.openTasks(reference)).containsExactly("stage-2-refer");
        assertThat(complaint(reference).path("stage").asInt()).isEqualTo(2);
        refer(reference, 2, "kiwi-manager");
        walk.complete("kiwi-head2", reference, "stage-2-investigate", Map.of("findings", "Looked at anew."));
        respondAt(reference, 2, "kiwi-head2");
        satisfied(reference, "2026-04-20");

        walk.until("2026-05-20T10:00");
        String third = log(Map.of("previousReference", reference));
        assertThat(walk.openTasks(third)).containsExactly("stage-3-refer");
        decide(third, 3, "kiwi-head", "kiwi-director");
        satisfied(third, "2026-05-20");
        walk.until("2026-06-20T10:00");
        String fourth = log(Map.of("previousReference", third));
        assertThat(walk.openTasks(fourth)).containsExactly("refer-outside");
    }

    @Test
    @DisplayName("KIW-9, ALL-1: a referral outside that is late is told like any other")
    void lateReferralOutside() {
        String reference = answeredAtStage1("2026-03-02T10:00");
        escalate(reference, "2026-03-02");
        decide(reference, 2, "kiwi-manager", "kiwi-head");
        escalate(reference, "2026-03-02");
        decide(reference, 3, "kiwi-head", "kiwi-director");
        escalate(reference, "2026-03-02");
        walk.until("2026-03-05T00:00");
        walk.complete("kiwi-manager", reference, "due-soon", Map.of("moreTime", "no"));
        walk.complete("kiwi-head", reference, "late", Map.of("latenessNote", "Reminded."));

        assertThat(limit(reference, "outside-referral-limit").path("state").asText())
                .isEqualTo("late");
    }

    @Test
    @DisplayName("ALL-7: the next stage asked for before the response is recorded, and the response comes first")
    void askedForEarly() {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());
        record("kiwi-agent", reference, "escalation-requested", Map.of("details", "Wants the director at once."));

        assertThat(walk.openTasks(reference)).containsExactly("acknowledge", "investigate");
        assertThat(complaint(reference).path("stage").asInt()).isEqualTo(1);
    }

    @Test
    @DisplayName("ALL-7: asked for before the response, the next stage is admitted at once if the response is late")
    void askedForWhileLate() {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());
        acknowledge(reference);
        walk.until("2026-03-17T10:00");
        record("kiwi-agent", reference, "escalation-requested", Map.of("details", "Waited long enough."));
        assertThat(walk.openTasks(reference)).containsExactly("stage-2-refer");

        record("kiwi-agent", reference, "escalation-requested", Map.of("details", "And further."));
        assertThat(walk.openTasks(reference)).containsExactly("stage-2-refer");
        walk.until("2026-04-03T10:00");
        record("kiwi-agent", reference, "escalation-requested", Map.of("details", "Waited long enough."));
        assertThat(walk.openTasks(reference)).containsExactly("stage-3-refer");
        record("kiwi-agent", reference, "escalation-requested", Map.of("details", "And further."));
        walk.until("2026-05-01T10:00");
        record("kiwi-agent", reference, "escalation-requested", Map.of("details", "Waited long enough."));
        assertThat(walk.openTasks(reference)).containsExactly("refer-outside");
    }

    @Test
    @DisplayName("ALL-7: a stage that was left as its answer was late is not gone through again after closing")
    void backAfterAdmittedEarly() {
        walk.itIs("2026-03-02T10:00");
        String old = log(Map.of());
        acknowledge(old);
        walk.until("2026-03-17T10:00");
        record("kiwi-agent", old, "escalation-requested", Map.of("details", "Waited long enough."));
        record("kiwi-agent", old, "withdrawn", Map.of());

        String reference = log(Map.of("previousReference", old));
        assertThat(walk.openTasks(reference)).containsExactly("stage-2-refer");
    }

    @Test
    @DisplayName("ALL-7: whoever names an older reference goes on where the complaint has got to since")
    void backWithAnOlderReference() {
        String first = answeredAtStage1("2026-03-02T10:00");
        satisfied(first, "2026-03-02");
        String second = log(Map.of("previousReference", first));
        assertThatThrownBy(() -> log(Map.of("previousReference", first)))
                .hasMessageContaining(first + " goes on as " + second + ", which is still open: record it there.");
        decide(second, 2, "kiwi-manager", "kiwi-head");
        satisfied(second, "2026-03-02");

        String third = log(Map.of("previousReference", first));
        assertThat(walk.openTasks(third)).containsExactly("stage-3-refer");
        String handledBy = complaint(third).path("handledBy").toString();
        assertThat(handledBy).contains("1:kiwi-manager", "2:kiwi-head");
    }

    @Test
    @DisplayName("ALL-7, ALL-8: whoever names a duplicate goes on with the complaint that it belongs to")
    void backWithADuplicate() {
        walk.itIs("2026-03-02T10:00");
        String duplicate = log(Map.of());
        String lead = answeredAtStage1("2026-03-02T10:00");
        record("kiwi-agent", duplicate, "duplicate", Map.of("duplicateOf", lead));
        assertThatThrownBy(() -> log(Map.of("previousReference", duplicate)))
                .hasMessageContaining(duplicate + " goes on as " + lead);
        satisfied(lead, "2026-03-02");

        assertThat(walk.openTasks(log(Map.of("previousReference", duplicate)))).containsExactly("stage-2-refer");
    }

    @Test
    @DisplayName("ALL-7: while an answer is awaited, a request by another way counts as one")
    void askedForByAnotherWay() {
        String reference = answeredAtStage1("2026-03-02T10:00");
        record("kiwi-agent", reference, "escalation-requested", Map.of("details", "By telephone."));

        assertThat(walk.openTasks(reference)).containsExactly("stage-2-refer");
    }

    @Test
    @DisplayName(
            "ALL-3: whoever investigated or decided at an earlier stage does not at a later one, but refers it onward")
    void notTwice() {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of("about", "kiwi-manager,kiwi-manager2"));
        acknowledge(reference);
        assertThatThrownBy(() -> investigate(reference)).isInstanceOf(AuthorizationException.class);
        walk.complete("kiwi-head", reference, "investigate", Map.of("findings", "The register was wrong."));
        walk.complete("kiwi-head", reference, "respond", DECISION);
        escalate(reference, "2026-03-02");
        refer(reference, 2, "kiwi-manager");

        assertThatThrownBy(() ->
                        walk.complete("kiwi-head", reference, "stage-2-investigate", Map.of("findings", "As before.")))
                .hasMessageContaining("Stage 1");
        walk.complete("kiwi-head2", reference, "stage-2-investigate", Map.of("findings", "Looked at anew."));
    }

    @Test
    @DisplayName("ALL-3: if nobody impartial is left, the supervisors appoint a substitute")
    void substitute() {
        walk.itIs("2026-03-02T10:00");
        String reference =
                log(Map.of("about", "kiwi-manager,kiwi-manager2,kiwi-head,kiwi-head2,kiwi-director,kiwi-agent"));
        acknowledge(reference);
        assertThat(walk.openTasks(reference)).containsExactly("appoint-substitute", "investigate");
        walk.complete(
                "kiwi-supervisor",
                reference,
                "appoint-substitute",
                Map.of("substitute", "kiwi-agent2", "substituteReason", "The only one with no part in it."));
        walk.complete("kiwi-agent2", reference, "investigate", Map.of("findings", "The register was wrong."));
        walk.complete("kiwi-agent2", reference, "respond", DECISION);

        assertThat(walk.openTasks(reference)).containsExactly("record-answer");
    }

    @Test
    @DisplayName(
            "KIW-12: repeated correspondence after the last stage: consulted on, and told that it cannot be pursued")
    void repeated() throws Exception {
        String last = afterStage4();
        walk.until("2026-05-01T10:00");
        String reference = log(Map.of("previousReference", last));
        assertThat(walk.openTasks(reference)).containsExactly("consult");
        consult(reference, "no", "yes");

        assertThat(lastMailText()).contains(last);
        assertThat(walk.isOver(reference)).isTrue();
        assertThat(complaint(reference).path("closedAs").asText()).isEqualTo("duplicate");
    }

    @Test
    @DisplayName("KIW-12, ALL-1: late or not, it may be felt better to say nothing")
    void repeatedAndNothingSaid() throws Exception {
        String last = afterStage4();
        walk.until("2026-05-01T10:00");
        String reference = log(Map.of("previousReference", last));
        walk.until("2026-05-19T00:00");
        walk.complete("kiwi-manager", reference, "due-soon", Map.of("moreTime", "no"));
        walk.complete("kiwi-head", reference, "late", Map.of("latenessNote", "Reminded."));
        int letters = MAIL.getReceivedMessages().length;
        consult(reference, "no", "no");

        assertThat(MAIL.getReceivedMessages()).hasSize(letters);
        assertThat(walk.isOver(reference)).isTrue();
    }

    @Test
    @DisplayName("KIW-12: information that substantially affects the outcome reopens the complaint, at Stage 3")
    void reopened() {
        String last = afterStage4();
        walk.until("2026-05-01T10:00");
        String reference = log(Map.of("previousReference", last));
        consult(reference, "yes", null);

        assertThat(walk.openTasks(reference)).containsExactly("stage-3-refer");
    }

    private void consult(String reference, String furtherInformation, String tellThem) {
        Map<String, Object> form = new java.util.HashMap<>(
                Map.of("furtherInformation", furtherInformation, "consultNote", "Looked at with the staff member."));
        if (tellThem != null) {
            form.put("tellThem", tellThem);
        }
        walk.complete("kiwi-manager", reference, "consult", form);
    }

    private String afterStage4() {
        String reference = answeredAtStage1("2026-03-02T10:00");
        escalate(reference, "2026-03-02");
        decide(reference, 2, "kiwi-manager", "kiwi-head");
        escalate(reference, "2026-03-02");
        decide(reference, 3, "kiwi-head", "kiwi-director");
        escalate(reference, "2026-03-02");
        walk.complete("kiwi-manager", reference, "refer-outside", Map.of());
        assertThat(walk.isOver(reference)).isTrue();
        return reference;
    }
}
