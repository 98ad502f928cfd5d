package uk.redress.limit;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import uk.redress.policy.Policy;

/**
 * A policy's house values for diagrams, as {@code house}: the numbers that we chose where the policy's text is silent, by
 * the name under which {@code policy.yaml} has them, such as {@code ${house.warningForTenDays}}. Read-only.
 *
 * <p>A name that the policy does not have is an error, never an empty value: no limit is counted from a number that is
 * not there.
 */
public final class House extends AbstractMap<String, Integer> {

    private final String tenant;
    private final Map<String, Integer> values;

    House(Policy policy) {
        tenant = policy.tenant();
        Map<String, Integer> byName = new TreeMap<>();
        policy.house().forEach((name, chosen) -> byName.put(name, chosen.value()));
        values = Collections.unmodifiableMap(byName);
    }

    /**
     * The house value of this name.
     *
     * @throws IllegalArgumentException if the policy has no such value
     */
    @Override
    public Integer get(Object name) {
        Integer value = name instanceof String ? values.get(name) : null;
        if (value == null) {
            throw new IllegalArgumentException("processes/" + tenant + "/policy.yaml has no house value \"" + name
                    + "\". It has: " + String.join(", ", values.keySet())
                    + ". Correct the name in the expression, or add the value under \"house\".");
        }
        return value;
    }

    @Override
    public Set<Entry<String, Integer>> entrySet() {
        return values.entrySet();
    }
}
