package uk.redress.form;

import static uk.redress.form.TooLateException.unlessGone;
import static uk.redress.form.TooLateException.unlessTooLate;

import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.variable.VariableMap;
import uk.redress.access.GuardedTaskService;
import uk.redress.access.Notices;

/**
 * Lets a task be completed only with what its form asks for; whoever completes it, by whatever way. And tells whoever
 * does something with a task that has ended that it has.
 */
class CheckedTaskService extends GuardedTaskService {

    private final SubmittedForms forms;

    CheckedTaskService(SubmittedForms forms) {
        this.forms = forms;
    }

    @Override
    public void complete(String taskId, Map<String, Object> variables) {
        completeWithVariablesInReturn(taskId, variables, false);
    }

    @Override
    public VariableMap completeWithVariablesInReturn(
            String taskId, Map<String, Object> variables, boolean deserializeValues) {
        boolean notice = Notices.isOne(commandExecutor, taskId);
        VariableMap left = unlessTooLate(
                commandExecutor,
                taskId,
                () -> super.completeWithVariablesInReturn(taskId, forms.forTask(taskId, variables), deserializeValues));
        return notice ? Notices.shown(left) : left;
    }

    /** Resolving a delegated task without a value hands it back; with values it fills in the task's form. */
    @Override
    public void resolveTask(String taskId, Map<String, Object> variables) {
        unlessGone(
                commandExecutor,
                taskId,
                () -> super.resolveTask(taskId, isEmpty(variables) ? null : forms.forTask(taskId, variables)));
    }

    @Override
    public void claim(String taskId, String userId) {
        unlessGone(commandExecutor, taskId, () -> super.claim(taskId, userId));
    }

    @Override
    public void setAssignee(String taskId, String userId) {
        unlessGone(commandExecutor, taskId, () -> super.setAssignee(taskId, userId));
    }

    @Override
    public void delegateTask(String taskId, String userId) {
        unlessGone(commandExecutor, taskId, () -> super.delegateTask(taskId, userId));
    }

    @Override
    public void handleBpmnError(String taskId, String errorCode, String errorMessage, Map<String, Object> variables) {
        refuse(variables);
        super.handleBpmnError(taskId, errorCode, errorMessage, variables);
    }

    @Override
    public void handleEscalation(String taskId, String escalationCode, Map<String, Object> variables) {
        refuse(variables);
        super.handleEscalation(taskId, escalationCode, variables);
    }

    private static void refuse(Map<String, Object> variables) {
        if (!isEmpty(variables)) {
            throw new FormException(
                    List.of("An error or an escalation takes no variables: leave them out, and fill in the task's"
                            + " form instead."));
        }
    }

    private static boolean isEmpty(Map<String, Object> variables) {
        return variables == null || variables.isEmpty();
    }
}
