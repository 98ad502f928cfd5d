package uk.redress.policy;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Validator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import uk.redress.RedressTest;

/**
 * Starts with policy folders in different states (design.md section 2, "Deployment": a policy that fails its checks is
 * not deployed, the running version stays, the error says file, element and mend, and the other policies start).
 */
@RedressTest
@ExtendWith(OutputCaptureExtension.class)
class PolicyDeployerTest {

    @TempDir
    private Path folder;

    @Autowired
    private RepositoryService repository;

    @Autowired
    private Validator validator;

    @BeforeEach
    void twoCompanies() throws IOException {
        write("acme");
        write("zenith");
    }

    @AfterEach
    void forgetThem() {
        for (String tenant : List.of("acme", "zenith")) {
            repository
                    .createDeploymentQuery()
                    .tenantIdIn(tenant)
                    .list()
                    .forEach(deployment -> repository.deleteDeployment(deployment.getId(), true));
        }
    }

    @Test
    void aPolicyThatFailsItsChecksIsNotDeployedAndTheOthersStart(CapturedOutput output) throws IOException {
        change("acme", "2 working days", "3 working days");

        start();

        assertThat(versions("acme")).isEmpty();
        assertThat(versions("zenith")).containsExactly("1.0.0");
        assertThat(output)
                .contains(
                        "The policy acme is not deployed; what ran before goes on running. To be mended in processes/acme"
                                + " and forms/acme:")
                .contains(
                        "acme-complaint.bpmn: \"3 working days\" (stage-1-limit) says 3 working days, but its expression"
                                + " counts 2 working days. Make them the same:");
    }

    @Test
    void theRunningVersionStaysUntilThePolicyIsMended() throws IOException {
        start();
        change("acme", "2 working days", "3 working days");
        change("acme", "versionTag=\"1.0.0\"", "versionTag=\"1.1.0\"");
        start();
        assertThat(versions("acme")).containsExactly("1.0.0");

        change("acme", "3 working days", "2 working days");
        start();
        assertThat(versions("acme")).containsExactly("1.0.0", "1.1.0");
    }

    @Test
    void aSecondStartDeploysNothing() {
        start();
        long once = repository.createDeploymentQuery().count();

        start();

        assertThat(repository.createDeploymentQuery().count()).isEqualTo(once);
    }

    @Test
    void whatAnAnalystDeployedIsNotUndoneByARestart() throws IOException {
        start();
        repository
                .createDeployment()
                .name("acme")
                .tenantId("acme")
                .source("Camunda Modeler")
                .addString(
                        AcmePolicy.DIAGRAM,
                        AcmePolicy.text(AcmePolicy.DIAGRAM).replace("versionTag=\"1.0.0\"", "versionTag=\"1.0.1\""))
                .deploy();

        start();

        assertThat(versions("acme")).containsExactly("1.0.0", "1.0.1");
    }

    /** What a start does with the folders. */
    private void start() {
        PolicySettings settings = new PolicySettings(folder.resolve("processes"), folder.resolve("forms"));
        Policies policies = new Policies(new PolicyFolders(settings), new PolicyYaml(validator));
        StaticListableBeanFactory beans = new StaticListableBeanFactory(Map.of(
                "workingDays", bean("workingDays", new Days()),
                "house", bean("house", Map.of()),
                "letters", bean("letters", new Letters())));
        new PolicyDeployer(policies, repository, new PolicyCheck(beans.getBeanProvider(PolicyBean.class)), List.of())
                .afterSingletonsInstantiated();
    }

    private List<String> versions(String tenant) {
        return repository
                .createProcessDefinitionQuery()
                .processDefinitionKey(tenant + "-complaint")
                .tenantIdIn(tenant)
                .orderByProcessDefinitionVersion()
                .asc()
                .list()
                .stream()
                .map(ProcessDefinition::getVersionTag)
                .toList();
    }

    private void write(String tenant) throws IOException {
        Path processes = Files.createDirectories(folder.resolve("processes/" + tenant));
        Path forms = Files.createDirectories(folder.resolve("forms/" + tenant));
        Files.writeString(processes.resolve("policy.yaml"), text(AcmePolicy.YAML, tenant));
        Files.writeString(processes.resolve(tenant + "-complaint.bpmn"), text(AcmePolicy.DIAGRAM, tenant));
        Files.writeString(processes.resolve(AcmePolicy.SHARED), text(AcmePolicy.SHARED, tenant));
        Files.writeString(forms.resolve(tenant + "-complaint.form"), text(AcmePolicy.START_FORM, tenant));
        Files.writeString(forms.resolve(AcmePolicy.TASK_FORM), text(AcmePolicy.TASK_FORM, tenant));
        Path letters = Files.createDirectories(processes.resolve("letters"));
        Files.writeString(letters.resolve("acknowledgement.html"), "<p>Thank you.</p>");
    }

    private void change(String tenant, String from, String to) throws IOException {
        Path diagram = folder.resolve("processes/" + tenant + "/" + tenant + "-complaint.bpmn");
        String text = Files.readString(diagram);
        assertThat(text).contains(from);
        Files.writeString(diagram, text.replace(from, to));
    }

    private static String text(String file, String tenant) {
        return AcmePolicy.text(file).replace("acme", tenant);
    }

    private static PolicyBean bean(String name, Object object) {
        return new PolicyBean() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Object of(Policy policy) {
                return object;
            }
        };
    }

    public static class Days {
        public Object after(Object start, int number) {
            return start;
        }

        public Object before(Object end, int number) {
            return end;
        }
    }

    public static class Letters {
        public void send(Object execution) {}
    }
}
