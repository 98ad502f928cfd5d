package uk.redress.policy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Gateway;
import org.camunda.bpm.model.bpmn.instance.RootElement;

/** Every element has an id that speaks, a name, documentation, and the clauses that it carries. */
final class ElementCheck implements DiagramCheck {

    static final String CLAUSE = "clause";

    /** How a case can end (ALL-8). */
    private static final Set<String> CLOSED_AS = Set.of(
            "resolved-informally",
            "answered",
            "satisfied",
            "no-further-answer",
            "withdrawn",
            "not-a-complaint",
            "outside-our-responsibility",
            "duplicate",
            "referred-outside");

    private static final Pattern LOWER_KEBAB = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    /** The tail of an id that Modeler made up, such as {@code 0x1y2z3}: seven signs, digits among them. */
    private static final Pattern MADE_UP =
            Pattern.compile(".*[-_](?=[a-z0-9]*[0-9])(?=[a-z0-9]*[a-z])[0-9][a-z0-9]{6}");

    @Override
    public void check(Diagram diagram, PolicyFiles files, Problems problems) {
        checkId(diagram, diagram.process(), problems);
        checkDocumentation(diagram, diagram.process(), problems);
        diagram.all(FlowElement.class).forEach(element -> checkId(diagram, element, problems));
        diagram.all(RootElement.class).forEach(element -> checkId(diagram, element, problems));
        diagram.nodes().forEach(node -> {
            checkName(diagram, node, problems);
            checkDocumentation(diagram, node, problems);
            if (diagram.ownOf(files.policy()) && Diagram.property(node, CLAUSE).isEmpty()) {
                problems.add(
                        diagram,
                        node,
                        "carries no clause. Add the extension property \"clause\" with the ids of the obligations that it"
                                + " meets, such as \"" + firstClause(files) + "\".");
            }
        });
        if (diagram.ownOf(files.policy())) {
            diagram.all(BaseElement.class).forEach(element -> checkClauses(diagram, element, files, problems));
        }
        diagram.all(EndEvent.class).forEach(end -> checkClosedAs(diagram, end, problems));
    }

    /** The ids in an element's property {@code clause}. */
    static List<String> clauses(BaseElement element) {
        return Diagram.property(element, CLAUSE)
                .map(ids -> List.of(ids.strip().split("\\s*,\\s*")))
                .orElse(List.of());
    }

    private static void checkId(Diagram diagram, BaseElement element, Problems problems) {
        String id = element.getId();
        if (id == null) {
            problems.add(
                    diagram.file(), "has a " + element.getElementType().getTypeName() + " without an id. Give it one.");
        } else if (!LOWER_KEBAB.matcher(id).matches() || MADE_UP.matcher(id).matches()) {
            problems.add(
                    diagram,
                    element,
                    "has an id that does not speak. Use lower-case words with hyphens that say what it is, such as"
                            + " \"acknowledge\" or \"is-it-upheld\".");
        }
    }

    private static void checkName(Diagram diagram, FlowNode node, Problems problems) {
        if (!(node instanceof Gateway) && Diagram.name(node).isEmpty()) {
            problems.add(
                    diagram,
                    node,
                    "has no name. Tasks: verb and object; events: what has happened, or the limit; stages: as the"
                            + " policy calls them.");
        }
    }

    private static void checkDocumentation(Diagram diagram, BaseElement element, Problems problems) {
        Optional<String> documentation = element.getDocumentations().stream()
                .flatMap(text -> Diagram.filled(text.getTextContent()).stream())
                .findFirst();
        if (documentation.isEmpty()) {
            problems.add(diagram, element, "has no documentation. Say in a sentence what happens here and why.");
        }
    }

    private static void checkClauses(Diagram diagram, BaseElement element, PolicyFiles files, Problems problems) {
        Set<String> known = files.policy().clauses().keySet();
        for (String clause : clauses(element)) {
            if (!known.contains(clause)) {
                problems.add(
                        diagram,
                        element,
                        "carries the clause \"" + clause + "\", which policy.yaml does not have. "
                                + Suggestion.among(known, clause));
            }
        }
    }

    private static void checkClosedAs(Diagram diagram, EndEvent end, Problems problems) {
        Diagram.property(end, "closedAs")
                .filter(closedAs -> !CLOSED_AS.contains(closedAs))
                .ifPresent(closedAs -> problems.add(
                        diagram,
                        end,
                        "closes the case as \"" + closedAs + "\", which is no way to close one. "
                                + Suggestion.among(CLOSED_AS, closedAs)));
    }

    private static String firstClause(PolicyFiles files) {
        return files.policy().clauses().keySet().iterator().next();
    }
}
