package uk.redress.form;

import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParseListener;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.variable.serializer.TypedValueSerializer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import uk.redress.policy.EngineClock;
import uk.redress.policy.Policies;
import uk.redress.policy.StartRule;

/** Makes the engine check every form that is submitted, and keep long texts. Camunda 7 does neither by itself. */
@Component
@Order(10)
class FormPlugin extends AbstractProcessEnginePlugin {

    private final Policies policies;
    private final EngineClock clock;
    private final ObjectProvider<StartRule> rules;

    FormPlugin(Policies policies, EngineClock clock, ObjectProvider<StartRule> rules) {
        this.policies = policies;
        this.clock = clock;
        this.rules = rules;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void preInit(ProcessEngineConfigurationImpl engine) {
        Feel feel = new Feel(() -> engine.getDmnEngineConfiguration().getFeelEngine());
        SubmittedForms forms = new SubmittedForms(engine, policies, new FormCheck(clock, feel), rules::stream);
        engine.setTaskService(new CheckedTaskService(forms));
        engine.setFormService(new CheckedFormService(forms));
        engine.setRuntimeService(new CheckedRuntimeService(forms));

        engine.setHistoryEventProducer(new FormHistory());

        List<BpmnParseListener> listeners = new ArrayList<>();
        listeners.add(new StartCheck(forms));
        if (engine.getCustomPreBPMNParseListeners() != null) {
            listeners.addAll(engine.getCustomPreBPMNParseListeners());
        }
        engine.setCustomPreBPMNParseListeners(listeners);

        List<TypedValueSerializer> serializers = new ArrayList<>();
        serializers.add(new LongText());
        if (engine.getCustomPreVariableSerializers() != null) {
            serializers.addAll(engine.getCustomPreVariableSerializers());
        }
        engine.setCustomPreVariableSerializers(serializers);
    }
}
