package uk.redress.limit;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.variable.value.TypedValue;

/**
 * Notes facts for diagrams, as {@code facts}: that something has happened, and when. For the listeners of events, which
 * can have no output parameters.
 *
 * <p>These methods are part of the bean API that every diagram ever deployed relies on: they are never changed or
 * removed.
 */
public final class Facts {

    private static final String HAPPENED_AT = "happenedAt";

    private final Clock clock;

    Facts(Clock clock) {
        this.clock = clock;
    }

    /**
     * Notes that something has happened: {@code ${facts.note(execution, 'withdrawnAt')}} sets the variable of that name,
     * on the process instance, to the moment at which it happened. That is what whoever recorded it has said, in the
     * variable {@code happenedAt}, which is thereby used up; or now.
     *
     * @param execution where it happened
     * @param name the variable
     */
    public void note(DelegateExecution execution, String name) {
        note(execution, name, moment(execution));
    }

    /**
     * Notes likewise that something has happened that can happen again before it is dealt with, such as a question:
     * {@code ${facts.noteHere(execution, 'progressAskedAt')}} sets the variable of that name on the event sub-process
     * that begins here. So what is counted from it stays as it is when the same happens again.
     *
     * @param execution of the start event of the sub-process
     * @param name the variable
     */
    public void noteHere(DelegateExecution execution, String name) {
        execution.setVariableLocal(name, moment(execution));
    }

    /**
     * Keeps what came with such an event, such as the words of a question, with the event sub-process that begins here:
     * {@code ${facts.takeHere(execution, 'progressQuestion')}} moves the variable of that name from the process instance
     * to it. So the next question does not change this one, and does not begin with its words. Where there is no such
     * variable, it is empty here.
     *
     * @param execution of the start event of the sub-process
     * @param name the variable
     */
    public void takeHere(DelegateExecution execution, String name) {
        DelegateExecution instance = execution.getProcessInstance();
        TypedValue value = instance.getVariableLocalTyped(name);
        execution.setVariableLocal(name, value);
        instance.removeVariableLocal(name);
    }

    private Date moment(DelegateExecution execution) {
        DelegateExecution instance = execution.getProcessInstance();
        Object said = instance.getVariableLocal(HAPPENED_AT);
        // The next event may come from elsewhere and say nothing of when it happened.
        instance.removeVariableLocal(HAPPENED_AT);
        return said instanceof Date date ? date : Date.from(Instant.now(clock).truncatedTo(ChronoUnit.MILLIS));
    }

    /**
     * Notes what has happened: {@code ${facts.note(execution, 'answer', 'escalates')}} sets the variable of that name, on
     * the process instance, to a value.
     *
     * @param execution where it happened
     * @param name the variable
     * @param value what it becomes
     */
    public void note(DelegateExecution execution, String name, Object value) {
        execution.getProcessInstance().setVariable(name, value);
    }
}
