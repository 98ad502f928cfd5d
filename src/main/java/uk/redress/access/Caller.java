package uk.redress.access;

import java.util.List;
import java.util.Optional;
import org.camunda.bpm.engine.authorization.Permission;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import uk.redress.policy.Groups;

/**
 * The person on whose behalf the engine does something from outside a case. What a case does by itself (its listeners,
 * its jobs) and what happens at start have no caller, and nothing restricts them.
 */
public record Caller(String id, List<String> groups, List<String> tenants) {

    static Optional<Caller> of(CommandContext context) {
        Authentication authentication = context.getAuthentication();
        if (!context.isAuthorizationCheckEnabled() || authentication == null || authentication.getUserId() == null) {
            return Optional.empty();
        }
        return Optional.of(of(authentication));
    }

    /**
     * The caller of a REST resource.
     *
     * @param authentication the engine's; null, of nobody signed in, is in no group and no tenant
     */
    public static Caller of(Authentication authentication) {
        return authentication == null
                ? new Caller(null, List.of(), List.of())
                : new Caller(
                        authentication.getUserId(),
                        orNone(authentication.getGroupIds()),
                        orNone(authentication.getTenantIds()));
    }

    /** Whether the caller may do everything, in every tenant. */
    public boolean isAdministrator() {
        return groups.contains(Groups.ADMINISTRATORS);
    }

    /** Whether the caller sees every task of the tenants at hand. */
    boolean oversees() {
        return isAdministrator() || groups.contains(Groups.SUPERVISORS);
    }

    /** Whether the caller has this permission for every process definition, so that none need be looked up singly. */
    static boolean hasForEveryDefinition(CommandContext context, Permission permission) {
        return context.getAuthorizationManager().isAuthorized(permission, Resources.PROCESS_DEFINITION, "*");
    }

    private static List<String> orNone(List<String> ids) {
        return ids == null ? List.of() : ids;
    }
}
