package uk.redress.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.redress.log.SampleCases.date;
import static uk.redress.log.SampleCases.itIs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;
import uk.redress.RedressTest;

@RedressTest
class IntakeTest {

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private Complaints complaints;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private TransactionTemplate transaction;

    private SampleCases cases;

    @BeforeEach
    void deploy() {
        cases = new SampleCases(engine);
    }

    @AfterEach
    void undeploy() {
        cases.close();
        ClockUtil.reset();
    }

    @ParameterizedTest(name = "logged {0}, received {1} {2}: {3}, {4}")
    @CsvSource({
        // logged today: now, to the second
        "2026-03-02T10:00:30, '', '', KIW-2026, 2026-03-02T10:00:30",
        "2026-03-02T10:00:30, 2026-03-02, '', KIW-2026, 2026-03-02T10:00:30",
        "2026-03-02T10:00:30, 2026-03-02, 08:15, KIW-2026, 2026-03-02T08:15:00",
        "2026-03-02T10:00:30, '', 08:15, KIW-2026, 2026-03-02T08:15:00",
        // logged days later: when it was received, at 09:00 where nobody says when
        "2026-03-05T10:00:30, 2026-03-02, '', KIW-2026, 2026-03-02T09:00:00",
        "2026-03-05T10:00:30, 2026-03-02, 16:45, KIW-2026, 2026-03-02T16:45:00",
        // the year is that of receipt, not of logging
        "2026-01-02T09:10:00, 2025-12-31, 23:59, KIW-2025, 2025-12-31T23:59:00",
        "2026-01-01T00:00:00, '', '', KIW-2026, 2026-01-01T00:00:00",
        "2025-12-31T23:59:59, '', '', KIW-2025, 2025-12-31T23:59:59",
        // half past midnight in London's summer is the day before in Greenwich
        "2026-06-15T00:30:00, '', '', KIW-2026, 2026-06-15T00:30:00",
        "2026-06-15T00:30:00, 2026-06-15, 00:10, KIW-2026, 2026-06-15T00:10:00",
        // the hour that the clocks skip, and the one that comes twice
        "2026-03-30T09:00:00, 2026-03-29, 01:30, KIW-2026, 2026-03-29T02:30:00",
        "2026-10-26T09:00:00, 2026-10-25, 01:30, KIW-2026, 2026-10-25T01:30:00"
    })
    @DisplayName("A complaint's receipt and reference, whose year is that of receipt in Europe/London")
    void receipt(String logged, String on, String time, String prefixAndYear, String receivedAt) {
        itIs(logged);
        ProcessInstance instance = cases.start(Map.of("receivedOn", on, "receivedTime", time));
        String reference = cases.reference(instance);

        assertThat(reference).matches(prefixAndYear + "-[0-9]{5}");
        assertThat(instance(instance).getBusinessKey()).isEqualTo(reference);
        assertThat(engine.getRuntimeService().getVariable(instance.getId(), "receivedAt"))
                .isEqualTo(date(receivedAt));
        assertThat(engine.getRuntimeService().getVariable(instance.getId(), "receivedOn"))
                .isEqualTo(receivedAt.substring(0, 10));
        assertThat(engine.getRuntimeService().getVariable(instance.getId(), "kind"))
                .isEqualTo("complaint");
        Complaint complaint = complaint(reference);
        assertThat(complaint.receivedAt()).isEqualTo(date(receivedAt).toInstant());
        assertThat(complaint.loggedAt()).isEqualTo(date(logged).toInstant());
        assertThat(complaint.processInstanceId()).isEqualTo(instance.getId());
    }

    @Test
    @DisplayName("References count up by one in each year of receipt, and none is given again after a rollback")
    void countingUp() {
        itIs("2026-03-02T10:00");
        int first = number(cases.start(Map.of("receivedOn", "2021-05-05")));
        transaction.executeWithoutResult(status -> {
            cases.start(Map.of("receivedOn", "2021-05-05"));
            status.setRollbackOnly();
        });
        int second = number(cases.start(Map.of("receivedOn", "2021-05-06")));
        assertThat(second).isEqualTo(first + 1);

        engine.getRuntimeService()
                .deleteProcessInstance(
                        engine.getRuntimeService()
                                .createProcessInstanceQuery()
                                .processInstanceBusinessKey("KIW-2021-%05d".formatted(second))
                                .singleResult()
                                .getId(),
                        "Logged twice");
        assertThat(number(cases.start(Map.of("receivedOn", "2021-05-06")))).isEqualTo(second + 1);
    }

    @Test
    @DisplayName("A reference has more digits where five do not do")
    void moreThanFiveDigits() {
        itIs("2026-03-02T10:00");
        number(cases.start(Map.of("receivedOn", "2022-05-05")));
        jdbc.update(
                "update complaint_reference set last_number = 99999 where prefix = 'KIW' and year_of_receipt = 2022");
        assertThat(cases.reference(cases.start(Map.of("receivedOn", "2022-05-05"))))
                .isEqualTo("KIW-2022-100000");
    }

    @Test
    @DisplayName("No reference is given twice, also where the first complaints of a year are logged at the same moment")
    void concurrentStarts() throws Exception {
        itIs("2026-03-02T10:00");
        ExecutorService desks = Executors.newFixedThreadPool(8);
        List<Callable<String>> starts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            starts.add(() -> cases.reference(cases.start(Map.of("receivedOn", "2023-05-05"))));
        }
        List<String> references = new ArrayList<>();
        try {
            for (Future<String> reference : desks.invokeAll(starts)) {
                references.add(reference.get());
            }
        } finally {
            desks.shutdown();
        }

        assertThat(references).doesNotHaveDuplicates().hasSize(40).contains("KIW-2023-00001", "KIW-2023-00040");
    }

    @Test
    @DisplayName("A start that is refused is not on the log, and no number is lost by it")
    void refused() {
        itIs("2026-03-02T10:00");
        int before = jdbc.queryForObject("select count(*) from complaint", Integer.class);
        int last = number(cases.start(Map.of()));
        assertThatThrownBy(() -> cases.start(Map.of("receivedOn", "2026-02-30")))
                .isInstanceOf(RuntimeException.class);
        assertThat(number(cases.start(Map.of()))).isEqualTo(last + 1);
        assertThat(jdbc.queryForObject("select count(*) from complaint", Integer.class))
                .isEqualTo(before + 2);
    }

    @Test
    @DisplayName("What is no complaints procedure has no reference and no place on the log")
    void noProcedure() {
        String definition = engine.getRepositoryService()
                .createProcessDefinitionQuery()
                .processDefinitionKey("log-sample-letter")
                .latestVersion()
                .singleResult()
                .getId();
        ProcessInstance instance =
                engine.getRuntimeService().startProcessInstanceById(definition, "own-key", Map.of("summary", "x"));

        assertThat(instance(instance).getBusinessKey()).isEqualTo("own-key");
        assertThat(jdbc.queryForObject(
                        "select count(*) from complaint_step where process_instance_id = ?",
                        Integer.class,
                        instance.getId()))
                .isZero();
    }

    private ProcessInstance instance(ProcessInstance started) {
        return engine.getRuntimeService()
                .createProcessInstanceQuery()
                .processInstanceId(started.getId())
                .singleResult();
    }

    private Complaint complaint(String reference) {
        return complaints.find(new Reader(true, Set.of()), reference).orElseThrow();
    }

    private int number(ProcessInstance instance) {
        return Integer.parseInt(cases.reference(instance).substring("KIW-2026-".length()));
    }
}
