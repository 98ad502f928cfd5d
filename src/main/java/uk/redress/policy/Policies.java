package uk.redress.policy;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The policies that Redress runs, each read from its folder at start. */
@Component
public class Policies {

    private static final Logger LOG = LoggerFactory.getLogger(Policies.class);

    private final Map<String, PolicyFolder> folders = new LinkedHashMap<>();
    private final Map<String, Policy> policies = new LinkedHashMap<>();

    Policies(PolicyFolders reader, PolicyYaml yaml) {
        for (PolicyFolder folder : reader.read()) {
            try {
                policies.put(folder.name(), yaml.read(folder));
                folders.put(folder.name(), folder);
            } catch (PolicyException broken) {
                LOG.error("The policy {} is not started. {}", folder.name(), broken.getMessage());
            }
        }
    }

    /**
     * The policy of a tenant.
     *
     * @throws PolicyException if no policy of that name was read
     */
    public Policy of(String tenant) {
        Policy policy = tenant == null ? null : policies.get(tenant);
        if (policy == null) {
            throw new PolicyException(
                    "There is no policy \"" + tenant + "\". There are: " + String.join(", ", policies.keySet()) + ".");
        }
        return policy;
    }

    public boolean has(String tenant) {
        return tenant != null && policies.containsKey(tenant);
    }

    /** The tenants whose policy keeps each complaint among those who deal with it (SMS-10). */
    public Set<String> confidential() {
        return policies.values().stream()
                .filter(Policy::confidential)
                .map(Policy::tenant)
                .collect(Collectors.toUnmodifiableSet());
    }

    public Collection<Policy> all() {
        return List.copyOf(policies.values());
    }

    /**
     * The files of a tenant's policy.
     *
     * @throws PolicyException if no policy of that name was read
     */
    public PolicyFolder folder(String tenant) {
        of(tenant);
        return folders.get(tenant);
    }
}
