package uk.redress.policy;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.camunda.bpm.engine.repository.DeploymentWithDefinitions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/**
 * Deploys each policy at start as one Camunda deployment of its tenant. What has not changed is not deployed again; a
 * policy that does not pass {@link PolicyCheck} is not deployed, and what ran of it before goes on running.
 */
@Component
public class PolicyDeployer implements SmartInitializingSingleton {

    /**
     * The source of deployments made from the folders. Camunda compares a deployment only with those of the same
     * source, so that what an analyst has deployed from Modeler is not undone by a restart.
     */
    public static final String SOURCE = "policy folder";

    private static final Logger LOG = LoggerFactory.getLogger(PolicyDeployer.class);

    private final Policies policies;
    private final RepositoryService repository;
    private final PolicyCheck check;
    private final List<FolderCheck> furtherChecks;

    PolicyDeployer(
            Policies policies, RepositoryService repository, PolicyCheck check, List<FolderCheck> furtherChecks) {
        this.policies = policies;
        this.repository = repository;
        this.check = check;
        this.furtherChecks = furtherChecks;
    }

    /** Runs before the job executor and the web server start: nobody sees a Redress without its policies. */
    @Override
    public void afterSingletonsInstantiated() {
        for (Policy policy : policies.all()) {
            PolicyFolder folder = policies.folder(policy.tenant());
            List<String> problems = problems(policy, folder);
            if (problems.isEmpty()) {
                deploy(folder);
            } else {
                LOG.error(
                        "The policy {} is not deployed; what ran before goes on running. To be mended in processes/{} and"
                                + " forms/{}:{}",
                        folder.name(),
                        folder.name(),
                        folder.name(),
                        problems.stream().map(problem -> "\n  " + problem).collect(Collectors.joining()));
            }
        }
    }

    private List<String> problems(Policy policy, PolicyFolder folder) {
        List<String> problems = new ArrayList<>();
        check.check(policy, folder.resources(), folder.letters().keySet())
                .forEach(problem -> problems.add(problem.toString()));
        furtherChecks.forEach(further -> problems.addAll(further.problems(folder)));
        return problems;
    }

    private void deploy(PolicyFolder folder) {
        DeploymentBuilder builder = repository
                .createDeployment()
                .name(folder.name())
                .tenantId(folder.name())
                .source(SOURCE)
                .enableDuplicateFiltering(false);
        folder.resources().forEach((name, content) -> builder.addInputStream(name, new ByteArrayInputStream(content)));
        try {
            DeploymentWithDefinitions deployment = builder.deployWithResult();
            boolean changed = deployment.getDeployedProcessDefinitions() != null;
            LOG.info("The policy {} is {}.", folder.name(), changed ? "deployed" : "unchanged");
        } catch (ProcessEngineException broken) {
            LOG.error(
                    "The policy {} is not deployed; what ran before goes on running. {}",
                    folder.name(),
                    broken.getMessage());
        }
    }
}
