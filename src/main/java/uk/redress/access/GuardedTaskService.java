package uk.redress.access;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.history.HistoricTaskInstance;
import org.camunda.bpm.engine.impl.HistoricProcessInstanceQueryImpl;
import org.camunda.bpm.engine.impl.HistoricTaskInstanceQueryImpl;
import org.camunda.bpm.engine.impl.TaskQueryImpl;
import org.camunda.bpm.engine.impl.TaskServiceImpl;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.task.Attachment;
import org.camunda.bpm.engine.task.Comment;
import org.camunda.bpm.engine.task.IdentityLinkType;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.task.TaskQuery;

/**
 * The engine's task service with what it does not check by itself: to whom a task is assigned and by whom, who reads
 * and writes comments and attachments, and that no query from outside has an expression evaluated.
 *
 * <p>What it refuses to the person who asks is an {@link AuthorizationException} (403); what it refuses of the person
 * who is named is a {@link BadUserRequestException} (400).
 */
public class GuardedTaskService extends TaskServiceImpl {

    @Override
    public TaskQuery createTaskQuery() {
        TaskQueryImpl query = new TaskQueryImpl(commandExecutor);
        query.addValidator(NoExpressionsInOrQueries.INSTANCE);
        return query;
    }

    /** Claims a task for oneself, or with no user gives one's own task back. */
    @Override
    public void claim(String taskId, String userId) {
        if (userId == null) {
            setAssignee(taskId, null);
            return;
        }
        forCaller(taskId, (caller, task) -> {
            TaskRules.checkWorksOn(caller, task);
            if (!userId.equals(caller.id()) && !caller.isAdministrator()) {
                throw new AuthorizationException("A task is claimed for oneself. A supervisor assigns \""
                        + task.getName() + "\" to somebody else.");
            }
        });
        assignable(taskId, userId);
        super.claim(taskId, userId);
    }

    /** Assigns a task: supervisors and administrators to anybody who may have it, others to themselves or to nobody. */
    @Override
    public void setAssignee(String taskId, String userId) {
        List<Boolean> own = new ArrayList<>();
        forCaller(taskId, (caller, task) -> {
            if (caller.oversees()) {
                return;
            }
            boolean givesBack = userId == null && caller.id().equals(task.getAssignee());
            if (!givesBack) {
                TaskRules.checkWorksOn(caller, task);
            }
            boolean takes = caller.id().equals(userId) && task.getAssignee() == null;
            boolean keeps =
                    caller.id().equals(task.getAssignee()) && caller.id().equals(userId);
            if (!takes && !keeps && !givesBack) {
                throw new AuthorizationException(
                        "Only a supervisor assigns \"" + task.getName() + "\" to somebody else or takes it from them.");
            }
            own.add(true);
        });
        assignable(taskId, userId);
        if (own.isEmpty()) {
            super.setAssignee(taskId, userId);
        } else if (userId == null) {
            giveBack(taskId);
        } else {
            // Asks for the right to work on the task only; assigning asks for the right to assign any.
            super.claim(taskId, userId);
        }
    }

    /** Delegates a task to somebody who may have it. */
    @Override
    public void delegateTask(String taskId, String userId) {
        forCaller(taskId, (caller, task) -> {
            if (!caller.oversees()) {
                throw new AuthorizationException("Only a supervisor delegates \"" + task.getName() + "\".");
            }
        });
        assignable(taskId, userId);
        super.delegateTask(taskId, userId);
    }

    @Override
    public void setOwner(String taskId, String userId) {
        administratorsOnly(taskId, "The owner of a task is not changed by hand.");
        super.setOwner(taskId, userId);
    }

    /** Saves a task; whoever is no administrator changes nothing but its assignee, priority and follow-up date. */
    @Override
    public void saveTask(Task changed) {
        forCaller(changed.getId(), (caller, task) -> {
            if (!caller.isAdministrator() && !sameButForAssignment(changed, task)) {
                throw new BadUserRequestException("Of \"" + task.getName()
                        + "\" only the assignee, the priority and the follow-up date can be changed. Its due date is a"
                        + " limit of the policy; send all other fields as they are.");
            }
        });
        forCaller(changed.getId(), (caller, task) -> {
            if (!Objects.equals(task.getAssignee(), changed.getAssignee())) {
                checkAssignable(task, changed.getAssignee());
            }
        });
        super.saveTask(changed);
    }

    @Override
    public void addCandidateUser(String taskId, String userId) {
        addUserIdentityLink(taskId, userId, IdentityLinkType.CANDIDATE);
    }

    @Override
    public void addCandidateGroup(String taskId, String groupId) {
        addGroupIdentityLink(taskId, groupId, IdentityLinkType.CANDIDATE);
    }

    @Override
    public void addUserIdentityLink(String taskId, String userId, String type) {
        if (IdentityLinkType.ASSIGNEE.equals(type)) {
            setAssignee(taskId, userId);
            return;
        }
        candidatesAreDrawn(taskId);
        forCaller(taskId, (caller, task) -> {
            if (userId != null) {
                Assignment.refuseIfBarred(Context.getCommandContext(), task, userId);
            }
        });
        super.addUserIdentityLink(taskId, userId, type);
    }

    @Override
    public void addGroupIdentityLink(String taskId, String groupId, String type) {
        candidatesAreDrawn(taskId);
        super.addGroupIdentityLink(taskId, groupId, type);
    }

    @Override
    public void deleteCandidateUser(String taskId, String userId) {
        deleteUserIdentityLink(taskId, userId, IdentityLinkType.CANDIDATE);
    }

    @Override
    public void deleteCandidateGroup(String taskId, String groupId) {
        deleteGroupIdentityLink(taskId, groupId, IdentityLinkType.CANDIDATE);
    }

    @Override
    public void deleteUserIdentityLink(String taskId, String userId, String type) {
        if (IdentityLinkType.ASSIGNEE.equals(type)) {
            setAssignee(taskId, null);
            return;
        }
        candidatesAreDrawn(taskId);
        super.deleteUserIdentityLink(taskId, userId, type);
    }

    @Override
    public void deleteGroupIdentityLink(String taskId, String groupId, String type) {
        candidatesAreDrawn(taskId);
        super.deleteGroupIdentityLink(taskId, groupId, type);
    }

    @Override
    public void handleBpmnError(String taskId, String code, String message, Map<String, Object> variables) {
        administratorsOnly(taskId, "A task ends by its form.");
        super.handleBpmnError(taskId, code, message, variables);
    }

    @Override
    public void handleEscalation(String taskId, String code, Map<String, Object> variables) {
        administratorsOnly(taskId, "A task ends by its form.");
        super.handleEscalation(taskId, code, variables);
    }

    @Override
    public Comment createComment(String taskId, String processInstanceId, String message) {
        checkReads(taskId, processInstanceId);
        return super.createComment(taskId, processInstanceId, message);
    }

    @Override
    public List<Comment> getTaskComments(String taskId) {
        checkReads(taskId, null);
        return super.getTaskComments(taskId);
    }

    @Override
    public Comment getTaskComment(String taskId, String commentId) {
        checkReads(taskId, null);
        return super.getTaskComment(taskId, commentId);
    }

    @Override
    public List<Comment> getProcessInstanceComments(String processInstanceId) {
        checkReads(null, processInstanceId);
        return super.getProcessInstanceComments(processInstanceId);
    }

    @Override
    public Attachment createAttachment(
            String type,
            String taskId,
            String processInstanceId,
            String name,
            String description,
            InputStream content) {
        checkReads(taskId, processInstanceId);
        return super.createAttachment(type, taskId, processInstanceId, name, description, content);
    }

    @Override
    public Attachment createAttachment(
            String type, String taskId, String processInstanceId, String name, String description, String url) {
        checkReads(taskId, processInstanceId);
        return super.createAttachment(type, taskId, processInstanceId, name, description, url);
    }

    @Override
    public List<Attachment> getTaskAttachments(String taskId) {
        checkReads(taskId, null);
        return super.getTaskAttachments(taskId);
    }

    @Override
    public Attachment getTaskAttachment(String taskId, String attachmentId) {
        checkReads(taskId, null);
        return super.getTaskAttachment(taskId, attachmentId);
    }

    @Override
    public InputStream getTaskAttachmentContent(String taskId, String attachmentId) {
        checkReads(taskId, null);
        return super.getTaskAttachmentContent(taskId, attachmentId);
    }

    @Override
    public void deleteTaskAttachment(String taskId, String attachmentId) {
        checkReads(taskId, null);
        forCaller(taskId, TaskRules::checkWorksOn);
        commandExecutor.execute(context -> {
            boolean isDone = context.getTaskManager().findTaskById(taskId) == null;
            if (isDone
                    && Caller.of(context)
                            .filter(caller -> !caller.isAdministrator())
                            .isPresent()) {
                throw new AuthorizationException("What a task that is done has been decided on stays with it.");
            }
            return null;
        });
        super.deleteTaskAttachment(taskId, attachmentId);
    }

    @Override
    public List<Attachment> getProcessInstanceAttachments(String processInstanceId) {
        checkReads(null, processInstanceId);
        return super.getProcessInstanceAttachments(processInstanceId);
    }

    private void forCaller(String taskId, BiConsumer<Caller, TaskEntity> check) {
        commandExecutor.execute(context -> {
            TaskEntity task = taskId == null ? null : context.getTaskManager().findTaskById(taskId);
            if (task != null) {
                Caller.of(context).ifPresent(caller -> {
                    // First, so that nothing about a task of another company is told.
                    context.getProcessEngineConfiguration()
                            .getCommandCheckers()
                            .forEach(checker -> checker.checkReadTask(task));
                    check.accept(caller, task);
                });
            }
            return null;
        });
    }

    private void assignable(String taskId, String userId) {
        forCaller(taskId, (caller, task) -> checkAssignable(task, userId));
    }

    private static void checkAssignable(TaskEntity task, String userId) {
        if (userId != null) {
            Assignment.check(Context.getCommandContext(), task, userId);
        }
    }

    /** What one has is given back whatever one may do with it: also by somebody who was barred after they took it. */
    private void giveBack(String taskId) {
        commandExecutor.execute(context -> context.runWithoutAuthorization(() -> {
            super.claim(taskId, null);
            return null;
        }));
    }

    private void candidatesAreDrawn(String taskId) {
        administratorsOnly(taskId, "Who is a candidate for a task is drawn in the diagram.");
    }

    private void administratorsOnly(String taskId, String why) {
        forCaller(taskId, (caller, task) -> {
            if (!caller.isAdministrator()) {
                throw new AuthorizationException(why);
            }
        });
    }

    /** The comments and attachments of a task are for those who find it, open or done. */
    private void checkReads(String taskId, String processInstanceId) {
        commandExecutor.execute(context -> {
            if (Caller.of(context).isPresent() && !reads(context, taskId, processInstanceId)) {
                throw new AuthorizationException("There is no such task or case among those that you may see.");
            }
            return null;
        });
    }

    private static boolean reads(CommandContext context, String taskId, String processInstanceId) {
        if (taskId == null) {
            HistoricProcessInstanceQueryImpl cases = new HistoricProcessInstanceQueryImpl();
            cases.processInstanceId(processInstanceId);
            return !cases.executeList(context, null).isEmpty();
        }
        HistoricTaskInstanceQueryImpl tasks = new HistoricTaskInstanceQueryImpl();
        tasks.taskId(taskId);
        List<HistoricTaskInstance> found = tasks.executeList(context, null);
        return !found.isEmpty()
                && (processInstanceId == null
                        || processInstanceId.equals(found.get(0).getProcessInstanceId()));
    }

    private static boolean sameButForAssignment(Task changed, TaskEntity task) {
        return Objects.equals(changed.getName(), task.getName())
                && Objects.equals(changed.getDescription(), task.getDescription())
                && Objects.equals(changed.getDueDate(), task.getDueDate())
                && Objects.equals(changed.getOwner(), task.getOwner())
                && Objects.equals(changed.getDelegationState(), task.getDelegationState())
                && Objects.equals(changed.getParentTaskId(), task.getParentTaskId())
                && Objects.equals(changed.getCaseInstanceId(), task.getCaseInstanceId())
                && Objects.equals(changed.getTenantId(), task.getTenantId());
    }
}
