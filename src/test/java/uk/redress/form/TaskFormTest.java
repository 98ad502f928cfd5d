package uk.redress.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.redress.policy.CaseWalk.london;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.task.DelegationState;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.variable.value.TypedValue;
import org.camunda.spin.plugin.variable.value.JsonValue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/**
 * Issue 2: "On submit-form, complete … from Tasklist and REST alike, HTTP 400 with a message that names the field's
 * label and the mend; the process has not moved."
 */
@TeaHouseTest
class TaskFormTest {

    private static final Map<String, Object> LIST = Map.of("type", "Json", "value", "[\"tea\",\"staff\"]");

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private TestRestTemplate rest;

    private TeaHouse teaHouse;
    private String caseId;
    private Task task;

    @BeforeEach
    void aCaseWaitsForItsDecision() {
        teaHouse = new TeaHouse(engine, rest);
        teaHouse.employ();
        caseId = teaHouse.openCase();
        task = teaHouse.task(caseId);
        engine.getTaskService().claim(task.getId(), TeaHouse.CLERK);
    }

    @ParameterizedTest
    @CsvSource({"complete,false", "complete,true", "submit-form,false", "submit-form,true", "resolve,false"})
    void aWrongFormIsA400AndNothingHasHappened(String way, boolean withVariables) {
        Map<String, Object> body =
                TeaHouse.body(Map.of("outcome", "perhaps", "lesson", "Warm the pot.", "closedAs", "answered"));
        body.put("withVariablesInReturn", withVariables);

        ResponseEntity<JsonNode> answer = teaHouse.post("/task/" + task.getId() + "/" + way, body);

        assertThat(answer.getStatusCode()).as(String.valueOf(answer.getBody())).isEqualTo(HttpStatus.BAD_REQUEST);
        assertThat(answer.getBody().get("message").asText())
                .isEqualTo("\"Outcome\" has a value that is not on offer: choose one of upheld, not-upheld."
                        + " \"What you found\" is missing: fill it in."
                        + " \"closedAs\" is no field of this form: leave it out.");
        hasNotMoved();
    }

    @ParameterizedTest
    @ValueSource(strings = {"complete", "submit-form"})
    void nothingAtAllIsNotEnough(String way) {
        ResponseEntity<JsonNode> answer = teaHouse.post("/task/" + task.getId() + "/" + way, Map.of());

        assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.BAD_REQUEST);
        hasNotMoved();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bpmnError", "bpmnEscalation"})
    void anErrorOrEscalationSmugglesNothingIn(String way) {
        Map<String, Object> body = TeaHouse.body(Map.of("smuggled", "2020-01-01"));
        body.put("errorCode", "wrong");
        body.put("escalationCode", "wrong");

        ResponseEntity<JsonNode> answer = teaHouse.post("/task/" + task.getId() + "/" + way, body);

        assertThat(answer.getStatusCode()).as(String.valueOf(answer.getBody())).isEqualTo(HttpStatus.BAD_REQUEST);
        hasNotMoved();
    }

    @ParameterizedTest
    @ValueSource(strings = {"complete", "submit-form"})
    void aRightFormMovesTheCase(String way) {
        ResponseEntity<JsonNode> answer = teaHouse.post(
                "/task/" + task.getId() + "/" + way,
                TeaHouse.body(Map.of(
                        "outcome", "upheld",
                        "findings", "It was cold.",
                        "causes", LIST,
                        "summary", "The tea was cold.",
                        "investigator", TeaHouse.CLERK)));

        assertThat(answer.getStatusCode()).as(String.valueOf(answer.getBody())).isEqualTo(HttpStatus.NO_CONTENT);
        assertThat(teaHouse.task(caseId).getTaskDefinitionKey()).isEqualTo("file");
        assertThat(teaHouse.variable(caseId, "findings")).isEqualTo("It was cold.");
        TypedValue causes = engine.getRuntimeService().getVariableTyped(caseId, "causes", false);
        assertThat(causes)
                .isInstanceOfSatisfying(
                        JsonValue.class,
                        list -> assertThat(list.getValueSerialized()).isEqualTo("[\"tea\",\"staff\"]"));
    }

    @Test
    void aFieldThatIsNotFilledInIsNullForTheDiagramWhateverAnEarlierFormHadSet() {
        engine.getRuntimeService().setVariable(caseId, "causes", "from an earlier stage");
        Map<String, Object> values = new HashMap<>(Map.of("outcome", "not-upheld", "findings", "It was warm."));
        values.put("causes", null);
        values.put("lesson", "   ");

        teaHouse.post("/task/" + task.getId() + "/complete", TeaHouse.body(values));

        assertThat(teaHouse.variables(caseId)).contains("lesson", "investigator");
        assertThat(teaHouse.variable(caseId, "lesson")).isNull();
        assertThat(teaHouse.variable(caseId, "investigator")).isNull();
        assertThat(teaHouse.variable(caseId, "causes")).isNull();
    }

    @Test
    void theFormBeginsEmptyShowsWhatWasThereByAnotherNameAndKnowsItsDueDate() {
        engine.getRuntimeService()
                .setVariables(
                        caseId, Map.of("outcome", "upheld", "findings", "Cold.", "investigator", "ann", "lesson", " "));
        task = teaHouse.task(caseId);
        task.setDueDate(london("2026-10-23T23:59:59"));
        engine.getTaskService().saveTask(task);

        JsonNode shown = teaHouse.get("/task/" + task.getId() + "/form-variables?deserializeValues=false");

        List<String> names = new ArrayList<>();
        shown.fieldNames().forEachRemaining(names::add);
        assertThat(names).doesNotContain("outcome", "findings", "lesson", "earlierLesson");
        assertThat(shown.at("/earlierOutcome/value").asText()).isEqualTo("upheld");
        assertThat(shown.at("/earlierFindings/value").asText()).isEqualTo("Cold.");
        assertThat(shown.at("/summary/value").asText()).as("it is only shown").isEqualTo("The tea was cold.");
        assertThat(shown.at("/investigator/value").asText())
                .as("the form says prefill")
                .isEqualTo("ann");
        assertThat(shown.at("/taskDue/value").asText()).startsWith("2026-10-23T23:59:59");
    }

    @Test
    void whatTheCaseItselfCallsEarlierIsShownAsItIs() {
        engine.getRuntimeService()
                .setVariables(caseId, Map.of("findings", "Of this stage.", "earlierFindings", "Of the stage before."));

        assertThat(teaHouse.get("/task/" + task.getId() + "/form-variables")
                        .at("/earlierFindings/value")
                        .asText())
                .isEqualTo("Of the stage before.");
    }

    @Test
    void whatIsOnlyShownStaysAsItIs() {
        Map<String, Object> values = new HashMap<>(
                Map.of("outcome", "not-upheld", "findings", "It was warm.", "summary", "The tea was lovely."));

        ResponseEntity<JsonNode> answer = teaHouse.post("/task/" + task.getId() + "/complete", TeaHouse.body(values));

        assertThat(answer.getBody().get("message").asText())
                .isEqualTo("\"What the guest says\" cannot be changed here: leave it as it is.");
        hasNotMoved();
    }

    @Test
    void aTransientVariableIsStoredLikeAnyOther() {
        Map<String, Object> finding =
                Map.of("value", "It was cold.", "type", "String", "valueInfo", Map.of("transient", true));

        teaHouse.post(
                "/task/" + task.getId() + "/complete",
                TeaHouse.body(Map.of("outcome", "not-upheld", "findings", finding)));

        assertThat(teaHouse.variable(caseId, "findings")).isEqualTo("It was cold.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"complete", "submit-form"})
    void aTextOf20000CharactersSurvivesAndReadsAsText(String way) {
        String text = "ü".repeat(19_999) + ".";

        teaHouse.post(
                "/task/" + task.getId() + "/" + way, TeaHouse.body(Map.of("outcome", "not-upheld", "findings", text)));

        JsonNode findings = teaHouse.get("/task/" + teaHouse.task(caseId).getId() + "/form-variables")
                .get("findings");
        assertThat(findings.get("type").asText()).isEqualTo("String");
        assertThat(findings.get("value").asText()).isEqualTo(text);
        assertThat(engine.getHistoryService()
                        .createHistoricVariableInstanceQuery()
                        .processInstanceId(caseId)
                        .variableName("findings")
                        .singleResult()
                        .getValue())
                .isEqualTo(text);
    }

    @Test
    void aTextMayGrowPast4000CharactersAndShrinkAgain() {
        for (int length : new int[] {10, 4_000, 4_001, 20_000, 4_000, 20_000, 0}) {
            engine.getRuntimeService().setVariable(caseId, "note", "x".repeat(length));
            assertThat(teaHouse.variable(caseId, "note")).isEqualTo("x".repeat(length));
        }
        engine.getRuntimeService().removeVariable(caseId, "note");
        assertThat(teaHouse.variable(caseId, "note")).isNull();
    }

    @Test
    void aTaskThatAsksForNothingTakesNothing() {
        teaHouse.post(
                "/task/" + task.getId() + "/complete",
                TeaHouse.body(Map.of("outcome", "not-upheld", "findings", "It was warm.")));
        Task filing = teaHouse.task(caseId);
        engine.getTaskService().claim(filing.getId(), TeaHouse.CLERK);

        ResponseEntity<JsonNode> answer =
                teaHouse.post("/task/" + filing.getId() + "/complete", TeaHouse.body(Map.of("outcome", "upheld")));

        assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.BAD_REQUEST);
        assertThat(answer.getBody().get("message").asText())
                .isEqualTo("\"outcome\" is no field of this form: leave it out.");
        assertThat(teaHouse.task(caseId).getId()).isEqualTo(filing.getId());

        teaHouse.post("/task/" + filing.getId() + "/complete", Map.of());
        assertThat(teaHouse.task(caseId)).isNull();
    }

    @Test
    void aDelegatedTaskIsHandedBackWithoutAForm() {
        engine.getTaskService().delegateTask(task.getId(), TeaHouse.CLERK);

        ResponseEntity<JsonNode> answer = teaHouse.post("/task/" + task.getId() + "/resolve", Map.of());

        assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.NO_CONTENT);
        assertThat(teaHouse.task(caseId).getDelegationState()).isEqualTo(DelegationState.RESOLVED);
    }

    @Test
    void whoMayNotWorkOnTheTaskHearsNothingOfItsForm() {
        engine.getIdentityService().setAuthentication("stranger", List.of(), List.of(TeaHouse.TENANT));
        try {
            assertThatThrownBy(() -> engine.getTaskService().complete(task.getId(), Map.of()))
                    .isInstanceOf(AuthorizationException.class);
        } finally {
            engine.getIdentityService().clearAuthentication();
        }
    }

    private void hasNotMoved() {
        assertThat(teaHouse.task(caseId).getId()).isEqualTo(task.getId());
        assertThat(teaHouse.variables(caseId)).doesNotContain("outcome", "lesson", "closedAs", "smuggled", "findings");
    }
}
