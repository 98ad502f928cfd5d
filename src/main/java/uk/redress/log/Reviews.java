package uk.redress.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.spin.plugin.variable.SpinValues;
import org.camunda.spin.plugin.variable.value.JsonValue;
import uk.redress.calendar.LondonTime;
import uk.redress.policy.Cycle;
import uk.redress.policy.EngineClock;
import uk.redress.policy.Policy;
import uk.redress.policy.PolicyException;

/**
 * A policy's reviews of decided complaints, for diagrams that start by a cycle, as {@code reviews} (KIW-10 and its like).
 *
 * <p>Variables that it sets: {@code period} (text), {@code periodBeganAt} (Date), {@code reviewCounts} (Json),
 * {@code reviewSummary} (text, as Markdown), {@code reviewRootCauses}, {@code reviewLate} and {@code reviewCases} (Json,
 * each the rows of a form's table), {@code analysedBy}, {@code analysedFor} and {@code analysedAt}. It reads those of the
 * form: {@code trends}, {@code rootCauses}, {@code lessons}, {@code effectiveness}, {@code sharedWith}, {@code sharedOn} and
 * {@code actions}.
 */
public final class Reviews {

    private static final String PERIOD_ENDED_AT = "periodEndedAt";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Policy policy;
    private final Complaints complaints;
    private final ReviewTable table;
    private final EngineClock clock;

    Reviews(Policy policy, Complaints complaints, ReviewTable table, EngineClock clock) {
        this.policy = policy;
        this.complaints = complaints;
        this.table = table;
        this.clock = clock;
    }

    /**
     * Gathers the complaints that were decided, and closed in the period: from the end of the last review's, or if there
     * was none for one cycle, to the day on which the cycle has come round last. A review out of its turn goes on to the
     * day at hand.
     *
     * @return the end of the period, 00:00 in London, to be stored as {@code periodEndedAt}
     * @throws PolicyException if the diagram starts by no cycle
     */
    public Date gather(DelegateExecution execution) {
        Period period = period(execution);
        DecidedComplaints decided = new DecidedComplaints(
                complaints.decided(policy.tenant(), period.from(), period.to()), policy.complainantTypes());
        execution.setVariable("period", period.toString());
        execution.setVariable("periodBeganAt", Date.from(period.from()));
        execution.setVariable("reviewCounts", json(decided.counts()));
        execution.setVariable("reviewSummary", decided.summary());
        execution.setVariable("reviewRootCauses", json(decided.rootCauseRows()));
        execution.setVariable("reviewLate", json(decided.lateRows()));
        execution.setVariable("reviewCases", json(decided.caseRows()));
        return Date.from(period.to());
    }

    /** Notes who has analysed the complaints, as one of which groups, and when: a listener of the task's completion. */
    public void analysed(DelegateTask task) {
        Authentication caller =
                task.getProcessEngineServices().getIdentityService().getCurrentAuthentication();
        boolean known = caller != null && caller.getUserId() != null;
        task.getExecution().setVariable("analysedBy", known ? caller.getUserId() : task.getAssignee());
        task.getExecution()
                .setVariable(
                        "analysedFor",
                        task.getCandidates().stream()
                                .map(IdentityLink::getGroupId)
                                .filter(Objects::nonNull)
                                .distinct()
                                .collect(Collectors.joining(",")));
        task.getExecution().setVariable("analysedAt", Date.from(now()));
    }

    /**
     * Puts the review on record, once however often it is called.
     *
     * @return when it was made
     */
    public Date record(DelegateExecution execution) {
        Review review = table.find(execution.getProcessInstanceId()).orElseGet(() -> add(execution));
        return Date.from(review.madeAt());
    }

    private Review add(DelegateExecution execution) {
        Date analysedAt = (Date) execution.getVariable("analysedAt");
        String analysedFor = text(execution, "analysedFor");
        String sharedOn = text(execution, "sharedOn");
        JsonValue counts = execution.getVariableTyped("reviewCounts");
        Review review = new Review(
                execution.getProcessInstanceId(),
                policy.tenant(),
                processKey(execution),
                ((Date) execution.getVariable("periodBeganAt")).toInstant(),
                ((Date) execution.getVariable(PERIOD_ENDED_AT)).toInstant(),
                analysedAt == null ? now() : analysedAt.toInstant(),
                text(execution, "analysedBy"),
                analysedFor == null ? Set.of() : Set.of(analysedFor.split(",")),
                Evidence.read(counts.getValueSerialized()),
                text(execution, "trends"),
                text(execution, "rootCauses"),
                text(execution, "lessons"),
                text(execution, "effectiveness"),
                text(execution, "sharedWith"),
                sharedOn == null ? null : LocalDate.parse(sharedOn),
                text(execution, "actions"));
        table.add(review);
        return review;
    }

    private Period period(DelegateExecution execution) {
        Cycle cycle = Cycle.of(execution.getBpmnModelInstance());
        Instant now = clock.instant();
        Instant round = startOfDay(cycle.upTo(now));
        Optional<Instant> before = reviewedUpTo(execution);
        if (before.isEmpty()) {
            return new Period(startOfDay(cycle.before(round)), round);
        }
        Instant from = before.get();
        Instant today = startOfDay(now);
        return new Period(from, from.isBefore(round) ? round : from.isBefore(today) ? today : from);
    }

    /** Also by a review that is still being made: the next one does not look at the same complaints again. */
    private Optional<Instant> reviewedUpTo(DelegateExecution execution) {
        String key = processKey(execution);
        RuntimeService runtime = execution.getProcessEngineServices().getRuntimeService();
        Stream<Instant> running =
                runtime
                        .createProcessInstanceQuery()
                        .processDefinitionKey(key)
                        .tenantIdIn(policy.tenant())
                        .list()
                        .stream()
                        .map(ProcessInstance::getId)
                        .filter(id -> !id.equals(execution.getProcessInstanceId()))
                        .map(id -> (Date) runtime.getVariable(id, PERIOD_ENDED_AT))
                        .flatMap(Stream::ofNullable)
                        .map(Date::toInstant);
        return Stream.concat(running, table.reviewedUpTo(policy.tenant(), key).stream())
                .max(Instant::compareTo);
    }

    private static String processKey(DelegateExecution execution) {
        ProcessDefinition process = execution
                .getProcessEngineServices()
                .getRepositoryService()
                .getProcessDefinition(execution.getProcessDefinitionId());
        return process.getKey();
    }

    private static Instant startOfDay(Instant moment) {
        return LondonTime.at(LondonTime.date(moment), LocalTime.MIDNIGHT);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static String text(VariableScope scope, String variable) {
        Object value = scope.getVariable(variable);
        return value == null || value.toString().isBlank()
                ? null
                : value.toString().strip();
    }

    private static JsonValue json(Object value) {
        try {
            return SpinValues.jsonValue(JSON.writeValueAsString(value)).create();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("What was gathered for a review cannot be written.", e);
        }
    }

    /** From one instant up to, but not at, the other. */
    private record Period(Instant from, Instant to) {

        /** As people read it: {@code Wed 1 Oct 2025 to Wed 31 Dec 2025}. */
        @Override
        public String toString() {
            Instant last = to.isAfter(from) ? to.minusSeconds(1) : to;
            return LondonTime.day(from) + " to " + LondonTime.day(last);
        }
    }
}
