package uk.redress.policy.interlearn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.redress.policy.CaseWalk.london;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.camunda.bpm.engine.AuthorizationException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.redress.policy.AtAnyTimeContract;
import uk.redress.policy.PolicyCoverage;

/** Interlearn's policy, clause by clause: INT-1 to INT-13, and with it ALL-1 to ALL-8. */
class InterlearnTest extends AtAnyTimeContract {

    private static final Map<String, String> AGREED = Map.of(
            "agreed", "yes",
            "referralManager", "interlearn-manager",
            "resolution", "We correct the register today.",
            "lesson", "Check the register weekly.");

    private static final Map<String, String> NOT_AGREED = Map.of("agreed", "no", "conclusionNote", "They want more.");

    @RegisterExtension
    static final PolicyCoverage COVERAGE = PolicyCoverage.of("interlearn", "interlearn-complaint", "interlearn-record");

    InterlearnTest() {
        super("interlearn");
    }

    @Override
    protected Map<String, Object> intake() {
        Map<String, Object> form = new HashMap<>(super.intake());
        form.put("complainantType", "apprentice");
        form.put("channel", "email");
        form.put("department", "delivery");
        return form;
    }

    @Override
    protected List<String> beginning() {
        return List.of("investigate");
    }

    @Override
    protected List<String> reopened() {
        return List.of("stage-2-investigate");
    }

    @Override
    protected String underWay(Map<String, ?> differences) {
        walk.itIs(RECEIVED);
        String reference = log(differences);
        walk.settle();
        return reference;
    }

    @Override
    protected String answered() {
        String reference = underWay(Map.of());
        respond(reference);
        walk.complete("interlearn-agent", reference, "log-closing", Map.of());
        return reference;
    }

    @Override
    protected void respond(String reference) {
        walk.complete("interlearn-manager", reference, "investigate", Map.of("findings", "The register was wrong."));
        walk.complete("interlearn-manager", reference, "respond", DECISION);
    }

    @Override
    protected void review(String reference, String head) {
        review(reference, "stage-2", "heads-of-service", head);
    }

    @Test
    @DisplayName(
            "INT-5, INT-7, INT-10, ALL-8: concluded on the call: logged with what was agreed, told to the manager, closed")
    void concludedOnTheCall() throws Exception {
        walk.itIs(RECEIVED);
        String reference = log(Map.of("channel", "phone"));
        assertThat(walk.openTasks(reference)).containsExactly("conclude");
        walk.complete("interlearn-agent", reference, "conclude", AGREED);

        assertThat(walk.isOver(reference)).isTrue();
        assertThat(complaint(reference).path("closedAs").asText()).isEqualTo("resolved-informally");
        assertThat(complaint(reference).path("lesson").asText()).isEqualTo("Check the register weekly.");
        assertThat(complaint(reference).path("closedAt").asText()).startsWith("2026-03-02");
        assertThat(get("/engine-rest/complaint/" + reference + "/steps").toString())
                .contains("We correct the register today.");
        assertThat(states(reference, "acknowledgement-limit"))
                .as("what is said aloud needs no acknowledgement (INT-3)")
                .isEmpty();
        assertThat(states(reference, "response-limit")).containsExactly("met");
        assertThat(states(reference, "investigation-limit")).containsExactly("met");
        assertThat(mailsTo("manager@interlearn.example"))
                .anySatisfy(
                        mail -> assertThat(mail).contains(reference, "We correct the register today.", "Ada Learner"));
        assertThat(mailsTo("manager2@interlearn.example")).isEmpty();
    }

    @Test
    @DisplayName("INT-5, INT-7, INT-8: not concluded on the call, its details go to the referral manager chosen for it")
    void notConcludedOnTheCall() throws Exception {
        walk.itIs(RECEIVED);
        String reference = log(Map.of("channel", "in-person", "referralManager", "interlearn-manager2"));
        walk.complete("interlearn-agent", reference, "conclude", NOT_AGREED);

        assertThat(mailsTo("manager2@interlearn.example"))
                .singleElement()
                .satisfies(mail -> assertThat(mail).contains(reference, "Ada Learner", "They want more."));
        assertThat(mailsTo("manager@interlearn.example")).isEmpty();
        assertThat(walk.task(reference, "investigate").getAssignee()).isEqualTo("interlearn-manager2");
        assertThat(walk.task(reference, "investigate").getDueDate()).isEqualTo(london("2026-03-09T23:59:59"));
    }

    @Test
    @DisplayName("INT-2: what could not be settled locally comes to the Customer Services Team, whoever brings it")
    void whoeverBringsIt() {
        walk.itIs(RECEIVED);
        for (String type : policies.of(tenant).complainantTypes().keySet()) {
            String reference = log(Map.of("channel", "phone", "complainantType", type));

            assertThat(walk.openTasks(reference)).containsExactly("conclude");
            assertThat(groups(reference, "conclude")).containsExactly("customer-services");
            assertThat(complaint(reference).path("kind").asText()).isEqualTo("complaint");
        }
    }

    @Test
    @DisplayName("INT-12: no form of the policy asks for blame, negligence, compensation or discipline")
    void nobodyIsAskedForBlame() throws Exception {
        try (Stream<Path> forms = Files.list(Path.of("forms/interlearn"))) {
            assertThat(forms.toList())
                    .isNotEmpty()
                    .allSatisfy(form -> assertThat(Files.readString(form))
                            .doesNotContainIgnoringCase("blame")
                            .doesNotContainIgnoringCase("negligen")
                            .doesNotContainIgnoringCase("compensat")
                            .doesNotContainIgnoringCase("disciplin"));
        }
    }

    @Test
    @DisplayName(
            "INT-5: the department and the manager are on the log of every call, and asked for where nobody has said")
    void departmentAndManagerAreLogged() {
        walk.itIs(RECEIVED);
        String reference = log(Map.of("channel", "phone", "department", ""));
        assertThatThrownBy(() -> walk.complete("interlearn-agent", reference, "conclude", NOT_AGREED))
                .hasMessageContaining("\"Referral department\" is missing")
                .hasMessageContaining("\"Referral manager\" is missing");
        Map<String, Object> form = new HashMap<>(NOT_AGREED);
        form.putAll(Map.of("department", "delivery", "referralManager", "interlearn-manager"));
        walk.complete("interlearn-agent", reference, "conclude", form);

        assertThat(complaint(reference).path("department").asText()).isEqualTo("delivery");
        assertThat(complaint(reference).path("referralManager").asText()).isEqualTo("interlearn-manager");
    }

    @ParameterizedTest
    @ValueSource(strings = {"interlearn-supervisor", "interlearn-analyst"})
    @DisplayName("INT-7: the referral manager is one who works on complaints, whoever names them")
    void referralManagerWorksOnComplaints(String named) {
        walk.itIs(RECEIVED);

        assertThatThrownBy(() -> log(Map.of("referralManager", named)))
                .hasMessageContaining("\"Referral manager\" names somebody who is not on offer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"interlearn-manager", "interlearn-manager,interlearn-manager2"})
    @DisplayName("INT-7, ALL-3: nor are its details sent to whom it is about: they go where the complaint goes")
    void detailsNotToWhomItIsAbout(String about) throws Exception {
        walk.itIs(RECEIVED);
        String reference = log(Map.of("about", about, "referralManager", "interlearn-manager"));
        walk.settle();

        assertThat(groups(reference, "investigate")).containsExactly("heads-of-service");
        assertThat(mailsTo("manager@interlearn.example")).isEmpty();
        assertThat(mailsTo("manager2@interlearn.example")).isEmpty();
        assertThat(mailsTo("head@interlearn.example"))
                .isNotEmpty()
                .allSatisfy(mail -> assertThat(mail).contains(reference, "Dear Head of Service"));
        assertThat(mailsTo("ada@example.org"))
                .singleElement()
                .satisfies(mail -> assertThat(mail).doesNotContain("Referral Manager"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"email", "letter", "web", "portal", "social-media"})
    @DisplayName(
            "INT-3, INT-6, INT-7: every written complaint is acknowledged, and its details go to the manager at once")
    void written(String channel) throws Exception {
        walk.itIs(RECEIVED);
        String reference = log(Map.of("channel", channel, "complainantAddress", "1 Station Road"));
        walk.settle();

        assertThat(mailsTo("ada@example.org"))
                .singleElement()
                .satisfies(mail -> assertThat(mail).contains(reference, "Jordan Ellis"));
        assertThat(states(reference, "acknowledgement-limit")).containsExactly("met");
        assertThat(walk.openTasks(reference)).containsExactly("investigate");
    }

    @Test
    @DisplayName("INT-1, INT-10, INT-11: the outcome tells of the right of appeal and names who is responsible")
    void outcome() throws Exception {
        String reference = underWay(Map.of());
        respond(reference);

        assertThat(lastLetter()).contains("right to appeal", "Head of Service", "Jordan Ellis", "compensation");
        assertThat(walk.openTasks(reference)).containsExactly("log-closing", "record-answer");
        assertThat(walk.task(reference, "log-closing").getDueDate()).isEqualTo(london("2026-03-04T23:59:59"));
        walk.complete("interlearn-agent", reference, "log-closing", Map.of("closedOn", "2026-03-02"));
        assertThat(get("/engine-rest/complaint/" + reference + "/steps").toString())
                .contains("\"closedOn\":\"2026-03-02\"");
    }

    @Test
    @DisplayName("INT-8: 5 working days, counted from the logging, whenever it was received")
    void countedFromTheLogging() {
        walk.itIs("2026-03-04T10:00");
        String reference = log(Map.of("receivedOn", "2026-03-02", "receivedTime", "10:00"));
        walk.settle();

        assertThat(timers(reference))
                .containsEntry("response-limit", london("2026-03-11T23:59:59"))
                .containsEntry("response-warning", london("2026-03-10T09:00"))
                .containsEntry("investigation-limit", london("2026-03-30T23:59:59"));
    }

    @Test
    @DisplayName(
            "INT-9: after 5 working days, and after every further 5, the team contact the manager and log an update")
    void updates() {
        String reference = underWay(Map.of());
        walk.until("2026-03-09T23:59:58");
        assertThat(walk.openTasks(reference)).doesNotContain("log-update");
        walk.until("2026-03-10T00:00");
        assertThat(states(reference, "response-limit")).containsExactly("late");
        assertThat(walk.task(reference, "log-update").getDueDate()).isEqualTo(london("2026-03-10T23:59:59"));
        walk.complete(
                "interlearn-agent", reference, "log-update", Map.of("progressUpdate", "The tutor is back on Monday."));
        walk.until("2026-03-16T23:59:58");
        assertThat(walk.openTasks(reference)).doesNotContain("log-update");
        walk.until("2026-03-17T00:00");
        assertThat(walk.task(reference, "log-update").getDueDate()).isEqualTo(london("2026-03-17T23:59:59"));
        walk.complete("interlearn-agent", reference, "log-update", Map.of("progressUpdate", "Nearly done."));
        walk.until("2026-03-24T00:00");
        assertThat(walk.openTasks(reference)).contains("log-update");
        respond(reference);

        assertThat(walk.openTasks(reference)).containsExactly("log-closing", "record-answer");
    }

    @ParameterizedTest(name = "in time: {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName("INT-9: a revised date that the person has been given keeps no update from its day, nor doubles it")
    void updatesWhateverTheRevisedDate(boolean inTime) {
        String reference = underWay(Map.of());
        walk.until("2026-03-06T10:00");
        if (inTime) {
            moreTime("interlearn-manager", reference, "2026-03-20");
        }
        walk.until("2026-03-10T00:00");
        if (!inTime) {
            seeTo("interlearn-head", "interlearn-manager", reference, "2026-03-20");
        }
        for (String day : List.of("2026-03-10T10:00", "2026-03-17T00:00", "2026-03-24T00:00")) {
            walk.until(day);
            assertThat(walk.openTasks(reference).stream().filter("log-update"::equals))
                    .as(day)
                    .hasSize(1);
            walk.complete("interlearn-agent", reference, "log-update", Map.of("progressUpdate", "Nearly done."));
        }
    }

    @Test
    @DisplayName("INT-4, ALL-1: 28 calendar days, the outer limit, are warned of and told when they are over")
    void twentyEightDays() {
        String reference = underWay(Map.of());
        assertThat(timers(reference))
                .containsEntry("investigation-limit", london("2026-03-30T23:59:59"))
                .containsEntry("investigation-warning", london("2026-03-26T09:00"));
        walk.until("2026-03-06T09:00");
        assertThat(walk.openTasks(reference)).as("warned").contains("due-soon");
        walk.until("2026-03-10T00:00");
        seeTo("interlearn-head", "interlearn-manager", reference);
        walk.until("2026-03-26T09:00");
        assertThat(walk.openTasks(reference)).as("warned").contains("due-soon");
        walk.until("2026-03-31T00:00");

        assertThat(states(reference, "investigation-limit")).containsExactly("late");
        seeTo("interlearn-head", "interlearn-manager", reference);
    }

    @Test
    @DisplayName("INT-3, ALL-1: by post, the acknowledgement is the posting, and late without it")
    void acknowledgementByPost() {
        walk.itIs(RECEIVED);
        String reference =
                log(Map.of("channel", "letter", "complainantEmail", "", "complainantAddress", "1 Station Road"));
        walk.settle();
        assertThat(walk.task(reference, "post-letter").getDueDate()).isEqualTo(london("2026-03-04T23:59:59"));
        walk.until("2026-03-04T09:00");
        assertThat(walk.openTasks(reference)).as("warned").contains("due-soon");
        walk.until("2026-03-05T00:00");
        assertThat(states(reference, "acknowledgement-limit")).containsExactly("late");
        seeTo("interlearn-manager", "interlearn-agent", reference);
        walk.complete("interlearn-agent", reference, "post-letter", Map.of("postedOn", "2026-03-05"));
        assertThat(states(reference, "acknowledgement-limit")).containsExactly("missed", "met");
    }

    @Test
    @DisplayName(
            "INT-11, INT-13, ALL-8: an appeal is heard by a Head of Service with no part in it, in 14 working days")
    void appeal() throws Exception {
        String reference = answered();
        walk.until("2026-03-06T10:00");
        escalate(reference, "2026-03-06");
        assertThat(walk.task(reference, "stage-2-investigate").getDueDate()).isEqualTo(london("2026-03-26T23:59:59"));
        review(reference, "interlearn-head");

        assertThat(lastLetter()).contains("final answer");
        assertAnsweredInTime(reference);
    }

    @Test
    @DisplayName("INT-11, ALL-3: who closed the complaint hears no appeal against it")
    void appealNotBySomebodyWithAPartInIt() {
        String reference = underWay(Map.of("about", "interlearn-manager,interlearn-manager2"));
        walk.complete("interlearn-head", reference, "investigate", Map.of("findings", "The register was wrong."));
        walk.complete("interlearn-head", reference, "respond", DECISION);
        escalate(reference, "2026-03-02");

        assertThatThrownBy(() -> review(reference, "interlearn-head")).isInstanceOf(AuthorizationException.class);
        review(reference, "interlearn-head2");
    }

    @Test
    @DisplayName("INT-11, ALL-1: an appeal that is not heard in 14 working days is warned of, and told to the director")
    void appealLate() {
        String reference = answered();
        escalate(reference, "2026-03-02");
        walk.until("2026-03-18T09:00");
        assertThat(walk.openTasks(reference)).as("warned").contains("due-soon");
        walk.until("2026-03-21T00:00");

        assertThat(states(reference, "stage-2-response-limit")).containsExactly("late");
        seeTo("interlearn-director", "interlearn-head", reference);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "response-limit, 2026-03-06T10:00, interlearn-manager, 2026-03-16",
        "investigation-limit, 2026-03-27T10:00, interlearn-manager, 2026-04-10",
    })
    @DisplayName("ALL-2: a letter with reasons and a revised date moves the limit")
    void revisedDate(String limit, String warned, String responsible, String revised) {
        String reference = underWay(Map.of());
        walk.until("2026-03-06T09:00");
        if (limit.equals("investigation-limit")) {
            walk.complete(responsible, reference, "due-soon", Map.of("moreTime", "no"));
        }
        walk.until(warned);
        moreTime(responsible, reference, revised);

        assertThat(states(reference, limit)).containsExactly("extended", "open");
        assertThat(timers(reference)).containsEntry(limit, london(revised + "T23:59:59"));
    }

    @Test
    @DisplayName("ALL-7: an appeal before the outcome is recorded, and admitted at once only if the outcome is late")
    void askedEarly() {
        String reference = underWay(Map.of());
        record("interlearn-agent", reference, "escalation-requested", Map.of("details", "They do not trust us."));
        assertThat(walk.openTasks(reference)).containsExactly("investigate");
        walk.until("2026-03-10T10:00");
        record("interlearn-agent", reference, "escalation-requested", Map.of("details", "They have waited enough."));

        assertThat(walk.openTasks(reference)).containsExactly("stage-2-investigate");
    }

    @Test
    @DisplayName("When something counts as done: an outcome that goes out first counts as the acknowledgement too")
    void outcomeFirst() {
        walk.itIs(RECEIVED);
        String reference =
                log(Map.of("channel", "letter", "complainantEmail", "", "complainantAddress", "1 Station Road"));
        walk.settle();
        respond(reference);
        String task = engine.getTaskService()
                .createTaskQuery()
                .processInstanceBusinessKey(reference)
                .taskDefinitionKey("post-letter")
                .orderByTaskCreateTime()
                .desc()
                .list()
                .get(0)
                .getId();
        walk.as("interlearn-agent", () -> {
            engine.getTaskService().claim(task, "interlearn-agent");
            engine.getFormService().submitTaskForm(task, Map.of("postedOn", "2026-03-02"));
            return null;
        });

        assertThat(states(reference, "acknowledgement-limit")).containsExactly("met");
    }
}
