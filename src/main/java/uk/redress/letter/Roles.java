package uk.redress.letter;

import java.util.List;
import java.util.stream.Collectors;
import uk.redress.policy.Policy;

/** What the people who deal with complaints are called in this company; templates call it {@code roles}. */
public final class Roles {

    private final Policy policy;

    Roles(Policy policy) {
        this.policy = policy;
    }

    /** The titles of several groups, such as {@code Director of Quality and Managing Director}; see {@link #title}. */
    String titles(List<String> groups) {
        return groups.stream().map(this::title).collect(Collectors.joining(" and "));
    }

    /**
     * The title of a group, such as {@code Managing Director} of {@code directors}.
     *
     * @throws IllegalArgumentException if {@code policy.yaml} gives the group no title
     */
    public String title(String group) {
        String title = policy.roles().get(group);
        if (title == null) {
            throw new IllegalArgumentException("policy.yaml, roles: \"" + group + "\" has no title. Add it.");
        }
        return title;
    }
}
