package uk.redress.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.Tenant;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import uk.redress.calendar.LondonTime;

/**
 * Walks cases through a policy as its people do: each step as a user with that user's rights, through the forms, while
 * the engine's clock is moved by hand and everything of these cases that falls due on the way happens at its own time.
 */
public final class CaseWalk {

    private final ProcessEngine engine;
    private final String tenant;
    private final List<String> started = new ArrayList<>();

    public CaseWalk(ProcessEngine engine, String tenant) {
        this.engine = engine;
        this.tenant = tenant;
    }

    /** The instant of a date and time in London, such as {@code 2025-12-24T16:45}. */
    public static Date london(String dateTime) {
        return Date.from(LocalDateTime.parse(dateTime).atZone(LondonTime.ZONE).toInstant());
    }

    /** Sets the clock without letting anything happen. */
    public void itIs(String londonDateTime) {
        ClockUtil.setCurrentTime(london(londonDateTime));
    }

    /** Lets time pass until an instant: each job that falls due until then runs at its due instant, in their order. */
    public void until(String londonDateTime) {
        Date end = london(londonDateTime);
        for (Optional<Job> next = nextJob(end); next.isPresent(); next = nextJob(end)) {
            Date due = next.get().getDuedate();
            if (due != null && due.after(ClockUtil.getCurrentTime())) {
                ClockUtil.setCurrentTime(due);
            }
            run(next.get());
        }
        ClockUtil.setCurrentTime(end);
    }

    /** Runs what is to be done at once, such as the sending of letters. */
    public void settle() {
        Date now = ClockUtil.getCurrentTime();
        for (Optional<Job> next = nextJob(now); next.isPresent(); next = nextJob(now)) {
            run(next.get());
        }
    }

    private Optional<Job> nextJob(Date end) {
        return started.stream()
                .flatMap(
                        reference -> engine
                                .getRuntimeService()
                                .createProcessInstanceQuery()
                                .processInstanceBusinessKey(reference)
                                .list()
                                .stream())
                .flatMap(instance -> engine
                        .getManagementService()
                        .createJobQuery()
                        .processInstanceId(instance.getId())
                        .active()
                        .withRetriesLeft()
                        .list()
                        .stream())
                .filter(job -> job.getDuedate() == null || !job.getDuedate().after(end))
                .min(Comparator.comparing(job -> job.getDuedate() == null ? new Date(0) : job.getDuedate()));
    }

    private void run(Job job) {
        try {
            engine.getManagementService().executeJob(job.getId());
        } catch (ProcessEngineException failed) {
            // As with the job executor: the job keeps its failure and is tried again when its next turn falls due.
            assertThat(engine.getManagementService()
                            .createJobQuery()
                            .jobId(job.getId())
                            .withException()
                            .count())
                    .as("the failure of job " + job.getId() + " is kept: " + failed.getMessage())
                    .isEqualTo(1);
        }
    }

    /** Starts a case by its start form, as a user; answers the reference that it is given. */
    public String start(String user, String processDefinitionKey, Map<String, ?> form) {
        String definition = engine.getRepositoryService()
                .createProcessDefinitionQuery()
                .processDefinitionKey(processDefinitionKey)
                .tenantIdIn(tenant)
                .latestVersion()
                .singleResult()
                .getId();
        ProcessInstance instance =
                as(user, () -> engine.getFormService().submitStartForm(definition, new HashMap<>(form)));
        String reference = engine.getRuntimeService()
                .createProcessInstanceQuery()
                .processInstanceId(instance.getId())
                .singleResult()
                .getBusinessKey();
        started.add(reference);
        return reference;
    }

    /** Claims and completes the only open task of this kind of a case, through its form, as a user. */
    public void complete(String user, String reference, String taskKey, Map<String, ?> form) {
        Task task = task(reference, taskKey);
        as(user, () -> {
            if (task.getAssignee() == null) {
                engine.getTaskService().claim(task.getId(), user);
            }
            engine.getFormService().submitTaskForm(task.getId(), new HashMap<>(form));
            return null;
        });
        settle();
    }

    /** The only open task of this kind of a case. */
    public Task task(String reference, String taskKey) {
        List<Task> tasks = engine.getTaskService()
                .createTaskQuery()
                .processInstanceBusinessKey(reference)
                .taskDefinitionKey(taskKey)
                .initializeFormKeys()
                .list();
        assertThat(tasks).as("open tasks \"" + taskKey + "\" of " + reference).hasSize(1);
        return tasks.get(0);
    }

    /** The kinds of a case's open tasks. */
    public List<String> openTasks(String reference) {
        return engine.getTaskService().createTaskQuery().processInstanceBusinessKey(reference).list().stream()
                .map(Task::getTaskDefinitionKey)
                .sorted()
                .toList();
    }

    /** Whether nothing of a case runs any more. */
    public boolean isOver(String reference) {
        return engine.getRuntimeService()
                        .createProcessInstanceQuery()
                        .processInstanceBusinessKey(reference)
                        .count()
                == 0;
    }

    /** Does something with a user's rights. */
    public <T> T as(String user, Callable<T> action) {
        List<String> groups = engine.getIdentityService().createGroupQuery().groupMember(user).list().stream()
                .map(Group::getId)
                .toList();
        List<String> tenants = engine.getIdentityService().createTenantQuery().userMember(user).list().stream()
                .map(Tenant::getId)
                .toList();
        engine.getIdentityService().setAuthentication(user, groups, tenants);
        try {
            return action.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            engine.getIdentityService().clearAuthentication();
        }
    }
}
