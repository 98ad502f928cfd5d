package uk.redress.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.redress.policy.CaseWalk.london;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Issue 2: "On submit-form … and start, from Tasklist and REST alike, HTTP 400 with a message that names the field's
 * label and the mend; the process has not moved." And the contract: "every start form accepts all of them, whether it
 * shows them or not, and nothing else".
 */
@TeaHouseTest
class StartFormTest {

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private TestRestTemplate rest;

    @Autowired
    private JdbcTemplate jdbc;

    private TeaHouse teaHouse;
    private long casesBefore;

    @BeforeEach
    void aTuesdayMorning() {
        teaHouse = new TeaHouse(engine, rest);
        teaHouse.employ();
        ClockUtil.setCurrentTime(london("2026-10-20T10:15"));
        casesBefore = teaHouse.cases();
    }

    @AfterEach
    void theClockRuns() {
        ClockUtil.reset();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/key/tea-house-complaint/tenant-id/tea-house/start", "/{id}/start", "/{id}/submit-form"})
    void aWrongStartIsA400AndNothingHasHappened(String path) {
        ResponseEntity<JsonNode> answer = teaHouse.post(
                "/process-definition" + path.replace("{id}", teaHouse.definition()),
                TeaHouse.body(Map.of("channel", "phone", "complainantPhone", "0".repeat(21))));

        refused(
                answer,
                "\"What the guest says\" is missing: fill it in."
                        + " \"Telephone\" is too long, with 21 characters: shorten it to 20.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/key/tea-house-complaint/tenant-id/tea-house/start", "/{id}/start", "/{id}/submit-form"})
    void aRightStartIsACase(String path) {
        ResponseEntity<JsonNode> answer = teaHouse.post(
                "/process-definition" + path.replace("{id}", teaHouse.definition()),
                TeaHouse.body(Map.of("summary", "The tea was cold.", "channel", "in-person")));

        assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.OK);
        String id = answer.getBody().get("id").asText();
        assertThat(teaHouse.task(id).getTaskDefinitionKey()).isEqualTo("decide");
        assertThat(teaHouse.variable(id, "channel")).isEqualTo("in-person");
    }

    @Test
    void theDefaultOfAFieldDecidesWhatIsShownWhereItIsNotSubmitted() {
        refused(teaHouse.start(Map.of("summary", "The tea was cold.")), "\"Telephone\" is missing: fill it in.");
    }

    @Test
    void everyVariableOfTheContractIsTakenWhetherTheFormShowsItOrNot() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("kind", "complaint");
        all.put("receivedOn", "2026-10-16");
        all.put("receivedTime", "16:59");
        all.put("channel", "in-person");
        all.put("complainantName", "Zoë O'Neil");
        all.put("complainantType", "guest");
        all.put("complainantEmail", "zoe@example.org");
        all.put("complainantPhone", "01632 960100");
        all.put("complainantAddress", "1 High Street\nLymington");
        all.put("representativeName", "Sam");
        all.put("representativeRelation", "brother");
        all.put("representativeEmail", "sam@example.org");
        all.put("representativeAuthority", "letter of 1 October");
        all.put("needs", "large print");
        all.put("summary", "The tea was cold.");
        all.put("department", "kitchen");
        all.put("referralManager", TeaHouse.CLERK);
        all.put("about", TeaHouse.CLERK + ", " + TeaHouse.CLERK);
        all.put("previousReference", closedComplaint());

        ResponseEntity<JsonNode> answer = teaHouse.start(all);

        assertThat(answer.getStatusCode()).as(String.valueOf(answer.getBody())).isEqualTo(HttpStatus.OK);
        String id = answer.getBody().get("id").asText();
        all.forEach((name, value) ->
                assertThat(teaHouse.variable(id, name)).as(name).isEqualTo(value));
    }

    /** An earlier complaint, as it stands on the log. */
    private String closedComplaint() {
        jdbc.update("insert into complaint (reference, tenant, process_key, process_instance_id, kind, received_at,"
                + " logged_at, state) values ('TEA-2026-00912', 'tea-house', 'tea-house-complaint', 'TEA-2026-00912',"
                + " 'complaint', '2026-09-01 10:00:00+01', '2026-09-01 10:00:00+01', 'closed')");
        return "TEA-2026-00912";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            kind                   | comment          | "Kind" has a value that is not on offer: choose one of complaint, query.
            receivedOn             | 16/10/2026       | "Received on" is no date: give it as yyyy-MM-dd, such as 2026-11-24.
            receivedOn             | 2026-10-21       | "Received on" is in the future: give today or an earlier date.
            receivedOn             | 2018-12-31       | "Received on" is too early: give Tue 1 Jan 2019 or later.
            receivedTime           | 10:16            | "Time of receipt" is in the future: give the time it is now, or an earlier one.
            receivedTime           | noon             | "Time of receipt" is no time of day: give it as HH:mm, such as 09:30.
            channel                | email            | "How it came in" has a value that is not on offer: choose one of in-person, phone.
            complainantType        | learner          | "Who is complaining" has a value that is not on offer: choose one of guest, supplier.
            complainantEmail       | zoe              | "Email of the complainant" is not an email address: write it like name@example.org.
            representativeEmail    | sam@example.org  | "Name of the representative" is missing: fill it in, because "Email of the representative" is filled in.
            representativeRelation | brother          | "Name of the representative" is missing: fill it in, because "Relation to the guest" is filled in.
            department             | cellar           | "Department" has a value that is not on offer: choose one of kitchen, terrace.
            referralManager        | stranger         | "Referral manager" names no user of this company: give the id of one.
            about                  | stranger         | "Whom it is about" names someone who is no user of this company: give ids of its users, separated by commas.
            previousReference      | 12               | "Earlier reference" is not written as it should be: copy the reference of the earlier case, such as ABC-2026-00001.
            originalReference      | FOI 12           | "originalReference" is no field of this form: leave it out.
            receivedAt             | 2026-10-16       | "receivedAt" is no field of this form: leave it out.
            """)
    void theContractIsCheckedBesideTheForm(String name, String value, String fault) {
        refused(with(name, value), fault);
    }

    @Test
    void aUserOfAnotherCompanyIsNoUserOfThisOne() {
        if (engine.getIdentityService()
                        .createUserQuery()
                        .userId("form-outsider")
                        .count()
                == 0) {
            teaHouse.user("form-outsider");
        }

        refused(
                with("referralManager", "form-outsider"),
                "\"Referral manager\" names no user of this company: give the id of one.");
    }

    @Test
    void emptyValuesAreNotStored() {
        Map<String, Object> values = new HashMap<>(Map.of("summary", "Cold.", "channel", "in-person", "needs", "  "));
        values.put("complainantEmail", null);
        values.put("department", "");

        String id = teaHouse.start(values).getBody().get("id").asText();

        assertThat(teaHouse.variables(id)).contains("summary", "channel");
        assertThat(teaHouse.variables(id)).doesNotContain("needs", "complainantEmail", "department");
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "submit-form"})
    void aTextOf20000CharactersSurvives(String way) {
        String text = "é".repeat(19_999) + ".";

        ResponseEntity<JsonNode> answer = teaHouse.post(
                "/process-definition/" + teaHouse.definition() + "/" + way,
                TeaHouse.body(Map.of("summary", text, "channel", "in-person")));

        assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.OK);
        String id = answer.getBody().get("id").asText();
        assertThat(teaHouse.variable(id, "summary")).isEqualTo(text);
    }

    @Test
    void aTextOf20001CharactersIsRefused() {
        refused(
                teaHouse.start(Map.of("summary", "x".repeat(20_001), "channel", "in-person")),
                "\"What the guest says\" is too long, with 20,001 characters: shorten it to 20,000.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "submit-form"})
    void aBusinessKeyIsRedressToGive(String way) {
        Map<String, Object> body = TeaHouse.body(Map.of("summary", "Cold.", "channel", "in-person"));
        body.put("businessKey", "TEA-2026-00001");

        refused(
                teaHouse.post("/process-definition/" + teaHouse.definition() + "/" + way, body),
                "A business key cannot be given: leave it out, Redress gives each case its reference.");
    }

    @Test
    void aCaseCannotBeginInTheMiddle() {
        Map<String, Object> body = TeaHouse.body(Map.of("summary", "Cold.", "channel", "in-person"));
        body.put("startInstructions", List.of(Map.of("type", "startBeforeActivity", "activityId", "file")));
        body.put("skipCustomListeners", true);
        ResponseEntity<JsonNode> answer =
                teaHouse.post("/process-definition/" + teaHouse.definition() + "/start", body);
        assertThat(answer.getStatusCode().is4xxClientError()).isTrue();

        assertThatThrownBy(() -> engine.getRuntimeService()
                        .createProcessInstanceById(teaHouse.definition())
                        .setVariables(Map.of("summary", "Cold.", "channel", "in-person"))
                        .startBeforeActivity("file")
                        .execute(true, true))
                .isInstanceOf(FormException.class)
                .hasMessage("A case begins at its start event: leave out the start instructions.");
        assertThat(teaHouse.cases()).isEqualTo(casesBefore);
    }

    @Test
    void theNetCatchesAStartThatPassesTheServicesBy() {
        String id = teaHouse.openCase();
        engine.getRuntimeService().deleteProcessInstance(id, "for this test");

        assertThatThrownBy(() -> engine.getRuntimeService()
                        .restartProcessInstances(teaHouse.definition())
                        .processInstanceIds(id)
                        .withoutBusinessKey()
                        .startBeforeActivity("file")
                        .skipCustomListeners()
                        .execute())
                .isInstanceOf(FormException.class)
                .hasMessage("A case begins at its start event: leave out the start instructions.");
    }

    @Test
    void javaObjectsAreRefused() {
        Map<String, Object> variable = new HashMap<>();
        variable.put("type", "Object");
        variable.put("value", "rO0ABXQAAWE=");
        variable.put(
                "valueInfo",
                Map.of(
                        "objectTypeName", "java.lang.String",
                        "serializationDataFormat", "application/x-java-serialized-object"));

        ResponseEntity<JsonNode> answer =
                teaHouse.start(Map.of("summary", "Cold.", "channel", "in-person", "needs", variable));

        assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.BAD_REQUEST);
        assertThat(teaHouse.cases()).isEqualTo(casesBefore);
    }

    @Test
    void whoMayNotStartHearsNothingOfTheForm() {
        String definition = teaHouse.definition();
        engine.getIdentityService().setAuthentication("stranger", List.of(), List.of(TeaHouse.TENANT));
        try {
            assertThatThrownBy(() -> engine.getRuntimeService()
                            .createProcessInstanceById(definition)
                            .execute())
                    .isInstanceOf(AuthorizationException.class);
        } finally {
            engine.getIdentityService().clearAuthentication();
        }
    }

    private ResponseEntity<JsonNode> with(String name, String value) {
        Map<String, Object> values =
                new LinkedHashMap<>(Map.of("summary", "The tea was cold.", "channel", "in-person"));
        values.put(name, value);
        return teaHouse.start(values);
    }

    private void refused(ResponseEntity<JsonNode> answer, String message) {
        assertThat(answer.getStatusCode()).as(String.valueOf(answer.getBody())).isEqualTo(HttpStatus.BAD_REQUEST);
        List<String> names = new ArrayList<>();
        answer.getBody().fieldNames().forEachRemaining(names::add);
        assertThat(names).contains("type", "message");
        assertThat(answer.getBody().get("message").asText()).isEqualTo(message);
        assertThat(teaHouse.cases()).isEqualTo(casesBefore);
    }
}
