package uk.redress.form;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.form.CamundaFormRef;
import org.camunda.bpm.engine.form.FormData;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.impl.GetDeployedTaskFormCmd;
import org.camunda.bpm.engine.impl.cfg.CommandChecker;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cmd.GetDeployedProcessDefinitionCmd;
import org.camunda.bpm.engine.impl.cmd.GetDeployedStartFormCmd;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.engine.variable.value.TypedValue;
import org.springframework.util.StringUtils;
import uk.redress.access.Staff;
import uk.redress.calendar.WorkingCalendar;
import uk.redress.form.FormCheck.Result;
import uk.redress.form.FormCheck.Setting;
import uk.redress.policy.FormDefinition;
import uk.redress.policy.FormDefinition.Field;
import uk.redress.policy.FormDefinition.Option;
import uk.redress.policy.Groups;
import uk.redress.policy.Policies;
import uk.redress.policy.Policy;
import uk.redress.policy.StartRule;

/**
 * Checks what is submitted to the engine against the form of the task or the start event at hand, as it was deployed
 * with the diagram. Each check is a command of its own before the engine's, so that what a person mistyped rolls
 * nothing back and writes no error to the log.
 */
class SubmittedForms {

    private static final FormDefinition NO_FORM = new FormDefinition("none", 0, "", List.of());

    private static final String NOT_BY_HAND =
            "This process is a part of others, or starts by its timer, and is not started by hand: log a complaint"
                    + " instead.";

    // What a form shows for ids of people, by the variable that has the ids.
    private static final Map<String, String> NAMED = Map.of(
            "about", "aboutNames",
            "handledBy", "handledByNames",
            "originalHandlers", "originalHandlersNames",
            "referralManager", "referralManagerName");

    private final ProcessEngineConfigurationImpl engine;
    private final Policies policies;
    private final FormCheck check;
    private final Supplier<Stream<StartRule>> rules;
    private final People people;
    private final StartContract contract = new StartContract();

    // A deployed form never changes, so it is read once.
    private final Map<String, FormDefinition> deployed = new ConcurrentHashMap<>();

    // A policy is read once, at start.
    private final Map<String, WorkingCalendar> workingDays = new ConcurrentHashMap<>();

    /** @param rules asked for late: they may need the engine, which is not built yet */
    SubmittedForms(
            ProcessEngineConfigurationImpl engine,
            Policies policies,
            FormCheck check,
            Supplier<Stream<StartRule>> rules) {
        this.engine = engine;
        this.policies = policies;
        this.people = new People(policies);
        this.check = check;
        this.rules = rules;
    }

    /**
     * What the engine is to store when the form of a task is submitted.
     *
     * @throws FormException if it does not satisfy the form
     * @throws org.camunda.bpm.engine.AuthorizationException if this person may not work on the task
     */
    VariableMap forTask(String taskId, Map<String, Object> variables) {
        return orRefuse(run(context -> {
            TaskEntity task = taskId == null ? null : context.getTaskManager().findTaskById(taskId);
            if (task == null || task.getProcessDefinitionId() == null) {
                // The engine's own command says what is wrong, or it is no case of ours.
                return new Checked(List.of(), copy(variables));
            }
            for (CommandChecker checker : engine.getCommandCheckers()) {
                checker.checkTaskWork(task);
            }
            return context.runWithoutAuthorization(() -> checkTask(task, variables));
        }));
    }

    /**
     * What the form of a task can show: what was decided at an earlier stage is no answer to the question of this one,
     * so what the case has by the name of a field that begins empty is there by another name, such as
     * {@code earlierFindings} for {@code findings}, unless the case itself has something by that name; and the task's
     * own due date is there as {@code taskDue}. Several people are shown as a list, as their field takes them; what the
     * department and the people whom the case knows by id are called is there too, as {@code departmentName} and by the
     * names in {@link #NAMED}.
     *
     * @param variables those of the case, which this changes
     */
    VariableMap shown(String taskId, VariableMap variables) {
        return engine.getCommandExecutorTxRequired()
                .execute(context -> context.runWithoutAuthorization(() -> {
                    TaskEntity task = context.getTaskManager().findTaskById(taskId);
                    showNames(context, task.getTenantId(), variables);
                    for (Field field : taskForm(taskId).fields()) {
                        TypedValue before = variables.getValueTyped(field.key());
                        if (!field.showsWhatIsKnown()) {
                            variables.remove(field.key());
                            showAs("earlier" + StringUtils.capitalize(field.key()), before, variables);
                        } else if (before != null) {
                            Submitted known = Submitted.of(before);
                            Submitted shown = People.asList(field, known);
                            if (shown != known) {
                                variables.put(field.key(), shown.toStore());
                            }
                        }
                    }
                    showAs("taskDue", Variables.dateValue(task.getDueDate()), variables);
                    return variables;
                }));
    }

    private void showNames(CommandContext context, String tenant, VariableMap variables) {
        if (policies.has(tenant)) {
            String department = policies.of(tenant).departments().get(String.valueOf(variables.get("department")));
            showAs("departmentName", Variables.stringValue(department), variables);
        }
        NAMED.forEach((ids, names) -> {
            if (variables.get(ids) instanceof String text) {
                showAs(names, Variables.stringValue(people.names(context, text)), variables);
            }
        });
    }

    /** The deployed form of a task with the people whom it offers, those of the case's company. */
    InputStream taskFormWithPeople(String taskId, InputStream deployed) {
        return withPeople(
                deployed,
                () -> taskForm(taskId),
                context -> context.getTaskManager().findTaskById(taskId).getTenantId());
    }

    /** The same for the start form of a process. */
    InputStream startFormWithPeople(String processDefinitionId, InputStream deployed) {
        return withPeople(
                deployed,
                () -> startForm(processDefinitionId),
                context -> new GetDeployedProcessDefinitionCmd(processDefinitionId, false)
                        .execute(context)
                        .getTenantId());
    }

    private InputStream withPeople(
            InputStream deployed, Supplier<FormDefinition> form, Function<CommandContext, String> tenant) {
        return engine.getCommandExecutorTxRequired()
                .execute(context -> context.runWithoutAuthorization(() -> {
                    Map<String, List<Option>> offered = new HashMap<>();
                    for (Field field : form.get().fields()) {
                        if (!field.people().isEmpty()) {
                            offered.put(field.key(), people.offered(context, tenant.apply(context), field.people()));
                        }
                    }
                    return offered.isEmpty() ? deployed : People.fillIn(deployed, offered);
                }));
    }

    private static void showAs(String name, TypedValue value, VariableMap variables) {
        if (!Submitted.of(value).isEmpty() && !variables.containsKey(name)) {
            variables.putValueTyped(name, value);
        }
    }

    /**
     * What the engine is to store when a process is started.
     *
     * @param find finds the definition of the process, as the engine's own command will
     * @throws FormException if it does not satisfy the start form and the contract
     * @throws org.camunda.bpm.engine.AuthorizationException if this person may not start the process
     */
    VariableMap forStart(Command<ProcessDefinitionEntity> find, String businessKey, Map<String, Object> variables) {
        return orRefuse(run(context -> {
            ProcessDefinitionEntity process = find.execute(context);
            for (CommandChecker checker : engine.getCommandCheckers()) {
                checker.checkCreateProcessInstance(process);
            }
            return context.runWithoutAuthorization(() -> checkStart(process, businessKey, true, variables));
        }));
    }

    /**
     * The same for a process that is already being started, by whatever way.
     *
     * @param atStartEvent whether it begins where it should: elsewhere it would have no reference and no receipt
     * @throws FormException if it does not satisfy the start form and the contract
     */
    VariableMap atStart(
            CommandContext context,
            ProcessDefinitionEntity process,
            String businessKey,
            boolean atStartEvent,
            VariableMap variables) {
        return orRefuse(
                context.runWithoutAuthorization(() -> checkStart(process, businessKey, atStartEvent, variables)));
    }

    boolean isStartedByDiagram(String processInstanceId) {
        return rules.get().anyMatch(rule -> rule.isStartedByDiagram(processInstanceId));
    }

    private record Checked(List<String> faults, VariableMap variables) {}

    private Checked checkTask(TaskEntity task, Map<String, Object> variables) {
        FormDefinition form = taskForm(task.getId());
        Function<String, Object> known =
                name -> Submitted.of(task.getVariableTyped(name, false)).value();
        Map<String, Submitted> submitted = Submitted.all(variables);
        Result result = check.check(form, submitted, setting(List.of(), known, task.getTenantId()));
        VariableMap stored = Variables.createVariables();
        result.given().forEach((name, value) -> stored.put(name, value.toStore()));
        result.emptied().forEach(name -> stored.put(name, null));
        // So that an expression in the diagram may ask for each field of the form, filled in or not, and is not told
        // what somebody filled in at an earlier stage.
        List<String> kept = keys(form, Field::showsWhatIsKnown);
        result.absent().stream()
                .filter(name -> !kept.contains(name) || known.apply(name) == null)
                .forEach(name -> stored.put(name, null));
        return new Checked(result.faults(), stored);
    }

    private Checked checkStart(
            ProcessDefinitionEntity process, String businessKey, boolean atStartEvent, Map<String, Object> variables) {
        // A process that only a message starts has nothing that knows about start forms.
        FormDefinition form = process.getStartFormHandler() == null ? NO_FORM : startForm(process.getId());
        String tenant = process.getTenantId();
        Policy policy = policies.has(tenant) ? policies.of(tenant) : null;
        boolean procedure = policy != null && policy.procedures().containsKey(process.getKey());
        if (form == NO_FORM && !procedure) {
            // Nothing says what it takes: a letter of any wording to anybody could be sent by it.
            return policy != null && isBySomebody()
                    ? new Checked(List.of(NOT_BY_HAND), null)
                    : new Checked(List.of(), copy(variables));
        }
        if (!atStartEvent) {
            return new Checked(List.of("A case begins at its start event: leave out the start instructions."), null);
        }
        if (businessKey != null) {
            return new Checked(
                    List.of("A business key cannot be given: leave it out, Redress gives each case its reference."),
                    null);
        }
        Map<String, Object> references = procedure ? contract.references(policy) : Map.of();
        Setting setting = setting(procedure ? contract.fields(form) : List.of(), references::get, tenant);
        Result result = check.check(form, Submitted.all(variables), setting);
        VariableMap stored = Variables.createVariables();
        result.given().forEach((name, value) -> stored.put(name, value.toStore()));
        if (!result.faults().isEmpty()) {
            return new Checked(result.faults(), stored);
        }
        StartRule.Start start = new StartRule.Start(tenant, process.getKey(), form, stored);
        return new Checked(
                rules.get().flatMap(rule -> rule.faults(start).stream()).toList(), stored);
    }

    /** A job is nobody, whoever has it executed: what it starts, the diagram starts. */
    private boolean isBySomebody() {
        Authentication caller = engine.getIdentityService().getCurrentAuthentication();
        return caller != null
                && caller.getUserId() != null
                && Context.getCommandContext().getCurrentJob() == null;
    }

    private static List<String> keys(FormDefinition form, Predicate<Field> which) {
        return form.fields().stream().filter(which).map(Field::key).toList();
    }

    private FormDefinition taskForm(String taskId) {
        return form(
                engine.getFormService().getTaskFormData(taskId),
                () -> engine.getCommandExecutorTxRequired().execute(new GetDeployedTaskFormCmd(taskId)));
    }

    private FormDefinition startForm(String processDefinitionId) {
        return form(
                engine.getFormService().getStartFormData(processDefinitionId),
                () -> engine.getCommandExecutorTxRequired().execute(new GetDeployedStartFormCmd(processDefinitionId)));
    }

    private FormDefinition form(FormData data, Supplier<InputStream> resource) {
        if (data == null) {
            return NO_FORM;
        }
        CamundaFormRef reference = data.getCamundaFormRef();
        String key = data.getFormKey();
        if (reference != null && reference.getKey() != null) {
            return "deployment".equals(reference.getBinding())
                    ? deployed.computeIfAbsent(
                            data.getDeploymentId() + "/" + reference.getKey(),
                            unread -> read(reference.getKey(), resource))
                    : read(reference.getKey(), resource);
        }
        if (key != null && key.startsWith("camunda-forms:deployment:")) {
            return deployed.computeIfAbsent(data.getDeploymentId() + "/" + key, unread -> read(key, resource));
        }
        return NO_FORM;
    }

    private static FormDefinition read(String name, Supplier<InputStream> resource) {
        try (InputStream content = resource.get()) {
            return FormDefinition.parse("The form " + name, content.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Setting setting(List<Field> extra, Function<String, Object> known, String tenant) {
        return new Setting(
                extra, known, usersOf(tenant), who -> idsOf(tenant, who), this::isCaseworker, workingDaysOf(tenant));
    }

    private Set<String> idsOf(String tenant, List<String> who) {
        return people.offered(Context.getCommandContext(), tenant, who).stream()
                .map(person -> (String) person.value())
                .collect(Collectors.toSet());
    }

    private WorkingCalendar workingDaysOf(String tenant) {
        return policies.has(tenant)
                ? workingDays.computeIfAbsent(
                        tenant, name -> policies.of(name).calendar().workingDays())
                : null;
    }

    private Predicate<String> usersOf(String tenant) {
        return id -> !id.isEmpty() && tenant != null && Staff.belongs(Context.getCommandContext(), id, tenant);
    }

    private boolean isCaseworker(String user) {
        return engine.getIdentityService().createGroupQuery().groupMember(user).list().stream()
                .map(Group::getId)
                .anyMatch(Groups.CASEWORKERS::contains);
    }

    private Checked run(Command<Checked> command) {
        return engine.getCommandExecutorTxRequired().execute(command);
    }

    private static VariableMap orRefuse(Checked checked) {
        if (!checked.faults().isEmpty()) {
            throw new FormException(checked.faults());
        }
        return checked.variables();
    }

    private static VariableMap copy(Map<String, Object> variables) {
        return variables instanceof VariableMap typed ? typed : Variables.fromMap(variables);
    }
}
