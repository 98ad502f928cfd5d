package uk.redress.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The conditions that the server can check as the browser does: tests for equality, joined by and, or, not. */
final class FormCondition {

    private static final Pattern TOKEN = Pattern.compile(
            "\\s*(?:(?<name>[A-Za-z_][A-Za-z0-9_]*)|(?<value>\"[^\"]*\"|-?\\d+(?:\\.\\d+)?)|(?<sign>!=|=|\\(|\\)))");
    private static final Set<String> VALUES = Set.of("null", "true", "false");

    private final List<String> tokens;
    private final Set<String> names = new TreeSet<>();
    private int at;

    private FormCondition(List<String> tokens) {
        this.tokens = tokens;
    }

    /** The variables that a condition (without its leading "=") looks at; empty if it is more than tests for equality. */
    static Optional<Set<String>> names(String condition) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(condition.strip());
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            tokens.add(matcher.group().strip());
            end = matcher.end();
        }
        FormCondition parsed = new FormCondition(tokens);
        boolean understood = end == condition.strip().length() && parsed.anyOf() && parsed.at == tokens.size();
        return understood ? Optional.of(parsed.names) : Optional.empty();
    }

    private boolean anyOf() {
        boolean understood = allOf();
        while (understood && take("or")) {
            understood = allOf();
        }
        return understood;
    }

    private boolean allOf() {
        boolean understood = test();
        while (understood && take("and")) {
            understood = test();
        }
        return understood;
    }

    private boolean test() {
        if (take("not")) {
            return take("(") && anyOf() && take(")");
        }
        if (take("(")) {
            return anyOf() && take(")");
        }
        if (!operand()) {
            return false;
        }
        return !take("=") && !take("!=") || operand();
    }

    private boolean operand() {
        if (at == tokens.size()) {
            return false;
        }
        String token = tokens.get(at++);
        if (Set.of("and", "or", "not", "=", "!=", "(", ")").contains(token)) {
            return false;
        }
        if (Character.isLetter(token.charAt(0)) && !VALUES.contains(token)) {
            names.add(token);
        }
        return true;
    }

    private boolean take(String token) {
        if (at < tokens.size() && tokens.get(at).equals(token)) {
            at++;
            return true;
        }
        return false;
    }
}
