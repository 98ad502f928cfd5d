package uk.redress.policy;

import java.io.ByteArrayInputStream;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.impl.BpmnModelConstants;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputOutput;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputParameter;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperties;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperty;
import org.camunda.bpm.model.xml.ModelException;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;

/**
 * A diagram that is checked, with the questions that the checks ask of its elements.
 *
 * @param file the name of its file
 * @param model what the file holds
 * @param process its only process
 */
record Diagram(String file, BpmnModelInstance model, Process process) {

    static final String ENDING = ".bpmn";

    private static final Pattern LOCATED =
            Pattern.compile("(?:Fatal )?Error: URI=\\S* Line=(\\d+): (.*)", Pattern.DOTALL);

    /** The diagram in a file; empty, with a problem told, if there is none in it. */
    static Optional<Diagram> read(String file, byte[] content, Problems problems) {
        try {
            BpmnModelInstance model = Bpmn.readModelFromStream(new ByteArrayInputStream(content));
            List<Process> processes = List.copyOf(model.getModelElementsByType(Process.class));
            if (processes.size() != 1) {
                problems.add(
                        file, "has %d processes. Keep one process a file, and no pools.".formatted(processes.size()));
                return Optional.empty();
            }
            Diagram diagram = new Diagram(file, model, processes.get(0));
            return diagram.isConnected(problems) ? Optional.of(diagram) : Optional.empty();
        } catch (ModelException broken) {
            problems.add(
                    file,
                    "is no valid BPMN: " + reason(broken)
                            + " Open it in Modeler and save it again, or take the version before.");
            return Optional.empty();
        }
    }

    /** Whether every reference leads somewhere; the checks follow them. */
    private boolean isConnected(Problems problems) {
        List<FlowElement> loose = Stream.concat(
                        flows().filter(flow -> flow.getSource() == null || flow.getTarget() == null),
                        all(BoundaryEvent.class).stream().filter(event -> event.getAttachedTo() == null))
                .toList();
        loose.forEach(element -> problems.add(
                this, element, "hangs in the air: what it should be joined to is not there. Draw it anew in Modeler."));
        return loose.isEmpty();
    }

    /** Whether this is the policy's own diagram and not one that policies share: its id begins with the tenant's. */
    boolean ownOf(Policy policy) {
        return process.getId() != null && process.getId().startsWith(policy.tenant() + "-");
    }

    <T extends ModelElementInstance> Collection<T> all(Class<T> type) {
        return model.getModelElementsByType(type);
    }

    Stream<FlowNode> nodes() {
        return all(FlowNode.class).stream();
    }

    Stream<SequenceFlow> flows() {
        return all(SequenceFlow.class).stream();
    }

    static Optional<String> name(BaseElement element) {
        if (element instanceof FlowElement flowElement) {
            return filled(flowElement.getName());
        }
        return element instanceof Process process ? filled(process.getName()) : Optional.empty();
    }

    /** How a message calls an element: by its name, else by its id. */
    static String call(BaseElement element) {
        return '"' + name(element).orElse(element.getId()) + '"';
    }

    /** The value of an attribute in Camunda's namespace, such as {@code formRef}. */
    static Optional<String> attribute(ModelElementInstance element, String name) {
        return filled(element.getAttributeValueNs(BpmnModelConstants.CAMUNDA_NS, name));
    }

    static boolean isTrue(ModelElementInstance element, String attribute) {
        return attribute(element, attribute).filter("true"::equals).isPresent();
    }

    /** The value of an extension property (in {@code camunda:properties}), such as {@code clause}. */
    static Optional<String> property(BaseElement element, String name) {
        return extensions(element, CamundaProperties.class)
                .flatMap(properties -> properties.getCamundaProperties().stream())
                .filter(property -> name.equals(property.getCamundaName()))
                .map(CamundaProperty::getCamundaValue)
                .filter(value -> value != null && !value.isBlank())
                .map(String::strip)
                .findFirst();
    }

    /** The extension elements of one type that an element itself has, not those of its children. */
    static <T extends ModelElementInstance> Stream<T> extensions(BaseElement element, Class<T> type) {
        return element.getExtensionElements() == null
                ? Stream.empty()
                : element.getExtensionElements().getChildElementsByType(type).stream();
    }

    /** The input parameter of that name on an element or on the nearest sub-process around it. */
    static Optional<String> inputParameter(BaseElement element, String name) {
        for (ModelElementInstance scope = element; scope instanceof BaseElement; scope = scope.getParentElement()) {
            Predicate<CamundaInputParameter> named = parameter -> name.equals(parameter.getCamundaName());
            Optional<String> value = extensions((BaseElement) scope, CamundaInputOutput.class)
                    .flatMap(mappings -> mappings.getCamundaInputParameters().stream())
                    .filter(named)
                    .map(ModelElementInstance::getTextContent)
                    .findFirst();
            if (value.isPresent()) {
                return value;
            }
        }
        return Optional.empty();
    }

    static Optional<String> filled(String text) {
        return Optional.ofNullable(text).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** The reason in the parser's words, with the line where it was found. */
    static String reason(Throwable broken) {
        Throwable cause = broken;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = String.valueOf(cause.getMessage()).strip();
        String sentence = message.endsWith(".") ? message : message + ".";
        Matcher located = LOCATED.matcher(sentence);
        return located.matches() ? "line " + located.group(1) + ": " + located.group(2) : sentence;
    }
}
