package uk.redress.letter;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import uk.redress.policy.Policy;

/** What the people who deal with complaints are called in this company; templates call it {@code roles}. */
public final class Roles {

    /** The variable of the case that says, as {@code group:another} with commas, who has the tasks of a group instead. */
    static final String INSTEAD = "dealtWithInstead";

    private static final Pattern ENTRY = Pattern.compile("([\\w-]+):([\\w-]+)");

    private final Policy policy;
    private final Map<String, String> instead;

    /** @param instead the value of the case's variable {@link #INSTEAD}; null if it has none */
    Roles(Policy policy, Object instead) {
        this.policy = policy;
        this.instead = ENTRY.matcher(instead == null ? "" : instead.toString())
                .results()
                .collect(Collectors.toMap(entry -> entry.group(1), entry -> entry.group(2), (one, other) -> other));
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

    /**
     * The title of those who do in this case what a group otherwise does: of the group itself, or, where nobody of it may
     * (ALL-3), of whom its tasks have gone to.
     *
     * @throws IllegalArgumentException if {@code policy.yaml} gives the group no title
     */
    public String dealing(String group) {
        String other = instead.get(group);
        return title(policy.roles().containsKey(other) ? other : group);
    }
}
