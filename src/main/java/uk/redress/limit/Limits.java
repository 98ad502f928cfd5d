package uk.redress.limit;

import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import uk.redress.calendar.CalendarException;
import uk.redress.calendar.WorkingCalendar;
import uk.redress.policy.Policies;
import uk.redress.policy.Policy;
import uk.redress.policy.PolicyException;

/** What counts each policy's limits, made once at start from its {@code policy.yaml}. */
@Component
public class Limits {

    private final Map<String, Counters> counters = new HashMap<>();

    Limits(Policies policies) {
        for (Policy policy : policies.all()) {
            counters.put(policy.tenant(), counters(policy));
        }
    }

    /**
     * What counts the limits of a tenant's policy.
     *
     * @throws PolicyException if no policy of that name was read
     */
    public Counters of(String tenant) {
        Counters found = counters.get(tenant);
        if (found == null) {
            throw new PolicyException("There is no policy \"" + tenant + "\", so its limits cannot be counted.");
        }
        return found;
    }

    /** Whether a policy of that name was read. */
    public boolean has(String tenant) {
        return counters.containsKey(tenant);
    }

    private static Counters counters(Policy policy) {
        try {
            WorkingCalendar calendar = policy.calendar().workingDays();
            return new Counters(
                    calendar,
                    new WorkingDays(calendar, policy.calendar().startOfBusiness()),
                    new CalendarDays(calendar, policy.calendar().startOfBusiness()),
                    new Hours(calendar),
                    new House(policy));
        } catch (CalendarException wrong) {
            throw new PolicyException(
                    "processes/" + policy.tenant() + "/policy.yaml: calendar.closures: " + wrong.getMessage(), wrong);
        }
    }

    /** What counts the limits of one policy: its calendar, and what its diagrams call. */
    public record Counters(
            WorkingCalendar calendar, WorkingDays workingDays, CalendarDays calendarDays, Hours hours, House house) {}
}
