package uk.redress.reconciliation;

import java.time.Clock;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.Incident;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import uk.redress.policy.EngineClock;

/**
 * Compares the complaints log, the letters and what the engine runs: every open case has a live limit and a reachable
 * next step, and all of them agree. What does not hold becomes an incident of the type {@code reconciliation} in
 * Cockpit, once, which says what to do and is resolved when it holds again. A complaint of which nothing runs that could
 * have an incident gets a process {@code restore-complaint}, whose task asks the supervisors to see to it.
 */
@Component
public class Reconciliation {

    /** The type of the incidents. */
    public static final String INCIDENT = "reconciliation";

    private static final String RESTORE = "restore-complaint";
    private static final String SETTLED = "complaint-reconciled";

    private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);

    private final List<Reconciled> parts;
    private final RuntimeService runtime;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final TransactionTemplate whole;
    private final TransactionTemplate each;

    Reconciliation(
            List<Reconciled> parts,
            RuntimeService runtime,
            JdbcClient jdbc,
            EngineClock clock,
            PlatformTransactionManager transactions) {
        this.parts = parts;
        this.runtime = runtime;
        this.jdbc = jdbc;
        this.clock = clock;
        this.whole = newTransaction(transactions);
        this.each = newTransaction(transactions);
    }

    private static TransactionTemplate newTransaction(PlatformTransactionManager transactions) {
        TransactionTemplate template = new TransactionTemplate(transactions);
        template.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        return template;
    }

    /**
     * What a reconciliation came to: how many discrepancies are new, how many that stood before are no more, and how
     * many stand now.
     */
    public record Outcome(int found, int settled, int standing) {}

    /** Reconciles; empty if another node is about it at this moment. */
    public Optional<Outcome> run() {
        return Optional.ofNullable(whole.execute(transaction -> {
            // Held until the end of this transaction; everything else has transactions of its own.
            boolean mine = !jdbc.sql("select id from reconciliation where id = 1 for update skip locked")
                    .query(Integer.class)
                    .list()
                    .isEmpty();
            if (!mine) {
                LOG.info("The complaints are being reconciled by another node.");
                return null;
            }
            return reconcile();
        }));
    }

    private Outcome reconcile() {
        parts.forEach(Reconciled::mend);
        Map<String, Discrepancy> first = look();
        Map<String, Incident> standing = standing();
        Set<String> found = new LinkedHashSet<>(first.keySet());
        found.removeAll(standing.keySet());
        Set<String> settled = new LinkedHashSet<>(standing.keySet());
        settled.removeAll(first.keySet());
        if (!found.isEmpty() || !settled.isEmpty()) {
            // What is no more at a second look was a step that was just being taken.
            Map<String, Discrepancy> second = look();
            found.retainAll(second.keySet());
            settled.removeAll(second.keySet());
        }
        int told = (int) found.stream().filter(key -> tell(first.get(key))).count();
        int resolved =
                (int) settled.stream().filter(key -> resolve(standing.get(key))).count();
        Outcome outcome = new Outcome(told, resolved, standing.size() + told - resolved);
        LOG.info(
                "The complaints are reconciled: {} discrepancies are new, {} are settled, {} stand.",
                outcome.found,
                outcome.settled,
                outcome.standing);
        return outcome;
    }

    private Map<String, Discrepancy> look() {
        return each.execute(transaction -> {
            Map<String, Discrepancy> found = new LinkedHashMap<>();
            parts.forEach(
                    part -> part.discrepancies().forEach(discrepancy -> found.put(discrepancy.key(), discrepancy)));
            return found;
        });
    }

    private Map<String, Incident> standing() {
        Map<String, Incident> standing = new HashMap<>();
        for (Incident incident :
                runtime.createIncidentQuery().incidentType(INCIDENT).list()) {
            // A calling diagram shows the incident of what it calls as one of its own.
            if (incident.getId().equals(incident.getCauseIncidentId()) && incident.getConfiguration() != null) {
                standing.put(incident.getConfiguration(), incident);
            }
        }
        return standing;
    }

    private boolean tell(Discrepancy discrepancy) {
        LOG.warn(
                "{} of {}: {} ({})",
                discrepancy.reference() == null ? "A process" : discrepancy.reference(),
                discrepancy.tenant(),
                discrepancy.message(),
                discrepancy.key());
        return attempt(discrepancy.key(), () -> {
            String execution = execution(discrepancy).orElseGet(() -> restore(discrepancy));
            runtime.createIncident(INCIDENT, execution, discrepancy.key(), discrepancy.message());
        });
    }

    /** The execution that is to have the incident: the engine wants one that stands at an element. */
    private Optional<String> execution(Discrepancy discrepancy) {
        return discrepancy.executionId() != null
                ? Optional.of(discrepancy.executionId())
                : standingAtAnElement(discrepancy.processInstanceId());
    }

    private Optional<String> standingAtAnElement(String processInstanceId) {
        return jdbc.sql("select min(ID_) from ACT_RU_EXECUTION where PROC_INST_ID_ = :instance and ACT_ID_ is not null")
                .param("instance", processInstanceId)
                .query((row, n) -> Optional.ofNullable(row.getString(1)))
                .single();
    }

    private String restore(Discrepancy discrepancy) {
        ProcessInstance running = restoring(discrepancy.tenant(), discrepancy.reference());
        if (running == null) {
            running = runtime.createProcessInstanceByKey(RESTORE)
                    .processDefinitionTenantId(discrepancy.tenant())
                    .businessKey(discrepancy.reference())
                    .setVariable("reference", discrepancy.reference())
                    .setVariable("foundAt", Date.from(clock.instant()))
                    .setVariable("missing", discrepancy.kind())
                    .setVariable("problem", discrepancy.message())
                    .execute();
        }
        return standingAtAnElement(running.getId()).orElseThrow();
    }

    private ProcessInstance restoring(String tenant, String reference) {
        return runtime
                .createProcessInstanceQuery()
                .processDefinitionKey(RESTORE)
                .tenantIdIn(tenant)
                .processInstanceBusinessKey(reference)
                .listPage(0, 1)
                .stream()
                .findFirst()
                .orElse(null);
    }

    private boolean resolve(Incident incident) {
        LOG.info("Settled: {}", incident.getConfiguration());
        return attempt(incident.getConfiguration(), () -> {
            runtime.resolveIncident(incident.getId());
            endRestoring(incident.getProcessInstanceId());
        });
    }

    private void endRestoring(String processInstanceId) {
        boolean more = runtime.createIncidentQuery()
                        .incidentType(INCIDENT)
                        .processInstanceId(processInstanceId)
                        .count()
                > 0;
        if (!more) {
            runtime.createMessageCorrelation(SETTLED)
                    .processInstanceId(processInstanceId)
                    .correlateAllWithResult();
        }
    }

    /** One case that cannot be told of, such as one that moved on just now, keeps no other from being told of. */
    private boolean attempt(String key, Runnable action) {
        try {
            each.executeWithoutResult(transaction -> action.run());
            return true;
        } catch (ProcessEngineException movedOn) {
            LOG.warn("{} is left to the next reconciliation: {}", key, movedOn.getMessage());
            return false;
        }
    }
}
