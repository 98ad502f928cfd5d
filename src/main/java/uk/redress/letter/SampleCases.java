package uk.redress.letter;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import uk.redress.letter.CaseNames.Sort;
import uk.redress.policy.Policy;

/**
 * Made-up cases that the letters of a policy are tried on: one with everything and before its dates; one with a
 * representative who may not act, about a query and after its dates; one with nothing that a case may lack. Each meets
 * every stage of the policy and every outcome, as do these each other; the first every group that the diagrams name; and
 * the first and the last every choice of a form that a letter speaks of.
 */
final class SampleCases {

    private static final Set<Sort> MAY_BE_LACKING = EnumSet.of(Sort.TEXT, Sort.POSSIBLE_DATE, Sort.GROUP, Sort.NUMBER);
    private static final List<String> OUTCOMES = List.of("upheld", "partly-upheld", "not-upheld");
    private static final Duration SOME_DAYS = Duration.ofDays(14);

    private SampleCases() {}

    /**
     * The variables of each. All of them say by {@code to} whom a notice would go to.
     *
     * @param templates the words of the letters and of the pieces that they share
     */
    static List<Map<String, Object>> of(Policy policy, CaseNames names, Collection<String> templates, Instant now) {
        List<String> groups = names.groups().isEmpty()
                ? List.of(policy.roles().keySet().iterator().next())
                : List.copyOf(names.groups());
        Map<String, Object> full = new HashMap<>();
        Map<String, Object> late = new HashMap<>();
        Map<String, Object> bare = new HashMap<>();
        names.variables().forEach((name, sort) -> {
            full.put(name, value(sort, now.plus(SOME_DAYS)));
            late.put(name, value(sort, now.minus(SOME_DAYS)));
            if (!MAY_BE_LACKING.contains(sort)) {
                bare.put(name, value(sort, now));
            }
        });
        late.remove("representativeAuthority");
        late.put("kind", "query");
        bare.put("reference", "XYZ-2026-00001");
        List<Map<String, Object>> cases = List.of(full, late, bare);
        List<Integer> stages = List.copyOf(names.stages());
        List<Map<String, Object>> samples = new ArrayList<>();
        for (int i = 0; i < Math.max(stages.size(), cases.size()); i++) {
            for (int j = 0; j < OUTCOMES.size(); j++) {
                Map<String, Object> sample = new HashMap<>(cases.get((i + j) % cases.size()));
                sample.put("stage", stages.get(i % stages.size()));
                sample.put("outcome", OUTCOMES.get(j));
                sample.put(CaseNames.TO, groups.get(0));
                samples.add(sample);
            }
        }
        for (String group : groups) {
            Map<String, Object> signed = new HashMap<>(full);
            signed.put("stage", stages.get(0));
            names.variables().forEach((name, sort) -> {
                if (sort == Sort.GROUP) {
                    signed.put(name, group);
                }
            });
            samples.add(signed);
        }
        names.choices().forEach((name, values) -> {
            Pattern spokenOf = Pattern.compile("\\$\\{[^}]*\\b" + Pattern.quote(name) + "\\b");
            if (templates.stream().anyMatch(words -> spokenOf.matcher(words).find())) {
                for (String value : values) {
                    for (Map<String, Object> one : List.of(full, bare)) {
                        Map<String, Object> chosen = new HashMap<>(one);
                        chosen.put("stage", stages.get(0));
                        chosen.put("outcome", OUTCOMES.get(0));
                        chosen.put(CaseNames.TO, groups.get(0));
                        chosen.put(name, value);
                        samples.add(chosen);
                    }
                }
            }
        });
        return samples;
    }

    private static Object value(Sort sort, Instant date) {
        return switch (sort) {
            case DATE, POSSIBLE_DATE -> Date.from(date);
            case NUMBER -> 1;
            case GROUP -> null;
            case TEXT, GIVEN, DAY -> "2026-11-24";
        };
    }
}
