package uk.redress.policy;

import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.model.bpmn.instance.BaseElement;

/** Every obligation of a policy stands on one of its diagrams. */
final class ClauseCheck {

    private static final String FILE = "policy.yaml";

    void check(PolicyFiles files, Problems problems) {
        long drawn = files.resources().keySet().stream()
                .filter(file -> file.endsWith(Diagram.ENDING))
                .count();
        if (files.diagrams().size() < drawn) {
            return; // What the unreadable diagram carries is not known.
        }
        Set<String> carried = new TreeSet<>();
        for (Diagram diagram : files.diagrams()) {
            if (diagram.ownOf(files.policy())) {
                diagram.all(BaseElement.class).forEach(element -> carried.addAll(ElementCheck.clauses(element)));
            }
        }
        files.policy().clauses().keySet().stream()
                .filter(id -> !carried.contains(id))
                .forEach(id -> problems.add(
                        FILE,
                        id,
                        null,
                        "is carried by no diagram of this policy. Add it to the property \"clause\" of the element that"
                                + " meets it."));
    }
}
