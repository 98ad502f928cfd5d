package uk.redress.form;

import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response.Status;
import java.util.function.Supplier;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.interceptor.CommandExecutor;

/**
 * A task was submitted that is not there any more: somebody else completed it, perhaps at the same moment, or the case
 * has moved on. What was submitted is not stored. Answered with 409, by Camunda's REST API and in Tasklist alike.
 */
public class TooLateException extends ClientErrorException {

    private TooLateException(Exception cause) {
        super(
                "This task is not open any more: somebody has completed it, or the case has moved on. Look at the case"
                        + " before you go on.",
                Status.CONFLICT,
                cause);
    }

    /**
     * Does what completes a task, and says so plainly when somebody was faster. Two at the same moment collide in many
     * ways, in the database too; what they have in common is that the task is gone for the later one.
     */
    static <T> T unlessTooLate(CommandExecutor engine, String taskId, Supplier<T> completion) {
        try {
            return completion.get();
        } catch (OptimisticLockingException faster) {
            throw new TooLateException(faster);
        } catch (ProcessEngineException | WebApplicationException failed) {
            // What collided may be told so already, without what it means for a task.
            boolean collided = failed instanceof ClientErrorException refused
                    && refused.getResponse().getStatus() == Status.CONFLICT.getStatusCode();
            if (collided) {
                throw new TooLateException(failed);
            }
            if (taskId != null
                    && engine.execute(context -> context.getTaskManager().findTaskById(taskId)) == null) {
                throw new TooLateException(failed);
            }
            throw failed;
        }
    }
}
