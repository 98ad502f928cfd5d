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
 */
public record Reader(boolean everything, Set<String> tenants) {

    public Reader {
        tenants = Set.copyOf(tenants);
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
        return new Reader(false, reads ? new TreeSet<>(known(authentication.getTenantIds())) : Set.of());
    }

    /** Whether the reader may see this complaint, its steps and its letters. */
    public boolean sees(Complaint complaint) {
        return everything || tenants.contains(complaint.tenant());
    }

    private static List<String> known(List<String> ids) {
        return ids == null ? List.of() : ids;
    }
}
