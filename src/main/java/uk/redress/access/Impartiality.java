package uk.redress.access;

import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import uk.redress.policy.Policy;

/** The bean {@code impartiality} of diagrams: what supervisors do where nobody is left who may deal with a case (ALL-3). */
public final class Impartiality {

    private final Policy policy;

    Impartiality(Policy policy) {
        this.policy = policy;
    }

    /**
     * Gives the impartial tasks of a case to the user whose id the variable {@code substitute} holds: the open ones, and
     * those that the case comes to in the same stage. The variable becomes {@code stage:user} on the case.
     *
     * @throws BadUserRequestException if there is no such person in the company, or this one is barred too; the task in
     *     which the supervisors have named them stays open
     */
    public void appoint(DelegateExecution execution) {
        CommandContext context = Context.getCommandContext();
        Bars bars = Bars.of(Bars.root((ExecutionEntity) execution));
        Object named = execution.getVariable(Substitutes.VARIABLE);
        String person = named == null ? "" : named.toString().strip();
        context.runWithoutAuthorization(() -> {
            check(context, bars, person);
            Substitutes.appoint(bars, person);
            ImpartialTasks.openIn(bars.root()).forEach(task -> Routing.appoint(task, person));
            letWork(context, person);
            return null;
        });
    }

    /** The right to the task itself comes with the task. */
    private static void letWork(CommandContext context, String person) {
        if (!Staff.hasPart(context, person)) {
            ProcessEngineConfigurationImpl engine = context.getProcessEngineConfiguration();
            Rights.letUseTasklist(engine.getAuthorizationService(), person, TaskFilters.ids(engine.getFilterService()));
        }
    }

    private void check(CommandContext context, Bars bars, String person) {
        if (person.isEmpty()) {
            throw new BadUserRequestException(
                    "\"Substitute\" is missing: choose who deals with " + bars.reference() + " instead.");
        }
        String tenant = bars.root().getTenantId();
        if (!Staff.belongs(context, person, tenant)) {
            throw new BadUserRequestException("\"Substitute\": there is no user \"" + person + "\" at " + policy.name()
                    + ". Choose somebody who works there.");
        }
        if (bars.against(person)) {
            throw new BadUserRequestException("\"Substitute\": \"" + person + "\" cannot deal with " + bars.reference()
                    + ", for " + bars.tellOf(person) + " Choose somebody else.");
        }
    }
}
