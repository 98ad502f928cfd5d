package uk.redress.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.ProcessEnginePlugin;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.community.process_test_coverage.core.model.Collector;
import org.camunda.community.process_test_coverage.core.model.Event;
import org.camunda.community.process_test_coverage.engine.platform7.ProcessCoverageConfigurator;
import org.camunda.community.process_test_coverage.engine.platform7.ProcessEngineAdapter;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Fails a test class whose cases have not been through every flow node and every sequence flow of the named diagrams:
 * what no test has walked may be wrong. Measured by camunda-process-test-coverage.
 */
public final class PolicyCoverage implements BeforeAllCallback, AfterAllCallback, Collector {

    private final String tenant;
    private final List<String> processDefinitionKeys;
    private final Set<String> walked = new ConcurrentSkipListSet<>();

    private final Set<Class<?>> classes;
    private final Set<Class<?>> done = new HashSet<>();

    private PolicyCoverage(String tenant, List<String> processDefinitionKeys, Set<Class<?>> classes) {
        this.tenant = tenant;
        this.processDefinitionKeys = processDefinitionKeys;
        this.classes = classes;
    }

    /** The diagrams of a tenant that the test class must walk completely. */
    public static PolicyCoverage of(String tenant, String... processDefinitionKeys) {
        return new PolicyCoverage(tenant, List.of(processDefinitionKeys), Set.of());
    }

    /** The same diagrams, walked by several test classes together: it is asked for when the last of them is done. */
    public PolicyCoverage by(Class<?>... testClasses) {
        return new PolicyCoverage(tenant, processDefinitionKeys, Set.of(testClasses));
    }

    /** To be imported by the test class: lets the engine tell what is walked. */
    @TestConfiguration
    public static class Listening {
        @Bean
        ProcessEnginePlugin coverage() {
            return new AbstractProcessEnginePlugin() {
                @Override
                public void preInit(ProcessEngineConfigurationImpl configuration) {
                    ProcessCoverageConfigurator.initializeProcessCoverageExtensions(configuration);
                }
            };
        }
    }

    @Override
    public void addEvent(Event event) {
        walked.add(event.getModelKey() + " " + event.getDefinitionKey());
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        new ProcessEngineAdapter(engine(context), this).initializeListeners();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        done.add(context.getRequiredTestClass());
        if (!done.containsAll(classes)) {
            return;
        }
        Set<String> missed = new TreeSet<>();
        for (String key : processDefinitionKeys) {
            elements(engine(context), key).stream()
                    .map(id -> key + " " + id)
                    .filter(element -> !walked.contains(element))
                    .forEach(missed::add);
        }
        assertThat(missed)
                .as("elements of the diagrams that no test has walked")
                .isEmpty();
    }

    private Collection<String> elements(ProcessEngine engine, String key) {
        BpmnModelInstance model = engine.getRepositoryService()
                .getBpmnModelInstance(engine.getRepositoryService()
                        .createProcessDefinitionQuery()
                        .processDefinitionKey(key)
                        .tenantIdIn(tenant)
                        .latestVersion()
                        .singleResult()
                        .getId());
        List<String> ids = new ArrayList<>();
        model.getModelElementsByType(FlowNode.class).forEach(node -> ids.add(node.getId()));
        model.getModelElementsByType(SequenceFlow.class).forEach(flow -> ids.add(flow.getId()));
        assertThat(ids).as("elements of " + key).isNotEmpty();
        return ids;
    }

    private static ProcessEngine engine(ExtensionContext context) {
        ApplicationContext application = SpringExtension.getApplicationContext(context);
        return application.getBean(ProcessEngine.class);
    }
}
