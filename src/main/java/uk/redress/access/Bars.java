package uk.redress.access;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperty;

/**
 * Who may not investigate or decide a case (ALL-3), as the variables of its root process instance say: whom it is about
 * ({@code about}, user ids with commas), who dealt with the request that is looked at again ({@code originalHandlers},
 * likewise; CAN-11), and whoever investigated or decided it at a stage before the one it is in
 * ({@code handledBy}, entries {@code stage:user} with commas; {@code stage}).
 *
 * @param root the root process instance of the case
 * @param about the ids of the users whom the case is about
 * @param originalHandlers the ids of the users who dealt with the original request
 * @param earlier the first stage at which somebody dealt with the case, by user id; earlier stages than this only
 * @param stage the stage that the case is in; 1 where nothing says
 */
record Bars(
        ExecutionEntity root,
        Set<String> about,
        Set<String> originalHandlers,
        Map<String, Integer> earlier,
        int stage) {

    static final String ABOUT = "about";
    static final String ORIGINAL_HANDLERS = "originalHandlers";
    static final String HANDLED_BY = "handledBy";
    static final String STAGE = "stage";

    /**
     * The variables that can turn out otherwise while a task is open. A stage, and who has dealt with those before it,
     * stand before the first task of the stage is made.
     */
    static final Set<String> CHANGING = Set.of(ABOUT, ORIGINAL_HANDLERS, Routing.REFERRAL_MANAGER, Audience.DEPARTMENT);

    static Bars of(TaskEntity task) {
        Bars bars = of(root(task.getExecution()));
        return ImpartialTasks.isWeighing(task)
                ? new Bars(bars.root, bars.about, bars.originalHandlers, Map.of(), bars.stage)
                : bars;
    }

    static Bars of(ExecutionEntity root) {
        int stage = stage(root);
        Map<String, Integer> earlier = new HashMap<>();
        for (String entry : list(root, HANDLED_BY)) {
            int colon = entry.indexOf(':');
            int handled = colon < 0 ? stage : number(entry.substring(0, colon), stage);
            if (handled < stage) {
                earlier.merge(entry.substring(colon + 1).strip(), handled, Math::min);
            }
        }
        return new Bars(root, list(root, ABOUT), list(root, ORIGINAL_HANDLERS), earlier, stage);
    }

    /** Adds to a case that somebody has investigated or decided it at the stage that it is in. */
    static void handled(ExecutionEntity root, String person) {
        Set<String> entries = list(root, HANDLED_BY);
        if (entries.add(stage(root) + ":" + person)) {
            root.setVariable(HANDLED_BY, String.join(",", entries));
        }
    }

    /** The process instance in which a case began, however many diagrams it has called since. */
    static ExecutionEntity root(ExecutionEntity execution) {
        ExecutionEntity instance = execution.getProcessInstance();
        while (instance.getSuperExecution() != null) {
            instance = instance.getSuperExecution().getProcessInstance();
        }
        return instance;
    }

    boolean against(String person) {
        return about.contains(person) || originalHandlers.contains(person) || earlier.containsKey(person);
    }

    /** Tells a barred person why. */
    String tell(String person) {
        String begin = "You cannot deal with " + reference() + ": ";
        if (about.contains(person)) {
            return begin + "the complaint is about you.";
        }
        return originalHandlers.contains(person)
                ? begin + "you dealt with the original request."
                : begin + "you investigated or decided it at " + stageName(earlier.get(person))
                        + ". Refer it onward, or ask a supervisor.";
    }

    /** Tells others why a person is barred. */
    String tellOf(String person) {
        if (about.contains(person)) {
            return reference() + " is about this person.";
        }
        return originalHandlers.contains(person)
                ? "this person dealt with the original request of " + reference() + "."
                : "this person investigated or decided " + reference() + " at " + stageName(earlier.get(person)) + ".";
    }

    /** The case as people call it. */
    String reference() {
        String reference = root.getBusinessKey();
        return reference == null ? "this complaint" : reference;
    }

    /** As the policy calls the stage, such as {@code Level 1}. */
    private String stageName(int number) {
        return root.getBpmnModelInstance().getModelElementsByType(SubProcess.class).stream()
                .filter(process -> process.getName() != null && number == drawnStage(process))
                .map(process -> process.getName().strip().replaceAll("\\s+", " "))
                .findFirst()
                .orElse("stage " + number);
    }

    private static int drawnStage(SubProcess process) {
        return process.getExtensionElements() == null
                ? 0
                : process.getExtensionElements().getElementsQuery().list().stream()
                        .flatMap(extension -> extension.getChildElementsByType(CamundaProperty.class).stream())
                        .filter(property -> STAGE.equals(property.getCamundaName()))
                        .mapToInt(property -> number(property.getCamundaValue(), 0))
                        .findFirst()
                        .orElse(0);
    }

    private static int stage(VariableScope root) {
        return number(root.getVariable(STAGE), 1);
    }

    private static int number(Object value, int otherwise) {
        if (value instanceof Number number) {
            return number.intValue();
        }
        String text = value == null ? "" : value.toString().strip();
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : otherwise;
    }

    private static Set<String> list(VariableScope root, String variable) {
        return entries(root.getVariable(variable));
    }

    /** A variable's value as a list: parted by commas, each entry once. */
    static Set<String> entries(Object value) {
        Stream<String> entries =
                value == null ? Stream.of() : Arrays.stream(value.toString().split(","));
        return entries.map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
