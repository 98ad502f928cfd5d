package uk.redress.limit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.impl.bpmn.behavior.BoundaryEventActivityBehavior;
import org.camunda.bpm.engine.impl.jobexecutor.TimerDeclarationImpl;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TimerEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.model.bpmn.instance.CatchEvent;
import org.camunda.bpm.model.bpmn.instance.TimerEventDefinition;

/**
 * An element of a diagram that a case is in, such as a stage, with the execution that holds its variables and timers. The
 * engine offers no such view to the outside.
 */
record LiveScope(ScopeImpl element, ExecutionEntity execution) {

    /** The process instance in which a case began, however many diagrams it has called since. */
    static ExecutionEntity root(ExecutionEntity execution) {
        ExecutionEntity instance = execution.getProcessInstance();
        while (instance.getSuperExecution() != null) {
            instance = instance.getSuperExecution().getProcessInstance();
        }
        return instance;
    }

    /** Every execution of a process instance, without what it has called. */
    static List<ExecutionEntity> executions(ExecutionEntity instance) {
        List<ExecutionEntity> all = new ArrayList<>();
        collect(instance, all);
        return all;
    }

    private static void collect(ExecutionEntity execution, List<ExecutionEntity> all) {
        if (!execution.isEnded() && !execution.isEventScope()) {
            all.add(execution);
            execution.getExecutions().forEach(child -> collect(child, all));
        }
    }

    /** What a process instance is in, without what it has called; the outer ones come first. */
    static List<LiveScope> of(ExecutionEntity instance) {
        Map<String, LiveScope> scopes = new TreeMap<>();
        for (ExecutionEntity execution : executions(instance)) {
            boolean leaf = execution.getActivity() != null
                    && execution.getExecutions().stream().allMatch(ExecutionEntity::isEventScope);
            if (leaf) {
                execution
                        .createActivityExecutionMapping()
                        .forEach((element, holder) ->
                                scopes.put(holder.getId(), new LiveScope(element, (ExecutionEntity) holder)));
            }
        }
        return scopes.values().stream()
                .sorted(Comparator.comparingInt(scope -> depth(scope.execution())))
                .toList();
    }

    private static int depth(ExecutionEntity execution) {
        int depth = 0;
        for (ExecutionEntity parent = execution.getParent(); parent != null; parent = parent.getParent()) {
            depth++;
        }
        return depth;
    }

    /** A timer that is drawn on the scope, pending or not. */
    record Timer(LiveScope scope, ActivityImpl event, TimerDeclarationImpl declaration) {

        /** Whether it can fire while the scope lives on. */
        boolean isNonInterruptingBoundary() {
            return event.getActivityBehavior() instanceof BoundaryEventActivityBehavior
                    && !declaration.isInterruptingTimer();
        }

        /** Whether the expression of its date has this variable in it. */
        boolean speaksOf(String variable) {
            Pattern name = Pattern.compile("\\b" + Pattern.quote(variable) + "\\b");
            CatchEvent drawn = scope.execution().getBpmnModelInstance().getModelElementById(event.getId());
            return drawn.getEventDefinitions().stream()
                    .filter(TimerEventDefinition.class::isInstance)
                    .map(definition -> ((TimerEventDefinition) definition).getTimeDate())
                    .anyMatch(date ->
                            date != null && name.matcher(date.getTextContent()).find());
        }

        /** Its jobs; none if it has fired. */
        List<TimerEntity> pending() {
            return scope.execution().getJobs().stream()
                    .filter(TimerEntity.class::isInstance)
                    .map(TimerEntity.class::cast)
                    .filter(job -> event.getId().equals(job.getActivityId()))
                    .toList();
        }
    }

    List<Timer> timers() {
        List<Timer> timers = new ArrayList<>();
        TimerDeclarationImpl.getDeclarationsForScope(element)
                .forEach((id, declaration) -> timers.add(
                        new Timer(this, element.getProcessDefinition().findActivity(id), declaration)));
        return timers;
    }
}
