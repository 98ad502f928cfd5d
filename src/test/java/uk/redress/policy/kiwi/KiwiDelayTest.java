package uk.redress.policy.kiwi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.redress.policy.CaseWalk.london;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be done in time: KIW-6, ALL-1 and ALL-2. */
class KiwiDelayTest extends KiwiCases {

    @Test
    @DisplayName("KIW-6, ALL-2: a notice in time moves task, timers and log, and arms a warning and a limit of its own")
    void noticeInTime() throws Exception {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());
        acknowledge(reference);
        walk.until("2026-03-12T10:00");
        moreTime("kiwi-manager", reference, "2026-03-25");

        assertThat(lastMailText()).contains(reference, "A witness is on leave.", "25 March 2026");
        assertThat(walk.task(reference, "investigate").getDueDate()).isEqualTo(london("2026-03-25T23:59:59"));
        assertThat(timers(reference))
                .containsEntry("response-warning", london("2026-03-23T09:00"))
                .containsEntry("response-limit", london("2026-03-25T23:59:59"));
        assertThat(states(reference, "response-limit")).containsExactly("extended", "open");

        walk.until("2026-03-17T00:00");
        assertThat(walk.openTasks(reference))
                .as("the original day is no limit any more")
                .containsExactly("investigate");
        walk.until("2026-03-23T09:00");
        assertThat(walk.openTasks(reference)).containsExactly("due-soon", "investigate");
        moreTime("kiwi-manager", reference, "2026-04-01");
        walk.until("2026-03-27T00:00");
        assertThat(walk.openTasks(reference)).containsExactly("investigate");
        assertThat(states(reference, "response-limit")).containsExactly("extended", "extended", "open");
        investigate(reference);
        respond(reference);
        assertThat(states(reference, "response-limit")).containsExactly("extended", "extended", "met");
    }

    @Test
    @DisplayName(
            "KIW-6, ALL-2: a notice after the limit is late itself; the revised date is a limit that can be missed too")
    void noticeAfterTheLimit() throws Exception {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());
        acknowledge(reference);
        walk.until("2026-03-18T10:00");
        assertThat(states(reference, "response-limit")).containsExactly("late");
        moreTime("kiwi-manager", reference, "2026-03-25");

        assertThat(states(reference, "response-limit")).containsExactly("missed", "open");
        walk.until("2026-03-26T00:00");
        assertThat(states(reference, "response-limit")).containsExactly("missed", "late");
        assertThat(engine.getTaskService()
                        .createTaskQuery()
                        .processInstanceBusinessKey(reference)
                        .taskDefinitionKey("late")
                        .list())
                .as("the next level hears of each of them")
                .hasSize(2);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "2026-03-16, too early", // not later than the date before
        "2026-03-11, past",
        "2026-03-21, working day",
        "2026-04-03, working day",
    })
    @DisplayName("ALL-2: a revised date that is not later, past, or no working day is refused, and nothing moves")
    void refused(String revised, String mend) throws Exception {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());
        acknowledge(reference);
        walk.until("2026-03-12T10:00");
        int letters = MAIL.getReceivedMessages().length;

        assertThatThrownBy(() -> moreTime("kiwi-manager", reference, revised))
                .hasMessageContaining("Revised date")
                .hasMessageContaining(mend);

        assertThat(MAIL.getReceivedMessages()).hasSize(letters);
        assertThat(walk.task(reference, "investigate").getDueDate()).isEqualTo(london("2026-03-16T23:59:59"));
        assertThat(walk.openTasks(reference)).contains("due-soon");
    }

    @Test
    @DisplayName("ALL-2: a revised date without a reason is refused")
    void withoutReason() {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());
        acknowledge(reference);
        walk.until("2026-03-12T10:00");

        assertThatThrownBy(() -> walk.complete(
                        "kiwi-manager", reference, "due-soon", Map.of("moreTime", "yes", "revisedDate", "2026-03-25")))
                .hasMessageContaining("missing");
    }

    @Test
    @DisplayName("KIW-6: while it is late the complainant is updated every 5 working days, until it is done")
    void updatesWhileLate() throws Exception {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());
        acknowledge(reference);
        walk.until("2026-03-23T08:59");
        assertThat(walk.openTasks(reference)).doesNotContain("update-complainant");
        walk.until("2026-03-23T09:00");
        assertThat(walk.task(reference, "update-complainant").getDueDate()).isEqualTo(london("2026-03-23T23:59:59"));
        walk.until("2026-03-24T11:00");
        walk.complete(
                "kiwi-manager",
                reference,
                "update-complainant",
                Map.of("progress", "We are still waiting for a witness.", "moreTime", "no"));
        assertThat(lastMailText()).contains("We are still waiting for a witness.");
        walk.until("2026-03-31T08:59");
        assertThat(walk.openTasks(reference)).doesNotContain("update-complainant");
        walk.until("2026-03-31T09:00");
        walk.complete(
                "kiwi-manager",
                reference,
                "update-complainant",
                Map.of(
                        "moreTime", "yes",
                        "progress", "The witness is back.",
                        "delayReason", "A witness is on leave.",
                        "revisedDate", "2026-04-10"));
        assertThat(states(reference, "response-limit")).containsExactly("missed", "open");
        walk.until("2026-04-10T12:00");
        assertThat(walk.openTasks(reference))
                .as("no updates while it is not late")
                .doesNotContain("update-complainant");
        investigate(reference);
        respond(reference);
        assertThat(walk.openTasks(reference)).containsExactly("record-answer");
    }

    @Test
    @DisplayName("ALL-2: more time may be asked for before the warning comes")
    void beforeTheWarning() throws Exception {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());
        acknowledge(reference);
        walk.until("2026-03-04T10:00");
        record("kiwi-manager", reference, "more-time-needed", Map.of("details", "The witness is away."));
        moreTime("kiwi-manager", reference, "2026-03-25");

        assertThat(states(reference, "response-limit")).containsExactly("extended", "open");
    }

    @Test
    @DisplayName(
            "ALL-2: a letter of delay that waits for its envelope moves nothing; posted after the limit it is late")
    void noticeByPost() {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of("complainantEmail", "", "complainantAddress", "1 Station Road"));
        acknowledge(reference);
        walk.complete("kiwi-agent", reference, "post-letter", Map.of("postedOn", "2026-03-02"));
        walk.until("2026-03-16T10:00");
        moreTime("kiwi-manager", reference, "2026-03-25");
        assertThat(walk.task(reference, "investigate").getDueDate()).isEqualTo(london("2026-03-16T23:59:59"));
        walk.until("2026-03-17T10:00");
        walk.complete("kiwi-agent", reference, "post-letter", Map.of("postedOn", "2026-03-17"));

        assertThat(walk.task(reference, "investigate").getDueDate()).isEqualTo(london("2026-03-25T23:59:59"));
        assertThat(states(reference, "response-limit")).containsExactly("missed", "open");
    }

    @Test
    @DisplayName("ALL-1: the next level is told of a breach by a letter of its own, without the complainant's details")
    void breachNotice() throws Exception {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());
        walk.until("2026-03-05T00:00");

        assertThat(letters(reference)).anySatisfy(letter -> {
            assertThat(letter.path("kind").asText()).isEqualTo("breach-notice");
            assertThat(letter.toString()).doesNotContain("Ada Learner");
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "acknowledgement-limit, 2026-03-05, kiwi-manager, kiwi-head, Acknowledgement",
        "response-limit, 2026-03-17, kiwi-manager, kiwi-head, Stage 1 response",
        "query-limit, 2026-03-17, kiwi-agent, kiwi-manager, Answer to the query",
        "stage-2-referral-limit, 2026-03-05, kiwi-manager, kiwi-head, Referral to Stage 2",
        "stage-2-response-limit, 2026-03-17, kiwi-head, kiwi-director, Stage 2 response",
        "stage-3-referral-limit, 2026-03-05, kiwi-head, kiwi-director, Referral to Stage 3",
        "stage-3-response-limit, 2026-03-17, kiwi-director, kiwi-supervisor, Stage 3 response",
        "outside-referral-limit, 2026-03-05, kiwi-manager, kiwi-head, Referral outside",
        "progress-limit, 2026-03-05, kiwi-agent, kiwi-manager, Answer on progress",
        "information-limit, 2026-03-10, kiwi-manager, kiwi-head, New information",
        "repetition-limit, 2026-03-17, kiwi-manager, kiwi-head, Repeated correspondence",
    })
    @DisplayName("ALL-1, ALL-2: every limit: late, told to the next level, and over with a revised date of its own")
    void everyLimit(String limit, String late, String responsible, String nextLevel, String what) {
        String reference = onTheWayTo(limit);
        walk.until(late + "T00:00");
        assertThat(states(reference, limit)).containsExactly("late");
        assertThat(limit(reference, limit).path("what").asText()).isEqualTo(what);

        walk.complete(nextLevel, reference, "late", Map.of("latenessNote", "Asked why."));
        moreTime(responsible, reference, "2026-04-01");
        assertThat(states(reference, limit)).containsExactly("missed", "open");
        walk.until("2026-03-30T08:00");
        assertThat(engine.getTaskService()
                        .createTaskQuery()
                        .processInstanceBusinessKey(reference)
                        .taskNameLike(what + "%")
                        .list())
                .as("no updates, and no second warning, while it is not late")
                .isEmpty();
    }

    /** A case, begun on 2 March, in which this limit is the next to pass. */
    private String onTheWayTo(String limit) {
        walk.itIs("2026-03-02T10:00");
        return switch (limit) {
            case "query-limit" -> log(Map.of("kind", "query"));
            case "acknowledgement-limit" -> {
                String reference = log(Map.of());
                investigate(reference);
                yield reference;
            }
            case "response-limit" -> {
                String reference = log(Map.of());
                acknowledge(reference);
                yield reference;
            }
            case "progress-limit" -> {
                String reference = answeredAtStage1("2026-03-02T10:00");
                record("kiwi-agent", reference, "progress-requested", Map.of());
                yield reference;
            }
            case "information-limit" -> {
                String reference = answeredAtStage1("2026-03-02T10:00");
                record("kiwi-agent", reference, "new-information", Map.of("details", "A photograph."));
                yield reference;
            }
            case "stage-2-referral-limit" -> escalated(1);
            case "stage-2-response-limit" -> {
                String reference = escalated(1);
                refer(reference, 2, "kiwi-manager");
                yield reference;
            }
            case "stage-3-referral-limit" -> escalated(2);
            case "stage-3-response-limit" -> {
                String reference = escalated(2);
                refer(reference, 3, "kiwi-head");
                yield reference;
            }
            case "outside-referral-limit" -> escalated(3);
            default -> {
                String reference = escalated(3);
                walk.complete("kiwi-manager", reference, "refer-outside", Map.of());
                yield log(Map.of("previousReference", reference));
            }
        };
    }

    /** A case whose complainant has asked for the stage after this one. */
    private String escalated(int stage) {
        String reference = answeredAtStage1("2026-03-02T10:00");
        escalate(reference, "2026-03-02");
        if (stage > 1) {
            decide(reference, 2, "kiwi-manager", "kiwi-head");
            escalate(reference, "2026-03-02");
        }
        if (stage > 2) {
            decide(reference, 3, "kiwi-head", "kiwi-director");
            escalate(reference, "2026-03-02");
        }
        return reference;
    }
}
