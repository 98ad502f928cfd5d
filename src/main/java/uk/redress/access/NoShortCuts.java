package uk.redress.access;

import java.util.List;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cmd.StartProcessInstanceAtActivitiesCmd;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;

/**
 * Refuses to start a case anywhere but at its start event, where its form is checked and its reference given, unless
 * an administrator does it.
 */
class NoShortCuts extends CommandInterceptor {

    private final ProcessEngineConfigurationImpl configuration;

    NoShortCuts(ProcessEngineConfigurationImpl configuration) {
        this.configuration = configuration;
    }

    @Override
    public <T> T execute(Command<T> command) {
        boolean fromOutside = Context.getCommandContext() == null;
        if (fromOutside && command instanceof StartProcessInstanceAtActivitiesCmd && !mayAnywhere()) {
            throw new AuthorizationException(
                    "A case starts at its start event. Leave out startInstructions and send the start form's fields.");
        }
        return next.execute(command);
    }

    private boolean mayAnywhere() {
        Authentication authentication = configuration.getIdentityService().getCurrentAuthentication();
        if (authentication == null || authentication.getUserId() == null) {
            return true;
        }
        List<String> groups = authentication.getGroupIds();
        return groups != null && groups.contains(Groups.ADMINISTRATORS);
    }
}
