package uk.redress.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.redress.policy.CaseWalk.london;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.FileSystemUtils;
import uk.redress.RedressTest;
import uk.redress.policy.CaseWalk;

/** CAN-3: a case that was sorted wrongly when it came in goes on in another procedure of the company. */
@RedressTest
class TransferTest {

    private static final String TENANT = "larkspur";

    @TempDir
    private static Path folder;

    @DynamicPropertySource
    static void aCompanyOfTwoProcedures(DynamicPropertyRegistry registry) throws IOException {
        for (String kind : new String[] {"processes", "forms"}) {
            FileSystemUtils.copyRecursively(Path.of(kind), folder.resolve(kind));
            FileSystemUtils.copyRecursively(Path.of("src/test/resources/sixth-company", kind), folder.resolve(kind));
            registry.add("redress.policy." + kind, () -> folder.resolve(kind).toString());
        }
        Path policy = folder.resolve("processes/larkspur/policy.yaml");
        Files.writeString(
                policy,
                Files.readString(policy)
                        .replace("    prefix: LAR\n", "    prefix: LAR\n  larkspur-feedback:\n    prefix: LAF\n"));
    }

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private Complaints complaints;

    @Autowired
    private CaseTables tables;

    private CaseWalk walk;

    @AfterEach
    void reset() {
        ClockUtil.reset();
    }

    @Test
    @DisplayName(
            "CAN-3: it goes on under a reference of its own, with the same receipt, kind, needs and representative")
    void goesOn() throws IOException {
        deploy("larkspur-feedback");
        String old = log(Map.of(
                "needs", "Large print",
                "about", "larkspur-head",
                "representativeName", "Sol Icitor",
                "representativeEmail", "sol@law.example"));
        engine.getRuntimeService().setVariable(instance(old), "kind", "compliment");
        walk.itIs("2026-03-05T11:00");
        walk.complete("larkspur-agent", old, "sort", Map.of());

        assertThat(walk.isOver(old)).isTrue();
        Complaint closed = complaints.find(TENANT, old).orElseThrow();
        assertThat(closed.closedAs()).isEqualTo("duplicate");
        String reference = closed.duplicateOf();
        assertThat(reference).startsWith("LAF-2026-0");
        Complaint open = complaints.find(TENANT, reference).orElseThrow();
        assertThat(open.isOpen()).isTrue();
        assertThat(open.processKey()).isEqualTo("larkspur-feedback");
        assertThat(open.kind()).isEqualTo("compliment");
        assertThat(open.receivedAt()).isEqualTo(london("2026-03-02T10:00:30").toInstant());
        assertThat(open.duplicates()).containsExactly(old);
        assertThat(tables.goesOnUnder(old)).as("whoever names the old one").isEqualTo(reference);
        assertThat(engine.getRuntimeService().getVariables(instance(reference)))
                .containsEntry("needs", "Large print")
                .containsEntry("about", "larkspur-head")
                .containsEntry("representativeName", "Sol Icitor")
                .containsEntry("representativeEmail", "sol@law.example")
                .containsEntry("receivedOn", "2026-03-02")
                .containsEntry("transferredFrom", old)
                .containsEntry("stage", 1)
                .doesNotContainKey("closedAs");
        assertThat(walk.task(reference, "thank").getDueDate())
                .as("a reclassification never restarts a clock")
                .isEqualTo(london("2026-03-09T23:59:59"));
        assertThat(complaints.steps(open, 0, 10))
                .anySatisfy(step -> assertThat(step.evidence())
                        .containsEntry("transferredFrom", old)
                        .containsEntry("complainantName", "Pat Parent"));
    }

    @Test
    @DisplayName("CAN-3: the year of the new reference is that of the receipt, as of every reference")
    void yearOfReceipt() throws IOException {
        deploy("larkspur-feedback");
        String old = log(Map.of("receivedOn", "2025-12-31"));
        walk.complete("larkspur-agent", old, "sort", Map.of());

        assertThat(complaints.find(TENANT, old).orElseThrow().duplicateOf()).startsWith("LAF-2025-");
    }

    @ParameterizedTest
    @CsvSource({
        "larkspur-complaint, runs in \"larkspur-complaint\" already",
        "larkspur-record, No complaints run in the process \"larkspur-record\"",
    })
    @DisplayName("CAN-3: a case goes on in another procedure and in nothing else; what fails leaves it as it was")
    void refused(String key, String why) throws IOException {
        deploy(key);
        String old = log(Map.of());

        assertThatThrownBy(() -> walk.complete("larkspur-agent", old, "sort", Map.of()))
                .hasStackTraceContaining(why);
        assertThat(walk.openTasks(old)).containsExactly("sort");
        assertThat(complaints.find(TENANT, old).orElseThrow().duplicateOf()).isNull();
    }

    private void deploy(String transferTo) throws IOException {
        try (var diagram = getClass().getResourceAsStream("transfer.bpmn")) {
            engine.getRepositoryService()
                    .createDeployment()
                    .name("transfer")
                    .tenantId(TENANT)
                    .addString(
                            "transfer.bpmn",
                            new String(diagram.readAllBytes(), StandardCharsets.UTF_8)
                                    .replace("'larkspur-feedback'", "'" + transferTo + "'"))
                    .deploy();
        }
        walk = new CaseWalk(engine, TENANT);
        walk.itIs("2026-03-02T10:00:30");
    }

    private String log(Map<String, Object> differences) {
        Map<String, Object> form = new HashMap<>(Map.of(
                "channel", "phone",
                "complainantName", "Pat Parent",
                "summary", "The lesson was wonderful."));
        form.putAll(differences);
        return walk.start("larkspur-agent", "larkspur-complaint", form);
    }

    private String instance(String reference) {
        return engine
                .getRuntimeService()
                .createProcessInstanceQuery()
                .processInstanceBusinessKey(reference)
                .list()
                .stream()
                .map(ProcessInstance::getId)
                .findFirst()
                .orElseThrow();
    }
}
