package uk.redress.policy;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.instance.CallActivity;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaIn;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaOut;

/** What is called is deployed with its caller, works on the same case, and a letter that is sent has a template. */
final class CallCheck implements DiagramCheck {

    private static final String SEND_LETTER = "send-letter";
    private static final String LETTER = "letter";

    @Override
    public void check(Diagram diagram, PolicyFiles files, Problems problems) {
        for (CallActivity call : diagram.all(CallActivity.class)) {
            checkCalled(diagram, call, files, problems);
            checkBusinessKey(diagram, call, problems);
            checkSources(diagram, call, files, problems);
            if (SEND_LETTER.equals(call.getCalledElement())) {
                checkLetter(diagram, call, files, problems);
            }
        }
    }

    private static void checkCalled(Diagram diagram, CallActivity call, PolicyFiles files, Problems problems) {
        String called = call.getCalledElement();
        if (called == null || called.isBlank()) {
            problems.add(diagram, call, "calls nothing. Name the process that it calls.");
            return;
        }
        if (Diagram.attribute(call, "calledElementBinding")
                .filter("deployment"::equals)
                .isEmpty()) {
            problems.add(
                    diagram,
                    call,
                    "does not bind what it calls by deployment, so a running case could get another version. Set the"
                            + " binding to \"deployment\".");
        }
        if (!files.resources().containsKey(called + Diagram.ENDING)) {
            Set<String> processes = new TreeSet<>();
            files.diagrams().forEach(other -> processes.add(other.process().getId()));
            problems.add(
                    diagram,
                    call,
                    "calls the process \"" + called + "\", but " + called + Diagram.ENDING
                            + " is not in the deployment. Add it, or correct the name. "
                            + Suggestion.among(processes, called));
        }
    }

    private static void checkBusinessKey(Diagram diagram, CallActivity call, Problems problems) {
        boolean passed = ins(call)
                .map(CamundaIn::getCamundaBusinessKey)
                .anyMatch(key -> key != null && key.contains("processBusinessKey"));
        if (!passed) {
            problems.add(
                    diagram,
                    call,
                    "does not pass the reference on. Pass the business key: #{execution.processBusinessKey}.");
        }
    }

    private static void checkSources(Diagram diagram, CallActivity call, PolicyFiles files, Problems problems) {
        Stream<String> sources = Stream.concat(
                ins(call).map(CamundaIn::getCamundaSource),
                Diagram.extensions(call, CamundaOut.class).map(CamundaOut::getCamundaSource));
        sources.filter(source -> source != null && !files.variables().contains(source))
                .forEach(source -> problems.add(
                        diagram,
                        call,
                        "passes on \"" + source + "\", which nothing sets. "
                                + Suggestion.among(files.variables(), source)));
    }

    private static void checkLetter(Diagram diagram, CallActivity call, PolicyFiles files, Problems problems) {
        Optional<String> kind = ins(call)
                .filter(in -> LETTER.equals(in.getCamundaTarget()))
                .map(CamundaIn::getCamundaSourceExpression)
                .filter(value -> value != null)
                .findFirst()
                .or(() -> Diagram.inputParameter(call, LETTER));
        if (kind.isEmpty()) {
            problems.add(
                    diagram,
                    call,
                    "does not say which letter it sends. Add an in mapping with the target \"letter\" and the kind of"
                            + " letter as source expression.");
            return;
        }
        Set<String> kinds = files.letterKinds();
        if (!kinds.isEmpty() && !Expression.isIn(kind.get()) && !kinds.contains(kind.get())) {
            problems.add(
                    diagram,
                    call,
                    "sends the letter \"" + kind.get() + "\", which has no template. Add letters/" + kind.get()
                            + ".html, or correct the name. " + Suggestion.among(kinds, kind.get()));
        }
    }

    private static Stream<CamundaIn> ins(CallActivity call) {
        return Diagram.extensions(call, CamundaIn.class);
    }
}
