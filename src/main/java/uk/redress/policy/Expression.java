package uk.redress.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.camunda.bpm.impl.juel.AstDot;
import org.camunda.bpm.impl.juel.AstIdentifier;
import org.camunda.bpm.impl.juel.AstMethod;
import org.camunda.bpm.impl.juel.AstNumber;
import org.camunda.bpm.impl.juel.AstString;
import org.camunda.bpm.impl.juel.Builder;
import org.camunda.bpm.impl.juel.Node;
import org.camunda.bpm.impl.juel.TreeBuilderException;

/** An expression of a diagram, parsed as the engine parses it but never evaluated. */
final class Expression {

    private static final Builder PARSER = new Builder(Builder.Feature.METHOD_INVOCATIONS);

    private final String text;
    private final Node root;

    private Expression(String text, Node root) {
        this.text = text;
        this.root = root;
    }

    /**
     * The expression that a text holds.
     *
     * @throws IllegalArgumentException if it is none; the message says where and why
     */
    static Expression parse(String text) {
        try {
            return new Expression(text, PARSER.build(text).getRoot());
        } catch (TreeBuilderException broken) {
            throw new IllegalArgumentException(
                    "\"%s\" cannot be read at character %d: %s was found where %s belongs"
                            .formatted(text, broken.getPosition() + 1, broken.getEncountered(), broken.getExpected()),
                    broken);
        }
    }

    static boolean isIn(String text) {
        return text != null && (text.contains("${") || text.contains("#{"));
    }

    Node root() {
        return root;
    }

    /** Each node, the root first. */
    Stream<Node> nodes() {
        return nodes(root);
    }

    static Stream<Node> nodes(Node node) {
        Stream<Node> below = children(node).stream().flatMap(Expression::nodes);
        return Stream.concat(Stream.of(node), below);
    }

    static List<Node> children(Node node) {
        List<Node> children = new ArrayList<>();
        for (int i = 0; i < node.getCardinality(); i++) {
            if (node.getChild(i) != null) {
                children.add(node.getChild(i));
            }
        }
        return children;
    }

    /** The call that a node is, if it calls a method of something with a name: {@code bean.method(…)}. */
    static Optional<Call> call(Node node) {
        if (node instanceof AstMethod method
                && method.getChild(0) instanceof AstDot dot
                && dot.getChild(0) instanceof AstIdentifier bean) {
            return Optional.of(new Call(bean.getName(), property(dot), children(method.getChild(1))));
        }
        return Optional.empty();
    }

    /** What stands behind the dot. */
    static String property(AstDot dot) {
        return dot.toString().substring(1).strip();
    }

    static Optional<Long> number(Node node) {
        return node instanceof AstNumber number
                ? Optional.of(((Number) number.eval(null, null)).longValue())
                : Optional.empty();
    }

    static Optional<String> string(Node node) {
        return node instanceof AstString string ? Optional.of((String) string.eval(null, null)) : Optional.empty();
    }

    @Override
    public String toString() {
        return text;
    }

    /** A call of a method of a bean. */
    record Call(String bean, String method, List<Node> arguments) {}
}
