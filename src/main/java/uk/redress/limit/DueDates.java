package uk.redress.limit;

import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParseListener;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParseUtil;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.history.event.HistoryEvent;
import org.camunda.bpm.engine.impl.history.handler.HistoryEventHandler;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TimerEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import uk.redress.policy.EngineClock;
import uk.redress.policy.MoreTimeNeeded;

/**
 * The one place where dates of running cases move: whenever a fact of a case changes, or a notice gives the complainant a
 * revised date, its due dates, its tasks, its timers and the log move together, in the transaction of whatever changed
 * the fact.
 *
 * <p>A warning or a limit that has fired already is armed again where its date has come to lie ahead, as often as that
 * happens (ALL-2).
 */
@Component
@Order(40)
public class DueDates extends AbstractProcessEnginePlugin {

    /** The extension property of a timer that says what it is for. */
    private static final String KIND = "timer";

    private static final String LIMIT = "limit";
    private static final String WARNING = "warning";

    private final ApplicationEventPublisher events;
    private final EngineClock clock;
    private ProcessEngineConfigurationImpl engine;

    DueDates(ApplicationEventPublisher events, EngineClock clock) {
        this.events = events;
        this.clock = clock;
    }

    static boolean isLimit(ActivityImpl timer) {
        return LIMIT.equals(timer.getProperty(KIND));
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl configuration) {
        engine = configuration;
        List<BpmnParseListener> parsing = orNew(configuration.getCustomPostBPMNParseListeners());
        parsing.add(new AbstractBpmnParseListener() {
            @Override
            public void parseBoundaryEvent(Element drawn, ScopeImpl scope, ActivityImpl event) {
                var properties = BpmnParseUtil.parseCamundaExtensionProperties(drawn);
                if (properties != null && properties.containsKey(KIND)) {
                    event.setProperty(KIND, properties.get(KIND));
                }
            }
        });
        configuration.setCustomPostBPMNParseListeners(parsing);

        List<SessionFactory> sessions = orNew(configuration.getCustomSessionFactories());
        sessions.add(new SessionFactory() {
            @Override
            public Class<?> getSessionType() {
                return Settling.class;
            }

            @Override
            public Session openSession() {
                return new Settling(events, clock);
            }
        });
        configuration.setCustomSessionFactories(sessions);
        configuration.getCustomHistoryEventHandlers().add(new Facts());

        List<CommandInterceptor> inEvery = orNew(configuration.getCustomPostCommandInterceptorsTxRequired());
        inEvery.add(new AtTheEnd());
        configuration.setCustomPostCommandInterceptorsTxRequired(inEvery);
        List<CommandInterceptor> inNew = orNew(configuration.getCustomPostCommandInterceptorsTxRequiresNew());
        inNew.add(new AtTheEnd());
        configuration.setCustomPostCommandInterceptorsTxRequiresNew(inNew);
    }

    private static <T> List<T> orNew(List<T> list) {
        return list == null ? new ArrayList<>() : new ArrayList<>(list);
    }

    /** Hears of every fact: the engine has no variable listeners for BPMN, only its history's events. */
    private static final class Facts implements HistoryEventHandler {

        @Override
        public void handleEvent(HistoryEvent event) {
            if (Context.getCommandContext() != null) {
                Settling.current().heard(event);
            }
        }

        @Override
        public void handleEvents(List<HistoryEvent> events) {
            events.forEach(this::handleEvent);
        }
    }

    /**
     * Settles the dates when a command is done. Not a listener to the closing of the command: what moves a task's date
     * registers such listeners itself.
     */
    private static final class AtTheEnd extends CommandInterceptor {

        @Override
        public <T> T execute(Command<T> command) {
            Settling settling = Settling.current();
            boolean succeeded = false;
            settling.begin();
            try {
                T result = next.execute(command);
                succeeded = true;
                return result;
            } finally {
                settling.end(succeeded);
            }
        }
    }

    /**
     * Counts every date of a case anew from its facts, with what it has called: after a change of the calendar, say. What
     * is right already stays untouched.
     *
     * @param processInstanceId the process instance in which the case began; one that has ended is left alone
     */
    public void recount(String processInstanceId) {
        engine.getCommandExecutorTxRequired().execute(context -> {
            ExecutionEntity instance = find(context, processInstanceId);
            if (instance != null) {
                Settling.current().asked(instance);
            }
            return null;
        });
    }

    /**
     * Gives the warnings of all limits that a case has running, at once, for somebody who knows already that more time is
     * needed. A warning whose task is still open is not given twice. The regular warning comes all the same, unless the
     * limit moves.
     *
     * @param processInstanceId the process instance in which the case began
     * @return how many warnings were given; 0 if no limit has a warning, or each has its task already
     */
    public int warnNow(String processInstanceId) {
        return engine.getCommandExecutorTxRequired().execute(context -> {
            ExecutionEntity instance = find(context, processInstanceId);
            return instance == null ? 0 : warn(instance);
        });
    }

    /**
     * The same when somebody has recorded it.
     *
     * @throws BadUserRequestException if there was no warning to give
     */
    @EventListener
    void warn(MoreTimeNeeded event) {
        if (warnNow(event.processInstanceId()) == 0) {
            throw new BadUserRequestException("There is no limit to be warned of now: either the warning is a task in"
                    + " Tasklist already, where more time is asked for, or nothing runs that has a limit.");
        }
    }

    private static ExecutionEntity find(CommandContext context, String processInstanceId) {
        ExecutionEntity instance = context.getExecutionManager().findExecutionById(processInstanceId);
        return instance == null || instance.isEnded() ? null : instance;
    }

    private static int warn(ExecutionEntity instance) {
        List<LiveScope.Timer> warnings = new ArrayList<>();
        List<ExecutionEntity> called = new ArrayList<>();
        List<ExecutionEntity> executions = LiveScope.executions(instance);
        for (LiveScope scope : LiveScope.of(instance)) {
            List<LiveScope.Timer> timers = scope.timers();
            if (timers.stream().anyMatch(timer -> isLimit(timer.event()))) {
                timers.stream()
                        .filter(timer -> WARNING.equals(timer.event().getProperty(KIND)))
                        .filter(LiveScope.Timer::isNonInterruptingBoundary)
                        .filter(timer -> executions.stream().noneMatch(execution -> isOnThePathOf(timer, execution)))
                        .forEach(warnings::add);
            }
        }
        executions.stream()
                .map(ExecutionEntity::getSubProcessInstance)
                .filter(each -> each != null && !each.isEnded())
                .forEach(called::add);
        warnings.forEach(DueDates::fire);
        return warnings.size() + called.stream().mapToInt(DueDates::warn).sum();
    }

    private static boolean isOnThePathOf(LiveScope.Timer warning, ExecutionEntity execution) {
        return execution.getActivity() != null
                && warning.event().getOutgoingTransitions().stream()
                        .anyMatch(flow -> flow.getDestination().equals(execution.getActivity()));
    }

    private static void fire(LiveScope.Timer warning) {
        List<TimerEntity> pending = warning.pending();
        if (pending.isEmpty()) {
            warning.scope().execution().executeEventHandlerActivity(warning.event());
        } else {
            pending.get(0).execute(Context.getCommandContext());
        }
    }
}
