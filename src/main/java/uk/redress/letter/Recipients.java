package uk.redress.letter;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.User;
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

    static Recipients of(List<String> groups, Policy policy, IdentityService identity) {
        Set<String> emails = new LinkedHashSet<>();
        Set<String> leftOut = new LinkedHashSet<>();
        for (String group : groups) {
            for (User member : identity.createUserQuery()
                    .memberOfGroup(group)
                    .memberOfTenant(policy.tenant())
                    .orderByUserId()
                    .asc()
                    .list()) {
                if (isAddress(member.getEmail())) {
                    emails.add(member.getEmail().strip());
                } else {
                    leftOut.add(member.getId());
                }
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
