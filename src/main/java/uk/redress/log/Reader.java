package uk.redress.log;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.engine.impl.identity.Authentication;
import uk.redress.policy.Groups;

/**
 * Whose eyes are on the log, and what they may see of it.
 *
 * @param everything whether every tenant's complaints are theirs to see
 * @param tenants the tenants whose complaints they may see, where it is not everything
 * @param oversees whether they see every complaint of those tenants, confidential ones too (SMS-10)
 * @param person the id of the user who reads; null for nobody in particular
 * @param groups the ids of that user's groups
 */
public record Reader(boolean everything, Set<String> tenants, boolean oversees, String person, Set<String> groups) {

    public Reader {
        tenants = Set.copyOf(tenants);
        groups = Set.copyOf(groups);
    }

    /** A reader who sees every complaint of some tenants, or of all. */
    public Reader(boolean everything, Set<String> tenants) {
        this(everything, tenants, true, null, Set.of());
    }

    /**
     * The reader that a signed-in user is.
     *
     * @param authentication the engine's; null, of nobody signed in, sees nothing
     */
    public static Reader of(Authentication authentication) {
        if (authentication == null) {
            return new Reader(false, Set.of());
        }
        List<String> groups = known(authentication.getGroupIds());
        if (groups.contains(Groups.ADMINISTRATORS)) {
            return new Reader(true, Set.of());
        }
        boolean reads = groups.stream().anyMatch(Groups.WITH_COMPLAINTS::contains);
        return new Reader(
                false,
                reads ? new TreeSet<>(known(authentication.getTenantIds())) : Set.of(),
                groups.contains(Groups.SUPERVISORS),
                authentication.getUserId(),
                new TreeSet<>(groups));
    }

    private static List<String> known(List<String> ids) {
        return ids == null ? List.of() : ids;
    }
}
