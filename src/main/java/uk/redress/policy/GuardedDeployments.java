package uk.redress.policy;

import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.springframework.stereotype.Component;

/** Gives the engine the repository service that checks what people deploy. */
@Component
class GuardedDeployments extends AbstractProcessEnginePlugin {

    private final Policies policies;
    private final PolicyCheck check;

    GuardedDeployments(Policies policies, PolicyCheck check) {
        this.policies = policies;
        this.check = check;
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl configuration) {
        configuration.setRepositoryService(new GuardedRepositoryService(policies, check));
    }
}
