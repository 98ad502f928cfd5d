package uk.redress.letter;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.User;
import uk.redress.policy.Groups;
import uk.redress.policy.Policy;

/**
 * The colleagues whom a notice goes to: the members of some groups in one company.
 *
 * @param groups the ids of the groups
 * @param emails their addresses, each once, in the order of their users' ids; empty if none of them has one
 * @param leftOut the ids of those who have no address that a mail could go to
 */
record Recipients(List<String> groups, List<String> emails, List<String> leftOut) {

    /** What stands between addresses, where several are kept as one text. */
    static final String SEPARATOR = ", ";

    /** @param to the ids of the groups, parted by commas; empty for a letter that goes to the complainant */
    static List<String> groups(Object to) {
        return to == null
                ? List.of()
                : Arrays.stream(to.toString().split(","))
                        .map(String::strip)
                        .filter(group -> !group.isEmpty())
                        .toList();
    }

    /**
     * The members of the groups; or, where the step names somebody whom a notice is for, that one. Whoever the complaint is
     * about is not told of it so (ALL-3): if that is the one who is named, or everybody in the groups, it goes to the next
     * in seniority, as the tasks of the complaint do.
     *
     * @param variables the case's variables
     */
    static Recipients of(List<String> groups, Map<String, Object> variables, Policy policy, IdentityService identity) {
        if (!variables.containsKey(CaseNames.TO_PERSON)) {
            return of(groups, members(groups, policy, identity));
        }
        List<String> about = groups(variables.get("about"));
        String person = String.valueOf(variables.get(CaseNames.TO_PERSON));
        User named = about.contains(person)
                ? null
                : identity.createUserQuery()
                        .userId(person)
                        .memberOfTenant(policy.tenant())
                        .singleResult();
        if (named != null) {
            return of(groups, List.of(named));
        }
        List<String> reached = groups;
        List<User> members = about.contains(person) ? List.of() : without(about, members(groups, policy, identity));
        for (String senior : Groups.seniorTo(groups.get(groups.size() - 1))) {
            if (members.isEmpty() && policy.roles().containsKey(senior)) {
                reached = List.of(senior);
                members = without(about, members(reached, policy, identity));
            }
        }
        return of(reached, members);
    }

    private static List<User> without(List<String> about, List<User> members) {
        return members.stream().filter(user -> !about.contains(user.getId())).toList();
    }

    private static List<User> members(List<String> groups, Policy policy, IdentityService identity) {
        return groups.stream()
                .flatMap(group -> identity
                        .createUserQuery()
                        .memberOfGroup(group)
                        .memberOfTenant(policy.tenant())
                        .orderByUserId()
                        .asc()
                        .list()
                        .stream())
                .toList();
    }

    private static Recipients of(List<String> groups, List<User> members) {
        Set<String> emails = new LinkedHashSet<>();
        Set<String> leftOut = new LinkedHashSet<>();
        for (User member : members) {
            if (isAddress(member.getEmail())) {
                emails.add(member.getEmail().strip());
            } else {
                leftOut.add(member.getId());
            }
        }
        return new Recipients(groups, new ArrayList<>(emails), new ArrayList<>(leftOut));
    }

    private static boolean isAddress(String email) {
        if (email == null || email.isBlank()) {
            return false;
        }
        try {
            return new InternetAddress(email.strip(), true).getAddress() != null;
        } catch (AddressException invalid) {
            return false;
        }
    }
}
