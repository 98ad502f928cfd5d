package uk.redress.form;

import java.util.Locale;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.impl.bpmn.helper.BpmnProperties;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.value.TypedValue;

/**
 * The net under the services: whatever starts a process (a message, a restart, the engine's Java API), the start form
 * and the contract hold. It hangs on the process itself, before every other listener, and is one that a caller cannot
 * ask to skip.
 */
class StartCheck extends AbstractBpmnParseListener implements ExecutionListener {

    private final SubmittedForms forms;

    StartCheck(SubmittedForms forms) {
        this.forms = forms;
    }

    @Override
    public void parseProcess(Element processElement, ProcessDefinitionEntity process) {
        process.addBuiltInListener(ExecutionListener.EVENTNAME_START, this, 0);
    }

    @Override
    public void notify(DelegateExecution execution) {
        ExecutionEntity instance = (ExecutionEntity) execution;
        // A called process is given what its caller's diagram says, not what a person filled in; so is one that a
        // diagram starts beside its own.
        if (instance.getSuperExecution() != null || forms.isStartedByDiagram(instance.getId())) {
            return;
        }
        VariableMap variables = instance.getVariablesTyped(false);
        VariableMap checked = forms.atStart(
                Context.getCommandContext(),
                instance.getProcessDefinition(),
                instance.getProcessBusinessKey(),
                isAtStartEvent(instance),
                variables);
        // What has come past the services is still as it was sent, such as a list of people.
        checked.forEach((name, value) -> {
            if (value instanceof String
                    && !value.equals(Submitted.of(variables.<TypedValue>getValueTyped(name))
                            .value())) {
                instance.setVariable(name, value);
            }
        });
    }

    private static boolean isAtStartEvent(ExecutionEntity instance) {
        String type = instance.getActivity() == null
                ? ""
                : instance.getActivity().getProperties().get(BpmnProperties.TYPE);
        return type.toLowerCase(Locale.ROOT).endsWith("startevent");
    }
}
