package uk.redress.policy;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.camunda.bpm.model.dmn.instance.LiteralExpression;
import org.camunda.bpm.model.dmn.instance.UnaryTests;
import org.camunda.bpm.model.xml.ModelException;

/** Every decision table can be found, is forgotten in time, and is written in FEEL: no scripts. */
final class DecisionCheck {

    private static final String ENDING = ".dmn";

    void check(PolicyFiles files, Problems problems) {
        files.resources().forEach((file, content) -> {
            if (file.endsWith(ENDING)) {
                check(file, content, problems);
            }
        });
    }

    private static void check(String file, byte[] content, Problems problems) {
        DmnModelInstance model;
        try {
            model = Dmn.readModelFromStream(new ByteArrayInputStream(content));
        } catch (ModelException broken) {
            problems.add(file, "is no valid DMN: " + Diagram.reason(broken) + " Open it in Modeler and save it again.");
            return;
        }
        String expected = file.substring(0, file.length() - ENDING.length());
        Collection<Decision> decisions = model.getModelElementsByType(Decision.class);
        if (decisions.stream().noneMatch(decision -> expected.equals(decision.getId()))) {
            problems.add(file, "has no decision with the file's name. Set the decision's id to \"" + expected + "\".");
        }
        for (Decision decision : decisions) {
            if (Diagram.filled(decision.getCamundaHistoryTimeToLiveString())
                    .filter(ProcessCheck.DAYS.asMatchPredicate())
                    .isEmpty()) {
                problems.add(
                        file,
                        decision.getId(),
                        decision.getName(),
                        "does not say how long its decisions are kept. Set its history time to live in days, such as P2190D for"
                                + " six years.");
            }
        }
        languages(model).stream()
                .flatMap(Optional::stream)
                .filter(language -> !language.toLowerCase(Locale.ROOT).contains("feel"))
                .distinct()
                .forEach(language -> problems.add(
                        file, "has an expression in the language \"" + language + "\". Scripts are off: use FEEL."));
    }

    private static List<Optional<String>> languages(DmnModelInstance model) {
        List<Optional<String>> languages = new ArrayList<>();
        model.getModelElementsByType(LiteralExpression.class)
                .forEach(expression -> languages.add(Diagram.filled(expression.getExpressionLanguage())));
        model.getModelElementsByType(UnaryTests.class)
                .forEach(tests -> languages.add(Diagram.filled(tests.getExpressionLanguage())));
        languages.add(Diagram.filled(model.getDefinitions().getExpressionLanguage()));
        return languages;
    }
}
