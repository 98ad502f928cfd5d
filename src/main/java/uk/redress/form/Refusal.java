package uk.redress.form;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ClientErrorException;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.BadUserRequestException;

/**
 * What a bean that a diagram calls says to the person whose form led to it: 400, 403 or 409 with the bean's own words.
 * The engine wraps what an expression throws in a failure of its own, which would be answered as one of Redress (500).
 */
final class Refusal {

    private Refusal() {}

    /** The refusal that a failure goes back to; the failure itself if there is none. */
    static RuntimeException in(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClientErrorException refusal) {
                return refusal;
            }
            if (cause instanceof AuthorizationException refusal) {
                return refusal;
            }
            if (cause instanceof BadUserRequestException refusal) {
                return new BadRequestException(refusal.getMessage(), refusal);
            }
        }
        return failure;
    }
}
