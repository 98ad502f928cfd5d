package uk.redress.policy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.ParseException;
import org.camunda.bpm.engine.impl.RepositoryServiceImpl;
import org.camunda.bpm.engine.impl.bpmn.parser.ResourceReportImpl;
import org.camunda.bpm.engine.impl.cfg.CommandChecker;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.repository.DeploymentBuilderImpl;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.repository.DeploymentWithDefinitions;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.engine.repository.Resource;

/**
 * Camunda's repository service, which lets people deploy to their own companies only, and only what passes
 * {@link PolicyCheck}: from Modeler, from the REST API, and again from an older deployment.
 *
 * <p>A policy is deployed as one. What somebody deploys is completed with the rest of the policy as it runs (its forms,
 * the shared diagrams), so that Modeler may send the one file that has changed, and what a diagram refers to is always
 * deployed with it.
 *
 * <p>What Redress deploys by itself, with nobody signed in, is not looked at here.
 */
class GuardedRepositoryService extends RepositoryServiceImpl {

    private final Policies policies;
    private final PolicyCheck check;

    GuardedRepositoryService(Policies policies, PolicyCheck check) {
        this.policies = policies;
        this.check = check;
    }

    /**
     * Deploys.
     *
     * @throws AuthorizationException if the signed-in person may not deploy, or not to this tenant (HTTP 403)
     * @throws ParseException if the policy would not pass its checks with these files; it tells every problem (HTTP 400)
     */
    @Override
    public DeploymentWithDefinitions deployWithResult(DeploymentBuilderImpl deployment) {
        Authentication caller = commandExecutor.execute(CommandContext::getAuthentication);
        if (caller != null && caller.getUserId() != null) {
            String tenant = deployment.getDeployment().getTenantId();
            requireRight(caller, tenant);
            if (policies.has(tenant)) {
                checkPolicy(deployment, tenant);
            }
        }
        return super.deployWithResult(deployment);
    }

    private void requireRight(Authentication caller, String tenant) {
        boolean everywhere = commandExecutor.execute(context -> {
            context.getProcessEngineConfiguration().getCommandCheckers().forEach(CommandChecker::checkCreateDeployment);
            return !context.getTenantManager().isTenantCheckEnabled();
        });
        if (everywhere) {
            return;
        }
        List<String> own = caller.getTenantIds() == null ? List.of() : caller.getTenantIds();
        String mend = "Set the tenant id to " + (own.isEmpty() ? "yours" : String.join(" or ", own)) + ".";
        if (tenant == null || tenant.isBlank()) {
            throw new AuthorizationException("Not deployed: the deployment names no tenant. " + mend);
        }
        if (!own.contains(tenant)) {
            throw new AuthorizationException("Not deployed: " + caller.getUserId() + " does not belong to the tenant \""
                    + tenant + "\". " + mend);
        }
        if (!policies.has(tenant)) {
            throw new AuthorizationException("Not deployed: Redress has read no policy of the tenant \"" + tenant
                    + "\", so nothing can be checked. Ask an administrator to mend processes/" + tenant
                    + "/policy.yaml.");
        }
    }

    private void checkPolicy(DeploymentBuilderImpl deployment, String tenant) {
        Map<String, byte[]> sent = sent(deployment);
        if (sent.keySet().stream().noneMatch(FileNameCheck::isDeployed)) {
            return;
        }
        Map<String, byte[]> whole = new TreeMap<>(running(tenant));
        whole.keySet().removeAll(sent.keySet());
        whole.forEach((name, content) -> deployment.addInputStream(name, new ByteArrayInputStream(content)));
        if (deployment.isDeployChangedOnly()) {
            // A diagram finds its forms and what it calls in its own deployment only.
            deployment.enableDuplicateFiltering(false);
        }
        whole.putAll(sent);
        PolicyFolder folder = policies.folder(tenant);
        refuse(tenant, check.check(policies.of(tenant), whole, folder.letters().keySet()));
    }

    /** The files that a deployment is made of: those sent with it, and those taken over from deployments before. */
    private Map<String, byte[]> sent(DeploymentBuilderImpl deployment) {
        Map<String, byte[]> sent = new TreeMap<>();
        for (String earlier : deployment.getDeployments()) {
            sent.putAll(resources(earlier));
        }
        deployment.getDeploymentResourcesByName().forEach((earlier, names) -> {
            Map<String, byte[]> resources = resources(earlier);
            resources.keySet().retainAll(names);
            sent.putAll(resources);
        });
        deployment.getDeploymentResourcesById().forEach((earlier, ids) -> {
            for (Resource resource : getDeploymentResources(earlier)) {
                if (ids.contains(resource.getId())) {
                    sent.put(resource.getName(), bytes(earlier, resource));
                }
            }
        });
        if (deployment.getDeployment().getResources() != null) {
            deployment.getDeployment().getResources().forEach((name, resource) -> sent.put(name, resource.getBytes()));
        }
        return sent;
    }

    /** The files of the policy as it runs; those of its folder where nothing of it runs yet. */
    private Map<String, byte[]> running(String tenant) {
        Policy policy = policies.of(tenant);
        // What completes a deployment is the company's own, whoever deploys.
        return commandExecutor.execute(context -> context.runWithoutAuthorization(() -> {
            List<Deployment> deployments = new ArrayList<>();
            for (String key : policy.procedures().keySet()) {
                ProcessDefinition latest = createProcessDefinitionQuery()
                        .processDefinitionKey(key)
                        .tenantIdIn(tenant)
                        .latestVersion()
                        .singleResult();
                if (latest != null) {
                    deployments.add(createDeploymentQuery()
                            .deploymentId(latest.getDeploymentId())
                            .singleResult());
                }
            }
            return deployments.stream()
                    .max(Comparator.comparing(Deployment::getDeploymentTime))
                    .map(deployment -> resources(deployment.getId()))
                    .orElseGet(() -> new TreeMap<>(policies.folder(tenant).resources()));
        }));
    }

    private Map<String, byte[]> resources(String deploymentId) {
        Map<String, byte[]> resources = new TreeMap<>();
        for (Resource resource : getDeploymentResources(deploymentId)) {
            resources.put(resource.getName(), bytes(deploymentId, resource));
        }
        return resources;
    }

    private byte[] bytes(String deploymentId, Resource resource) {
        try (InputStream content = getResourceAsStreamById(deploymentId, resource.getId())) {
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tells Modeler each problem with the file and the element that it belongs to. */
    private static void refuse(String tenant, List<PolicyCheck.Problem> problems) {
        if (problems.isEmpty()) {
            return;
        }
        String message = problems.stream()
                .map(PolicyCheck.Problem::toString)
                .collect(
                        Collectors.joining("\n", "Not deployed; the version of " + tenant + " that runs stays.\n", ""));
        Map<String, List<org.camunda.bpm.engine.Problem>> byFile = new LinkedHashMap<>();
        problems.forEach(problem -> byFile.computeIfAbsent(problem.file(), file -> new ArrayList<>())
                .add(new Finding(problem)));
        String first = problems.get(0).file();
        ParseException refused = new ParseException(message, first, byFile.remove(first), List.of());
        byFile.forEach(
                (file, found) -> refused.getResorceReports().add(new ResourceReportImpl(file, found, List.of())));
        throw refused;
    }

    /** A problem in the engine's form. */
    private record Finding(PolicyCheck.Problem problem) implements org.camunda.bpm.engine.Problem {

        @Override
        public String getMessage() {
            return problem.toString();
        }

        @Override
        public int getLine() {
            return 0;
        }

        @Override
        public int getColumn() {
            return 0;
        }

        @Override
        public String getMainElementId() {
            return problem.element();
        }

        @Override
        public List<String> getElementIds() {
            return problem.element() == null ? List.of() : List.of(problem.element());
        }
    }
}
