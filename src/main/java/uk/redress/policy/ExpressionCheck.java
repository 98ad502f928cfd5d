package uk.redress.policy;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.camunda.bpm.impl.juel.AstBracket;
import org.camunda.bpm.impl.juel.AstDot;
import org.camunda.bpm.impl.juel.AstFunction;
import org.camunda.bpm.impl.juel.AstIdentifier;
import org.camunda.bpm.impl.juel.AstMethod;
import org.camunda.bpm.impl.juel.Node;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;

/**
 * Every expression of a diagram can be read, and uses only beans that Redress offers and variables that somebody sets.
 * Whoever deploys a diagram has its expressions evaluated on the server, so nothing else may be reached from them. The
 * engine evaluates a user task's documentation, too.
 */
final class ExpressionCheck implements DiagramCheck {

    private static final String HOUSE = "house";
    private static final String PROCESSES = "processes";

    /** What the engine itself offers. */
    private static final Set<String> SCOPES = Set.of("execution", "task");

    private static final Set<String> SCOPE_PROPERTIES =
            Set.of("processBusinessKey", "businessKey", "processInstanceId", "tenantId", "id");

    @Override
    public void check(Diagram diagram, PolicyFiles files, Problems problems) {
        for (Element element : Xml.elements(diagram)) {
            NamedNodeMap attributes = element.getAttributes();
            for (int i = 0; i < attributes.getLength(); i++) {
                check(((Attr) attributes.item(i)).getValue(), element, diagram, files, problems);
            }
            check(Xml.text(element), element, diagram, files, problems);
        }
    }

    private static void check(String text, Element element, Diagram diagram, PolicyFiles files, Problems problems) {
        if (!Expression.isIn(text)) {
            return;
        }
        Element owner = Xml.owner(element);
        Finding finding = message -> problems.add(
                diagram.file(),
                owner.getAttribute("id"),
                Diagram.filled(owner.getAttribute("name")).orElse(null),
                message);
        try {
            new Walk(text, files, files.isUsed(diagram), finding)
                    .walk(Expression.parse(text).root());
        } catch (IllegalArgumentException broken) {
            finding.tell("has an expression that cannot be read: " + broken.getMessage() + ".");
        }
    }

    private interface Finding {
        void tell(String message);
    }

    /**
     * A walk over one expression.
     *
     * @param used whether its diagram is the policy's own, or called by one that is
     */
    private record Walk(String text, PolicyFiles files, boolean used, Finding finding) {

        void walk(Node node) {
            Optional<Expression.Call> call = Expression.call(node);
            if (call.isPresent()) {
                checkCall(call.get());
                call.get().arguments().forEach(this::walk);
            } else if (node instanceof AstMethod) {
                finding.tell("calls in " + text + " a method of something that is no bean. Call beans only: "
                        + String.join(", ", files.beans().keySet()) + ".");
            } else if (node instanceof AstFunction function) {
                finding.tell("calls in " + text + " the function " + function.getName() + "(). Use a bean: "
                        + String.join(", ", files.beans().keySet()) + ".");
            } else if (node instanceof AstBracket) {
                finding.tell("uses brackets in " + text + ". Name the variable or the bean's method itself.");
            } else if (node instanceof AstDot dot) {
                checkProperty(dot);
            } else if (node instanceof AstIdentifier variable) {
                checkVariable(variable.getName());
            } else {
                Expression.children(node).forEach(this::walk);
            }
        }

        private void checkCall(Expression.Call call) {
            if (SCOPES.contains(call.bean())) {
                checkScopeCall(call);
                return;
            }
            Class<?> bean = files.beans().get(call.bean());
            if (bean == null) {
                finding.tell("calls in " + text + " the bean \"" + call.bean() + "\", which Redress does not have. "
                        + Suggestion.among(files.beans().keySet(), call.bean()));
                return;
            }
            List<Method> methods = Arrays.stream(bean.getMethods())
                    .filter(method -> method.getDeclaringClass() != Object.class)
                    .toList();
            Set<String> names = methods.stream().map(Method::getName).collect(Collectors.toCollection(TreeSet::new));
            if (!names.contains(call.method())) {
                finding.tell("calls in " + text + " " + call.bean() + "." + call.method() + ", which does not exist. "
                        + Suggestion.among(names, call.method()));
            } else if (methods.stream()
                    .noneMatch(method -> method.getName().equals(call.method())
                            && method.getParameterCount() == call.arguments().size())) {
                finding.tell("calls in " + text + " " + call.bean() + "." + call.method() + " with "
                        + call.arguments().size() + " values, which it does not take. Look it up in"
                        + " processes/README.md.");
            } else if (call.bean().equals(PROCESSES)) {
                checkStarted(call);
            }
        }

        /** What is started beside a case is deployed with it. */
        private void checkStarted(Expression.Call call) {
            Optional<String> started = Expression.string(call.arguments().get(1));
            if (started.isEmpty()) {
                finding.tell("does not name in " + text + " the process that it starts. Write its id in quotes.");
            } else if (!files.resources().containsKey(started.get() + Diagram.ENDING)) {
                Set<String> processes = new TreeSet<>();
                files.diagrams()
                        .forEach(diagram -> processes.add(diagram.process().getId()));
                finding.tell("starts in " + text + " the process \"" + started.get() + "\", but " + started.get()
                        + Diagram.ENDING + " is not in the deployment. Add it, or correct the name. "
                        + Suggestion.among(processes, started.get()));
            }
        }

        private void checkScopeCall(Expression.Call call) {
            Optional<String> variable =
                    call.method().equals("hasVariable") && call.arguments().size() == 1
                            ? Expression.string(call.arguments().get(0))
                            : Optional.empty();
            if (variable.isEmpty()) {
                finding.tell("calls in " + text + " " + call.bean() + "." + call.method()
                        + "(). The only call of it allowed is hasVariable('name').");
            } else {
                checkVariable(variable.get());
            }
        }

        private void checkProperty(AstDot dot) {
            String property = Expression.property(dot);
            String of = dot.getChild(0) instanceof AstIdentifier identifier ? identifier.getName() : "";
            if (of.equals(HOUSE) && files.beans().containsKey(HOUSE)) {
                Set<String> known = files.policy().house().keySet();
                if (!known.contains(property)) {
                    finding.tell("uses in " + text + " the house value \"" + property
                            + "\", which policy.yaml does not have. " + Suggestion.among(known, property));
                }
            } else if (SCOPES.contains(of)) {
                if (!SCOPE_PROPERTIES.contains(property)) {
                    finding.tell("uses in " + text + " " + of + "." + property + ", which is not allowed. "
                            + Suggestion.among(SCOPE_PROPERTIES, property));
                }
            } else if (!files.beans().containsKey(of)) {
                finding.tell("looks in " + text + " into something that is no bean. Use a variable by its name alone,"
                        + " or a bean: " + String.join(", ", files.beans().keySet()) + ".");
            }
        }

        private void checkVariable(String name) {
            // What a shared diagram is called with is known where something calls it.
            if (!used
                    || SCOPES.contains(name)
                    || files.beans().containsKey(name)
                    || files.variables().contains(name)) {
                return;
            }
            Set<String> known = new TreeSet<>(files.variables());
            known.addAll(files.beans().keySet());
            finding.tell("uses in " + text + " the name \"" + name + "\", which nothing sets. "
                    + Suggestion.among(known, name));
        }
    }
}
