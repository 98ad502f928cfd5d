package uk.redress.access;

import java.util.Optional;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;

/** Whom the supervisors have appointed for a stage of a case in which nobody else may deal with it (ALL-3). */
final class Substitutes {

    /** The variable of the case: {@code stage:user}; in the form, the user alone. */
    static final String VARIABLE = "substitute";

    private Substitutes() {}

    /** The substitute of the stage that a case is in; empty if there is none, or none who may have it now. */
    static Optional<String> of(CommandContext context, Bars bars) {
        String begin = bars.stage() + ":";
        Object written = bars.root().getVariable(VARIABLE);
        return Optional.ofNullable(written)
                .map(Object::toString)
                .filter(value -> value.startsWith(begin))
                .map(value -> value.substring(begin.length()))
                .filter(person -> !bars.against(person)
                        && Staff.belongs(context, person, bars.root().getTenantId()));
    }

    static void appoint(Bars bars, String person) {
        bars.root().setVariable(VARIABLE, bars.stage() + ":" + person);
    }

    /** Forgets the one who was appointed before, so that the form for the next one begins empty. */
    static void forget(ExecutionEntity root) {
        root.removeVariable(VARIABLE);
    }
}
