package uk.redress.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.text.Collator;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import uk.redress.access.Staff;
import uk.redress.policy.FormDefinition;
import uk.redress.policy.FormDefinition.Field;
import uk.redress.policy.FormDefinition.Option;
import uk.redress.policy.FormDefinition.Type;
import uk.redress.policy.Groups;
import uk.redress.policy.Policies;

/**
 * The people whom a form offers by its custom property {@code people}, instead of asking for user ids. What the browser
 * sends for several of them is a list; what the case has is a text, the ids with commas between.
 */
class People {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final Policies policies;

    People(Policies policies) {
        this.policies = policies;
    }

    /**
     * Those of a company on offer, by name.
     *
     * @param who {@link FormDefinition#OF_THIS_TENANT}, ids of groups, or both
     */
    List<Option> offered(CommandContext context, String tenant, Collection<String> who) {
        return context.runWithoutAuthorization(() -> options(find(context, tenant, who)));
    }

    /**
     * What people are called, for a form to show: of somebody who is gone, the id.
     *
     * @param ids user ids with commas between, each with the stage before it if it is one who handled that, as {@code
     *     1:ann}
     */
    String names(CommandContext context, String ids) {
        return Stream.of(ids.split(","))
                .map(String::strip)
                .filter(id -> !id.isEmpty())
                .map(id -> {
                    String[] stageAndId = id.split(":", 2);
                    return stageAndId.length == 1
                            ? nameOf(context, id)
                            : nameOf(context, stageAndId[1]) + " (stage " + stageAndId[0] + ")";
                })
                .collect(Collectors.joining(", "));
    }

    private static String nameOf(CommandContext context, String id) {
        User user = context.runWithoutAuthorization(
                () -> context.getReadOnlyIdentityProvider().findUserById(id));
        return user == null ? id : name(user);
    }

    private Collection<User> find(CommandContext context, String tenant, Collection<String> who) {
        if (tenant == null) {
            return List.of();
        }
        Map<String, User> found = new LinkedHashMap<>();
        for (String group : who) {
            Collection<User> users = group.equals(FormDefinition.OF_THIS_TENANT)
                    ? Staff.forCasework(context, tenant, departments(tenant))
                    : Staff.membersOf(context, group, tenant);
            users.forEach(user -> found.putIfAbsent(user.getId(), user));
        }
        return found.values();
    }

    private Set<String> departments(String tenant) {
        return policies.has(tenant)
                ? policies.of(tenant).departments().keySet().stream()
                        .map(department -> Groups.ofDepartment(tenant, department))
                        .collect(Collectors.toSet())
                : Set.of();
    }

    private static List<Option> options(Collection<User> users) {
        Map<String, Integer> namesakes = new HashMap<>();
        users.forEach(user -> namesakes.merge(name(user), 1, Integer::sum));
        Collator byName = Collator.getInstance(Locale.UK);
        return users.stream()
                .map(user -> {
                    String name = name(user);
                    boolean alone = namesakes.get(name) == 1 || name.equals(user.getId());
                    return new Option(alone ? name : name + ", " + user.getId(), user.getId());
                })
                .sorted(Comparator.comparing(Option::label, byName))
                .toList();
    }

    private static String name(User user) {
        String name = (text(user.getFirstName()) + " " + text(user.getLastName())).strip();
        return name.isEmpty() ? user.getId() : name;
    }

    private static String text(String name) {
        return name == null ? "" : name.strip();
    }

    /**
     * A deployed form with its people filled in.
     *
     * @param offered the people on offer, by the key of the field
     */
    static InputStream fillIn(InputStream deployed, Map<String, List<Option>> offered) {
        try (deployed) {
            JsonNode form = JSON.readTree(deployed);
            fillIn(form, offered);
            return new ByteArrayInputStream(JSON.writeValueAsBytes(form));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void fillIn(JsonNode parent, Map<String, List<Option>> offered) {
        for (JsonNode component : parent.path("components")) {
            List<Option> people = offered.get(component.path("key").asText());
            if (people != null) {
                ((ObjectNode) component).set("values", JSON.valueToTree(people));
            }
            fillIn(component, offered);
        }
    }

    /** What was sent for several people, as a list of ids: a text of them, too. */
    static Submitted asList(Field field, Submitted submitted) {
        if (field.people().isEmpty() || field.type() != Type.TAGLIST) {
            return submitted;
        }
        Object ids = submitted.value() instanceof String text ? List.of(text.split(",")) : submitted.value();
        return ids instanceof List<?> list && list.stream().allMatch(String.class::isInstance)
                ? Submitted.of(list.stream()
                        .map(id -> ((String) id).strip())
                        .filter(id -> !id.isEmpty())
                        .distinct()
                        .toList())
                : submitted;
    }

    /** The same as the case has it: a text, the ids with commas between. */
    static Submitted asText(Field field, Submitted submitted) {
        return !field.people().isEmpty() && submitted.value() instanceof List<?> ids
                ? Submitted.of(ids.stream().map(String::valueOf).collect(Collectors.joining(",")))
                : submitted;
    }
}
