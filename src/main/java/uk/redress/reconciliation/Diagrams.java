package uk.redress.reconciliation;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.management.JobDefinition;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperties;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperty;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What the diagrams of running cases say of their elements. */
@Component
public class Diagrams {

    private final RepositoryService repository;
    private final ManagementService management;
    private final JdbcClient jdbc;

    // A deployed diagram never changes, so it is read once.
    private final Map<String, Map<String, Element>> known = new ConcurrentHashMap<>();

    Diagrams(RepositoryService repository, ManagementService management, JdbcClient jdbc) {
        this.repository = repository;
        this.management = management;
        this.jdbc = jdbc;
    }

    /**
     * The ids of the job definitions of those timers whose extension property {@code timer} is one of these; of the
     * diagrams in which something runs.
     */
    public Set<String> timers(Set<String> sorts) {
        return jdbc.sql("select distinct PROC_DEF_ID_ from ACT_RU_EXECUTION").query(String.class).list().stream()
                .flatMap(diagram -> management.createJobDefinitionQuery().processDefinitionId(diagram).list().stream())
                .filter(job -> element(job.getProcessDefinitionId(), job.getActivityId())
                        .filter(element -> sorts.contains(element.timer))
                        .isPresent())
                .map(JobDefinition::getId)
                .collect(Collectors.toSet());
    }

    /** What kind of BPMN element this is, such as {@code userTask}; empty if the diagram has none of that id. */
    Optional<String> type(String processDefinitionId, String activityId) {
        return element(processDefinitionId, activityId).map(Element::type);
    }

    private Optional<Element> element(String processDefinitionId, String activityId) {
        return Optional.ofNullable(activityId).map(known.computeIfAbsent(processDefinitionId, this::read)::get);
    }

    private Map<String, Element> read(String processDefinitionId) {
        Map<String, Element> elements = new HashMap<>();
        repository
                .getBpmnModelInstance(processDefinitionId)
                .getModelElementsByType(FlowNode.class)
                .forEach(node -> elements.put(
                        node.getId(), new Element(node.getElementType().getTypeName(), timer(node))));
        return elements;
    }

    private static String timer(BaseElement element) {
        if (element.getExtensionElements() == null) {
            return "";
        }
        return element.getExtensionElements().getChildElementsByType(CamundaProperties.class).stream()
                .flatMap(properties -> properties.getCamundaProperties().stream())
                .filter(property -> "timer".equals(property.getCamundaName()))
                .map(CamundaProperty::getCamundaValue)
                .findFirst()
                .orElse("");
    }

    private record Element(String type, String timer) {}
}
