package uk.redress.policy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The groups of Redress, the same for every tenant: a group says what somebody does, the tenants of a person say for
 * which companies.
 */
public final class Groups {

    public static final String CUSTOMER_SERVICES = "customer-services";
    public static final String REFERRAL_MANAGERS = "referral-managers";
    public static final String HEADS_OF_SERVICE = "heads-of-service";
    public static final String DIRECTORS = "directors";
    public static final String FOI_OFFICERS = "foi-officers";

    /** Repair and read everything of their tenants; do no casework. */
    public static final String SUPERVISORS = "supervisors";

    /** Deploy the diagrams of their tenants. */
    public static final String ANALYSTS = "analysts";

    /** May do everything, in every tenant. */
    public static final String ADMINISTRATORS = org.camunda.bpm.engine.authorization.Groups.CAMUNDA_ADMIN;

    /** Those who work on cases. */
    public static final List<String> CASEWORKERS =
            List.of(CUSTOMER_SERVICES, REFERRAL_MANAGERS, HEADS_OF_SERVICE, DIRECTORS, FOI_OFFICERS);

    /** Who comes after whom in seniority, the most junior first. */
    private static final List<String> SENIORITY =
            List.of(CUSTOMER_SERVICES, REFERRAL_MANAGERS, HEADS_OF_SERVICE, DIRECTORS);

    /** Those who look after a department rank with the referral managers. */
    private static final List<String> ABOVE_DEPARTMENTS = seniorTo(REFERRAL_MANAGERS);

    /** Those who have a part in complaints; analysts draw diagrams and see no complaint. */
    public static final Set<String> WITH_COMPLAINTS =
            Stream.concat(CASEWORKERS.stream(), Stream.of(SUPERVISORS)).collect(Collectors.toUnmodifiableSet());

    /** What each group is called where a policy gives it no title of its own. */
    public static final Map<String, String> NAMES = Map.of(
            CUSTOMER_SERVICES, "Customer services",
            REFERRAL_MANAGERS, "Referral managers",
            HEADS_OF_SERVICE, "Heads of service",
            DIRECTORS, "Directors",
            FOI_OFFICERS, "Freedom of information officers",
            SUPERVISORS, "Supervisors",
            ANALYSTS, "Analysts",
            ADMINISTRATORS, "Administrators");

    private Groups() {}

    /** Every group but those of departments. */
    public static Stream<String> all() {
        return Stream.concat(CASEWORKERS.stream(), Stream.of(SUPERVISORS, ANALYSTS, ADMINISTRATORS));
    }

    /**
     * The groups that are senior to one, the next in front. Freedom of information officers and those who look after a
     * department rank with the referral managers; nobody who works on cases is senior to supervisors.
     */
    public static List<String> seniorTo(String group) {
        if (SUPERVISORS.equals(group) || ANALYSTS.equals(group) || ADMINISTRATORS.equals(group)) {
            return List.of();
        }
        int rank = SENIORITY.indexOf(SENIORITY.contains(group) ? group : REFERRAL_MANAGERS);
        return SENIORITY.subList(rank + 1, SENIORITY.size());
    }

    /** Whether a group is a level above the departments, whose members are in none of them. */
    public static boolean isAboveDepartments(String group) {
        return ABOVE_DEPARTMENTS.contains(group);
    }

    /** The group of a department or division of one company. */
    public static String ofDepartment(String tenant, String department) {
        return tenant + "-" + department;
    }
}
