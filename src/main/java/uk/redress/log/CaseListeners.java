package uk.redress.log;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.bpmn.behavior.UserTaskActivityBehavior;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.core.model.PropertyMapKey;
import org.camunda.bpm.engine.impl.history.event.HistoryEvent;
import org.camunda.bpm.engine.impl.history.handler.HistoryEventHandler;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.PropertyChange;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.pvm.process.TransitionImpl;
import org.camunda.bpm.engine.impl.task.TaskDefinition;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.camunda.bpm.engine.task.IdentityLink;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import uk.redress.policy.DatePassedOn;
import uk.redress.policy.EngineClock;
import uk.redress.policy.LimitMoved;
import uk.redress.policy.NoticeOvertaken;

/**
 * Gives every element of every diagram the listeners that put its steps on the complaints log, without any being drawn
 * (ALL-4). They are the engine's "built-in" ones, which nobody can ask to skip.
 */
@Component
@Order(30)
class CaseListeners extends AbstractProcessEnginePlugin {

    private final CaseTables tables;
    private final Intake intake;
    private final EngineClock clock;

    CaseListeners(CaseTables tables, Intake intake, EngineClock clock) {
        this.tables = tables;
        this.intake = intake;
        this.clock = clock;
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl configuration) {
        Intake.parseListeners(configuration).add(new Diagrams());

        List<SessionFactory> sessions = configuration.getCustomSessionFactories();
        if (sessions == null) {
            sessions = new ArrayList<>();
            configuration.setCustomSessionFactories(sessions);
        }
        sessions.add(new SessionFactory() {
            @Override
            public Class<?> getSessionType() {
                return Casebook.class;
            }

            @Override
            public Session openSession() {
                return new Casebook(tables, intake, clock);
            }
        });

        configuration.getCustomHistoryEventHandlers().add(new Variables());
    }

    @EventListener
    void moved(LimitMoved moved) {
        Casebook.current().moved(moved);
    }

    @EventListener
    void kept(NoticeOvertaken notice) {
        Casebook.current().kept(notice);
    }

    @EventListener
    void passedOn(DatePassedOn date) {
        Casebook.current().passedOn(date);
    }

    /** Hears of every variable that is set: the engine has no variable listeners for BPMN, only its history's events. */
    private static final class Variables implements HistoryEventHandler {

        @Override
        public void handleEvent(HistoryEvent event) {
            if (Context.getCommandContext() != null) {
                Casebook.current().changed(event);
            }
        }

        @Override
        public void handleEvents(List<HistoryEvent> events) {
            events.forEach(this::handleEvent);
        }
    }

    /** What a listener does with the casebook of the command that runs. */
    private interface Entry {
        void make(Casebook book, DelegateExecution execution);
    }

    private static final class Diagrams extends AbstractBpmnParseListener {

        /** Of an activity: the ids of its limits, by the expressions of their due dates. */
        private static final PropertyMapKey<String, String> LIMITS = new PropertyMapKey<>("redressLimits");

        @Override
        public void parseProcess(Element drawn, ProcessDefinitionEntity process) {
            DiagramElement element = DiagramElement.of(drawn, process.getKey());
            process.addBuiltInListener(ExecutionListener.EVENTNAME_START, listener((book, execution) -> {
                if (execution.getSuperExecution() != null) {
                    book.called(execution);
                }
            }));
            process.addBuiltInListener(
                    ExecutionListener.EVENTNAME_END, listener((book, execution) -> book.over(execution, element)));
        }

        @Override
        public void parseStartEvent(Element drawn, ScopeImpl scope, ActivityImpl start) {
            DiagramElement element = element(drawn, scope);
            if (scope instanceof ProcessDefinitionEntity) {
                on(start, ExecutionListener.EVENTNAME_START, (book, execution) -> {
                    boolean begins = execution.getSuperExecution() == null;
                    book.step(execution, element, begins ? Action.STARTED : Action.OCCURRED);
                });
            } else if (drawn.elements().stream()
                    .anyMatch(child -> child.getTagName().endsWith("EventDefinition"))) {
                on(
                        start,
                        ExecutionListener.EVENTNAME_START,
                        (book, execution) -> book.step(execution, element, Action.OCCURRED));
            }
        }

        @Override
        public void parseSubProcess(Element drawn, ScopeImpl scope, ActivityImpl activity) {
            DiagramElement element = element(drawn, scope);
            on(activity, ExecutionListener.EVENTNAME_START, (book, execution) -> book.entered(execution, element));
            on(activity, ExecutionListener.EVENTNAME_END, (book, execution) -> book.left(execution, element));
        }

        @Override
        public void parseTransaction(Element drawn, ScopeImpl scope, ActivityImpl activity) {
            parseSubProcess(drawn, scope, activity);
        }

        @Override
        public void parseCallActivity(Element drawn, ScopeImpl scope, ActivityImpl activity) {
            DiagramElement element = element(drawn, scope);
            on(
                    activity,
                    ExecutionListener.EVENTNAME_START,
                    (book, execution) -> book.step(execution, element, Action.CALLED));
            atEnd(activity, element, Action.RETURNED);
        }

        @Override
        public void parseServiceTask(Element drawn, ScopeImpl scope, ActivityImpl activity) {
            atEnd(activity, element(drawn, scope), Action.DONE);
        }

        @Override
        public void parseSendTask(Element drawn, ScopeImpl scope, ActivityImpl activity) {
            atEnd(activity, element(drawn, scope), Action.DONE);
        }

        @Override
        public void parseScriptTask(Element drawn, ScopeImpl scope, ActivityImpl activity) {
            atEnd(activity, element(drawn, scope), Action.DONE);
        }

        @Override
        public void parseBusinessRuleTask(Element drawn, ScopeImpl scope, ActivityImpl activity) {
            atEnd(activity, element(drawn, scope), Action.DONE);
        }

        @Override
        public void parseTask(Element drawn, ScopeImpl scope, ActivityImpl activity) {
            atEnd(activity, element(drawn, scope), Action.DONE);
        }

        @Override
        public void parseManualTask(Element drawn, ScopeImpl scope, ActivityImpl activity) {
            atEnd(activity, element(drawn, scope), Action.DONE);
        }

        @Override
        public void parseReceiveTask(Element drawn, ScopeImpl scope, ActivityImpl activity) {
            waits(activity, element(drawn, scope));
        }

        @Override
        public void parseIntermediateCatchEvent(Element drawn, ScopeImpl scope, ActivityImpl activity) {
            waits(activity, element(drawn, scope));
        }

        private static void waits(ActivityImpl activity, DiagramElement element) {
            on(
                    activity,
                    ExecutionListener.EVENTNAME_START,
                    (book, execution) -> book.step(execution, element, Action.WAITING));
            atEnd(activity, element, Action.OCCURRED);
        }

        @Override
        public void parseIntermediateThrowEvent(Element drawn, ScopeImpl scope, ActivityImpl activity) {
            atEnd(activity, element(drawn, scope), Action.OCCURRED);
        }

        @Override
        public void parseEndEvent(Element drawn, ScopeImpl scope, ActivityImpl activity) {
            DiagramElement element = element(drawn, scope);
            on(activity, ExecutionListener.EVENTNAME_START, (book, execution) -> book.ended(execution, element));
        }

        @Override
        public void parseBoundaryEvent(Element drawn, ScopeImpl scope, ActivityImpl boundary) {
            DiagramElement element = element(drawn, scope);
            ActivityImpl attachedTo = (ActivityImpl) boundary.getEventScope();
            String date = date(drawn);
            on(boundary, ExecutionListener.EVENTNAME_START, (book, execution) -> {
                if (element.property("timer") != null) {
                    book.fired(execution, element, limitOf(date, attachedTo));
                } else {
                    book.step(execution, element, Action.OCCURRED);
                }
            });
            if (element.isLimit()) {
                attachedTo.getProperties().putMapEntry(LIMITS, date, element.id());
                DiagramElement activity = new DiagramElement(
                        attachedTo.getId(), attachedTo.getName(), element.process(), null, null, Map.of());
                on(
                        attachedTo,
                        ExecutionListener.EVENTNAME_START,
                        (book, execution) -> book.arm(execution, List.of(element)));
                on(attachedTo, ExecutionListener.EVENTNAME_END, (book, execution) -> book.leave(execution, activity));
            }
        }

        /** The expression of a timer's date, without its braces; empty if there is none. */
        private static String date(Element drawn) {
            return Optional.ofNullable(drawn.element("timerEventDefinition"))
                    .map(timer -> timer.element("timeDate"))
                    .map(date ->
                            date.getText().strip().replaceAll("^[$#]\\{|}$", "").strip())
                    .orElse("");
        }

        /** Which limit of an activity a timer on it is about: the one from whose due date it counts; null if none. */
        private static String limitOf(String date, ActivityImpl attachedTo) {
            return attachedTo.getProperties().get(LIMITS).entrySet().stream()
                    .filter(limit -> Pattern.compile("\\b" + Pattern.quote(limit.getKey()) + "(?!\\w)")
                            .matcher(date)
                            .find())
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public void parseSequenceFlow(Element drawn, ScopeImpl scope, TransitionImpl flow) {
            DiagramElement element = element(drawn, scope);
            if (element.name() != null) {
                String question = flow.getSource().getName();
                DiagramElement answer = question == null || question.isBlank()
                        ? element
                        : element.named(question.strip().replaceAll("\\s+", " ") + " " + element.name());
                flow.addBuiltInListener(
                        ExecutionListener.EVENTNAME_TAKE,
                        listener((book, execution) -> book.step(execution, answer, Action.DECIDED)));
            }
        }

        @Override
        public void parseUserTask(Element drawn, ScopeImpl scope, ActivityImpl activity) {
            DiagramElement element = element(drawn, scope);
            TaskDefinition definition = ((UserTaskActivityBehavior) activity.getActivityBehavior()).getTaskDefinition();
            definition.addBuiltInTaskListener(
                    TaskListener.EVENTNAME_CREATE, task -> created(task, named(element, task)));
            definition.addBuiltInTaskListener(
                    TaskListener.EVENTNAME_ASSIGNMENT, task -> assigned(task, named(element, task)));
            definition.addBuiltInTaskListener(
                    TaskListener.EVENTNAME_UPDATE, task -> updated(task, named(element, task)));
            definition.addBuiltInTaskListener(
                    TaskListener.EVENTNAME_COMPLETE,
                    task -> Casebook.current().step(task.getExecution(), named(element, task), Action.COMPLETED));
            definition.addBuiltInTaskListener(
                    TaskListener.EVENTNAME_DELETE, task -> cancelled(task, named(element, task)));
        }

        // On the diagram, its name may be an expression.
        private static DiagramElement named(DiagramElement element, DelegateTask task) {
            String name = task.getName();
            return name == null || name.isBlank()
                    ? element
                    : element.named(name.strip().replaceAll("\\s+", " "));
        }

        private static void created(DelegateTask task, DiagramElement element) {
            TreeSet<String> groups = new TreeSet<>();
            for (IdentityLink candidate : task.getCandidates()) {
                if (candidate.getGroupId() != null) {
                    groups.add(candidate.getGroupId());
                }
            }
            Casebook.current()
                    .step(
                            task.getExecution(),
                            element,
                            Action.TASK_CREATED,
                            task.getDueDate(),
                            groups.isEmpty() ? Map.of() : Map.of("candidateGroups", groups));
        }

        private static void assigned(DelegateTask task, DiagramElement element) {
            String assignee = task.getAssignee();
            String actor = Context.getCommandContext().getAuthenticatedUserId();
            Action action =
                    assignee == null ? Action.UNCLAIMED : assignee.equals(actor) ? Action.CLAIMED : Action.ASSIGNED;
            Casebook.current()
                    .step(
                            task.getExecution(),
                            element,
                            action,
                            task.getDueDate(),
                            assignee == null ? Map.of() : Map.of("assignee", assignee));
        }

        private static void updated(DelegateTask task, DiagramElement element) {
            Map<String, PropertyChange> changed = new HashMap<>(((TaskEntity) task).getPropertyChanges());
            // Its own event tells of that.
            changed.remove(TaskEntity.ASSIGNEE);
            if (changed.isEmpty()) {
                return;
            }
            Map<String, Object> found = new LinkedHashMap<>();
            changed.forEach((property, change) -> {
                found.put(property + "Before", shown(change.getOrgValue(), change.getOrgValueString()));
                found.put(property, shown(change.getNewValue(), change.getNewValueString()));
            });
            Casebook.current().step(task.getExecution(), element, Action.CHANGED, task.getDueDate(), found);
        }

        private static String shown(Object value, String written) {
            return value instanceof Date date ? Evidence.moment(Instant.ofEpochMilli(date.getTime())) : written;
        }

        private static void cancelled(DelegateTask task, DiagramElement element) {
            String why = task.getDeleteReason();
            Casebook.current()
                    .step(
                            task.getExecution(),
                            element,
                            Action.CANCELLED,
                            task.getDueDate(),
                            why == null ? Map.of() : Map.of("why", why));
        }

        private static DiagramElement element(Element drawn, ScopeImpl scope) {
            return DiagramElement.of(drawn, ((ProcessDefinitionEntity) scope.getProcessDefinition()).getKey());
        }

        private static void atEnd(ActivityImpl activity, DiagramElement element, Action action) {
            on(
                    activity,
                    ExecutionListener.EVENTNAME_END,
                    (book, execution) ->
                            book.step(execution, element, execution.isCanceled() ? Action.CANCELLED : action));
        }

        private static void on(ActivityImpl activity, String event, Entry entry) {
            activity.addBuiltInListener(event, listener(entry));
        }

        private static ExecutionListener listener(Entry entry) {
            return execution -> entry.make(Casebook.current(), execution);
        }
    }
}
