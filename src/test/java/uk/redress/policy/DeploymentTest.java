package uk.redress.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.engine.repository.Resource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import uk.redress.Http;
import uk.redress.RedressTest;

/**
 * What an analyst deploys from Modeler, as Modeler sends it (design.md section 2, "Deployment"; issue 2, "Access": an
 * analyst deploys to Kiwi only).
 */
@RedressTest
class DeploymentTest {

    private static final String KIWI = "kiwi";
    private static final String DIAGRAM = "kiwi-complaint.bpmn";
    private static final String FORM = "acknowledge.form";
    private static final ObjectMapper JSON = new ObjectMapper();

    @LocalServerPort
    private int port;

    @Autowired
    private RepositoryService repository;

    private List<String> before;

    @BeforeEach
    void noteWhatRuns() {
        before = deployments();
    }

    @AfterEach
    void takeBackWhatWasDeployed() {
        deployments().stream().filter(id -> !before.contains(id)).forEach(id -> repository.deleteDeployment(id, true));
    }

    @Test
    void anAnalystDeploysToTheirOwnCompany() throws Exception {
        HttpResponse<String> response = deploy("kiwi-analyst", KIWI, Map.of(DIAGRAM, changedDiagram()));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(running().getVersionTag()).isEqualTo("1.0.1");
        assertThat(running().getTenantId()).isEqualTo(KIWI);
    }

    @Test
    void aDeploymentIsCompletedWithTheRestOfThePolicyAsItRuns() throws Exception {
        deploy("kiwi-analyst", KIWI, Map.of(FORM, changedForm()));
        deploy("kiwi-analyst", KIWI, Map.of(DIAGRAM, changedDiagram()));

        assertThat(running().getVersionTag()).isEqualTo("1.0.1");
        Map<String, String> resources = resources(running().getDeploymentId());
        assertThat(resources).containsKeys(DIAGRAM, FORM, "kiwi-complaint.form", "send-letter.bpmn");
        assertThat(resources.get(FORM)).as("the form deployed before").isEqualTo(changedForm());
    }

    @Test
    void aFormAloneIsUsedFromItsDeploymentOn() throws Exception {
        HttpResponse<String> response = deploy("kiwi-analyst", KIWI, Map.of(FORM, changedForm()));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(resources(running().getDeploymentId())).containsEntry(FORM, changedForm());
    }

    @Test
    void whatHasNotChangedIsNotDeployedAgain() throws Exception {
        deploy("kiwi-analyst", KIWI, Map.of(DIAGRAM, changedDiagram()));
        List<String> once = deployments();

        HttpResponse<String> again = deploy("kiwi-analyst", KIWI, Map.of(DIAGRAM, changedDiagram()));

        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(deployments()).isEqualTo(once);
    }

    @Test
    void deployingOnlyWhatChangedWouldLoseTheFormsAndIsNotDone() throws Exception {
        deploy("kiwi-analyst", KIWI, Map.of(DIAGRAM, changedDiagram()), Map.of("deploy-changed-only", "true"));
        String secondChange = changedDiagram().replace("1.0.1", "1.0.2");
        deploy("kiwi-analyst", KIWI, Map.of(DIAGRAM, secondChange), Map.of("deploy-changed-only", "true"));

        assertThat(running().getVersionTag()).isEqualTo("1.0.2");
        assertThat(resources(running().getDeploymentId())).containsKeys(FORM, "send-letter.bpmn");
    }

    @Test
    void anAnalystDoesNotDeployToAnotherCompany() throws Exception {
        HttpResponse<String> response = deploy("kiwi-analyst", "juniper", Map.of(DIAGRAM, changedDiagram()));

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(message(response))
                .isEqualTo("Not deployed: kiwi-analyst does not belong to the tenant \"juniper\". Set the tenant id to"
                        + " kiwi.");
        assertThat(deployments()).isEqualTo(before);
    }

    @Test
    void anAnalystDoesNotDeployForEveryCompany() throws Exception {
        HttpResponse<String> response = deploy("kiwi-analyst", null, Map.of(DIAGRAM, changedDiagram()));

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(message(response))
                .isEqualTo("Not deployed: the deployment names no tenant. Set the tenant id to kiwi.");
        assertThat(deployments()).isEqualTo(before);
    }

    @Test
    void nobodyElseOfTheCompanyDeploysAndTheyLearnNothingOfWhatIsWrong() throws Exception {
        for (String user : List.of("kiwi-agent", "kiwi-manager", "kiwi-supervisor")) {
            HttpResponse<String> response = deploy(user, KIWI, Map.of(DIAGRAM, brokenDiagram()));

            assertThat(response.statusCode()).as(user).isEqualTo(403);
            assertThat(message(response)).as(user).doesNotContain("10 working days");
        }
        assertThat(deployments()).isEqualTo(before);
    }

    @Test
    void aBrokenDiagramIsRefusedWithFileElementAndMend() throws Exception {
        String runs = running().getId();

        HttpResponse<String> response = deploy("kiwi-analyst", KIWI, Map.of(DIAGRAM, brokenDiagram()));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(message(response))
                .isEqualTo("Not deployed; the version of kiwi that runs stays.\n"
                        + "kiwi-complaint.bpmn: \"11 working days\" (response-limit) says 11 working days, but its"
                        + " expression counts 10 working days. Make them the same: the name says \"10 working days\", or"
                        + " the expression changes.");
        JsonNode error = JSON.readTree(response.body())
                .path("details")
                .path(DIAGRAM)
                .path("errors")
                .path(0);
        assertThat(error.path("mainElementId").asText()).isEqualTo("response-limit");
        assertThat(running().getId()).isEqualTo(runs);
        assertThat(deployments()).isEqualTo(before);
    }

    @Test
    void anAdministratorsDiagramIsCheckedToo() throws Exception {
        assertThat(deploy("admin", KIWI, Map.of(DIAGRAM, brokenDiagram())).statusCode())
                .isEqualTo(400);
        assertThat(deploy("admin", KIWI, Map.of(DIAGRAM, changedDiagram())).statusCode())
                .isEqualTo(200);
    }

    @Test
    void codeGetsInUnderNoOtherName() throws Exception {
        String script = brokenDiagram().replace("id=\"kiwi-complaint\"", "id=\"kiwi-back-door\"");
        for (String name : List.of("back-door.bpmn20.xml", "backdoorbpmn", "folder/kiwi-back-door.bpmn")) {
            HttpResponse<String> response = deploy("kiwi-analyst", KIWI, Map.of(name, script));

            assertThat(response.statusCode()).as(name).isEqualTo(400);
            assertThat(message(response)).contains(name + " has a name that is not used here.");
        }
        assertThat(deployments()).isEqualTo(before);
    }

    @Test
    void anOlderDeploymentIsCheckedBeforeItComesBack() throws Exception {
        Deployment unchecked = repository
                .createDeployment()
                .name("before the checks")
                .tenantId(KIWI)
                .addString(DIAGRAM, brokenDiagram())
                .deploy();

        HttpResponse<String> response =
                Http.as("kiwi-analyst", port).post("/engine-rest/deployment/" + unchecked.getId() + "/redeploy", "{}");

        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(message(response)).contains("(response-limit) says 11 working days");
    }

    private static String changedDiagram() throws IOException {
        String diagram = Files.readString(Path.of("processes/kiwi", DIAGRAM));
        String changed = diagram.replaceFirst("versionTag=\"[^\"]*\"", "versionTag=\"1.0.1\"");
        assertThat(changed).isNotEqualTo(diagram);
        return changed;
    }

    private static String brokenDiagram() throws IOException {
        String diagram = Files.readString(Path.of("processes/kiwi", DIAGRAM));
        String broken = diagram.replaceFirst(
                "id=\"response-limit\" name=\"10 working days\"", "id=\"response-limit\" name=\"11 working days\"");
        assertThat(broken).isNotEqualTo(diagram);
        return broken;
    }

    private static String changedForm() throws IOException {
        String form = Files.readString(Path.of("forms/common", FORM));
        String changed = form.replace("\"Said to\"", "\"Whom you told\"");
        assertThat(changed).isNotEqualTo(form);
        return changed;
    }

    private ProcessDefinition running() {
        return repository
                .createProcessDefinitionQuery()
                .processDefinitionKey("kiwi-complaint")
                .tenantIdIn(KIWI)
                .latestVersion()
                .singleResult();
    }

    private List<String> deployments() {
        return repository.createDeploymentQuery().list().stream()
                .map(Deployment::getId)
                .sorted()
                .toList();
    }

    private Map<String, String> resources(String deployment) throws IOException {
        Map<String, String> resources = new LinkedHashMap<>();
        for (Resource resource : repository.getDeploymentResources(deployment)) {
            resources.put(
                    resource.getName(),
                    new String(
                            repository
                                    .getResourceAsStreamById(deployment, resource.getId())
                                    .readAllBytes(),
                            UTF_8));
        }
        return resources;
    }

    private static String message(HttpResponse<String> response) {
        return Http.json(response).path("message").asText();
    }

    private HttpResponse<String> deploy(String user, String tenant, Map<String, String> files) throws Exception {
        return deploy(user, tenant, files, Map.of());
    }

    /** Sends what Modeler sends. */
    private HttpResponse<String> deploy(
            String user, String tenant, Map<String, String> files, Map<String, String> settings) throws Exception {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("deployment-name", "kiwi-complaint");
        fields.put("deployment-source", "Camunda Modeler");
        fields.put("enable-duplicate-filtering", "true");
        fields.putAll(settings);
        if (tenant != null) {
            fields.put("tenant-id", tenant);
        }
        StringBuilder body = new StringBuilder();
        for (Map.Entry<String, String> field : fields.entrySet()) {
            body.append("--part\r\nContent-Disposition: form-data; name=\"" + field.getKey() + "\"\r\n\r\n"
                    + field.getValue() + "\r\n");
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            body.append("--part\r\nContent-Disposition: form-data; name=\"" + file.getKey() + "\"; filename=\""
                    + file.getKey() + "\"\r\nContent-Type: application/octet-stream\r\n\r\n" + file.getValue()
                    + "\r\n");
        }
        body.append("--part--\r\n");
        return Http.as(user, port)
                .send("POST", "/engine-rest/deployment/create", "multipart/form-data; boundary=part", body.toString());
    }
}
