package uk.redress.form;

import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.core.Response.Status;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Supplier;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.exception.NullValueException;
import org.camunda.bpm.engine.impl.interceptor.CommandExecutor;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Somebody else was faster, perhaps by a moment: the task that was submitted is not there any more, or the case that a
 * start is about has moved on. What was submitted is not stored. Answered with 409, by Camunda's REST API and in Tasklist
 * alike.
 */
public class TooLateException extends ClientErrorException {

    private static final String LOOK = "Look at the case, and start again if it is still to be done.";

    /** How SQL states begin that say that another transaction was in the way: rollback, and H2's and PostgreSQL's locks. */
    private static final Set<String> LOCKS = Set.of("40", "HYT", "55P03");

    /** Those that say so of what is new, too: integrity, as its key may be taken, or what it is about gone. */
    private static final Set<String> COLLISIONS = Set.of("23", "40", "HYT", "55P03");

    /** As many things as may well happen to one case in the time in which one form is stored. */
    private static final int ATTEMPTS = 5;

    private TooLateException(String message, Exception cause) {
        super(message, Status.CONFLICT, cause);
    }

    /**
     * Does what completes a task, and says so plainly when somebody was faster: two at the same moment collide in many
     * ways, in the database too. Where the task is still there afterwards, it was not this task that the other did: a
     * limit of the case passed, or something else of it moved on. That is none of the sender's concern, so it is done
     * again, on the case as it is now.
     */
    static <T> T unlessTooLate(CommandExecutor engine, String taskId, Supplier<T> completion) {
        for (int attempt = 1; ; attempt++) {
            try {
                return completion.get();
            } catch (RuntimeException failed) {
                RuntimeException refusal = Refusal.in(failed);
                boolean collided = faster(failed) || inDatabase(failed, LOCKS);
                if (!collided && refusal != failed) {
                    throw refusal;
                }
                if (isGone(engine, taskId)) {
                    throw taskGone(failed);
                }
                // What is one transaction with something else can only be done again with it.
                boolean again = attempt < ATTEMPTS && !TransactionSynchronizationManager.isActualTransactionActive();
                if (again && (collided || vanished(failed))) {
                    continue;
                }
                throw collided
                        ? overtaken("Look at the case, and send it again if it is still to be done.", failed)
                        : refusal;
            }
        }
    }

    /** Does what somebody does with a task that stays open, and says so plainly when it has ended meanwhile. */
    static void unlessGone(CommandExecutor engine, String taskId, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException failed) {
            if (isGone(engine, taskId)) {
                throw taskGone(failed);
            }
            throw failed;
        }
    }

    /**
     * Whether the engine missed something that it had seen a moment before: what else of the case has just ended. Each
     * of its reads sees the database as it is by then, and not all of its code expects that.
     */
    private static boolean vanished(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof NullValueException || cause instanceof NullPointerException) {
                return true;
            }
        }
        return false;
    }

    private static boolean isGone(CommandExecutor engine, String taskId) {
        return taskId != null
                && engine.execute(context -> context.getTaskManager().findTaskById(taskId)) == null;
    }

    /**
     * Starts a process that has just been found to be startable, and says so plainly when somebody has changed that in
     * the meantime.
     *
     * @param check throws a {@link FormException} if the process is not startable any more
     */
    static <T> T unlessOvertaken(Supplier<T> start, Runnable check) {
        try {
            return start.get();
        } catch (FormException changed) {
            throw overtaken(changed.getMessage(), changed);
        } catch (OptimisticLockingException faster) {
            throw overtaken(LOOK, faster);
        } catch (RuntimeException failed) {
            RuntimeException refusal = Refusal.in(failed);
            if (refusal == failed) {
                try {
                    check.run();
                } catch (FormException changed) {
                    throw overtaken(changed.getMessage(), failed);
                } catch (RuntimeException cannotBeAsked) {
                    // The transaction around it may be lost by now; what was wrong first is what counts.
                    failed.addSuppressed(cannotBeAsked);
                }
                if (inDatabase(failed, COLLISIONS)) {
                    throw overtaken(LOOK, failed);
                }
            }
            throw refusal;
        }
    }

    /** Whether another transaction has changed what this one was about to change. */
    private static boolean faster(Exception failure) {
        return failure instanceof OptimisticLockingException
                || failure instanceof ClientErrorException refused
                        && refused.getResponse().getStatus() == Status.CONFLICT.getStatusCode();
    }

    /** Whether the database refused because another transaction was in the way, or has made before what this one makes. */
    public static boolean isCollision(Throwable failure) {
        return inDatabase(failure, COLLISIONS);
    }

    private static boolean inDatabase(Throwable failure, Set<String> states) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return states.stream().anyMatch(sql.getSQLState()::startsWith);
            }
        }
        return false;
    }

    private static TooLateException taskGone(Exception cause) {
        return new TooLateException(
                "This task is not open any more: somebody has completed it, or the case has moved on. Look at the case"
                        + " before you go on.",
                cause);
    }

    private static TooLateException overtaken(String why, Exception cause) {
        return new TooLateException("Nothing is stored, because somebody was faster at the same moment. " + why, cause);
    }
}
