package uk.redress.access;

import java.util.Set;
import java.util.function.Supplier;
import org.camunda.bpm.engine.impl.interceptor.CommandExecutor;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.variable.VariableMap;

/**
 * What somebody reads of a confidential case of whom a task only tells them of it (SMS-10): its reference, what it is
 * about in the procedure's words, and the date.
 */
public final class Notices {

    private static final Set<String> SHOWN = Set.of("reference", "what", "due");

    /** Where a form begins with whose case it is. */
    private static final String NAME = "complainantName";

    private Notices() {}

    /** Whether somebody to whom a task tells of a case may read a variable of it. */
    static boolean shows(String variable) {
        return SHOWN.contains(variable);
    }

    /** Whether all that the caller has of the case is this task. */
    public static boolean isOne(CommandExecutor commands, String taskId) {
        return commands.execute(context -> {
            TaskEntity task = taskId == null ? null : context.getTaskManager().findTaskById(taskId);
            return task != null
                    && Caller.of(context)
                            .filter(caller ->
                                    Audience.current().isButTold(caller, task) && TaskRules.worksOn(caller, task))
                            .isPresent();
        });
    }

    /** Reads something of a task that shows nothing of its case, as those may too whom it only tells of that. */
    public static <T> T read(CommandExecutor commands, String taskId, Supplier<T> what) {
        return isOne(commands, taskId)
                ? commands.execute(context -> context.runWithoutAuthorization(what::get))
                : what.get();
    }

    /** Of a case's variables, what those read whom a task only tells of it; a form says that the rest is confidential. */
    public static VariableMap shown(VariableMap variables) {
        variables.keySet().removeIf(name -> !shows(name));
        variables.putValue(NAME, "confidential");
        return variables;
    }
}
