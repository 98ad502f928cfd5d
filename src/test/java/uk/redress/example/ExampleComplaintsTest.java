package uk.redress.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static uk.redress.policy.CaseWalk.london;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.FileSystemUtils;
import uk.redress.LondonTimeZone;
import uk.redress.RedressApplication;
import uk.redress.letter.LetterStore;
import uk.redress.log.Complaint;
import uk.redress.log.Complaints;
import uk.redress.log.Reader;
import uk.redress.policy.Policies;
import uk.redress.policy.PolicyYaml;
import uk.redress.reconciliation.Reconciliation;

/** The demonstration begins with complaints in every state, made through the engine, once, and nowhere else. */
@ExtendWith({LondonTimeZone.class, OutputCaptureExtension.class})
class ExampleComplaintsTest {

    private final String database = "jdbc:h2:mem:examples-" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

    @TempDir
    private Path folder;

    /** A Wednesday, with no bank holiday near. */
    @BeforeEach
    void itIs() {
        ClockUtil.setCurrentTime(london("2026-03-18T10:00"));
    }

    @AfterEach
    void resetClock() {
        ClockUtil.reset();
    }

    @Test
    @DisplayName(
            "Each policy's examples are all made, in the states that they speak of; a second start makes none again")
    void areMadeOnce(CapturedOutput output) {
        long complaints;
        try (ConfigurableApplicationContext redress = start("demo")) {
            Policies policies = redress.getBean(Policies.class);
            policies.all().forEach(policy -> {
                assertThat(policies.folder(policy.tenant()).examples())
                        .as("processes/" + policy.tenant() + "/examples.yaml")
                        .isNotNull();
                assertThat(output).contains(policy.name() + " has ");
            });
            assertThat(output).doesNotContain("is not as it should be", "There are no examples of");
            kiwisStates(redress);
            assertThat(states(redress, "juniper", "schools-mutual", "cantium", "interlearn"))
                    .isEqualTo("""
                            Ruth Okonkwo, open: acknowledge, forward
                            Simon Tate, open: resolve-informally
                            Grace Mwangi, open: due-soon, investigate
                            Oakfield Primary School, late: due-soon, investigate, late
                            Daniel Frost, open: level-2-investigate, post-letter
                            Leila Haddad, resolved-informally: -
                            Helen Brook, open: acknowledge, investigate
                            Ian Prescott, late: acknowledge, due-soon, investigate, late
                            Noor Aziz, late: due-soon, investigate, late, update-complainant
                            Woodvale Academy, open: level-2-investigate
                            Carys Owen, satisfied: -
                            Judith Marlow, open: post-letter, share
                            Anna Kessler, open: post-letter, review-request
                            Paul Denham, open: sort
                            Marion Webb, open: resolve-informally
                            Victor Lang, open: due-soon, investigate
                            Sheila Burton, late: due-soon, investigate, late
                            Thomas Adler, open: post-letter, stage-2-investigate
                            Kyle Benson, open: conclude
                            Stonebridge Motors, open: investigate, post-letter
                            Maureen Tully, late: due-soon, investigate, late
                            Piotr Zielinski, open: stage-2-investigate
                            Abena Darko, resolved-informally: -
                            """);
            redress.getBean(Reconciliation.class).run();
            assertThat(redress.getBean(RuntimeService.class)
                            .createIncidentQuery()
                            .list())
                    .isEmpty();
            complaints = complaints(redress);
        }
        try (ConfigurableApplicationContext again = start("demo")) {
            assertThat(complaints(again)).isEqualTo(complaints);
        }
    }

    /** On time, due soon, late, at each stage, and closed. */
    private static void kiwisStates(ConfigurableApplicationContext redress) {
        Instant now = ClockUtil.getCurrentTime().toInstant();
        assertThat(tasks(redress, "Rosa Delgado")).containsExactly("acknowledge", "investigate");
        assertThat(of(redress, "Rosa Delgado").late(now)).isFalse();

        assertThat(tasks(redress, "Gareth Lloyd")).containsExactly("respond");
        assertThat(of(redress, "Gareth Lloyd").acknowledgedAt())
                .isEqualTo(london("2026-03-12T11:20").toInstant());

        assertThat(tasks(redress, "Amina Yusuf")).containsExactly("due-soon", "investigate");
        assertThat(of(redress, "Amina Yusuf").nextDue())
                .isEqualTo(london("2026-03-19T23:59:59").toInstant());

        assertThat(tasks(redress, "Peter Hallam")).containsExactly("due-soon", "investigate", "late");
        assertThat(of(redress, "Peter Hallam").late(now)).isTrue();
        assertThat(of(redress, "Peter Hallam").limits())
                .extracting(limit -> limit.elementId() + " " + limit.state(now))
                .contains("acknowledgement-limit MET", "response-limit LATE");

        assertThat(tasks(redress, "Lena Fischer")).containsExactly("stage-2-refer");
        assertThat(tasks(redress, "Martin Osborne")).containsExactly("stage-3-investigate");
        assertThat(tasks(redress, "Chidi Eze")).containsExactly("refer-outside");

        assertThat(tasks(redress, "Hannah Price")).isEmpty();
        Complaint closed = of(redress, "Hannah Price");
        assertThat(closed.state()).isEqualTo("closed");
        assertThat(closed.closedAs()).isEqualTo("satisfied");
        assertThat(closed.receivedAt()).isEqualTo(london("2026-03-10T16:00").toInstant());
        assertThat(redress.getBean(LetterStore.class).ofComplaint("kiwi", closed.reference()))
                .extracting(letter -> letter.kind() + " " + letter.state())
                .containsExactly("response POSTED");
    }

    /** A line for each complaint of these companies: how it stands, and what is open. */
    private static String states(ConfigurableApplicationContext redress, String... tenants) {
        Instant now = ClockUtil.getCurrentTime().toInstant();
        StringBuilder lines = new StringBuilder();
        for (String tenant : tenants) {
            redress.getBean(JdbcTemplate.class)
                    .queryForList(
                            "select complainant_name from complaint where tenant = ? order by logged_at, reference",
                            String.class,
                            tenant)
                    .forEach(name -> {
                        Complaint complaint = of(redress, name);
                        String state = complaint.late(now)
                                ? "late"
                                : complaint.closedAs() == null ? complaint.state() : complaint.closedAs();
                        String tasks = String.join(", ", tasks(redress, name));
                        lines.append("%s, %s: %s\n".formatted(name, state, tasks.isEmpty() ? "-" : tasks));
                    });
        }
        return lines.toString();
    }

    @Test
    @DisplayName("Without the demonstration there are none")
    void notInProduction() {
        try (ConfigurableApplicationContext redress =
                start("production", "redress.admin.id=kim", "redress.admin.password=Correct-horse-7")) {
            assertThat(redress.getBeanProvider(ExampleComplaints.class).getIfAvailable())
                    .isNull();
            assertThat(complaints(redress)).isZero();
        }
    }

    @Test
    @DisplayName("What is wrong in the file is told with entry and mend; the other examples are made")
    void wrongExamples(CapturedOutput output) throws IOException {
        FileSystemUtils.copyRecursively(Path.of("processes"), folder);
        Files.writeString(folder.resolve("kiwi/examples.yaml"), """
                examples:
                  - name: Wrong throughout
                    start:
                      as: kiwi-agnet
                      process: kiwi-complaint
                      received: {workingDaysAgo: 1, at: "15:10"}
                      form: {summry: No answer., complainantName: {daysAgo: 3}}
                    steps:
                      - {task: acknowlege, as: kiwi-manager}
                  - name: Refused
                    start:
                      as: kiwi-agent
                      process: kiwi-complaint
                      received: {workingDaysAgo: 1, at: "15:10"}
                      form: {summary: No answer., channel: pigeon}
                  - name: Never comes to that
                    start:
                      as: kiwi-agent
                      process: kiwi-complaint
                      received: {workingDaysAgo: 1, at: "15:10"}
                      form: {summary: No answer.}
                    steps:
                      - {task: stage-2-refer, as: kiwi-manager}
                  - name: Right
                    start:
                      as: kiwi-agent
                      process: kiwi-complaint
                      received: {workingDaysAgo: 1, at: "15:10"}
                      form: {summary: No answer., complainantName: Ada Learner, complainantAddress: 1 Mill Lane}
                    steps:
                      - {record: withdrawn, as: kiwi-agent, form: {details: It is put right.}}
                      - {task: post-letter, as: kiwi-agent}
                """);
        try (ConfigurableApplicationContext redress = start("demo", "redress.policy.processes=" + folder)) {
            assertThat(output)
                    .contains("processes/kiwi/examples.yaml: the example \"Wrong throughout\" is not as it should be: ")
                    .contains("start: there is no user \"kiwi-agnet\". Did you mean \"kiwi-agent\"?")
                    .contains("start: there is no field \"summry\". Did you mean \"summary\"?")
                    .contains("start: complainantName is no value: write text, {workingDaysAgo: 3}")
                    .contains(
                            "step 1 (task acknowlege): there is no task \"acknowlege\". Did you mean \"acknowledge\"?")
                    .contains("the example \"Refused\" is not as it should be: \"How it came in\" has a value")
                    .contains("the case does not come to the task stage-2-refer. Its open tasks are: ");
            assertThat(of(redress, "Ada Learner").closedAs()).isEqualTo("withdrawn");
            assertThat(redress.getBean(JdbcTemplate.class)
                            .queryForObject("select count(*) from complaint where tenant = 'kiwi'", Long.class))
                    .isEqualTo(2);

            assertThatThrownBy(() -> redress.getBean(PolicyYaml.class)
                            .read("processes/kiwi/examples.yaml", "examples:\n  - nam: Misspelt\n", Examples.class))
                    .hasMessageContaining("processes/kiwi/examples.yaml, line ")
                    .hasMessageContaining("examples.0.nam: there is no such setting");
        }
    }

    /** Starts Redress, makes its examples in the demonstration, and waits until their cases are at rest. */
    private ConfigurableApplicationContext start(String profile, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.datasource.url=" + database,
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--redress.reconciliation.cron=-"));
        for (String setting : settings) {
            arguments.add("--" + setting);
        }
        ConfigurableApplicationContext redress = new SpringApplicationBuilder(RedressApplication.class)
                .profiles(profile)
                .run(arguments.toArray(String[]::new));
        redress.getBeanProvider(ExampleComplaints.class).ifAvailable(ExampleComplaints::make);
        await("the cases to be at rest")
                .atMost(1, TimeUnit.MINUTES)
                .until(() -> redress.getBean(ManagementService.class)
                                .createJobQuery()
                                .executable()
                                .count()
                        == 0);
        return redress;
    }

    private static Complaint of(ConfigurableApplicationContext redress, String complainant) {
        return redress.getBean(Complaints.class)
                .find(new Reader(true, Set.of()), reference(redress, complainant))
                .orElseThrow();
    }

    private static List<String> tasks(ConfigurableApplicationContext redress, String complainant) {
        return redress
                .getBean(TaskService.class)
                .createTaskQuery()
                .processInstanceBusinessKey(reference(redress, complainant))
                .list()
                .stream()
                .map(Task::getTaskDefinitionKey)
                .sorted()
                .toList();
    }

    private static String reference(ConfigurableApplicationContext redress, String complainant) {
        return redress.getBean(JdbcTemplate.class)
                .queryForObject(
                        "select reference from complaint where complainant_name = ?", String.class, complainant);
    }

    private static long complaints(ConfigurableApplicationContext redress) {
        return redress.getBean(JdbcTemplate.class).queryForObject("select count(*) from complaint", Long.class);
    }
}
