package uk.redress.access;

import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.impl.AbstractQuery;
import org.camunda.bpm.engine.impl.TaskQueryImpl;
import org.camunda.bpm.engine.impl.Validator;

/**
 * Refuses expressions in the or-parts of a task query, which 7.24.0 evaluates for everybody although expressions in
 * queries are switched off (CVE-2026-109432). A query that extends a stored filter is checked in the same way.
 */
enum NoExpressionsInOrQueries implements Validator<AbstractQuery<?, ?>> {
    INSTANCE;

    @Override
    public void validate(AbstractQuery<?, ?> query) {
        boolean expressions = ((TaskQueryImpl) query)
                .getQueries().stream().anyMatch(part -> !part.getExpressions().isEmpty());
        if (expressions) {
            throw new BadUserRequestException(
                    "Expressions are forbidden in queries. Send the value itself instead of an expression.");
        }
    }
}
