package uk.redress.example;

import java.time.Clock;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import uk.redress.calendar.WorkingCalendar;

/**
 * The values of an example's forms: as they stand there, or as they follow from the day on which the example is made
 * ({@code {workingDaysAgo: 3}}, {@code {workingDaysAhead: 5}}) or from an earlier example ({@code {referenceOf: name}}).
 */
final class FormValues {

    private static final String AGO = "workingDaysAgo";
    private static final String AHEAD = "workingDaysAhead";
    private static final String REFERENCE_OF = "referenceOf";
    private static final Set<String> OFFSETS = Set.of(AGO, AHEAD);

    private final WorkingCalendar calendar;
    private final Clock clock;
    private final Map<String, String> references;

    /** @param references of the examples so far, by their names */
    FormValues(WorkingCalendar calendar, Clock clock, Map<String, String> references) {
        this.calendar = calendar;
        this.clock = clock;
        this.references = references;
    }

    /** What is wrong with the way in which a value is written; null if nothing is. */
    static String fault(Object value, Set<String> earlier) {
        if (!(value instanceof Map<?, ?> offset)) {
            return value instanceof Iterable<?> ? "is a list: write one value." : null;
        }
        Object name = offset.get(REFERENCE_OF);
        if (offset.size() == 1 && name != null) {
            return earlier.contains(name) ? null : "refers to \"" + name + "\", which is no example before this one.";
        }
        boolean known = offset.size() == 1
                && OFFSETS.containsAll(offset.keySet())
                && offset.values().iterator().next() instanceof Integer days
                && days >= 0;
        return known
                ? null
                : "is no value: write text, {workingDaysAgo: 3}, {workingDaysAhead: 5} or {referenceOf: name}.";
    }

    /** The values of a form as they are submitted today. */
    Map<String, Object> of(Map<String, Object> form) {
        Map<String, Object> values = new HashMap<>();
        form.forEach((field, value) -> values.put(field, value instanceof Map<?, ?> offset ? resolved(offset) : value));
        return values;
    }

    private String resolved(Map<?, ?> offset) {
        if (offset.containsKey(REFERENCE_OF)) {
            return references.get(offset.get(REFERENCE_OF));
        }
        return offset.containsKey(AGO)
                ? daysAgo((Integer) offset.get(AGO))
                : calendar.after(today(), (Integer) offset.get(AHEAD)).toString();
    }

    /** The day so many working days before today, yyyy-MM-dd. */
    String daysAgo(int workingDays) {
        return calendar.before(today(), workingDays).toString();
    }

    private LocalDate today() {
        return LocalDate.now(clock);
    }
}
