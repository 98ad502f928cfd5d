package uk.redress.log;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.redress.log.SampleCases.date;
import static uk.redress.log.SampleCases.itIs;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import uk.redress.RedressTest;
import uk.redress.log.ComplaintLimit.State;
import uk.redress.policy.EngineClock;

@RedressTest
class LimitsOfACaseTest {

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private Complaints complaints;

    @Autowired
    private EngineClock clock;

    private SampleCases cases;
    private ProcessInstance instance;
    private String reference;

    @BeforeEach
    void start() {
        cases = new SampleCases(engine);
        itIs("2026-03-02T10:00");
        instance = cases.start(Map.of());
        reference = cases.reference(instance);
    }

    @AfterEach
    void undeploy() {
        cases.close();
        ClockUtil.reset();
    }

    @Test
    @DisplayName("A limit is due at the very instant that the engine's timer has stored")
    void storedOnce() {
        assertThat(limit("acknowledgement-limit").due())
                .isEqualTo(cases.jobs(reference, "acknowledgement-limit")
                        .get(0)
                        .getDuedate()
                        .toInstant())
                .isEqualTo(date("2026-03-04T10:00").toInstant());
        assertThat(limit("acknowledgement-limit").clauses()).containsExactly("KIW-3");
        assertThat(limit("acknowledgement-limit").name()).isEqualTo("2 days");
        assertThat(limit("acknowledgement-limit").armedAt())
                .isEqualTo(date("2026-03-02T10:00").toInstant());
        assertThat(state("acknowledgement-limit")).isEqualTo(State.OPEN);
        assertThat(limit("acknowledgement-limit").margin(clock.instant())).isEqualTo(Duration.ofDays(2));
    }

    @Test
    @DisplayName("A limit is met by its fact, not by the completed form")
    void met() {
        itIs("2026-03-03T10:00");
        cases.complete(reference, "acknowledge", Map.of());
        assertThat(state("acknowledgement-limit")).isEqualTo(State.OPEN);

        itIs("2026-03-03T22:00");
        cases.run(reference, "send");
        assertThat(state("acknowledgement-limit")).isEqualTo(State.MET);
        assertThat(limit("acknowledgement-limit").metAt())
                .isEqualTo(date("2026-03-03T22:00").toInstant());
        assertThat(limit("acknowledgement-limit").margin(clock.instant())).isEqualTo(Duration.ofHours(12));
        assertThat(step("limit-met").evidence()).containsEntry("inTimeBy", "PT12H");
        assertThat(complaint().nextDue()).isEqualTo(date("2026-03-12T10:00").toInstant());
    }

    @Test
    @DisplayName(
            "ALL-1: a warning, then the breach at the limit, are steps; the limit is late while its fact is awaited")
    void missed() {
        itIs("2026-03-03T10:00");
        cases.run(reference, "acknowledgement-warning");
        assertThat(step("warning").elementName()).isEqualTo("Warning: last day");
        assertThat(step("warning").due()).isEqualTo(date("2026-03-04T10:00").toInstant());

        itIs("2026-03-04T10:00:00");
        assertThat(complaint().late(clock.instant())).isFalse();
        itIs("2026-03-04T10:00:01");
        assertThat(complaint().late(clock.instant())).isTrue();
        cases.run(reference, "acknowledgement-limit");
        assertThat(limit("acknowledgement-limit").missedAt())
                .isEqualTo(date("2026-03-04T10:00").toInstant());
        assertThat(step("limit-missed").actor()).isNull();
        assertThat(step("limit-missed").limitId())
                .isEqualTo(limit("acknowledgement-limit").id());
        assertThat(state("acknowledgement-limit")).isEqualTo(State.LATE);
    }

    @Test
    @DisplayName("Lateness is never hidden: a limit met late is missed and met late, and says by how much")
    void metLate() {
        itIs("2026-03-04T10:00:01");
        cases.run(reference, "acknowledgement-limit");
        itIs("2026-03-05T11:00");
        cases.complete(reference, "acknowledge", Map.of());
        cases.run(reference, "send");

        assertThat(state("acknowledgement-limit")).isEqualTo(State.MET_LATE);
        assertThat(limit("acknowledgement-limit").margin(clock.instant())).isEqualTo(Duration.ofHours(-25));
        assertThat(step("limit-met").evidence()).containsEntry("lateBy", "PT25H");
        assertThat(limit("acknowledgement-limit").missedAt())
                .isEqualTo(date("2026-03-04T10:00").toInstant());
        assertThat(complaint().late(clock.instant())).isFalse();
    }

    @Test
    @DisplayName("A limit that passed while no job ran is missed all the same, before it is met late")
    void metLateBeforeItsTimerRan() {
        itIs("2026-03-05T11:00");
        cases.complete(reference, "acknowledge", Map.of());
        cases.run(reference, "send");

        assertThat(state("acknowledgement-limit")).isEqualTo(State.MET_LATE);
        assertThat(complaints.steps(complaint(), 0, 100))
                .extracting(ComplaintStep::action)
                .containsSubsequence("limit-missed", "limit-met");
    }

    @Test
    @DisplayName("What was said aloud in time and came to be recorded after the limit was in time")
    void saidInTimeRecordedLate() {
        itIs("2026-03-04T10:00:01");
        cases.run(reference, "acknowledgement-limit");
        engine.getRuntimeService().setVariable(instance.getId(), "acknowledgedAt", date("2026-03-04T09:00"));

        assertThat(state("acknowledgement-limit")).isEqualTo(State.MET);
        assertThat(limit("acknowledgement-limit").missedAt()).isNull();
        assertThat(step("limit-missed"))
                .as("what the log said then stays on it")
                .isNotNull();
        assertThat(complaint().acknowledgedAt())
                .isEqualTo(date("2026-03-04T09:00").toInstant());
    }

    @Test
    @DisplayName("Work done in the very second of the limit is in time")
    void toTheSecond() {
        engine.getRuntimeService().setVariable(instance.getId(), "acknowledgedAt", date("2026-03-04T10:00:00.999"));
        assertThat(state("acknowledgement-limit")).isEqualTo(State.MET);
        engine.getRuntimeService().setVariable(instance.getId(), "respondedAt", date("2026-03-12T10:00:01"));
        assertThat(state("response-limit")).isEqualTo(State.MET_LATE);
    }

    @Test
    @DisplayName("A response that goes out first counts as the acknowledgement too")
    void responseFirst() {
        itIs("2026-03-03T15:00");
        cases.complete(reference, "respond", Map.of());
        cases.run(reference, "send");

        assertThat(state("acknowledgement-limit")).isEqualTo(State.MET);
        assertThat(limit("acknowledgement-limit").metAt())
                .isEqualTo(date("2026-03-03T15:00").toInstant());
        assertThat(complaint().acknowledgedAt())
                .isEqualTo(date("2026-03-03T15:00").toInstant());
        assertThat(complaint().state()).isEqualTo("closed");
    }

    @Test
    @DisplayName("A limit whose work is called off is on the log as dropped, with why; a late one as missed")
    void dropped() {
        itIs("2026-03-05T10:00");
        engine.getRuntimeService()
                .createMessageCorrelation("complaint-withdrawn")
                .processInstanceBusinessKey(reference)
                .correlate();

        assertThat(state("acknowledgement-limit")).isEqualTo(State.MISSED);
        assertThat(state("response-limit")).isEqualTo(State.DROPPED);
        assertThat(limit("response-limit").droppedWhy())
                .isEqualTo("Response was cancelled before respondedAt was known.");
        assertThat(complaint().nextDue()).isNull();
        assertThat(complaint().late(clock.instant())).isFalse();
    }

    private Complaint complaint() {
        return complaints.find(new Reader(true, Set.of()), reference).orElseThrow();
    }

    private ComplaintLimit limit(String element) {
        return complaint().limits().stream()
                .filter(limit -> limit.elementId().equals(element))
                .findFirst()
                .orElseThrow();
    }

    private State state(String element) {
        return limit(element).state(clock.instant());
    }

    private ComplaintStep step(String action) {
        return complaints.steps(complaint(), 0, 1000).stream()
                .filter(step -> step.action().equals(action))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No step " + action));
    }
}
