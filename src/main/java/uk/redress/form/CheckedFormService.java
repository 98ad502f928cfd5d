package uk.redress.form;

import static uk.redress.form.TooLateException.unlessOvertaken;
import static uk.redress.form.TooLateException.unlessTooLate;

import java.io.InputStream;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.camunda.bpm.engine.form.TaskFormData;
import org.camunda.bpm.engine.impl.FormServiceImpl;
import org.camunda.bpm.engine.impl.cmd.GetDeployedProcessDefinitionCmd;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.variable.VariableMap;
import uk.redress.access.Notices;

/** Lets a form be submitted only with what it asks for, and begin with all that it means to show. */
class CheckedFormService extends FormServiceImpl {

    private final SubmittedForms forms;

    CheckedFormService(SubmittedForms forms) {
        this.forms = forms;
    }

    @Override
    public ProcessInstance submitStartForm(String processDefinitionId, Map<String, Object> properties) {
        return submitStartForm(processDefinitionId, null, properties);
    }

    @Override
    public ProcessInstance submitStartForm(
            String processDefinitionId, String businessKey, Map<String, Object> properties) {
        VariableMap checked = check(processDefinitionId, businessKey, properties);
        return unlessOvertaken(
                () -> super.submitStartForm(processDefinitionId, businessKey, checked),
                () -> check(processDefinitionId, businessKey, properties));
    }

    private VariableMap check(String processDefinitionId, String businessKey, Map<String, Object> properties) {
        return forms.forStart(new GetDeployedProcessDefinitionCmd(processDefinitionId, false), businessKey, properties);
    }

    @Override
    @SuppressWarnings("deprecation")
    public ProcessInstance submitStartFormData(String processDefinitionId, Map<String, String> properties) {
        return submitStartForm(processDefinitionId, null, new HashMap<>(properties));
    }

    @Override
    @SuppressWarnings("deprecation")
    public ProcessInstance submitStartFormData(
            String processDefinitionId, String businessKey, Map<String, String> properties) {
        return submitStartForm(processDefinitionId, businessKey, new HashMap<>(properties));
    }

    @Override
    public InputStream getDeployedStartForm(String processDefinitionId) {
        return forms.startFormWithPeople(processDefinitionId, super.getDeployedStartForm(processDefinitionId));
    }

    @Override
    public InputStream getDeployedTaskForm(String taskId) {
        return forms.taskFormWithPeople(taskId, super.getDeployedTaskForm(taskId));
    }

    @Override
    public VariableMap getTaskFormVariables(String taskId) {
        return getTaskFormVariables(taskId, null, true);
    }

    @Override
    public VariableMap getTaskFormVariables(String taskId, Collection<String> names, boolean deserializeObjectValues) {
        VariableMap variables = Notices.read(
                commandExecutor, taskId, () -> super.getTaskFormVariables(taskId, names, deserializeObjectValues));
        return forms.shown(taskId, Notices.isOne(commandExecutor, taskId) ? Notices.shown(variables) : variables);
    }

    @Override
    public TaskFormData getTaskFormData(String taskId) {
        return Notices.read(commandExecutor, taskId, () -> super.getTaskFormData(taskId));
    }

    @Override
    public void submitTaskForm(String taskId, Map<String, Object> properties) {
        submitTaskFormWithVariablesInReturn(taskId, properties, false);
    }

    @Override
    public VariableMap submitTaskFormWithVariablesInReturn(
            String taskId, Map<String, Object> properties, boolean deserializeValues) {
        boolean notice = Notices.isOne(commandExecutor, taskId);
        VariableMap variables = unlessTooLate(
                commandExecutor,
                taskId,
                () -> super.submitTaskFormWithVariablesInReturn(
                        taskId, forms.forTask(taskId, properties), deserializeValues));
        return notice ? Notices.shown(variables) : variables;
    }
}
