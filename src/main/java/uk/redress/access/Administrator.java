package uk.redress.access;

import java.util.List;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.PasswordPolicyResult;
import org.camunda.bpm.engine.identity.PasswordPolicyRule;
import org.camunda.bpm.engine.identity.User;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import uk.redress.policy.Groups;

/**
 * Sees to it that somebody administers Redress. While camunda-admin has no member, Camunda's set-up page lets anybody
 * make themselves one (CVE-2026-77226); {@link WebFilters} blocks that page, and this check keeps the state from ever
 * coming up.
 */
@Component
class Administrator {

    private static final Logger LOG = LoggerFactory.getLogger(Administrator.class);

    private final AdministratorSettings settings;

    Administrator(AdministratorSettings settings) {
        this.settings = settings;
    }

    /**
     * Makes the first administrator where there is none, and refuses the demo's users outside the demo.
     *
     * @throws AccessException if there is no administrator, or somebody signs in with the demo's password
     */
    void ensure(ProcessEngine engine, boolean demo) {
        IdentityService identity = engine.getIdentityService();
        if (!demo) {
            refuseDemoUsers(engine);
        }
        if (hasAdministrator(identity)) {
            return;
        }
        if (settings.id().isBlank() || settings.password().isBlank()) {
            throw new AccessException(
                    "Nobody administers Redress: the group camunda-admin has no member, and the settings"
                            + " redress.admin.id and redress.admin.password name nobody.",
                    "Start once with both, for instance in the environment variables REDRESS_ADMIN_ID and"
                            + " REDRESS_ADMIN_PASSWORD; afterwards they can go. To try Redress out, start it in the"
                            + " profile demo.");
        }
        create(identity);
    }

    private static boolean hasAdministrator(IdentityService identity) {
        return identity.createUserQuery().memberOfGroup(Groups.ADMINISTRATORS).count() > 0;
    }

    private void create(IdentityService identity) {
        if (identity.createUserQuery().userId(settings.id()).count() == 0) {
            User user = identity.newUser(settings.id());
            user.setFirstName("Administrator");
            user.setLastName(settings.id());
            user.setPassword(settings.password());
            PasswordPolicyResult result = identity.checkPasswordAgainstPolicy(settings.password(), user);
            if (!result.isValid()) {
                throw new AccessException(
                        "The setting redress.admin.password is too easy to guess.",
                        "Choose one that has: " + rules(result.getViolatedRules()) + ".");
            }
            identity.saveUser(user);
        }
        identity.createMembership(settings.id(), Groups.ADMINISTRATORS);
        LOG.info("The administrator \"{}\" is made from redress.admin.id.", settings.id());
    }

    private void refuseDemoUsers(ProcessEngine engine) {
        List<String> ids = DemoUsers.withDemoPassword(engine);
        if (ids.isEmpty()) {
            return;
        }
        if (!settings.deleteDemoUsers()) {
            throw new AccessException(
                    "Redress is started without the profile demo on data of the demo: everybody knows the password of "
                            + String.join(", ", ids) + ".",
                    "For real work, start on empty data (redress.data or spring.datasource.url). To keep these data and"
                            + " delete these users, start once with redress.admin.delete-demo-users=true. To go on"
                            + " with the demo, start it in the profile demo.");
        }
        ids.forEach(engine.getIdentityService()::deleteUser);
        LOG.info("The demo's users are deleted: {}.", String.join(", ", ids));
    }

    private static String rules(List<PasswordPolicyRule> violated) {
        return String.join(", ", violated.stream().map(Administrator::rule).toList());
    }

    private static String rule(PasswordPolicyRule rule) {
        String parameters = rule.getParameters() == null
                ? ""
                : String.join(" ", rule.getParameters().values()) + " ";
        return switch (rule.getPlaceholder()) {
            case "PASSWORD_POLICY_LENGTH" -> "at least " + parameters + "characters";
            case "PASSWORD_POLICY_LOWERCASE" -> "at least " + parameters + "small letter";
            case "PASSWORD_POLICY_UPPERCASE" -> "at least " + parameters + "capital letter";
            case "PASSWORD_POLICY_DIGIT" -> "at least " + parameters + "digit";
            case "PASSWORD_POLICY_SPECIAL_CHARACTER" -> "at least " + parameters + "other character";
            default -> "no part of the user's id or name";
        };
    }
}
