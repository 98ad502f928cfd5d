package uk.redress.access;

import java.util.List;
import java.util.TreeSet;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.springframework.stereotype.Component;
import uk.redress.reconciliation.Discrepancy;
import uk.redress.reconciliation.Reconciled;

/**
 * Every open task is somebody's. An impartial one (ALL-3) that is not is handed on, which leaves nothing to tell; of any
 * other, that nobody is there whom it is for.
 */
@Component
class TasksReconciled implements Reconciled {

    private final Departures departures;

    TasksReconciled(ProcessEngine engine) {
        this.departures = new Departures((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration());
    }

    @Override
    public void mend() {
        departures.handOn();
    }

    @Override
    public List<Discrepancy> discrepancies() {
        return departures.leftBehind().stream()
                .map(task -> new Discrepancy(
                        "task-without-people",
                        task.id(),
                        task.tenant(),
                        task.reference(),
                        task.instance(),
                        task.execution(),
                        "\"" + task.name() + "\"" + (task.reference() == null ? "" : " of " + task.reference())
                                + " waits for nobody: " + why(task)))
                .toList();
    }

    private static String why(Departures.Open task) {
        if (task.assignee() != null) {
            return "it is assigned to \"" + task.assignee() + "\", who does not work on complaints of " + task.tenant()
                    + ". Assign it to somebody else, or to nobody.";
        }
        return task.groups().isEmpty()
                ? "it is for no group. Assign it to somebody."
                : "nobody of " + task.tenant() + " is in the group "
                        + String.join(" or ", new TreeSet<>(task.groups()))
                        + ". Have an administrator add somebody, or assign it.";
    }
}
