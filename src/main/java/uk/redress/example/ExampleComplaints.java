package uk.redress.example;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import uk.redress.example.Examples.Example;
import uk.redress.example.Examples.Start;
import uk.redress.example.Examples.Step;
import uk.redress.log.Complaints;
import uk.redress.policy.EngineClock;
import uk.redress.policy.Policies;
import uk.redress.policy.Policy;
import uk.redress.policy.PolicyException;
import uk.redress.policy.PolicyFolder;
import uk.redress.policy.PolicyYaml;

/**
 * Makes the demonstration's example complaints: logs them, and takes the steps since, through the forms and as the users
 * whom {@code examples.yaml} names, with their rights. What a case does by itself, such as the sending of its letters,
 * the engine does as with any case.
 */
@Component
@Profile("demo")
class ExampleComplaints {

    private static final Logger LOG = LoggerFactory.getLogger(ExampleComplaints.class);

    /** How often, and how many times, it is looked whether a case has come to the task of its next step. */
    private static final long MILLIS_BETWEEN = 200;

    private static final int LOOKS = 300;

    private final Policies policies;
    private final PolicyYaml yaml;
    private final ProcessEngine engine;
    private final Complaints log;
    private final EngineClock clock;
    private final TransactionTemplate transaction;
    private final CountDownLatch stopped = new CountDownLatch(1);

    ExampleComplaints(
            Policies policies,
            PolicyYaml yaml,
            ProcessEngine engine,
            Complaints log,
            EngineClock clock,
            PlatformTransactionManager transactions) {
        this.policies = policies;
        this.yaml = yaml;
        this.engine = engine;
        this.log = log;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Makes the examples of each company that has no complaint yet. So none is made twice, and one that a power cut broke
     * off is left as the open case that it is. An example that cannot be is told in the log and left out.
     *
     * @throws CancellationException if Redress stops meanwhile
     */
    void make() {
        for (Policy policy : policies.all()) {
            PolicyFolder folder = policies.folder(policy.tenant());
            if (folder.examples() != null && log.isEmpty(policy.tenant())) {
                make(policy, folder);
            }
        }
    }

    /** Lets no further step be taken. Not by an interrupt, which would close the embedded database under all others. */
    void stop() {
        stopped.countDown();
    }

    private void make(Policy policy, PolicyFolder folder) {
        String file = "processes/" + folder.name() + "/examples.yaml";
        try {
            Examples examples = yaml.read(file, folder.examples(), Examples.class);
            int made = new Making(policy, file, new ExampleCheck(folder, users(policy))).all(examples);
            LOG.info("{} has {} example complaints.", policy.name(), made);
        } catch (CancellationException stopping) {
            throw stopping;
        } catch (RuntimeException unreadable) {
            LOG.warn("There are no examples of {}. {}", policy.name(), unreadable.getMessage());
        }
    }

    private Set<String> users(Policy policy) {
        return engine.getIdentityService().createUserQuery().memberOfTenant(policy.tenant()).list().stream()
                .map(User::getId)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A company's examples while they are made. */
    private final class Making {
        private final String tenant;
        private final String file;
        private final ExampleCheck check;
        private final Map<String, String> references = new HashMap<>();
        private final FormValues values;

        Making(Policy policy, String file, ExampleCheck check) {
            this.tenant = policy.tenant();
            this.file = file;
            this.check = check;
            this.values = new FormValues(policy.calendar().workingDays(), clock, references);
        }

        int all(Examples examples) {
            for (Example example : examples.examples()) {
                List<String> problems = check.problems(example, new HashSet<>(references.keySet()));
                problems.forEach(problem -> warn(example, problem));
                if (problems.isEmpty()) {
                    make(example);
                }
            }
            return references.size();
        }

        private void make(Example example) {
            try {
                for (Step step : begun(example)) {
                    pause(0);
                    await(example, step);
                    take(example, step);
                }
            } catch (CancellationException stopping) {
                throw stopping;
            } catch (RuntimeException failed) {
                warn(example, failed.getMessage());
            }
        }

        /** Begins an example; answers the steps that are left. */
        private List<Step> begun(Example example) {
            try {
                // In one transaction as far as it goes, so that no limit passes that somebody has met in the past.
                return transaction.execute(together -> begin(example));
            } catch (RuntimeException refused) {
                references.remove(example.name());
                throw refused;
            }
        }

        /** Logs the complaint, and takes the steps that nothing has to happen before; answers those that are left. */
        private List<Step> begin(Example example) {
            Start start = example.start();
            Map<String, Object> form = values.of(start.form());
            form.put("receivedOn", values.daysAgo(start.received().workingDaysAgo()));
            form.put("receivedTime", start.received().at());
            ProcessInstance instance =
                    as(start.as(), () -> engine.getFormService().submitStartForm(definition(start.process()), form));
            references.put(
                    example.name(),
                    engine.getRuntimeService()
                            .createProcessInstanceQuery()
                            .processInstanceId(instance.getId())
                            .singleResult()
                            .getBusinessKey());
            for (int done = 0; done < example.steps().size(); done++) {
                Step step = example.steps().get(done);
                if (step.task() != null && task(example, step) == null) {
                    return example.steps().subList(done, example.steps().size());
                }
                take(example, step);
            }
            return List.of();
        }

        private void take(Example example, Step step) {
            Map<String, Object> form = values.of(step.form());
            if (step.record() != null) {
                form.put("recordReference", references.get(example.name()));
                form.put("happened", step.record());
                String record = definition(ExampleCheck.recordOf(tenant));
                as(step.as(), () -> engine.getFormService().submitStartForm(record, form));
                return;
            }
            Task task = task(example, step);
            as(step.as(), () -> {
                if (task.getAssignee() == null) {
                    engine.getTaskService().claim(task.getId(), step.as());
                }
                engine.getFormService().submitTaskForm(task.getId(), form);
                return null;
            });
        }

        /** Waits until the case has come to the task of a step, by jobs that the engine runs. */
        private void await(Example example, Step step) {
            if (step.task() == null) {
                return;
            }
            int looks = 0;
            // Asked before the tasks, since the last job may be done in between.
            boolean moves = hasJobsToRun(example);
            while (task(example, step) == null) {
                if (!moves || ++looks > LOOKS) {
                    throw new PolicyException("the case does not come to the " + step + ". Its open tasks are: "
                            + String.join(", ", openTasks(example)) + ".");
                }
                pause(MILLIS_BETWEEN);
                moves = hasJobsToRun(example);
            }
        }

        /** Gives way to a stop of Redress. */
        private void pause(long millis) {
            try {
                if (stopped.await(millis, TimeUnit.MILLISECONDS)) {
                    throw new CancellationException();
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new CancellationException();
            }
        }

        /** Whether something of the case is to be done at once, such as the sending of a letter. */
        private boolean hasJobsToRun(Example example) {
            return engine
                    .getRuntimeService()
                    .createProcessInstanceQuery()
                    .processInstanceBusinessKey(references.get(example.name()))
                    .list()
                    .stream()
                    .anyMatch(instance -> engine.getManagementService()
                                    .createJobQuery()
                                    .processInstanceId(instance.getId())
                                    .executable()
                                    .count()
                            > 0);
        }

        private Task task(Example example, Step step) {
            return engine
                    .getTaskService()
                    .createTaskQuery()
                    .tenantIdIn(tenant)
                    .processInstanceBusinessKey(references.get(example.name()))
                    .taskDefinitionKey(step.task())
                    .orderByTaskCreateTime()
                    .asc()
                    .list()
                    .stream()
                    .findFirst()
                    .orElse(null);
        }

        private List<String> openTasks(Example example) {
            return engine
                    .getTaskService()
                    .createTaskQuery()
                    .tenantIdIn(tenant)
                    .processInstanceBusinessKey(references.get(example.name()))
                    .list()
                    .stream()
                    .map(Task::getTaskDefinitionKey)
                    .toList();
        }

        private String definition(String key) {
            ProcessDefinition deployed = engine.getRepositoryService()
                    .createProcessDefinitionQuery()
                    .processDefinitionKey(key)
                    .tenantIdIn(tenant)
                    .latestVersion()
                    .singleResult();
            if (deployed == null) {
                throw new PolicyException("the process " + key + " is not deployed.");
            }
            return deployed.getId();
        }

        private <T> T as(String user, Supplier<T> action) {
            List<String> groups = engine.getIdentityService().createGroupQuery().groupMember(user).list().stream()
                    .map(Group::getId)
                    .toList();
            engine.getIdentityService().setAuthentication(user, groups, List.of(tenant));
            try {
                return action.get();
            } finally {
                engine.getIdentityService().clearAuthentication();
            }
        }

        private void warn(Example example, String problem) {
            LOG.warn("{}: the example \"{}\" is not as it should be: {}", file, example.name(), problem);
        }
    }
}
