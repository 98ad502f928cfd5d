package uk.redress.access;

import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;

/**
 * Lets what a bean refuses to a person leave the engine as the bean has said it. The engine wraps what the expression of
 * a diagram throws in a failure of its own, and writes that to its log as one of Redress.
 */
class PlainRefusals extends CommandInterceptor {

    @Override
    public <T> T execute(Command<T> command) {
        try {
            return next.execute(command);
        } catch (ProcessEngineException failure) {
            for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
                if (cause instanceof BadUserRequestException refusal) {
                    throw refusal;
                }
                if (cause instanceof AuthorizationException refusal) {
                    throw refusal;
                }
            }
            throw failure;
        }
    }
}
