package uk.redress.log;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.history.event.HistoricVariableUpdateEventEntity;
import org.camunda.bpm.engine.impl.history.event.HistoryEvent;
import org.camunda.bpm.engine.impl.history.event.HistoryEventTypes;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import uk.redress.policy.DatePassedOn;
import uk.redress.policy.EngineClock;
import uk.redress.policy.LimitMoved;
import uk.redress.policy.NoticeOvertaken;

/**
 * What one command of the engine adds to the log. It is gathered while the command runs and written when the command
 * ends, in the command's own transaction: what is rolled back was never written.
 */
final class Casebook implements Session {

    private static final String STAGE = "stage";
    private static final String STAGE_DONE = "stageDone";

    private final CaseTables tables;
    private final Intake intake;
    private final EngineClock clock;

    /** The files of the cases that the command touches, by root process instance; empty for what is no case. */
    private final Map<String, Optional<CaseFile>> files = new HashMap<>();
    /** The files of the same command once more, each once, by reference. */
    private final Map<String, CaseFile> byReference = new LinkedHashMap<>();
    /** The process instances that a diagram started beside its own. */
    private final Set<String> startedByDiagram = new HashSet<>();
    /** The variables that were set and belong to no step yet, by process instance. */
    private final Map<String, Set<String>> changes = new LinkedHashMap<>();

    Casebook(CaseTables tables, Intake intake, EngineClock clock) {
        this.tables = tables;
        this.intake = intake;
        this.clock = clock;
    }

    /** The casebook of the command that runs. */
    static Casebook current() {
        return Context.getCommandContext().getSession(Casebook.class);
    }

    /** The process instance in which a case began, however many diagrams it has called since. */
    static ExecutionEntity root(DelegateExecution execution) {
        ExecutionEntity instance = ((ExecutionEntity) execution).getProcessInstance();
        while (instance.getSuperExecution() != null) {
            instance = instance.getSuperExecution().getProcessInstance();
        }
        return instance;
    }

    /** Opens the file of a complaint that has just been received. */
    void open(ExecutionEntity root, String reference, String processKey) {
        CaseFile file = new CaseFile(reference, root.getTenantId(), root.getId());
        file.opened = true;
        file.limits = new ArrayList<>();
        file.columns.put("process_key", processKey);
        file.columns.put("process_instance_id", root.getId());
        file.columns.put("logged_at", now());
        file.columns.put("state", "open");
        // Not only what this command has set: a start may have waited as a job since.
        for (String variable : root.getVariableNamesLocal()) {
            changes.computeIfAbsent(root.getId(), id -> new LinkedHashSet<>()).add(variable);
            learn(file, root, variable);
        }
        byReference.put(reference, file);
        files.put(root.getId(), Optional.of(file));
    }

    /** Notes that a variable was set, for the step that it belongs to. */
    void changed(HistoryEvent event) {
        boolean set = event.isEventOfType(HistoryEventTypes.VARIABLE_INSTANCE_CREATE)
                || event.isEventOfType(HistoryEventTypes.VARIABLE_INSTANCE_UPDATE);
        if (set && event instanceof HistoricVariableUpdateEventEntity update) {
            // What an element keeps for itself, such as an input parameter, says nothing about the complaint.
            boolean ofTheCase = update.getProcessInstanceId() != null
                    && update.getProcessInstanceId().equals(update.getExecutionId())
                    && update.getTaskId() == null;
            if (ofTheCase) {
                changes.computeIfAbsent(update.getProcessInstanceId(), id -> new LinkedHashSet<>())
                        .add(update.getVariableName());
            }
        }
    }

    /** A called diagram begins with copies of what the case knows already. */
    void called(DelegateExecution instance) {
        changes.remove(instance.getProcessInstanceId());
    }

    /** Forgets that these variables were set in a process instance: they are no news of the complaint. */
    void forget(String processInstanceId, Set<String> variables) {
        Optional.ofNullable(changes.get(processInstanceId)).ifPresent(set -> set.removeAll(variables));
    }

    /** Notes that a diagram starts this process instance, with copies of what the case knows already. */
    void startedByDiagram(ExecutionEntity instance) {
        changes.remove(instance.getId());
        startedByDiagram.add(instance.getId());
    }

    boolean isStartedByDiagram(String processInstanceId) {
        return startedByDiagram.contains(processInstanceId);
    }

    /** Writes on the log of a complaint, open or closed, that another belongs to it. */
    void link(String reference, String tenant, Map<String, Object> evidence) {
        CaseFile file = byReference.computeIfAbsent(
                reference, unread -> tables.find(reference, tenant).orElseThrow());
        add(file, null, null, Action.LINKED, null, null, evidence);
    }

    void step(DelegateExecution execution, DiagramElement element, Action action) {
        step(execution, element, action, null, Map.of());
    }

    /**
     * Adds a step to the case that an execution belongs to; nothing where it belongs to none.
     *
     * @param due the instant by which what begins here is due; null for none
     * @param found what the step shows beside what was entered
     */
    void step(DelegateExecution execution, DiagramElement element, Action action, Date due, Map<String, Object> found) {
        file(execution).ifPresent(file -> {
            ExecutionEntity instance = ((ExecutionEntity) execution).getProcessInstance();
            Collection<String> facts = action.takesFacts() ? taken(instance) : Set.of();
            Map<String, Object> evidence = new LinkedHashMap<>(found);
            facts.forEach(fact -> show(evidence, instance, fact));
            if (action != Action.CHANGED || !evidence.isEmpty()) {
                add(file, execution, element, action, due == null ? null : instant(due), null, evidence);
            }
            facts.forEach(fact -> learn(file, instance, fact));
            meet(file, execution, instance, facts);
        });
    }

    /** A sub-process begins, which may be a stage of the policy. */
    void entered(DelegateExecution execution, DiagramElement element) {
        String stage = element.property(STAGE);
        Optional<CaseFile> file = file(execution);
        if (stage == null || file.isEmpty() || !isCase(file.get(), execution)) {
            step(execution, element, Action.ENTERED);
            return;
        }
        ExecutionEntity root = root(execution);
        Integer number = Integer.valueOf(stage.strip());
        root.setVariable(STAGE, number);
        // What else was set belongs to the event that begins the sub-process, which comes after it.
        Optional.ofNullable(changes.get(root.getId())).ifPresent(set -> set.remove(STAGE));
        learn(file.get(), root, STAGE);
        step(execution, element, Action.ENTERED, null, Map.of(STAGE, number));
    }

    /** A sub-process ends, which may be a stage of the policy that is done with. */
    void left(DelegateExecution execution, DiagramElement element) {
        String stage = element.property(STAGE);
        if (stage != null && !execution.isCanceled() && file(execution).isPresent()) {
            root(execution).setVariable(STAGE_DONE, Integer.valueOf(stage.strip()));
        }
        step(execution, element, execution.isCanceled() ? Action.CANCELLED : Action.LEFT);
    }

    /** An end of the diagram is reached, which may say how the complaint was closed. */
    void ended(DelegateExecution execution, DiagramElement element) {
        String closedAs = element.property("closedAs");
        if (closedAs != null
                && file(execution).filter(file -> isCase(file, execution)).isPresent()) {
            root(execution).setVariable("closedAs", closedAs.strip());
        }
        step(execution, element, Action.ENDED);
    }

    /** A process instance has ended, by its diagram or because somebody deleted it: that of a case closes it. */
    void over(DelegateExecution execution, DiagramElement process) {
        if (execution.getSuperExecution() != null) {
            return;
        }
        file(execution).ifPresent(file -> {
            boolean isCase = isCase(file, execution);
            if (execution.isCanceled()) {
                String why = ((ExecutionEntity) execution).getDeleteReason();
                step(execution, process, Action.DELETED, null, why == null ? Map.of() : Map.of("why", why));
            } else if (isCase) {
                step(execution, process, Action.CLOSED);
            }
            if (isCase) {
                if (execution.isCanceled()) {
                    file.columns.put(Facts.CLOSED_AS.column(), "deleted");
                }
                file.columns.put("state", "closed");
                file.columns.put("closed_at", now());
            }
        });
    }

    /** An activity with limits begins: each runs from now on, to the instant that the engine has stored. */
    void arm(DelegateExecution execution, List<DiagramElement> elements) {
        file(execution).ifPresent(file -> {
            for (DiagramElement element : elements) {
                for (JobEntity timer : ((ExecutionEntity) execution).getJobs()) {
                    if (element.id().equals(timer.getActivityId())) {
                        arm(file, execution, element, instant(timer.getDuedate()));
                    }
                }
            }
        });
    }

    private void arm(CaseFile file, DelegateExecution execution, DiagramElement element, Instant due) {
        RunningLimit limit = RunningLimit.armed(
                UUID.randomUUID().toString(),
                element,
                execution.getProcessInstanceId(),
                execution.getActivityInstanceId(),
                due,
                now());
        limits(file).add(limit);
        add(file, execution, element, Action.LIMIT_ARMED, due, limit.id, Map.of());
    }

    /**
     * A timer on an activity has fired: a limit has passed, or another moment has come.
     *
     * @param limitId the id of the limit that it counts from; null if it counts from something else
     */
    void fired(DelegateExecution execution, DiagramElement element, String limitId) {
        String timer = element.property("timer");
        file(execution).ifPresent(file -> {
            Optional<RunningLimit> limit = limits(file).stream()
                    .filter(RunningLimit::runs)
                    .filter(running -> running.processInstanceId.equals(execution.getProcessInstanceId()))
                    .filter(running -> element.isLimit()
                            ? running.element.id().equals(element.id()) && running.missedAt() == null
                            : limitId == null
                                    ? element.attachedTo().equals(running.element.attachedTo())
                                    : limitId.equals(running.element.id()))
                    .findFirst();
            if (element.isLimit() && limit.isPresent()) {
                limit.get().miss();
                add(file, execution, element, Action.LIMIT_MISSED, limit.get().due(), limit.get().id, Map.of());
            } else {
                Action action = "warning".equals(timer) ? Action.WARNING : Action.OCCURRED;
                Instant due = limit.map(RunningLimit::due).orElse(null);
                String id = limit.map(running -> running.id).orElse(null);
                add(file, execution, element, action, due, id, Map.of());
            }
        });
    }

    /**
     * An activity with limits ends. Whether they were met shows only when the command ends: what meets them may be set
     * by the step that ends the activity, or by the one after it.
     */
    void leave(DelegateExecution execution, DiagramElement activity) {
        file(execution)
                .ifPresent(file -> limits(file).stream()
                        .filter(RunningLimit::runs)
                        .filter(limit -> limit.activityInstanceId.equals(execution.getActivityInstanceId()))
                        .forEach(limit -> file.leaving.put(limit, why(execution, activity, limit))));
    }

    /** The timer of a limit is due at another instant: by a notice to the complainant, or because a fact has changed. */
    void moved(LimitMoved moved) {
        DelegateExecution execution = moved.execution();
        file(execution)
                .ifPresent(file -> limits(file).stream()
                        .filter(RunningLimit::runs)
                        .filter(limit -> limit.isOf(moved.timer(), execution.getProcessInstanceId()))
                        .filter(limit -> isNearest(file, limit, execution))
                        .filter(limit -> !limit.due().equals(moved.due()))
                        .findFirst()
                        .ifPresent(limit -> {
                            if (moved.notice() == null) {
                                recount(file, execution, limit, moved.due());
                            } else {
                                extend(file, execution, limit, moved.due(), moved.notice());
                            }
                        }));
    }

    private void recount(CaseFile file, DelegateExecution execution, RunningLimit limit, Instant due) {
        Map<String, Object> evidence = bothDates(limit.due(), due);
        limit.recount(due, now());
        add(file, execution, limit.element, Action.LIMIT_RECOUNTED, due, limit.id, evidence);
    }

    private void extend(
            CaseFile file, DelegateExecution execution, RunningLimit limit, Instant due, LimitMoved.Notice notice) {
        boolean late = RunningLimit.late(notice.givenAt(), limit.due());
        if (late && limit.missedAt() == null) {
            add(file, execution, limit.element, Action.LIMIT_MISSED, limit.due(), limit.id, Map.of());
        }
        Map<String, Object> evidence = bothDates(limit.due(), due);
        evidence.put("noticeAt", Evidence.moment(notice.givenAt()));
        evidence.put(
                late ? "lateBy" : "inTimeBy",
                Duration.between(limit.due(), notice.givenAt()).abs().toString());
        if (notice.reason() != null) {
            evidence.put("delayReason", notice.reason());
        }
        RunningLimit revised = limit.extend(UUID.randomUUID().toString(), notice.givenAt(), due, now());
        limits(file).add(revised);
        add(file, execution, limit.element, Action.LIMIT_EXTENDED, due, limit.id, evidence);
        add(file, execution, limit.element, Action.LIMIT_ARMED, due, revised.id, Map.of("revision", revised.revision));
    }

    private static Map<String, Object> bothDates(Instant before, Instant due) {
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("dueBefore", Evidence.moment(before));
        evidence.put("due", Evidence.moment(due));
        return evidence;
    }

    /** A notice to the complainant moved nothing. */
    void kept(NoticeOvertaken notice) {
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("limit", notice.limit());
        evidence.put("revised", Evidence.moment(notice.revised()));
        evidence.put("due", Evidence.moment(notice.due()));
        step(notice.execution(), null, Action.LIMIT_KEPT, Date.from(notice.due()), evidence);
    }

    /** A called diagram got a date again that it was called with: nobody has entered it there. */
    void passedOn(DatePassedOn date) {
        Set<String> noted = changes.get(date.instance().getProcessInstanceId());
        if (noted != null) {
            noted.remove(date.variable());
        }
    }

    private static String why(DelegateExecution execution, DiagramElement activity, RunningLimit limit) {
        String name = activity.name() == null ? activity.id() : activity.name();
        String fact = limit.element.property("fact");
        return name
                + (execution.isCanceled() ? " was cancelled" : " ended")
                + (fact == null ? "." : " before " + fact + " was known.");
    }

    private void meet(CaseFile file, DelegateExecution execution, ExecutionEntity instance, Collection<String> facts) {
        if (facts.isEmpty()) {
            return;
        }
        // A called diagram has facts and limits of its own, beside copies of the facts of whoever called it.
        List<RunningLimit> found = limits(file).stream()
                .filter(RunningLimit::runs)
                .filter(limit -> limit.processInstanceId.equals(instance.getId()))
                .filter(limit -> facts.contains(String.valueOf(limit.element.property("fact"))))
                .filter(limit -> isNearest(file, limit, execution))
                .toList();
        for (RunningLimit limit : found) {
            Instant moment = Facts.instant(instance.getVariableTyped(limit.element.property("fact")));
            if (moment != null) {
                meet(file, execution, limit, moment);
            }
        }
    }

    /**
     * Whether it is this limit, where the same one runs more than once, as with two questions at a time: that of the
     * activity where the execution is, or that has just ended. Where that is none of theirs, it is each.
     */
    private boolean isNearest(CaseFile file, RunningLimit limit, DelegateExecution execution) {
        Set<String> here = new HashSet<>();
        for (ExecutionEntity each = (ExecutionEntity) execution; each != null; each = each.getParent()) {
            here.add(each.getActivityInstanceId());
            here.add(each.getParentActivityInstanceId());
        }
        Predicate<RunningLimit> near = each -> here.contains(each.activityInstanceId) || file.leaving.containsKey(each);
        return near.test(limit)
                || limits(file).stream()
                        .filter(RunningLimit::runs)
                        .filter(other -> other.isOf(limit.element.id(), limit.processInstanceId))
                        .noneMatch(near);
    }

    private void meet(CaseFile file, DelegateExecution execution, RunningLimit limit, Instant moment) {
        boolean late = RunningLimit.late(moment, limit.due());
        if (late && limit.missedAt() == null) {
            add(file, execution, limit.element, Action.LIMIT_MISSED, limit.due(), limit.id, Map.of());
        }
        limit.meet(moment);
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put(limit.element.property("fact"), Evidence.moment(moment));
        evidence.put(
                late ? "lateBy" : "inTimeBy",
                Duration.between(limit.due(), moment).abs().toString());
        add(file, execution, limit.element, Action.LIMIT_MET, limit.due(), limit.id, evidence);
    }

    private void add(
            CaseFile file,
            DelegateExecution execution,
            DiagramElement element,
            Action action,
            Instant due,
            String limitId,
            Map<String, Object> evidence) {
        file.steps.add(new Step(
                now(),
                Context.getCommandContext().getAuthenticatedUserId(),
                action,
                element,
                due,
                limitId,
                evidence,
                execution == null ? null : execution.getProcessInstanceId(),
                execution == null ? null : execution.getActivityInstanceId()));
    }

    private Optional<CaseFile> file(DelegateExecution execution) {
        ExecutionEntity root = root(execution);
        Optional<CaseFile> known = files.get(root.getId());
        if (known == null) {
            known = lookUp(root);
            if (known.isEmpty() && intake.isProcedure(root)) {
                // Started at another element than its start event, which somebody who may start may ask for.
                intake.receive(root);
                known = files.get(root.getId());
            }
        }
        return known;
    }

    /** The file of the complaint that runs in a process instance, or that it runs beside, by its business key. */
    private Optional<CaseFile> lookUp(ExecutionEntity root) {
        return files.computeIfAbsent(root.getId(), id -> {
            Optional<CaseFile> found = tables.find(id);
            if (found.isEmpty() && root.getBusinessKey() != null && !intake.isProcedure(root)) {
                found = tables.find(root.getBusinessKey(), root.getTenantId());
            }
            return found.map(file -> byReference.computeIfAbsent(file.reference, reference -> file));
        });
    }

    /** Whether an execution belongs to the case itself, not to what runs beside it. */
    private static boolean isCase(CaseFile file, DelegateExecution execution) {
        return root(execution).getId().equals(file.processInstanceId);
    }

    private List<RunningLimit> limits(CaseFile file) {
        if (file.limits == null) {
            file.limits = tables.runningLimits(file.reference);
        }
        return file.limits;
    }

    private Collection<String> taken(ExecutionEntity instance) {
        Set<String> taken = changes.remove(instance.getId());
        return taken == null ? Set.of() : taken;
    }

    private static void show(Map<String, Object> evidence, ExecutionEntity instance, String variable) {
        Object value = Evidence.of(instance.getVariableLocalTyped(variable, false));
        if (value != null) {
            evidence.put(variable, value);
        }
    }

    private static void learn(CaseFile file, ExecutionEntity instance, String variable) {
        if (variable.equals("reference")
                && instance.hasVariableLocal(variable)
                && !file.reference.equals(instance.getVariableLocal(variable))) {
            throw new BadUserRequestException(
                    "The reference of a complaint is never changed: leave it " + file.reference + ".");
        }
        Facts fact = Facts.of(variable);
        if (fact != null && instance.getId().equals(file.processInstanceId) && instance.hasVariableLocal(variable)) {
            // A query is at no stage, though its case knows at which one it would begin.
            Object written = fact == Facts.STAGE && "query".equals(instance.getVariable("kind"))
                    ? null
                    : fact.written(instance.getVariableLocalTyped(variable, false));
            if (written == null && fact.always) {
                throw new BadUserRequestException(
                        "\"" + variable + "\" stands on the log of every complaint: set it to "
                                + (fact == Facts.RECEIVED_AT ? "a variable of the type Date" : "a text") + ".");
            }
            file.columns.put(fact.column(), written);
            if (fact == Facts.KIND) {
                learn(file, instance, STAGE);
            }
        }
    }

    private Instant now() {
        return Instant.now(clock).truncatedTo(ChronoUnit.MILLIS);
    }

    private static Instant instant(Date date) {
        return Instant.ofEpochMilli(date.getTime());
    }

    /** Writes what the command has gathered. The engine calls it before it commits, and not if the command failed. */
    @Override
    public void flush() {
        List.copyOf(changes.keySet()).forEach(this::logWhatNoStepTook);
        byReference.values().forEach(file -> {
            file.leaving.forEach((limit, why) -> drop(file, limit, why));
            file.leaving.clear();
            tables.write(file);
        });
    }

    private void logWhatNoStepTook(String processInstanceId) {
        ExecutionEntity instance =
                Context.getCommandContext().getExecutionManager().findExecutionById(processInstanceId);
        if (instance != null && !instance.isEnded() && lookUp(root(instance)).isPresent()) {
            step(instance, null, Action.CHANGED);
        }
        changes.remove(processInstanceId);
    }

    private void drop(CaseFile file, RunningLimit limit, String why) {
        if (limit.runs()) {
            Instant now = now();
            if (limit.missedAt() == null && RunningLimit.late(now, limit.due())) {
                limit.miss();
                add(file, null, limit.element, Action.LIMIT_MISSED, limit.due(), limit.id, Map.of());
            }
            limit.drop(now, why);
            add(file, null, limit.element, Action.LIMIT_DROPPED, limit.due(), limit.id, Map.of("why", why));
        }
    }

    @Override
    public void close() {}
}
