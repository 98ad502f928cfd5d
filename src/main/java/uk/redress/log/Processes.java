package uk.redress.log;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import uk.redress.calendar.LondonTime;
import uk.redress.policy.FormDefinition;
import uk.redress.policy.Policy;

/**
 * The bean {@code processes} of diagrams: starts a process beside a complaint, which outlives it and can begin after it
 * is closed, and whose steps stand on the complaint's log; or lets a case go on in another procedure.
 *
 * <p>These methods are part of the bean API that every diagram ever deployed relies on: they are never changed or
 * removed.
 */
public final class Processes {

    /** What it gets to know of the complaint: whom to write to and about what. */
    private static final Set<String> FACTS = Stream.concat(
                    FormDefinition.startContract().fields().stream().map(FormDefinition.Field::key),
                    Stream.of("reference", "copyToComplainant", Facts.LEVELS.variable))
            .collect(Collectors.toUnmodifiableSet());

    private static final Set<String> HAPPENED = Stream.concat(
                    Stream.of(Happening.values()).map(happening -> happening.details), Stream.of("happenedAt"))
            .filter(name -> name != null)
            .collect(Collectors.toUnmodifiableSet());

    private final Policy policy;
    private final Complaints complaints;
    private final CaseTables tables;
    private final References references;

    Processes(Policy policy, Complaints complaints, CaseTables tables, References references) {
        this.policy = policy;
        this.complaints = complaints;
        this.tables = tables;
        this.references = references;
    }

    /**
     * Starts the latest version of a process of this company, with the same business key and in the same transaction.
     * It is given what is known of the complaint and was recorded about it: from the running case, or from the log
     * where the case is closed, as the engine's history is deleted some day.
     *
     * @param key the process's key, such as {@code acme-behaviour}
     * @throws IllegalArgumentException if complaints run in it
     * @throws org.camunda.bpm.engine.ProcessEngineException if this company has no such process
     */
    public void start(DelegateExecution execution, String key) {
        if (policy.procedures().containsKey(key)) {
            throw new IllegalArgumentException("The process \"" + key
                    + "\" is one that complaints run in: log a complaint instead of starting it from a diagram.");
        }
        String reference = Casebook.root(execution).getBusinessKey();
        Map<String, Object> facts = complaints
                .find(policy.tenant(), reference)
                .map(complaint -> facts(complaint, execution))
                .orElseGet(Map::of);
        start(key, reference, facts);
    }

    /**
     * Lets a case go on in another procedure of this company, because it was sorted wrongly when it came in (CAN-3): the
     * latest version of it starts as a case of its own, in the same transaction, with a reference of its own, what is
     * known of the case, and the same receipt, as a reclassification never restarts a clock. The case at hand becomes a
     * duplicate of it on the log, so that whoever names its reference is led to where it goes on; the end of the diagram
     * says how it is closed. What the new case has come from stands on its log as {@code transferredFrom}.
     *
     * @param key the procedure's key, such as {@code acme-feedback}
     * @throws IllegalArgumentException if complaints do not run in it, or this one does already
     * @throws org.camunda.bpm.engine.ProcessEngineException if this company has no such process
     */
    public void transfer(DelegateExecution execution, String key) {
        ExecutionEntity root = Casebook.root(execution);
        if (root.getProcessDefinition().getKey().equals(key)) {
            throw new IllegalArgumentException("The case runs in \"" + key + "\" already: name another procedure.");
        }
        String prefix = policy.prefix(key)
                .orElseThrow(() -> new IllegalArgumentException("No complaints run in the process \"" + key
                        + "\": name one of the procedures in policy.yaml, or use processes.start."));
        Date receivedAt = (Date) root.getVariable("receivedAt");
        ZonedDateTime received = Instant.ofEpochMilli(receivedAt.getTime()).atZone(LondonTime.ZONE);
        String reference = references.next(prefix, received.getYear());
        Map<String, Object> facts = new HashMap<>();
        FACTS.forEach(name -> facts.put(name, root.getVariable(name)));
        // It begins anew, at the first stage, whatever case the one at hand has continued.
        facts.remove("previousReference");
        facts.put("reference", reference);
        facts.put("receivedAt", receivedAt);
        facts.put("receivedOn", received.toLocalDate().toString());
        facts.put(
                "receivedTime",
                received.toLocalTime().truncatedTo(ChronoUnit.MINUTES).toString());
        facts.put("stage", 1);
        facts.put("transferredFrom", root.getBusinessKey());
        facts.values().removeIf(value -> value == null);
        root.setVariable("duplicateOf", reference);
        start(key, reference, facts);
    }

    private void start(String key, String reference, Map<String, Object> facts) {
        ProcessDefinitionEntity process = Context.getProcessEngineConfiguration()
                .getDeploymentCache()
                .findDeployedLatestProcessDefinitionByKeyAndTenantId(key, policy.tenant());
        ExecutionEntity instance = process.createProcessInstance(reference);
        instance.start(facts);
        // It begins when the step at hand is over, and not before this is noted.
        Casebook.current().startedByDiagram(instance);
    }

    private Map<String, Object> facts(Complaint complaint, DelegateExecution execution) {
        Map<String, Object> facts = new HashMap<>();
        Optional<CaseTree> running = CaseTree.of(complaint);
        if (running.isPresent()) {
            FACTS.forEach(name -> facts.put(name, running.get().known(name)));
        } else {
            tables.evidence(complaint.reference(), complaint.processInstanceId())
                    .forEach(step -> FACTS.forEach(name -> {
                        if (step.containsKey(name) || step.containsKey(name + Recording.BEFORE)) {
                            facts.put(name, step.get(name));
                        }
                    }));
            facts.put("reference", complaint.reference());
        }
        facts.put("receivedAt", Date.from(complaint.receivedAt()));
        HAPPENED.forEach(name -> facts.put(name, execution.getVariable(name)));
        running.ifPresent(tree -> tree.root().removeVariableLocal("happenedAt"));
        facts.values().removeIf(value -> value == null);
        return facts;
    }
}
