package uk.redress.access;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.Tenant;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.identity.ReadOnlyIdentityProvider;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import uk.redress.policy.Groups;

/** The people of a company: those who belong to it by themselves, or by one of their groups. */
public final class Staff {

    private Staff() {}

    /**
     * The people whom a complaint of a company may name, as whom it is about or as who deals with it: all of its people
     * but those who do no casework, as supervisors, analysts and administrators do not unless they are caseworkers too.
     *
     * @param tenant the company; of null there is nobody
     * @param departments the groups of the company's departments, whose members do casework
     */
    public static Collection<User> forCasework(CommandContext context, String tenant, Set<String> departments) {
        if (tenant == null) {
            return List.of();
        }
        ReadOnlyIdentityProvider people = context.getReadOnlyIdentityProvider();
        Map<String, User> staff = new LinkedHashMap<>();
        add(people.createUserQuery(context).memberOfTenant(tenant).list(), staff);
        for (String company : groupsOf(context, tenant)) {
            add(members(context, company), staff);
        }
        Stream.of(Groups.SUPERVISORS, Groups.ANALYSTS, Groups.ADMINISTRATORS)
                .flatMap(group -> members(context, group).stream())
                .map(User::getId)
                .filter(staff::containsKey)
                .distinct()
                .toList()
                .stream()
                .filter(person -> people.createGroupQuery(context).groupMember(person).list().stream()
                        .map(Group::getId)
                        .noneMatch(group -> Groups.CASEWORKERS.contains(group) || departments.contains(group)))
                .forEach(staff::remove);
        return staff.values();
    }

    /** Whether there is such a user, and of that company, by themselves or by one of their groups; null is any. */
    public static boolean belongs(CommandContext context, String person, String tenant) {
        ReadOnlyIdentityProvider people = context.getReadOnlyIdentityProvider();
        return people.createUserQuery(context).userId(person).count() > 0
                && (tenant == null
                        || people
                                .createTenantQuery(context)
                                .userMember(person)
                                .includingGroupsOfUser(true)
                                .list()
                                .stream()
                                .map(Tenant::getId)
                                .anyMatch(tenant::equals));
    }

    /** Whether a person is in a group that has a part in complaints. */
    static boolean hasPart(CommandContext context, String person) {
        return context.getReadOnlyIdentityProvider().createGroupQuery(context).groupMember(person).list().stream()
                .map(Group::getId)
                .anyMatch(group -> Groups.WITH_COMPLAINTS.contains(group) || Groups.ADMINISTRATORS.equals(group));
    }

    /** The members of a group who belong to a company; where it is null, all members. */
    public static Collection<User> membersOf(CommandContext context, String group, String tenant) {
        if (tenant == null) {
            return members(context, group);
        }
        Map<String, User> members = new LinkedHashMap<>();
        add(
                context.getReadOnlyIdentityProvider()
                        .createUserQuery(context)
                        .memberOfGroup(group)
                        .memberOfTenant(tenant)
                        .list(),
                members);
        List<String> groups = groupsOf(context, tenant);
        if (!groups.isEmpty()) {
            Map<String, User> staff = new LinkedHashMap<>();
            groups.forEach(company -> add(members(context, company), staff));
            members(context, group).stream()
                    .filter(user -> staff.containsKey(user.getId()))
                    .forEach(user -> add(List.of(user), members));
        }
        return members.values();
    }

    private static List<String> groupsOf(CommandContext context, String tenant) {
        return context.getReadOnlyIdentityProvider().createGroupQuery(context).memberOfTenant(tenant).list().stream()
                .map(Group::getId)
                .toList();
    }

    private static List<User> members(CommandContext context, String group) {
        return context.getReadOnlyIdentityProvider()
                .createUserQuery(context)
                .memberOfGroup(group)
                .list();
    }

    private static void add(List<User> users, Map<String, User> people) {
        users.forEach(user -> people.putIfAbsent(user.getId(), user));
    }
}
