package uk.redress.log;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.impl.context.Context;
import uk.redress.policy.EngineClock;

/** The bean {@code complaints} of diagrams: closes on the log a complaint whose case is gone from the engine. */
public final class LostCases {

    private final CaseTables tables;
    private final Clock clock;

    LostCases(CaseTables tables, EngineClock clock) {
        this.tables = tables;
        this.clock = clock;
    }

    /**
     * Closes the complaint of the case's reference as the variable {@code closeAs} says, in the engine's transaction;
     * {@code restoreNote} says why. Nothing is done to a complaint that is closed, or whose case runs.
     */
    public void close(DelegateExecution execution) {
        tables.findWithoutCase(execution.getTenantId(), execution.getProcessBusinessKey())
                .ifPresent(file -> {
                    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
                    Map<String, Object> evidence = new LinkedHashMap<>();
                    evidence.put("closedAs", execution.getVariable("closeAs"));
                    evidence.put("restoreNote", execution.getVariable("restoreNote"));
                    file.columns.put(Facts.CLOSED_AS.column(), execution.getVariable("closeAs"));
                    file.columns.put("state", "closed");
                    file.columns.put("closed_at", now);
                    file.limits = tables.runningLimits(file.reference);
                    for (RunningLimit limit : file.limits) {
                        String why = "The case was lost; a supervisor has seen to it.";
                        if (limit.missedAt() == null && RunningLimit.late(now, limit.due())) {
                            limit.miss();
                            file.steps.add(step(execution, Action.LIMIT_MISSED, limit.element, limit, Map.of(), now));
                        }
                        limit.drop(now, why);
                        file.steps.add(
                                step(execution, Action.LIMIT_DROPPED, limit.element, limit, Map.of("why", why), now));
                    }
                    file.steps.add(step(execution, Action.CLOSED, null, null, evidence, now));
                    tables.write(file);
                });
    }

    private static Step step(
            DelegateExecution execution,
            Action action,
            DiagramElement element,
            RunningLimit limit,
            Map<String, Object> evidence,
            Instant now) {
        return new Step(
                now,
                Context.getCommandContext().getAuthenticatedUserId(),
                action,
                element,
                limit == null ? null : limit.due(),
                limit == null ? null : limit.id,
                evidence,
                execution.getProcessInstanceId(),
                execution.getActivityInstanceId());
    }
}
