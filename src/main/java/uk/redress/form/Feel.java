package uk.redress.form;

import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.camunda.bpm.dmn.feel.impl.FeelEngine;
import org.camunda.bpm.dmn.feel.impl.FeelException;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.engine.variable.context.VariableContext;
import org.camunda.bpm.engine.variable.value.TypedValue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Evaluates a form's FEEL expressions with the engine's own FEEL, as the browser does with its own. */
class Feel {

    private static final Logger LOG = LoggerFactory.getLogger(Feel.class);

    private final Supplier<FeelEngine> engine;

    /** @param engine asked for late: the engine makes it when it starts */
    Feel(Supplier<FeelEngine> engine) {
        this.engine = engine;
    }

    /** Whether a condition holds. One that cannot be evaluated does not hold, in the browser neither. */
    boolean holds(String condition, Function<String, Object> variables) {
        return Boolean.TRUE.equals(value(condition, variables));
    }

    /** The value of an expression; null if it cannot be evaluated. A variable that is not there is null. */
    Object value(String expression, Function<String, Object> variables) {
        try {
            return engine.get().evaluateSimpleExpression(expression, new Context(variables));
        } catch (FeelException e) {
            LOG.warn("A form's expression \"{}\" cannot be evaluated: {}", expression, e.getMessage());
            return null;
        }
    }

    private record Context(Function<String, Object> variables) implements VariableContext {

        @Override
        public TypedValue resolve(String name) {
            return Variables.untypedValue(variables.apply(name));
        }

        @Override
        public boolean containsVariable(String name) {
            return true;
        }

        @Override
        public Set<String> keySet() {
            return Set.of();
        }
    }
}
