package uk.redress.web;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.NotFoundException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.ibatis.exceptions.PersistenceException;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import uk.redress.form.TooLateException;

/**
 * Tells people in plain words what the engine tells programmers: what they do and the engine cannot, because the
 * database fails, because somebody was faster, or because the password is too weak. Jobs and Redress itself get the
 * engine's own exceptions.
 */
@Component
@Order(1)
class PlainFailures extends AbstractProcessEnginePlugin {

    /** What the engine says, whatever the rule; it has no exception of its own for it. */
    private static final String WEAK_PASSWORD = "Password does not match policy";

    private static final String PASSWORD_RULES = "The password is too weak. It needs ten characters, with a capital, a"
            + " small letter, a digit and another character, and nothing of the person's id or name.";

    private static final String TOO_LONG =
            "Not stored: a name or value is too long, or is of a kind that cannot be" + " stored. Shorten it.";

    /** How the engine, and the JVM where the engine did not expect it, say that a task or a case is not there. */
    private static final Pattern GONE = Pattern.compile("(?:: |\")(?:task|execution|processInstance)\"? is null$");

    static final String NOT_THERE = "There is no such task or case, or not any more: somebody has completed it,"
            + " or the case has moved on. Look at the case before you go on.";

    @Override
    public void preInit(ProcessEngineConfigurationImpl configuration) {
        List<CommandInterceptor> first = new ArrayList<>();
        first.add(new Translating(configuration));
        if (configuration.getCustomPreCommandInterceptorsTxRequired() != null) {
            first.addAll(configuration.getCustomPreCommandInterceptorsTxRequired());
        }
        configuration.setCustomPreCommandInterceptorsTxRequired(first);
    }

    /** What a person is told of a failure; empty where there is nothing to put in other words. */
    static Optional<RuntimeException> plain(Exception failure) {
        if (failure instanceof ProcessEngineException && WEAK_PASSWORD.equals(failure.getMessage())) {
            return Optional.of(new BadRequestException(PASSWORD_RULES, failure));
        }
        if (failure instanceof OptimisticLockingException) {
            return Optional.of(new CollisionException(failure));
        }
        if (failure.getMessage() != null && saysNotThere(failure.getMessage())) {
            return Optional.of(new NotFoundException(NOT_THERE, failure));
        }
        if (failure.getClass() == ProcessEngineException.class
                && failure.getCause() == null
                && failure.getMessage() != null) {
            // What the engine finds wrong with what it was given; a failure of its own has a cause.
            return Optional.of(
                    new BadRequestException(failure.getMessage().replaceFirst("^ENGINE-\\d+ ", ""), failure));
        }
        boolean ofDatabase = causes(failure)
                .anyMatch(cause -> cause instanceof SQLException
                        || cause instanceof PersistenceException
                        || cause instanceof DataAccessException
                        || cause instanceof TransactionException);
        if (!ofDatabase) {
            return Optional.empty();
        }
        if (hasState(failure, "22")) {
            return Optional.of(new BadRequestException(TOO_LONG, failure));
        }
        return Optional.of(
                TooLateException.isCollision(failure)
                        ? new CollisionException(failure)
                        : new NotSavedException(failure));
    }

    /** Whether this is how the engine says that the task or the case is not there, or not any more. */
    static boolean saysNotThere(String message) {
        return GONE.matcher(message).find();
    }

    /** Whether the database gave a reason of this class of the SQL standard: the first two signs of its states. */
    private static boolean hasState(Throwable failure, String states) {
        return causes(failure)
                .filter(SQLException.class::isInstance)
                .map(cause -> ((SQLException) cause).getSQLState())
                .anyMatch(state -> state != null && state.startsWith(states));
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
    }

    /** Stands before everything else, so that a transaction that cannot begin or be committed is seen too. */
    private static final class Translating extends CommandInterceptor {

        private final ProcessEngineConfigurationImpl configuration;

        private Translating(ProcessEngineConfigurationImpl configuration) {
            this.configuration = configuration;
        }

        @Override
        public <T> T execute(Command<T> command) {
            boolean within = Context.getCommandContext() != null;
            try {
                return next.execute(command);
            } catch (RuntimeException failure) {
                boolean asked = configuration.getIdentityService().getCurrentAuthentication() != null;
                if (within || !asked) {
                    throw failure;
                }
                throw plain(failure).orElse(failure);
            }
        }
    }
}
