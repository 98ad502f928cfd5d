package uk.redress.policy;

import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.model.bpmn.instance.BaseElement;

/** Every obligation of a policy stands on one of its diagrams, or policy.yaml says why not yet. */
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
        files.policy().clauses().forEach((id, clause) -> {
            if (clause.later() == null && !carried.contains(id)) {
                problems.add(
                        FILE,
                        id,
                        null,
                        "is carried by no diagram of this policy. Add it to the property \"clause\" of the element that"
                                + " meets it, or say under \"later\" why none does yet.");
            }
            if (clause.later() != null && carried.contains(id)) {
                problems.add(
                        FILE,
                        id,
                        null,
                        "says under \"later\" that no diagram carries it, but one does. Remove \"later\".");
            }
        });
    }
}
