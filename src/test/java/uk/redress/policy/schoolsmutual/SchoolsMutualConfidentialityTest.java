package uk.redress.policy.schoolsmutual;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import uk.redress.Http;
import uk.redress.policy.PolicyCases;
import uk.redress.policy.PolicyCoverage;

/**
 * SMS-10 on Schools Mutual Services' own policy, over HTTP: a case of the Payroll division, whose people are the first
 * agent and the first manager; the second ones are of the HR division. {@code ConfidentialityTest} has the whole matrix.
 */
class SchoolsMutualConfidentialityTest extends PolicyCases {

    /** Asks for no diagram: those are walked by {@link SchoolsMutualTest}. */
    @RegisterExtension
    static final PolicyCoverage COVERAGE = PolicyCoverage.of("schools-mutual");

    private static final List<String> ROLES =
            List.of("agent", "agent2", "manager", "manager2", "head", "head2", "director", "supervisor");
    private static final String NAME = "Ada Learner";
    private static final String SUMMARY = "My attendance was recorded wrongly.";
    private static final String START = "/engine-rest/process-definition/key/%s/tenant-id/schools-mutual/start";

    @LocalServerPort
    private int port;

    SchoolsMutualConfidentialityTest() {
        super("schools-mutual");
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent2", "manager2", "head", "director"})
    @DisplayName("SMS-10: of a case at Level 1, whoever is not of its division sees nothing, wherever they look")
    void nothingIsSeen(String role) {
        String reference = atLevel1();
        Http outsider = as(role);
        Http insider = as("manager");

        for (String path : whereToLook(reference)) {
            HttpResponse<String> seen = insider.get(path);
            assertThat(seen.statusCode())
                    .as(path + " of the division's manager")
                    .isEqualTo(200);
            assertThat(seen.body()).as(path).isNotIn("[]", "{\"count\":0}");
            HttpResponse<String> unseen = outsider.get(path);
            assertThat(unseen.body()).as(path).doesNotContain(NAME, SUMMARY);
            if (unseen.statusCode() == 200) {
                assertThat(unseen.body()).as(path).isIn("[]", "{\"count\":0}");
            } else {
                assertThat(unseen.statusCode()).as(path).isIn(403, 404);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent2", "manager2"})
    @DisplayName(
            "SMS-10: nor can they do anything in it; to record something about it is to name a case that is not there")
    void nothingIsDone(String role) {
        String reference = atLevel1();
        Http outsider = as(role);
        String task = "/engine-rest/task/" + walk.task(reference, "investigate").getId();

        assertThat(outsider.post(task + "/claim", "{\"userId\":\"" + user(role) + "\"}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(outsider.post(task + "/complete", "{}").statusCode()).isEqualTo(403);
        assertThat(outsider.post(task + "/submit-form", variables(Map.of("findings", "None.")))
                        .statusCode())
                .isEqualTo(403);
        assertAsIfNotThere(
                outsider,
                "schools-mutual-record",
                reference,
                named -> Map.of("recordReference", named, "happened", "abusive-behaviour", "details", "Shouted."));
        assertThat(walk.task(reference, "investigate").getAssignee()).isNull();
    }

    @Test
    @DisplayName(
            "SMS-10, ALL-7: an earlier case of another division cannot be continued; its own division's stays theirs")
    void anEarlierCase() {
        String reference = atLevel1();
        respond(reference);
        walk.until("2026-03-10T00:00");
        assertThat(walk.isOver(reference)).isTrue();

        assertAsIfNotThere(as("agent2"), "schools-mutual-complaint", reference, named -> {
            Map<String, String> form = new HashMap<>();
            intake().forEach((field, value) -> form.put(field, value.toString()));
            form.put("previousReference", named);
            return form;
        });
        String again = log(Map.of("previousReference", reference));
        assertThat(complaint(again).path("department").asText()).isEqualTo("payroll");
        assertThat(seers(again)).containsExactly("agent", "manager", "head", "head2", "supervisor");
        assertThat(seers(reference))
                .as("SMS-8: who reviews it has Level 1 with its documents")
                .containsExactly("agent", "manager", "head", "head2", "supervisor");
        String decide =
                "/engine-rest/task/" + walk.task(again, "decide-late-request").getId() + "/form-variables";
        assertThat(as("head").get(decide).body()).contains("We have corrected it.", "The register was wrong.", SUMMARY);
    }

    @Test
    @DisplayName("SMS-10: heads see a case from Level 2 on, the Director from Level 3 on, supervisors always")
    void levels() {
        String reference = atLevel1();
        assertThat(seers(reference)).containsExactly("agent", "manager", "supervisor");

        respond(reference);
        assertThat(seers(reference)).containsExactly("agent", "manager", "supervisor");
        escalate(reference, "2026-03-02");
        assertThat(seers(reference)).containsExactly("agent", "manager", "head", "head2", "supervisor");

        review(reference, 2, user("head"));
        escalate(reference, "2026-03-02");
        assertThat(seers(reference)).containsExactly("agent", "manager", "head", "head2", "director", "supervisor");

        review(reference, 3, user("director"));
        assertThat(walk.isOver(reference)).isTrue();
        assertThat(seers(reference)).containsExactly("agent", "manager", "head", "head2", "director", "supervisor");
    }

    @ParameterizedTest(name = "level {0}")
    @CsvSource({"1, head, 4 March 2026", "2, director, 9 March 2026"})
    @DisplayName("SMS-10, ALL-1: what is late tells the next level the reference and the date, by letter and by task")
    void toldOfLateness(int level, String nextLevel, String due) throws Exception {
        String reference = atLevel1();
        if (level == 2) {
            respond(reference);
            escalate(reference, "2026-03-02");
        }
        List<String> before = seers(reference);
        walk.until(level == 1 ? "2026-03-05T00:00" : "2026-03-10T00:00");

        assertThat(mailsTo(nextLevel + "@schools-mutual.example"))
                .isNotEmpty()
                .allSatisfy(notice -> assertThat(notice)
                        .contains(reference, due)
                        .doesNotContain(NAME, SUMMARY, "ada@example.org", "Payroll"));

        Http told = as(nextLevel);
        JsonNode tasks = Http.json(told.get("/engine-rest/task?processInstanceBusinessKey=" + reference));
        assertThat(tasks.findValuesAsText("taskDefinitionKey")).isSubsetOf("late");
        String late = walk.task(reference, "late").getId();
        HttpResponse<String> form = told.get("/engine-rest/task/" + late + "/form-variables");
        assertThat(form.statusCode()).as(form.body()).isEqualTo(200);
        JsonNode shown = Http.json(form);
        assertThat(shown.path("reference").path("value").asText()).isEqualTo(reference);
        assertThat(shown.path("taskDue").path("value").asText()).isNotBlank();
        assertThat(shown.path("complainantName").path("value").asText()).isEqualTo("confidential");
        assertThat(form.body()).doesNotContain(NAME, SUMMARY, "ada@example.org");
        assertThat(told.get("/engine-rest/task/" + late + "/variables").statusCode())
                .isEqualTo(403);
        HttpResponse<String> inLists = told.get("/engine-rest/variable-instance?variableScopeIdIn="
                + walk.task(reference, "late").getProcessInstanceId());
        assertThat(inLists.body()).contains(reference).doesNotContain(NAME, SUMMARY);

        assertThat(seers(reference)).isEqualTo(before);
        walk.complete(user(nextLevel), reference, "late", Map.of("latenessNote", "Asked why."));
        assertThat(seers(reference)).as("they have been told, and no more").isEqualTo(before);
    }

    // ---- what the tests do ----

    /** A case of the Payroll division, acknowledged by letter on 2 March 2026, which waits to be investigated. */
    private String atLevel1() {
        walk.itIs("2026-03-02T10:00");
        String reference = log(Map.of());
        walk.complete(
                user("manager"),
                reference,
                "acknowledge",
                Map.of("told", "letter", "contactName", "Grace Hartley", "department", "payroll"));
        return reference;
    }

    @Override
    protected Map<String, Object> intake() {
        Map<String, Object> form = new HashMap<>(super.intake());
        form.put("complainantType", "staff");
        form.put("department", "payroll");
        return form;
    }

    private void respond(String reference) {
        walk.complete(user("manager"), reference, "investigate", Map.of("findings", "The register was wrong."));
        walk.complete(user("manager"), reference, "respond", DECISION);
    }

    private void review(String reference, int level, String by) {
        walk.complete(by, reference, "level-" + level + "-investigate", Map.of("findings", "Looked at anew."));
        walk.complete(by, reference, "level-" + level + "-respond", DECISION);
    }

    /** Everything that a case at Level 1 can be read by. */
    private List<String> whereToLook(String reference) {
        String id = walk.task(reference, "investigate").getId();
        String instance = walk.task(reference, "investigate").getProcessInstanceId();
        String task = "/engine-rest/task/" + id;
        String complaint = "/engine-rest/complaint/" + reference;
        String letter = letters(reference).get(0).path("id").asText();
        return List.of(
                "/engine-rest/task?processInstanceBusinessKey=" + reference,
                "/engine-rest/task/count?processInstanceBusinessKey=" + reference,
                "/engine-rest/task?processInstanceId=" + instance,
                task,
                task + "/deployed-form",
                task + "/form-variables",
                task + "/variables",
                task + "/identity-links",
                "/engine-rest/variable-instance?variableScopeIdIn=" + instance,
                complaint,
                complaint + "/steps",
                complaint + "/letters",
                complaint + "/letters/" + letter,
                "/engine-rest/complaint?q=" + reference,
                "/engine-rest/complaint/count?q=" + reference);
    }

    /** The roles that see a complaint on the log: itself, its steps and letters, and in the list, or none of these. */
    private List<String> seers(String reference) {
        return ROLES.stream().filter(role -> sees(role, reference)).toList();
    }

    private boolean sees(String role, String reference) {
        Http user = as(role);
        String complaint = "/engine-rest/complaint/" + reference;
        boolean sees = user.get(complaint).statusCode() == 200;
        assertThat(user.get(complaint + "/steps").statusCode() == 200).as(role).isEqualTo(sees);
        assertThat(user.get(complaint + "/letters").statusCode() == 200)
                .as(role)
                .isEqualTo(sees);
        assertThat(Http.json(user.get("/engine-rest/complaint?q=" + reference)))
                .as(role)
                .hasSize(sees ? 1 : 0);
        return sees;
    }

    /** Starting a process with a reference is answered as with one that there is not. */
    private void assertAsIfNotThere(
            Http user, String process, String reference, Function<String, Map<String, String>> form) {
        String none = "SMS-2026-99999";
        HttpResponse<String> unseen = user.post(START.formatted(process), variables(form.apply(reference)));
        HttpResponse<String> notThere = user.post(START.formatted(process), variables(form.apply(none)));

        assertThat(unseen.statusCode()).as(unseen.body()).isEqualTo(400).isEqualTo(notThere.statusCode());
        assertThat(unseen.body().replace(reference, none)).isEqualTo(notThere.body());
    }

    private Http as(String role) {
        return Http.as(user(role), port);
    }

    private static String variables(Map<String, String> values) {
        return "{\"variables\":{"
                + String.join(
                        ",",
                        values.entrySet().stream()
                                .map(value -> "\"" + value.getKey() + "\":{\"value\":\"" + value.getValue() + "\"}")
                                .toList())
                + "}}";
    }
}
