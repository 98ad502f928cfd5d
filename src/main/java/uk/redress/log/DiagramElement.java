package uk.redress.log;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParseUtil;
import org.camunda.bpm.engine.impl.util.xml.Element;

/**
 * What the log needs to know of an element of a diagram.
 *
 * @param name as drawn, in one line; null if it has none
 * @param process the key of its process
 * @param clause the ids of the clauses that it carries, with commas; null if none
 * @param attachedTo the id of the activity that a boundary event sits on; null for every other element
 * @param properties its extension properties
 */
record DiagramElement(
        String id, String name, String process, String clause, String attachedTo, Map<String, String> properties) {

    /** What an element's extension property {@code timer} says of a limit on us. */
    static final String LIMIT = "limit";

    static DiagramElement of(Element drawn, String process) {
        Map<String, String> properties = BpmnParseUtil.parseCamundaExtensionProperties(drawn);
        if (properties == null) {
            properties = Map.of();
        }
        return new DiagramElement(
                drawn.attribute("id"),
                oneLine(drawn.attribute("name")),
                process,
                clauses(properties.get("clause")),
                drawn.attribute("attachedToRef"),
                properties);
    }

    DiagramElement named(String other) {
        return new DiagramElement(id, other, process, clause, attachedTo, properties);
    }

    /** The value of an extension property; null if it is not there. */
    String property(String key) {
        return properties.get(key);
    }

    boolean isLimit() {
        return LIMIT.equals(property("timer"));
    }

    private static String oneLine(String name) {
        return name == null || name.isBlank() ? null : name.strip().replaceAll("\\s+", " ");
    }

    private static String clauses(String property) {
        if (property == null || property.isBlank()) {
            return null;
        }
        return Arrays.stream(property.strip().split("[\\s,]+")).collect(Collectors.joining(","));
    }
}
