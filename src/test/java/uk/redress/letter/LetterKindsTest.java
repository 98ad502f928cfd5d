package uk.redress.letter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import uk.redress.RedressTest;
import uk.redress.calendar.LondonTime;
import uk.redress.policy.Policies;
import uk.redress.policy.Policy;
import uk.redress.policy.PolicyFolder;

/** What each kind of letter must say, and must not. It is Tuesday 8 December 2026; each is left under target/letters. */
@RedressTest
class LetterKindsTest {

    private static final String TO_BE_SEEN_NOWHERE_ELSE = "Jo Baker";

    @Autowired
    private LetterTemplates templates;

    @Autowired
    private Policies policies;

    @BeforeEach
    void setClock() {
        ClockUtil.setCurrentTime(london("2026-12-08T10:00"));
    }

    @AfterEach
    void resetClock() {
        ClockUtil.reset();
    }

    @Test
    @DisplayName("KIW-6, ALL-2: a delay is told with the reasons, what was promised, an apology and the revised date")
    void delay() {
        LetterTemplates.Draft draft = write(
                "delay", "delay", Map.of("due", london("2026-12-10T23:59:59"), "responsible", "heads-of-service"));

        assertThat(draft.subject()).isEqualTo("We need more time for your complaint (KIW-2026-00042)");
        assertThat(draft.text())
                .contains(
                        "This step in dealing with your complaint is due by Thursday 10 December 2026: Stage 1 response."
                                + " We are sorry: we need more time than that.",
                        "It will now be done by Monday 21 December 2026.",
                        "Why it takes longer\n\nThe tutor is away.\n\nWe wait for her return.",
                        "Yours sincerely,\nDirector of Quality Assurance\nKiwi\n")
                .doesNotContain("missed");
    }

    @Test
    @DisplayName("KIW-6: a delay that is told late says that the date was missed, and says sorry")
    void lateDelay() {
        assertThat(write("delay", "delay-late", Map.of()).text())
                .contains(
                        "This step in dealing with your complaint was due by Monday 7 December 2026: Stage 1 response."
                                + " We have missed that date, and we are sorry.",
                        "It will now be done by Monday 21 December 2026.")
                .doesNotContain("is due by");
    }

    @Test
    @DisplayName(
            "SMS-5: where the complainant is kept informed from then on, the notice says how often; elsewhere it does not")
    void delayWithUpdates() {
        String promise = "we will write to you every";

        assertThat(write("delay", "delay-updates", Map.of("keptInformedEvery", 2))
                        .text())
                .contains("Until we have answered your complaint " + promise
                        + " 2 working days and tell you how far we have got.");
        assertThat(write("delay", "delay-late", Map.of()).text()).doesNotContain(promise);
    }

    @ParameterizedTest
    @ValueSource(strings = {"delayReason", "revisedDate", "what", "due"})
    @DisplayName("KIW-6: no delay is told without its reasons and its dates")
    void delayWithoutReason(String missing) {
        Map<String, Object> variables = sample();
        variables.put(missing, null);

        assertThatThrownBy(() -> templates.draft(policies.of("kiwi"), "delay", variables))
                .isInstanceOf(LetterException.class)
                .hasMessageContaining("letters/delay.html, line ");
    }

    @Test
    @DisplayName("KIW-6: a limit of hours is late from its moment on, not from the next day on")
    void hours() {
        assertThat(write("delay", "delay-hours", Map.of("due", london("2026-12-08T09:59")))
                        .text())
                .contains("We have missed that date");
        assertThat(write("delay", "delay-hours", Map.of("due", london("2026-12-08T10:01")))
                        .text())
                .doesNotContain("We have missed that date");
    }

    @Test
    @DisplayName("ALL-5: \"where is it?\" is answered with where it is, and by when there will be an answer")
    void progress() {
        LetterTemplates.Draft draft =
                write("progress", "progress", Map.of("due", london("2026-12-10T23:59:59"), "what", "Stage 1 response"));

        assertThat(draft.subject()).isEqualTo("How far we have got with your complaint (KIW-2026-00042)");
        assertThat(draft.text())
                .contains(
                        "We received your complaint on Monday 23 November 2026.",
                        "Where it is now\n\nWe have spoken to the tutor.",
                        "This step is due by Thursday 10 December 2026: Stage 1 response.")
                .doesNotContain("sorry");
    }

    @Test
    @DisplayName(
            "ALL-5: an answer to \"where is it?\" does not give the day by which it is itself due as that of the answer")
    void progressAskedFor() {
        Map<String, Object> variables = sample();
        variables.put("due", london("2026-12-10T23:59:59"));
        variables.put("what", null);

        assertThat(templates.draft(policies.of("kiwi"), "progress", variables).text())
                .contains("Where it is now")
                .doesNotContain("10 December");
    }

    @Test
    @DisplayName("KIW-6: while it is late, each update says sorry, and how often there will be one")
    void lateProgress() {
        assertThat(write("progress", "progress-late", Map.of("updateEvery", 5)).text())
                .contains(
                        "This step was due by Monday 7 December 2026: Stage 1 response. We are sorry that we are late.",
                        "Until then we will write to you every 5 working days.")
                .doesNotContain("is due by");
    }

    @Test
    @DisplayName("ALL-5: progress on what has no date promises none; on a query it speaks of the question")
    void progressWithoutDate() {
        Map<String, Object> variables = sample();
        variables.put("due", null);
        variables.put("kind", "query");
        LetterTemplates.Draft draft = templates.draft(policies.of("kiwi"), "progress", variables);

        assertThat(draft.subject()).startsWith("How far we have got with your question");
        assertThat(draft.text()).doesNotContain("When you will hear from us", "complaint on");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | Quality Improvement and Policy Manager | Stage 2 | Director of Quality Assurance",
                "2 | Director of Quality Assurance | Stage 3 | Managing Director"
            })
    @DisplayName("KIW-7, KIW-8: each stage's answer is signed by who gave it, and says how to ask for the next stage")
    void nextStage(int stage, String signed, String next, String who) {
        String text = write(
                        "response",
                        "response-stage-" + stage,
                        Map.of("stage", stage, "answerBy", london("2027-01-07T23:59:59")))
                .text();

        assertThat(text)
                .contains(
                        "This is " + next + " of our complaints procedure. Our " + who + " will then look into it",
                        "To ask for " + next + ":\n\n- email, telephone or write to us",
                        "say that you would like " + next,
                        "Yours sincerely,\n" + signed + "\nKiwi\n",
                        "If we do not hear from you by Thursday 7 January 2027, we will close your complaint. You can"
                                + " still ask us after that.")
                .doesNotContain("final answer", "Department for Education");
        assertThat(text.contains("has now reviewed your complaint and our earlier answer"))
                .isEqualTo(stage > 1);
        assertThat(text).contains("Our " + signed + " has ");
    }

    @Test
    @DisplayName("KIW-9: the Stage 3 answer is final, and gives the external bodies with their details")
    void afterTheLastStage() {
        LetterTemplates.Draft draft =
                write("response", "response-stage-3", Map.of("stage", 3, "answerBy", london("2027-01-07T23:59:59")));

        assertThat(draft.subject()).isEqualTo("Our answer to your complaint, after a review (KIW-2026-00042)");
        assertThat(draft.text())
                .contains(
                        "Our Managing Director has now reviewed your complaint and our earlier answer",
                        "This is our final answer",
                        "This is Stage 4 of our complaints procedure",
                        "- Your awarding organisation\nIt is named on your enrolment papers and on your certificate.",
                        "- Department for Education\nIt took over the work of the Education and Skills Funding Agency",
                        "Telephone: 0370 000 2288",
                        "Post: Customer Help Portal, Piccadilly Gate",
                        "send them our reference and this letter",
                        "If we do not hear from you by Thursday 7 January 2027",
                        "Yours sincerely,\nManaging Director\nKiwi\n")
                .doesNotContain("You can ask us to look at your complaint again");
        assertThat(Jsoup.parse(draft.html()).select("main a").eachAttr("href"))
                .containsExactly("https://www.gov.uk/contact-dfe");
    }

    @Test
    @DisplayName("ALL-7: where no date is set for an answer, none is named")
    void noWindow() {
        assertThat(write("response", "response-no-window", Map.of("stage", 2)).text())
                .doesNotContain("If we do not hear from you");
    }

    @Test
    @DisplayName("KIW-9: the referral outside gives every external body with its details, and what to send them")
    void referralOutside() {
        LetterTemplates.Draft draft = write("referral-outside", "referral-outside", Map.of("stage", 4));

        assertThat(draft.subject()).isEqualTo("Where you can take your complaint next (KIW-2026-00042)");
        assertThat(draft.text())
                .contains("What to send them\n\n- our reference, KIW-2026-00042;\n- a copy of our final answer");
        assertThat(policies.of("kiwi").externalBodies()).hasSizeGreaterThan(1).allSatisfy(body -> {
            assertThat(draft.text()).contains("- " + body.name() + "\nIt " + body.about());
            if (body.address() != null) {
                assertThat(draft.text()).contains(body.phone(), body.address(), body.website());
            }
        });
    }

    @Test
    @DisplayName("KIW-12: who writes again and again is told that it needs new information, and what to do with it")
    void nothingNew() {
        LetterTemplates.Draft draft =
                write("nothing-new", "nothing-new", Map.of("stage", 5, "previousReference", "KIW-2026-00007"));

        assertThat(draft.subject()).isEqualTo("We cannot take your complaint any further (KIW-2026-00042)");
        assertThat(draft.text())
                .contains(
                        "KIW-2026-00007",
                        "We have found nothing in what you sent that is new and would change that answer",
                        "So we cannot take your complaint any further.",
                        "something that we did not know, and that could really change the outcome",
                        "Send it to us, or tell us about it",
                        "Department for Education",
                        "Yours sincerely,\nQuality Improvement and Policy Manager\n");
    }

    @Test
    @DisplayName(
            "KIW-11: the warning says what happened, that the call will end, and that the complaint is not affected")
    void behaviourWarning() {
        LetterTemplates.Draft draft =
                write("behaviour-warning", "behaviour-warning", Map.of("responsible", "referral-managers"));

        assertThat(draft.subject()).isEqualTo("How our staff were treated (KIW-2026-00042)");
        assertThat(draft.text())
                .contains(
                        "What happened\n\nOn the telephone on 7 December you swore at the agent.",
                        "We will end the call or the conversation.",
                        "We may limit how you can get in touch with us",
                        "our managers are told of it",
                        "This changes nothing about your complaint. We deal with it as with any other: fairly, and on its"
                                + " merits alone.",
                        "Yours sincerely,\nQuality Improvement and Policy Manager\n");
    }

    @Test
    @DisplayName("ALL-5: a withdrawal is confirmed, and says how to come back")
    void withdrawal() {
        LetterTemplates.Draft draft = write("withdrawal", "withdrawal", Map.of());

        assertThat(draft.subject()).isEqualTo("We have closed your complaint, as you asked (KIW-2026-00042)");
        assertThat(draft.text())
                .contains(
                        "You can come back to it.",
                        "give the reference KIW-2026-00042",
                        "If you did not ask us to close it, please tell us straight away.");
    }

    @Test
    @DisplayName("ALL-8: a duplicate is told its governing reference, and that the earliest receipt counts")
    void duplicate() {
        LetterTemplates.Draft draft = write("duplicate", "duplicate", Map.of("duplicateOf", "KIW-2026-00007"));

        assertThat(draft.text())
                .contains(
                        "are dealing with it under the reference KIW-2026-00007",
                        "the date on which we first heard of it is the one that counts",
                        "Please give the reference KIW-2026-00007 when you get in touch.")
                .doesNotContain("Please give the reference KIW-2026-00042");
        assertThatThrownBy(() -> templates.draft(policies.of("kiwi"), "duplicate", sample()))
                .hasMessageContaining("letters/duplicate.html, line ");
    }

    @Test
    @DisplayName("JUN-3, CAN-2: what was agreed is confirmed in writing, closes the complaint, and leaves a way back")
    void informalResolution() {
        LetterTemplates.Draft draft = write("informal-resolution", "informal-resolution", Map.of());

        assertThat(draft.subject()).isEqualTo("What we agreed about your complaint (KIW-2026-00042)");
        assertThat(draft.text())
                .contains(
                        "What we agreed\n\nWe repeat the lesson on Friday.",
                        "With this, your complaint is settled, and we have closed it.",
                        "You can come back to us",
                        "give the reference KIW-2026-00042",
                        "We will then look into it formally.");
    }

    @Test
    @DisplayName("CAN-3: what we are not responsible for is said with the reason, who may be, and how to object")
    void outsideResponsibility() {
        LetterTemplates.Draft draft =
                write("outside-responsibility", "outside-responsibility", Map.of("outsideBody", "Hampshire Council"));

        assertThat(draft.subject())
                .isEqualTo("We are not responsible for what your complaint is about (KIW-2026-00042)");
        assertThat(draft.text())
                .contains(
                        "it is about something that Kiwi is not responsible for, so we cannot look into it.",
                        "Why we cannot look into it\n\nThe council runs the buses.",
                        "Who may be able to help\n\nHampshire Council",
                        "We have closed your complaint.",
                        "If you think that we are responsible after all");
        assertThat(write("outside-responsibility", "outside-responsibility-nobody", Map.of())
                        .text())
                .doesNotContain("Who may be able to help");
    }

    @Test
    @DisplayName("SMS-7: a late request that is declined is declined with reasons, and what one can still do")
    void requestDeclined() {
        LetterTemplates.Draft draft =
                write("request-declined", "request-declined", Map.of("responsible", "heads-of-service"));

        assertThat(draft.subject()).isEqualTo("We will not look at your complaint again (KIW-2026-00042)");
        assertThat(draft.text())
                .contains(
                        "Your request reached us after the time that our procedure gives for it.",
                        "Why we decided this\n\nNothing kept you from asking in time.",
                        "What you can still do",
                        "Department for Education",
                        "Yours sincerely,\nDirector of Quality Assurance\n");
    }

    @ParameterizedTest
    @CsvSource({
        "compliment, Thank you for your compliment, They decide how to share it with the staff who have earned it.",
        "comment, Thank you for your comment, They will share it with their staff where it can help them."
    })
    @DisplayName("CAN-1: who comments or compliments is thanked, and told that the manager has it and shares it")
    void thanks(String kind, String subject, String shared) {
        LetterTemplates.Draft draft = write("thanks", "thanks-" + kind, Map.of("kind", kind));

        assertThat(draft.subject()).isEqualTo(subject + " (KIW-2026-00042)");
        assertThat(draft.text())
                .contains(
                        "    My tutor did not come.",
                        "We have recorded it and passed it to the manager whose work it is about. " + shared,
                        "We will then treat it as a complaint that we received on the day you first got in touch.",
                        "Yours sincerely,\nCustomer Services Team\n")
                .doesNotContain("your complaint");
    }

    @Test
    @DisplayName("JUN-8, CAN-9: the request for a review is acknowledged, with who reviews and by when")
    void stageAcknowledgement() {
        LetterTemplates.Draft draft = write(
                "stage-acknowledgement",
                "stage-acknowledgement",
                Map.of(
                        "stage",
                        2,
                        "escalatedAt",
                        london("2026-12-07T15:00"),
                        "escalationReason",
                        "Nobody asked the tutor.",
                        "responseDue",
                        london("2026-12-21T23:59:59")));

        assertThat(draft.subject()).isEqualTo("We will look at your complaint again (KIW-2026-00042)");
        assertThat(draft.text())
                .contains(
                        "We received your request to look at your complaint again on Monday 7 December 2026.",
                        "Our Director of Quality Assurance will review your complaint and our earlier answer.",
                        "You will have the result by Monday 21 December 2026.",
                        "    Nobody asked the tutor.",
                        "Yours sincerely,\nDirector of Quality Assurance\n")
                .doesNotContain("sorry");
        assertThat(write(
                                "stage-acknowledgement",
                                "stage-acknowledgement-late",
                                Map.of(
                                        "responsible",
                                        "referral-managers",
                                        "responseDue",
                                        london("2026-12-07T23:59:59")))
                        .text())
                .contains("Our Quality Improvement and Policy Manager will review", "We are sorry that we are late.");
    }

    @Test
    @DisplayName("CAN-12: the Information Commissioner is for reviews of requests, and is named to nobody else")
    void noCommissionerForComplaints() {
        assertThat(of("cantium", "nothing-new", Map.of("previousReference", "CAN-2026-00001")))
                .doesNotContain("Information Commissioner", "Who else may be able to look at it");
        assertThat(of("kiwi", "nothing-new", Map.of("previousReference", "KIW-2026-00001")))
                .contains("Who else may be able to look at it", "Department for Education");
    }

    @Test
    @DisplayName(
            "ALL-7: a stage that was admitted because the one before was late says so, whatever was answered before")
    void takenFurtherBecauseLate() {
        Map<String, Object> late = Map.of(
                "stage", 3,
                "responseDue", london("2026-12-21T23:59:59"),
                "respondedAt", london("2026-11-30T11:00"),
                "askedEarlyAt", london("2026-12-07T09:00"));

        assertThat(write("stage-acknowledgement", "stage-acknowledgement-late", late)
                        .text())
                .contains("You have waited for our answer longer than you should have")
                .doesNotContain("not happy with our answer", "earlier answer");
        assertThat(write("response", "response-late", late).text())
                .contains("Our answer was late, we are sorry, and you asked us to take it further")
                .doesNotContain("earlier answer");
    }

    @Test
    @DisplayName("INT-7, SMS-10: whom a complaint is referred to is told its reference and its date, and no more")
    void referralNotice() {
        LetterTemplates.Draft draft = write(
                "referral-notice",
                "referral-notice",
                Map.of("to", "referral-managers", "due", london("2026-12-10T23:59:59")));

        assertThat(draft.subject()).isEqualTo("Referred to you (KIW-2026-00042)");
        assertThat(draft.text())
                .contains(
                        "Dear Quality Improvement and Policy Manager,",
                        "KIW-2026-00042 has been referred to you. It is due by Thursday 10 December 2026.",
                        "Sign in to Tasklist.");
        assertThat(draft.html() + draft.text() + draft.subject())
                .doesNotContain(
                        TO_BE_SEEN_NOWHERE_ELSE, "jo@example.org", "High Street", "07700", "tutor", "Large print");
    }

    @Test
    @DisplayName("SMS-3, JUN-1: an acknowledgement names the contact, and how long it is expected to take")
    void contactAndEstimate() {
        Date due = london("2026-12-21T23:59:59");
        assertThat(write(
                                "acknowledgement",
                                "acknowledgement-contact",
                                Map.of(
                                        "responseDue",
                                        due,
                                        "contactName",
                                        "Sam Baker",
                                        "estimatedOn",
                                        "2026-12-16",
                                        "responsible",
                                        "heads-of-service"))
                        .text())
                .contains(
                        "Our Director of Quality Assurance is dealing with your complaint.",
                        "we expect that it will take until Wednesday 16 December 2026.",
                        "please ask for Sam Baker.");
        assertThat(write("acknowledgement", "acknowledgement-plain", Map.of("responseDue", due))
                        .text())
                .contains("Our Quality Improvement and Policy Manager is dealing with your complaint.")
                .doesNotContain("we expect that", "please ask for");
    }

    @Test
    @DisplayName("INT-1: every letter names who is responsible for the procedure, where policy.yaml does")
    void namedPerson() {
        Policy kiwi = policies.of("kiwi");
        Policy.Contact contact = kiwi.contact();
        Policy named = new Policy(
                kiwi.name(),
                kiwi.tenant(),
                new Policy.Contact(
                        contact.name(), contact.mailbox(), contact.phone(), contact.address(), "Pat Example"),
                kiwi.procedures(),
                kiwi.roles(),
                kiwi.complainantTypes(),
                kiwi.departments(),
                null,
                kiwi.calendar(),
                kiwi.house(),
                kiwi.externalBodies(),
                kiwi.clauses());

        assertThat(templates
                        .draft(named, policies.folder("kiwi"), "withdrawal", sample())
                        .text())
                .contains("Responsible for our complaints procedure: Pat Example");
        assertThat(write("withdrawal", "withdrawal", Map.of()).text()).doesNotContain("Responsible for our");
    }

    @Test
    @DisplayName("CAN-14: every letter of Cantium asks for complaint, compliment or comment in the subject of emails")
    void subjectOfEmails() {
        assertThat(of("cantium", "withdrawal", Map.of())).contains("complaint, compliment or comment in the subject");
        assertThat(of("kiwi", "withdrawal", Map.of())).doesNotContain("in the subject");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    @DisplayName("INT-12: Interlearn's answers say that negligence, compensation and discipline fall outside")
    void outsideTheProcedure(int stage) {
        assertThat(of("interlearn", "response", Map.of("stage", stage, "outcome", "upheld")))
                .contains("What this procedure cannot decide", "negligent", "compensation", "disciplinary");
    }

    @ParameterizedTest
    @ValueSource(strings = {"comment", "compliment"})
    @DisplayName("CAN-1: a letter about a comment or a compliment does not call it a complaint")
    void feedback(String kind) {
        LetterTemplates.Draft draft = write("delay", "delay-" + kind, Map.of("kind", kind, "what", "Sharing"));

        assertThat(draft.subject()).startsWith("We need more time for your " + kind);
        assertThat(draft.text()).contains("in dealing with your " + kind).doesNotContain("your complaint");
    }

    @Test
    @DisplayName("ALL-3: who says whom a complaint is about is told that nobody of them will decide on it")
    void aboutSomebody() {
        Map<String, Object> due = Map.of("responseDue", london("2026-12-16T23:59:59"), "about", "kiwi-manager");

        assertThat(write("acknowledgement", "acknowledgement-about", due).text())
                .contains("Nobody whom it is about will look into it or decide on it.")
                .doesNotContain("kiwi-manager");
    }

    @ParameterizedTest
    @CsvSource({"2026-12-07T23:59:59, yesterday", "2026-12-04T23:59:59, 4 days ago", "2026-12-08T09:00, today"})
    @DisplayName(
            "ALL-1, SMS-10: the next level is told of a breach by the reference and the date, without who complained")
    void breachNotice(String due, String ago) {
        LetterTemplates.Draft draft =
                write("breach-notice", "breach-notice", Map.of("to", "heads-of-service", "due", london(due)));

        assertThat(draft.subject()).isEqualTo("Late: Stage 1 response (KIW-2026-00042)");
        assertThat(draft.text())
                .contains(
                        "Dear Director of Quality Assurance,",
                        "A step of KIW-2026-00042 was due by ",
                        "That was " + ago + ", and it is not done yet.",
                        "Sign in to Tasklist.");
        assertThat(draft.html() + draft.text() + draft.subject())
                .doesNotContain(
                        TO_BE_SEEN_NOWHERE_ELSE, "jo@example.org", "High Street", "07700", "tutor", "Large print");
    }

    @Test
    @DisplayName("KIW-11: directors and heads are told of every instance of abuse, and what happened")
    void behaviourNotice() {
        LetterTemplates.Draft draft =
                write("behaviour-notice", "behaviour-notice", Map.of("to", "heads-of-service,directors"));

        assertThat(draft.subject()).isEqualTo("Abuse of our staff (KIW-2026-00042)");
        assertThat(draft.text())
                .contains(
                        "Dear Director of Quality Assurance and Managing Director,",
                        "You are told of every such case.",
                        "    On the telephone on 7 December you swore at the agent.")
                .doesNotContain(TO_BE_SEEN_NOWHERE_ELSE);
    }

    @Test
    @DisplayName("SMS-10: a notice never goes to the complainant, nor a letter to the complainant to colleagues")
    void mixedUp() {
        assertThatThrownBy(() -> templates.draft(policies.of("kiwi"), "breach-notice", sample()))
                .isInstanceOf(LetterException.class)
                .hasMessageContaining("does not say to whom");
        Map<String, Object> toColleagues = sample();
        toColleagues.put("to", "directors");
        assertThatThrownBy(() -> templates.draft(policies.of("kiwi"), "delay", toColleagues))
                .isInstanceOf(LetterException.class)
                .hasMessageContaining("cannot be written");
        toColleagues.put("to", "kings");
        assertThatThrownBy(() -> templates.draft(policies.of("kiwi"), "breach-notice", toColleagues))
                .hasMessageContaining("\"kings\" has no title");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delay",
                "progress",
                "response",
                "referral-outside",
                "nothing-new",
                "behaviour-warning",
                "informal-resolution",
                "outside-responsibility",
                "request-declined",
                "withdrawal"
            })
    @DisplayName("ALL-6: to a representative, every kind of letter speaks of the complaint, and says for whom they act")
    void representative(String kind) {
        assertThat(write(
                                kind,
                                kind + "-representative",
                                Map.of(
                                        "representativeName",
                                        "Sol Icitor",
                                        "representativeEmail",
                                        "sol@law.example",
                                        "representativeAuthority",
                                        "Signed letter of 1 March"))
                        .text())
                .contains("Dear Sol Icitor,", "You are acting for Jo Baker", "the complaint")
                .doesNotContain("your complaint");
    }

    @Test
    @DisplayName("ALL-1: every kind of letter is tried at start, at every stage, before a case needs it")
    void triedAtStart() throws IOException {
        assertThat(problems(Map.of())).isEmpty();
        assertThat(problems(Map.of("_next-steps", """
                        <th:block th:fragment="after-response" th:switch="${stage}">
                        <p th:case="3" th:text="${sumary}"></p></th:block>""")))
                .singleElement()
                .asString()
                .contains("letters/_next-steps.html, line 2: nothing in this policy is called \"sumary\"");
        for (String kind : List.of(
                "delay",
                "progress",
                "nothing-new",
                "withdrawal",
                "duplicate",
                "informal-resolution",
                "outside-responsibility",
                "request-declined",
                "thanks",
                "stage-acknowledgement",
                "referral-notice")) {
            assertThat(problems(Map.of(
                            kind,
                            policies.folder("kiwi").letters().get(kind).replace("<main>", "<main>[[${nobody}]]"))))
                    .as(kind)
                    .singleElement()
                    .asString()
                    .contains("letters/" + kind + ".html, line 5: nothing in this policy is called \"nobody\"");
        }
    }

    @Test
    @DisplayName(
            "SMS-10: where complaints are confidential, a notice that speaks of who complained is refused at start")
    void noticeWithNames() {
        PolicyFolder closed = policies.folder("schools-mutual");
        for (String name : List.of("complainantName", "summary", "representativeEmail", "needs")) {
            Map<String, String> letters = new TreeMap<>(closed.letters());
            letters.computeIfPresent(
                    "breach-notice", (kind, words) -> words.replace("<main>", "<main>[[${" + name + "}]]"));
            assertThat(templates.problems(
                            new PolicyFolder(closed.name(), closed.policyYaml(), closed.resources(), letters)))
                    .as(name)
                    .singleElement()
                    .asString()
                    .contains("breach-notice.html, line 5", "\"" + name + "\" in a notice to colleagues");
        }
    }

    @Test
    @DisplayName("ALL-1: a notice that a diagram sends to nobody in particular is found at start")
    void noticeToNobody() throws IOException {
        PolicyFolder kiwi = folder(Map.of());
        Map<String, byte[]> resources = new TreeMap<>(kiwi.resources());
        String diagram = new String(resources.get("letter-kinds.bpmn"), StandardCharsets.UTF_8);
        resources.put(
                "letter-kinds.bpmn",
                diagram.replace("target=\"to\"", "target=\"somebody\"").getBytes(StandardCharsets.UTF_8));

        assertThat(templates.problems(new PolicyFolder("kiwi", kiwi.policyYaml(), resources, kiwi.letters())))
                .anySatisfy(
                        problem -> assertThat(problem)
                                .contains(
                                        "breach-notice.html is a notice to colleagues, but the step that owes it does not say"));
    }

    private List<String> problems(Map<String, String> changed) throws IOException {
        return templates.problems(folder(changed));
    }

    /** Kiwi's folder with a diagram that asks for every kind of letter, at three stages. */
    private PolicyFolder folder(Map<String, String> changed) throws IOException {
        PolicyFolder kiwi = policies.folder("kiwi");
        Map<String, byte[]> resources = new TreeMap<>(kiwi.resources());
        try (var diagram = getClass().getResourceAsStream("letter-kinds.bpmn")) {
            resources.put("letter-kinds.bpmn", diagram.readAllBytes());
        }
        Map<String, String> letters = new TreeMap<>(kiwi.letters());
        letters.putAll(changed);
        return new PolicyFolder("kiwi", kiwi.policyYaml(), resources, letters);
    }

    private String of(String tenant, String kind, Map<String, Object> differences) {
        Map<String, Object> variables = sample();
        variables.putAll(differences);
        return templates.draft(policies.of(tenant), kind, variables).text();
    }

    private LetterTemplates.Draft write(String kind, String file, Map<String, Object> differences) {
        Map<String, Object> variables = sample();
        variables.putAll(differences);
        LetterTemplates.Draft draft = templates.draft(policies.of("kiwi"), kind, variables);
        try {
            Path folder = Files.createDirectories(Path.of("target/letters"));
            Files.writeString(folder.resolve(file + ".html"), draft.html());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return draft;
    }

    private static Map<String, Object> sample() {
        return new HashMap<>(Map.ofEntries(
                Map.entry("reference", "KIW-2026-00042"),
                Map.entry("receivedAt", london("2026-11-23T16:20")),
                Map.entry("respondedAt", london("2026-12-03T11:00")),
                Map.entry("due", london("2026-12-07T23:59:59")),
                Map.entry("what", "Stage 1 response"),
                Map.entry("revisedDate", "2026-12-21"),
                Map.entry("delayReason", "The tutor is away.\n\nWe wait for her return."),
                Map.entry("progress", "We have spoken to the tutor."),
                Map.entry("resolution", "We repeat the lesson on Friday."),
                Map.entry("outsideReason", "The council runs the buses."),
                Map.entry("declineReason", "Nothing kept you from asking in time."),
                Map.entry("behaviour", "On the telephone on 7 December you swore at the agent."),
                Map.entry("complainantName", TO_BE_SEEN_NOWHERE_ELSE),
                Map.entry("complainantEmail", "jo@example.org"),
                Map.entry("complainantPhone", "07700 900123"),
                Map.entry("complainantAddress", "12 High Street\nLymington\nSO41 9AA"),
                Map.entry("summary", "My tutor did not come."),
                Map.entry("outcome", "partly-upheld"),
                Map.entry("findings", "The tutor was ill."),
                Map.entry("remedy", "We will repeat the lesson.")));
    }

    private static Date london(String dateTime) {
        return Date.from(LocalDateTime.parse(dateTime).atZone(LondonTime.ZONE).toInstant());
    }
}
