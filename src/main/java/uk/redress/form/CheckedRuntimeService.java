package uk.redress.form;

import static uk.redress.form.TooLateException.unlessOvertaken;

import org.camunda.bpm.engine.impl.ProcessInstantiationBuilderImpl;
import org.camunda.bpm.engine.impl.RuntimeServiceImpl;
import org.camunda.bpm.engine.impl.cmd.GetDeployedProcessDefinitionCmd;
import org.camunda.bpm.engine.impl.interceptor.CommandExecutor;
import org.camunda.bpm.engine.runtime.ProcessInstanceWithVariables;
import org.camunda.bpm.engine.runtime.ProcessInstantiationBuilder;
import org.camunda.bpm.engine.variable.VariableMap;

/** Lets a process be started only with what its start form and the contract take. */
class CheckedRuntimeService extends RuntimeServiceImpl {

    private final SubmittedForms forms;

    CheckedRuntimeService(SubmittedForms forms) {
        this.forms = forms;
    }

    @Override
    public ProcessInstantiationBuilder createProcessInstanceById(String processDefinitionId) {
        return new CheckedStart(commandExecutor, forms, processDefinitionId, null);
    }

    @Override
    public ProcessInstantiationBuilder createProcessInstanceByKey(String processDefinitionKey) {
        return new CheckedStart(commandExecutor, forms, null, processDefinitionKey);
    }

    private static final class CheckedStart extends ProcessInstantiationBuilderImpl {

        private final SubmittedForms forms;

        CheckedStart(CommandExecutor executor, SubmittedForms forms, String id, String key) {
            super(executor);
            this.forms = forms;
            this.processDefinitionId = id;
            this.processDefinitionKey = key;
        }

        @Override
        public ProcessInstanceWithVariables executeWithVariablesInReturn(
                boolean skipCustomListeners, boolean skipIoMappings) {
            // Who may start a case in the middle is asked first; whoever may is told by the net that nobody can.
            if (!modificationBuilder.getModificationOperations().isEmpty()) {
                return super.executeWithVariablesInReturn(skipCustomListeners, skipIoMappings);
            }
            VariableMap variables = modificationBuilder.getProcessVariables();
            VariableMap checked = check(variables);
            if (checked != variables) {
                variables.clear();
                variables.putAll(checked);
            }
            return unlessOvertaken(
                    () -> super.executeWithVariablesInReturn(skipCustomListeners, skipIoMappings),
                    () -> check(variables));
        }

        private VariableMap check(VariableMap variables) {
            return forms.forStart(new GetDeployedProcessDefinitionCmd(this, false), businessKey, variables);
        }
    }
}
