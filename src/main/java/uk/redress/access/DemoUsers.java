package uk.redress.access;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.IdentityServiceImpl;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.digest.PasswordManager;
import org.camunda.bpm.engine.impl.persistence.entity.UserEntity;
import org.camunda.bpm.engine.impl.util.EncryptionUtil;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;
import uk.redress.policy.Groups;
import uk.redress.policy.Policies;
import uk.redress.policy.Policy;

/** The people of the demo: {@code <tenant>-<role>} for each company, and {@code admin}; their password is "demo". */
@Component
@Profile("demo")
class DemoUsers {

    private static final String PASSWORD = "demo";
    private static final String ADMINISTRATOR = "admin";
    private static final Map<String, String> ROLES = roles();
    private static final List<String> FIRST_NAMES = List.of(
            "Priya", "Daniel", "Siobhan", "Marcus", "Aisha", "Tom", "Grace", "Owen", "Fatima", "Helen", "Joseph",
            "Nadia", "Callum", "Ruth", "Samuel", "Eleri", "Kwame", "Zofia", "Imran", "Beth", "Lucas", "Mei", "Ewan");
    private static final List<String> LAST_NAMES = List.of(
            "Shah",
            "Whitfield",
            "Brennan",
            "Adeyemi",
            "Rahman",
            "Hartley",
            "Okafor",
            "Pryce",
            "Siddiqui",
            "Marsh",
            "Clarke",
            "Petrov",
            "Fraser",
            "Lindsay",
            "Osei",
            "Morgan",
            "Boateng",
            "Nowak",
            "Qureshi");

    private final Policies policies;

    DemoUsers(Policies policies) {
        this.policies = policies;
    }

    /** Makes those that are absent. */
    void ensure(ProcessEngine engine) {
        IdentityServiceImpl identity = (IdentityServiceImpl) engine.getIdentityService();
        for (Policy policy : policies.all()) {
            ROLES.forEach((role, group) -> {
                if (!group.equals(Groups.FOI_OFFICERS) || policy.roles().containsKey(group)) {
                    ensure(identity, policy, role, group);
                }
            });
            fillDepartments(identity, policy);
        }
        if (absent(identity, ADMINISTRATOR)) {
            save(identity, ADMINISTRATOR, "Alex", "Grant (Administrator)", "admin@demo.example");
            identity.createMembership(ADMINISTRATOR, Groups.ADMINISTRATORS);
        }
    }

    /** The ids of all users, whoever made them, whose password is the demo's. */
    static List<String> withDemoPassword(ProcessEngine engine) {
        PasswordManager passwords =
                ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration()).getPasswordManager();
        // Compares what is stored: a sign-in that fails would count against the user.
        return engine.getIdentityService().createUserQuery().orderByUserId().asc().list().stream()
                .map(UserEntity.class::cast)
                .filter(user ->
                        passwords.check(EncryptionUtil.saltPassword(PASSWORD, user.getSalt()), user.getPassword()))
                .map(User::getId)
                .toList();
    }

    private static void ensure(IdentityServiceImpl identity, Policy policy, String role, String group) {
        String id = policy.tenant() + "-" + role;
        if (!absent(identity, id)) {
            return;
        }
        int person = Math.floorMod(id.hashCode(), FIRST_NAMES.size() * LAST_NAMES.size());
        String title = policy.roles().getOrDefault(group, Groups.NAMES.get(group));
        save(
                identity,
                id,
                FIRST_NAMES.get(person % FIRST_NAMES.size()),
                LAST_NAMES.get(person / FIRST_NAMES.size()) + " (" + title + ")",
                role + "@" + policy.tenant() + ".example");
        identity.createMembership(id, group);
        identity.createTenantUserMembership(policy.tenant(), id);
    }

    /**
     * Puts the first agent and manager in the first department, the second ones in the second, and so in turn; both in the
     * last of an odd number, so that each has one at least. A department that has somebody is left as it is.
     */
    private static void fillDepartments(IdentityService identity, Policy policy) {
        int number = 0;
        for (String department : policy.departments().keySet()) {
            String group = Groups.ofDepartment(policy.tenant(), department);
            boolean last = ++number == policy.departments().size();
            boolean first = number % 2 == 1;
            if (identity.createUserQuery().memberOfGroup(group).count() > 0) {
                continue;
            }
            for (String role : List.of("agent", "manager")) {
                if (first) {
                    identity.createMembership(policy.tenant() + "-" + role, group);
                }
                if (!first || last) {
                    identity.createMembership(policy.tenant() + "-" + role + "2", group);
                }
            }
        }
    }

    private static boolean absent(IdentityService identity, String id) {
        return identity.createUserQuery().userId(id).count() == 0;
    }

    private static void save(IdentityServiceImpl identity, String id, String firstName, String lastName, String email) {
        User user = identity.newUser(id);
        user.setFirstName(firstName);
        user.setLastName(lastName);
        user.setPassword(PASSWORD);
        user.setEmail(email);
        boolean skipPasswordPolicy = true;
        identity.saveUser(user, skipPasswordPolicy);
    }

    private static Map<String, String> roles() {
        Map<String, String> roles = new LinkedHashMap<>();
        roles.put("agent", Groups.CUSTOMER_SERVICES);
        roles.put("agent2", Groups.CUSTOMER_SERVICES);
        roles.put("manager", Groups.REFERRAL_MANAGERS);
        roles.put("manager2", Groups.REFERRAL_MANAGERS);
        roles.put("head", Groups.HEADS_OF_SERVICE);
        roles.put("head2", Groups.HEADS_OF_SERVICE);
        roles.put("director", Groups.DIRECTORS);
        roles.put("foi", Groups.FOI_OFFICERS);
        roles.put("foi2", Groups.FOI_OFFICERS);
        roles.put("supervisor", Groups.SUPERVISORS);
        roles.put("analyst", Groups.ANALYSTS);
        return roles;
    }
}
