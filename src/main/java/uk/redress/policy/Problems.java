package uk.redress.policy;

import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.model.bpmn.instance.BaseElement;

/** Collects what is wrong with the files of a policy. */
final class Problems {

    private final List<PolicyCheck.Problem> found = new ArrayList<>();

    /** Something is wrong with a file as a whole. */
    void add(String file, String message) {
        found.add(new PolicyCheck.Problem(file, null, null, message));
    }

    /** Something is wrong with an element of a diagram. */
    void add(Diagram diagram, BaseElement element, String message) {
        add(diagram.file(), element.getId(), Diagram.name(element).orElse(null), message);
    }

    /** Something is wrong with an element that has no class of its own here: a field of a form, say. */
    void add(String file, String element, String name, String message) {
        PolicyCheck.Problem problem = new PolicyCheck.Problem(file, element, name, message);
        if (!found.contains(problem)) {
            found.add(problem);
        }
    }

    List<PolicyCheck.Problem> all() {
        return List.copyOf(found);
    }
}
