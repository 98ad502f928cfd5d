package uk.redress.log;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.engine.impl.identity.Authentication;

/**
 * Whose eyes are on the log, and what they may see of it.
 *
 * @param everything whether every tenant's complaints are theirs to see
 * @param tenants the tenants whose complaints they may see, where it is not everything
 */
public record Reader(boolean everything, Set<String> tenants) {

    private static final String ADMINISTRATORS = "camunda-admin";

    /** The groups that have a part in complaints; analysts draw diagrams and see no complaint. */
    private static final Set<String> READING = Set.of(
            "customer-services", "referral-managers", "heads-of-service", "directors", "foi-officers", "supervisors");

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
        if (groups.contains(ADMINISTRATORS)) {
            return new Reader(true, Set.of());
        }
        boolean reads = groups.stream().anyMatch(READING::contains);
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
