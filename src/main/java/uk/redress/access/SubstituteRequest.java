package uk.redress.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.camunda.bpm.engine.impl.event.EventType;
import org.camunda.bpm.engine.impl.persistence.entity.EventSubscriptionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.pvm.runtime.operation.PvmAtomicOperation;

/**
 * What a case has drawn for asking its supervisors to appoint a substitute: the event sub-process that begins with the
 * message {@code substitute-needed}.
 *
 * @param event the running case's subscription to the message
 */
record SubstituteRequest(ExecutionEntity root, EventSubscriptionEntity event) {

    static final String MESSAGE = "substitute-needed";

    static Optional<SubstituteRequest> in(ExecutionEntity root) {
        return executions(root)
                .flatMap(execution -> execution.getEventSubscriptions().stream())
                .filter(event -> event.isSubscriptionForEventType(EventType.MESSAGE)
                        && MESSAGE.equals(event.getEventName())
                        && event.getActivity().getFlowScope()
                                != event.getExecution().getProcessDefinition())
                .findFirst()
                .map(event -> new SubstituteRequest(root, event));
    }

    /** Whether the supervisors have been asked already and have not answered yet. */
    boolean isPending() {
        return !tokens().isEmpty();
    }

    void make() {
        event.eventReceived(null, false);
    }

    /** Ends the request, without the one who was asked for: there is nothing left for which one is needed. */
    void takeBack() {
        for (List<ExecutionEntity> tokens = tokens(); !tokens.isEmpty(); tokens = tokens()) {
            ExecutionEntity token = tokens.get(0);
            token.interrupt("Nobody needs a substitute any more.");
            // As at an end event, but for the listeners of the activity's end, which have just been called. Where the
            // case has reached its end already, it ends now, as by its diagram.
            token.leaveActivityInstance();
            token.setActivityInstanceId(null);
            token.performOperation(PvmAtomicOperation.ACTIVITY_END);
        }
    }

    private List<ExecutionEntity> tokens() {
        ScopeImpl drawn = event.getActivity().getFlowScope();
        return executions(root)
                .filter(execution -> execution.isActive() && !execution.isEnded() && isWithin(execution, drawn))
                .toList();
    }

    private static boolean isWithin(ExecutionEntity execution, ScopeImpl drawn) {
        ScopeImpl scope = execution.getActivity();
        while (scope != null && scope != drawn) {
            scope = scope.getFlowScope();
        }
        return scope != null;
    }

    private static Stream<ExecutionEntity> executions(ExecutionEntity execution) {
        return Stream.concat(
                Stream.of(execution),
                new ArrayList<>(execution.getExecutions()).stream().flatMap(SubstituteRequest::executions));
    }
}
