package uk.redress.form;

import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response.Status;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Supplier;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.interceptor.CommandExecutor;

/**
 * Somebody else was faster, perhaps by a moment: the task that was submitted is not there any more, or the case that a
 * start is about has moved on. What was submitted is not stored. Answered with 409, by Camunda's REST API and in Tasklist
 * alike.
 */
public class TooLateException extends ClientErrorException {

    private static final String LOOK = "Look at the case, and start again if it is still to be done.";

    /** The classes of SQL states that say so: integrity, rollback, and H2's lock timeout. */
    private static final Set<String> COLLISIONS = Set.of("23", "40", "HY");

    private TooLateException(String message, Exception cause) {
        super(message, Status.CONFLICT, cause);
    }

    /**
     * Does what completes a task, and says so plainly when somebody was faster. Two at the same moment collide in many
     * ways, in the database too; what they have in common is that the task is gone for the later one.
     */
    static <T> T unlessTooLate(CommandExecutor engine, String taskId, Supplier<T> completion) {
        try {
            return completion.get();
        } catch (OptimisticLockingException faster) {
            throw taskGone(faster);
        } catch (ProcessEngineException | WebApplicationException failed) {
            RuntimeException refusal = Refusal.in(failed);
            // What collided may be told so already, without what it means for a task.
            boolean collided = failed instanceof ClientErrorException refused
                    && refused.getResponse().getStatus() == Status.CONFLICT.getStatusCode();
            if (collided) {
                throw taskGone(failed);
            }
            if (refusal == failed
                    && taskId != null
                    && engine.execute(context -> context.getTaskManager().findTaskById(taskId)) == null) {
                throw taskGone(failed);
            }
            throw refusal;
        }
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
                if (collided(failed)) {
                    throw overtaken(LOOK, failed);
                }
            }
            throw refusal;
        }
    }

    /** Whether the database refused because of another transaction: a row that is gone or there already, or a lock. */
    private static boolean collided(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return COLLISIONS.contains(sql.getSQLState().substring(0, 2));
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
