package uk.redress.form;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.builder.ProcessBuilder;
import org.camunda.spin.plugin.variable.SpinValues;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import uk.redress.Http;
import uk.redress.RedressTest;

/** The contract: "user id; where a person chooses it, the form offers names". From Tasklist and REST alike. */
@RedressTest
class PeopleOnOfferTest {

    private static final String FORM = """
            {"id": "people", "type": "default", "schemaVersion": 16, "components": [
              {"type": "group", "label": "Who", "components": [
                {"type": "select", "key": "referralManager", "label": "Referral manager",
                 "properties": {"people": "referral-managers"}},
                {"type": "taglist", "key": "about", "label": "Whom it is about",
                 "properties": {"people": "of-this-tenant", "prefill": "yes"}},
                {"type": "taglist", "key": "readers", "label": "Readers",
                 "properties": {"people": "supervisors, analysts"}}
              ]}
            ]}""";

    @Autowired
    private ProcessEngine engine;

    @LocalServerPort
    private int port;

    private final List<String> users = new ArrayList<>();
    private String deployment;
    private Http agent;

    @BeforeEach
    void anotherCompanyAndAProcessOfOurs() {
        engine.getIdentityService().saveTenant(engine.getIdentityService().newTenant("elsewhere"));
        employ("elsewhere-agent", "Ann", "Other", "elsewhere", "customer-services");
        employ("elsewhere-manager", "Bob", "Other", "elsewhere", "referral-managers");
        ProcessBuilder process = Bpmn.createExecutableProcess("people").camundaHistoryTimeToLiveString("P1D");
        process.startEvent()
                .camundaFormRef("people")
                .camundaFormRefBinding("deployment")
                .userTask("ask")
                .camundaCandidateGroups("customer-services")
                .camundaFormRef("people")
                .camundaFormRefBinding("deployment")
                .endEvent();
        process.startEvent().message("people-wanted").connectTo("ask");
        deployment = engine.getRepositoryService()
                .createDeployment()
                .tenantId("kiwi")
                .addModelInstance("people.bpmn", process.done())
                .addString("people.form", FORM)
                .deploy()
                .getId();
        agent = Http.as("kiwi-agent", port);
    }

    @AfterEach
    void nobodyStays() {
        engine.getRepositoryService().deleteDeployment(deployment, true);
        users.forEach(engine.getIdentityService()::deleteUser);
        engine.getIdentityService().deleteTenant("elsewhere");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kiwi-complaint", "kiwi-record"})
    @DisplayName("ALL-3: whom a complaint is about is chosen by name, among those of this company who do casework")
    void caseworkersOfThisCompanyAreOnOffer(String process) {
        JsonNode about = offered(startForm(agent, process), "about");

        assertThat(ids(about))
                .containsExactlyInAnyOrder(
                        "kiwi-agent",
                        "kiwi-agent2",
                        "kiwi-manager",
                        "kiwi-manager2",
                        "kiwi-head",
                        "kiwi-head2",
                        "kiwi-director");
        List<String> names = StreamSupport.stream(about.spliterator(), false)
                .map(option -> option.path("label").asText())
                .toList();
        User head = engine.getIdentityService()
                .createUserQuery()
                .userId("kiwi-head")
                .singleResult();
        assertThat(names).isSorted().contains(head.getFirstName() + " " + head.getLastName());
        assertThat(names).anyMatch(name -> name.matches("\\S+ \\S+ \\(.+\\)"));
    }

    @Test
    @DisplayName("ALL-3: nobody who has come by then or left is missed: a form is never taken from a cache")
    void whoComesIsOnOfferAtOnceAndNamesakesAreTold() {
        employ("kiwi-sam", "Sam", "Lee", "kiwi", "customer-services");
        employ("kiwi-sam2", "Sam", "Lee", "kiwi", "heads-of-service");
        employ("kiwi-nameless", null, null, "kiwi", "customer-services");
        employ("kiwi-guest", "Guy", "Guest", "kiwi", null);
        employ("kiwi-both", "Bo", "Both", "kiwi", "supervisors");
        engine.getIdentityService().createMembership("kiwi-both", "referral-managers");

        JsonNode about = offered(startForm(agent, "kiwi-complaint"), "about");

        assertThat(about.toString())
                .contains("{\"label\":\"Sam Lee, kiwi-sam\",\"value\":\"kiwi-sam\"}")
                .contains("{\"label\":\"Sam Lee, kiwi-sam2\",\"value\":\"kiwi-sam2\"}")
                .contains("{\"label\":\"kiwi-nameless\",\"value\":\"kiwi-nameless\"}")
                .contains("kiwi-guest", "kiwi-both");

        engine.getIdentityService().deleteUser("kiwi-sam2");

        assertThat(offered(startForm(agent, "kiwi-complaint"), "about").toString())
                .contains("{\"label\":\"Sam Lee\",\"value\":\"kiwi-sam\"}");
    }

    @Test
    void aGroupIsOnOfferWhereTheFormAsksForIt() {
        JsonNode form = startForm(agent, "people");

        assertThat(ids(offered(form, "referralManager"))).containsExactlyInAnyOrder("kiwi-manager", "kiwi-manager2");
        assertThat(ids(offered(form, "readers"))).containsExactlyInAnyOrder("kiwi-supervisor", "kiwi-analyst");
    }

    @Test
    void whoIsOfSeveralCompaniesIsOfferedThoseOfTheCaseAlone() {
        engine.getIdentityService().createTenantUserMembership("elsewhere", "kiwi-agent");
        try {
            assertThat(startForm(agent, "kiwi-complaint").toString()).doesNotContain("elsewhere-agent", "Other");
            assertThat(startForm(Http.as("admin", port), "people").toString())
                    .doesNotContain("elsewhere-agent", "Other");
        } finally {
            engine.getIdentityService().deleteTenantUserMembership("elsewhere", "kiwi-agent");
        }
    }

    @Test
    void theOtherCompanyHearsNothing() {
        HttpResponse<String> form = Http.as("elsewhere-agent", "Correct-horse-7", port)
                .get("/engine-rest/process-definition/" + definition("kiwi-complaint") + "/deployed-start-form");

        assertThat(form.statusCode()).isBetween(400, 404);
        assertThat(form.body()).doesNotContain("kiwi-manager");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/engine-rest", "/camunda/api/engine/engine/default"})
    @DisplayName("ALL-3: whom it is about is ids with commas on the case, whether the form sends a list or a text")
    void aListOfPeopleIsStoredAsText(String api) {
        assertThat(about(start(api, "Json", "[\\\"kiwi-manager\\\",\\\"kiwi-head\\\"]")))
                .isEqualTo("kiwi-manager,kiwi-head");
        assertThat(about(start(api, "String", " kiwi-manager, kiwi-head"))).isEqualTo("kiwi-manager,kiwi-head");
        assertThat(about(start(api, "Json", "[]"))).isNull();
    }

    @Test
    @DisplayName("ALL-3: another system names anybody of the company for a start, on offer or not, but nobody else")
    void aStartNamesAnybodyOfTheCompany() {
        assertThat(about(start("/engine-rest", "String", "kiwi-supervisor"))).isEqualTo("kiwi-supervisor");
        assertThat(message(start("/engine-rest", "String", "kiwi-head,elsewhere-manager")))
                .isEqualTo("\"Staff whom it is about\" names somebody who is not on offer: choose among the people of"
                        + " this company who are.");
    }

    @Test
    void whatATaskAsksForTakesOnlyWhomItOffers() {
        Task task = task(start(Map.of()));

        for (String stranger : List.of("kiwi-head", "elsewhere-manager", "nobody")) {
            assertThat(message(submit(task, "{\"referralManager\": {\"value\": \"" + stranger + "\"}}")))
                    .isEqualTo("\"Referral manager\" names somebody who is not on offer: choose one of the people of"
                            + " this company who are.");
        }
        assertThat(message(submit(task, "{\"about\": {\"value\": \"kiwi-head,kiwi-analyst\"}}")))
                .isEqualTo("\"Whom it is about\" names somebody who is not on offer: choose among the people of this"
                        + " company who are.");
    }

    @Test
    void whatTheCaseHasIsShownAsTagsAndStoredAgainAsText() {
        ProcessInstance instance = start(Map.of("about", "kiwi-head,kiwi-manager"));
        Task task = task(instance);
        JsonNode shown = Http.json(
                        agent.get("/engine-rest/task/" + task.getId() + "/form-variables?deserializeValues=false"))
                .path("about");

        assertThat(shown.path("type").asText()).isEqualTo("Json");
        assertThat(shown.path("value").asText()).isEqualTo("[\"kiwi-head\",\"kiwi-manager\"]");
        assertThat(engine.getRuntimeService().getVariable(instance.getId(), "about"))
                .isEqualTo("kiwi-head,kiwi-manager");

        assertThat(ids(offered(Http.json(agent.get("/engine-rest/task/" + task.getId() + "/deployed-form")), "about")))
                .contains("kiwi-head");
        HttpResponse<String> done = submit(
                task, "{\"about\": {\"type\": \"Json\", \"value\": \"[\\\"kiwi-head\\\",\\\"kiwi-agent2\\\"]\"}}");

        assertThat(done.statusCode()).as(done.body()).isEqualTo(204);
        assertThat(engine.getHistoryService()
                        .createHistoricVariableInstanceQuery()
                        .processInstanceId(instance.getId())
                        .variableName("about")
                        .singleResult()
                        .getValue())
                .isEqualTo("kiwi-head,kiwi-agent2");
    }

    @Test
    void aFormShowsTheNamesOfThoseWhomTheCaseKnowsById() {
        employ("kiwi-sam", "Sam", "Lee", "kiwi", "referral-managers");
        employ("kiwi-kim", "Kim", "Ray", "kiwi", "heads-of-service");
        ProcessInstance instance = start(Map.of());
        engine.getRuntimeService()
                .setVariables(
                        instance.getId(),
                        Map.of(
                                "about", "kiwi-sam, gone",
                                "handledBy", "1:kiwi-sam,2:kiwi-kim",
                                "originalHandlers", "kiwi-kim,kiwi-sam",
                                "referralManager", "kiwi-sam"));
        Task task = task(instance);

        JsonNode shown = Http.json(agent.get("/engine-rest/task/" + task.getId() + "/form-variables"));

        assertThat(shown.at("/aboutNames/value").asText()).isEqualTo("Sam Lee, gone");
        assertThat(shown.at("/handledByNames/value").asText()).isEqualTo("Sam Lee (stage 1), Kim Ray (stage 2)");
        assertThat(shown.at("/originalHandlersNames/value").asText()).isEqualTo("Kim Ray, Sam Lee");
        assertThat(shown.at("/referralManagerName/value").asText()).isEqualTo("Sam Lee");
        assertThat(shown.has("departmentName")).isFalse();
    }

    @Test
    @DisplayName("ALL-3: a list that a message brings in is a text on the case, too")
    void whatAMessageBringsIsStoredAsText() {
        ProcessInstance instance = engine.getRuntimeService()
                .createMessageCorrelation("people-wanted")
                .tenantId("kiwi")
                .setVariable(
                        "about",
                        SpinValues.jsonValue("[\"kiwi-head\",\"kiwi-agent\"]").create())
                .correlateStartMessage();

        assertThat(engine.getRuntimeService().getVariable(instance.getId(), "about"))
                .isEqualTo("kiwi-head,kiwi-agent");
    }

    private void employ(String id, String firstName, String lastName, String tenant, String group) {
        User user = engine.getIdentityService().newUser(id);
        user.setFirstName(firstName);
        user.setLastName(lastName);
        user.setPassword("Correct-horse-7");
        engine.getIdentityService().saveUser(user);
        engine.getIdentityService().createTenantUserMembership(tenant, id);
        if (group != null) {
            engine.getIdentityService().createMembership(id, group);
        }
        users.add(id);
    }

    private ProcessInstance start(Map<String, Object> variables) {
        return engine.getRuntimeService()
                .createProcessInstanceByKey("people")
                .processDefinitionTenantId("kiwi")
                .setVariables(variables)
                .execute();
    }

    private HttpResponse<String> start(String api, String type, String about) {
        Http caller = api.startsWith("/camunda") ? Http.browser("kiwi-agent", port) : agent;
        return caller.post(
                api + "/process-definition/" + definition("kiwi-complaint") + "/submit-form",
                "{\"variables\": {\"summary\": {\"value\": \"The tutor was rude.\"}, \"channel\": {\"value\": \"phone\"},"
                        + " \"about\": {\"type\": \"" + type + "\", \"value\": \"" + about + "\"}}}");
    }

    private Object about(HttpResponse<String> started) {
        assertThat(started.statusCode()).as(started.body()).isEqualTo(200);
        return engine.getRuntimeService()
                .getVariable(Http.json(started).path("id").asText(), "about");
    }

    private HttpResponse<String> submit(Task task, String variables) {
        return agent.post("/engine-rest/task/" + task.getId() + "/submit-form", "{\"variables\": " + variables + "}");
    }

    private static String message(HttpResponse<String> refused) {
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        return Http.json(refused).path("message").asText();
    }

    private Task task(ProcessInstance instance) {
        Task task = engine.getTaskService()
                .createTaskQuery()
                .processInstanceId(instance.getId())
                .singleResult();
        engine.getTaskService().setAssignee(task.getId(), "kiwi-agent");
        return task;
    }

    private String definition(String process) {
        return engine.getRepositoryService()
                .createProcessDefinitionQuery()
                .processDefinitionKey(process)
                .tenantIdIn("kiwi")
                .latestVersion()
                .singleResult()
                .getId();
    }

    private JsonNode startForm(Http caller, String process) {
        HttpResponse<String> form =
                caller.get("/engine-rest/process-definition/" + definition(process) + "/deployed-start-form");
        assertThat(form.statusCode()).as(form.body()).isEqualTo(200);
        return Http.json(form);
    }

    private static JsonNode offered(JsonNode parent, String key) {
        for (JsonNode component : parent.path("components")) {
            if (component.path("key").asText().equals(key)) {
                return component.path("values");
            }
            JsonNode inside = offered(component, key);
            if (inside != null) {
                return inside;
            }
        }
        return null;
    }

    private static List<String> ids(JsonNode options) {
        return StreamSupport.stream(options.spliterator(), false)
                .map(option -> option.path("value").asText())
                .toList();
    }
}
