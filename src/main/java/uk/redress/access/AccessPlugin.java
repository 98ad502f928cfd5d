package uk.redress.access;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.script.ScriptEngine;
import javax.script.ScriptEngineManager;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParseListener;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;
import org.camunda.bpm.engine.impl.persistence.GenericManagerFactory;
import org.camunda.bpm.engine.impl.persistence.entity.HistoricTaskInstanceManager;
import org.camunda.bpm.engine.impl.persistence.entity.TaskManager;
import org.camunda.bpm.engine.impl.persistence.entity.VariableInstanceManager;
import org.camunda.bpm.engine.impl.scripting.engine.DefaultScriptEngineResolver;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import uk.redress.policy.Policies;

/** Puts Redress's rules of access into the engine, and sets people and rights up before anybody can sign in. */
@Component
@Order(5)
class AccessPlugin extends AbstractProcessEnginePlugin {

    /** Ids of users, groups and tenants: also email addresses, and the hyphens of our own groups. */
    private static final String IDS = "[a-zA-Z0-9][a-zA-Z0-9@._-]*";

    private final AccessSetup setup;
    private final Routing routing;
    private final Audience audience;

    AccessPlugin(AccessSetup setup, Policies policies) {
        this.setup = setup;
        this.routing = new Routing(policies);
        this.audience = new Audience(policies);
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl configuration) {
        configuration.setGeneralResourceWhitelistPattern(IDS);
        configuration.setEnablePasswordPolicy(true);
        configuration.setCommandCheckers(new ArrayList<>(List.of(TenantChecks.checker(), new TaskChecks())));
        configuration.setResourceAuthorizationProvider(new FewAuthorizations());
        configuration.setIdentityProviderSessionFactory(new GenericManagerFactory(Colleagues.class));
        configuration.setScriptEngineResolver(new NoScripts());

        List<SessionFactory> sessions = orNew(configuration.getCustomSessionFactories());
        sessions.add(session(TaskManager.class, VisibleTasks::new));
        sessions.add(session(VariableInstanceManager.class, VisibleVariables::new));
        sessions.add(session(HistoricTaskInstanceManager.class, VisibleTaskHistory::new));
        sessions.add(session(Audience.class, () -> audience));
        sessions.add(session(Unsettled.class, () -> new Unsettled(routing)));
        configuration.setCustomSessionFactories(sessions);
        keepImpartial(configuration);
    }

    private void keepImpartial(ProcessEngineConfigurationImpl configuration) {
        List<BpmnParseListener> listeners = orNew(configuration.getCustomPostBPMNParseListeners());
        listeners.add(new ImpartialTasks(routing));
        listeners.add(new CaseTasks());
        configuration.setCustomPostBPMNParseListeners(listeners);
        configuration.getCustomHistoryEventHandlers().add(new Unsettled.Changes());
        List<CommandInterceptor> first = orNew(configuration.getCustomPreCommandInterceptorsTxRequired());
        first.add(new Departures(configuration).new AfterEach());
        configuration.setCustomPreCommandInterceptorsTxRequired(first);
        configuration.setCustomPostCommandInterceptorsTxRequired(
                withOurs(configuration.getCustomPostCommandInterceptorsTxRequired()));
        configuration.setCustomPostCommandInterceptorsTxRequiresNew(
                withOurs(configuration.getCustomPostCommandInterceptorsTxRequiresNew()));
        // Of a candidate who is named: a substitute. The engine's default would let them set variables, too.
        configuration.setDefaultUserPermissionForTask(Permissions.TASK_WORK);
    }

    @Override
    public void postProcessEngineBuild(ProcessEngine engine) {
        setup.run(engine);
    }

    // New ones for each chain: an interceptor knows the next.
    private static List<CommandInterceptor> withOurs(List<CommandInterceptor> interceptors) {
        List<CommandInterceptor> all = orNew(interceptors);
        all.add(new PlainRefusals());
        all.add(new Unsettled.AtTheEnd());
        return all;
    }

    private static <T> List<T> orNew(List<T> list) {
        return list == null ? new ArrayList<>() : new ArrayList<>(list);
    }

    private static SessionFactory session(Class<?> type, Supplier<Session> open) {
        return new SessionFactory() {
            @Override
            public Class<?> getSessionType() {
                return type;
            }

            @Override
            public Session openSession() {
                return open.get();
            }
        };
    }

    /** A script in a diagram is code that no test and no check of ours ever sees. */
    private static final class NoScripts extends DefaultScriptEngineResolver {

        private NoScripts() {
            super(new ScriptEngineManager());
        }

        @Override
        public ScriptEngine getScriptEngine(String language, boolean resolveFromCache) {
            throw new ProcessEngineException("Scripts (here: " + language
                    + ") are switched off in Redress. Use an expression, FEEL in a decision, or a bean.");
        }
    }
}
