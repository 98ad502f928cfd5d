package uk.redress.web;

import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response.Status;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.rest.exception.InvalidRequestException;
import uk.redress.calendar.LondonTime;
import uk.redress.log.ComplaintFilter;
import uk.redress.log.ComplaintFilter.Sort;

/** The parameters of a question about complaints; each that cannot be understood is named, with the mend. */
final class ComplaintParameters {

    private static final int PAGE = 50;
    private static final int LONGEST_PAGE = 1000;
    private static final Set<String> PAGING = Set.of("firstResult", "maxResults");
    private static final Set<String> FILTERS = Set.of(
            "q",
            "tenantId",
            "state",
            "stage",
            "kind",
            "channel",
            "department",
            "outcome",
            "closedAs",
            "receivedAfter",
            "receivedBefore",
            "dueAfter",
            "dueBefore",
            "late",
            "sortBy",
            "sortOrder");
    private static final DateTimeFormatter CAMUNDA = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss[.SSS]Z");

    private final MultivaluedMap<String, String> given;

    private ComplaintParameters(MultivaluedMap<String, String> given, Set<String> known) {
        this.given = given;
        for (String parameter : given.keySet()) {
            if (!known.contains(parameter)) {
                throw wrong(
                        "The parameter " + parameter + " is unknown. Use: " + String.join(", ", new TreeSet<>(known)));
            }
            if (given.get(parameter).size() > 1) {
                throw wrong(parameter + " is given more than once. Give it once");
            }
        }
    }

    /** The parameters of a list or a count. */
    static ComplaintParameters ofList(MultivaluedMap<String, String> given) {
        Set<String> known = new TreeSet<>(FILTERS);
        known.addAll(PAGING);
        return new ComplaintParameters(given, known);
    }

    /** The parameters of a page of steps. */
    static ComplaintParameters ofPage(MultivaluedMap<String, String> given) {
        return new ComplaintParameters(given, PAGING);
    }

    /** The parameters of a page of reviews. */
    static ComplaintParameters ofReviews(MultivaluedMap<String, String> given) {
        Set<String> known = new TreeSet<>(PAGING);
        known.add("tenantId");
        return new ComplaintParameters(given, known);
    }

    /** Whose complaints or reviews are asked for; null if it is not said. */
    String tenant() {
        return text("tenantId");
    }

    ComplaintFilter filter() {
        Sort sort = sort();
        return new ComplaintFilter(
                tenant(),
                oneOf("state", "open", "closed"),
                given.containsKey("stage") ? number("stage", 1, 1, 9) : null,
                text("kind"),
                text("channel"),
                text("department"),
                oneOf("outcome", "upheld", "partly-upheld", "not-upheld"),
                text("closedAs"),
                instant("receivedAfter"),
                instant("receivedBefore"),
                instant("dueAfter"),
                instant("dueBefore"),
                "true".equals(oneOf("late", "true", "false")),
                text("q"),
                sort == null ? Sort.RECEIVED_AT : sort,
                descending(sort));
    }

    int first() {
        return number("firstResult", 0, 0, Integer.MAX_VALUE);
    }

    /** How many complaints at most: 50 unless the caller says otherwise, and never more than 1,000. */
    int page() {
        return number("maxResults", PAGE, 1, LONGEST_PAGE);
    }

    /** How many steps at most: all, unless the caller says otherwise. */
    int most() {
        return number("maxResults", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
    }

    private Sort sort() {
        String by = text("sortBy");
        if (by == null) {
            return null;
        }
        List<String> known = Arrays.stream(Sort.values()).map(Sort::parameter).toList();
        oneOf("sortBy", known.toArray(String[]::new));
        return Sort.values()[known.indexOf(by)];
    }

    private boolean descending(Sort sort) {
        String order = oneOf("sortOrder", "asc", "desc");
        if (order != null && sort == null) {
            throw wrong("sortOrder is given without sortBy. Give both, or neither");
        }
        // The newest first, where nobody asks for an order.
        return order == null ? sort == null : order.equals("desc");
    }

    private String text(String parameter) {
        String value = given.getFirst(parameter);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private String oneOf(String parameter, String... values) {
        String value = text(parameter);
        if (value != null && !List.of(values).contains(value)) {
            throw wrong(parameter + " is \"" + value + "\". It must be "
                    + Arrays.stream(values).collect(Collectors.joining(", ")).replaceAll(", ([^,]*)$", " or $1"));
        }
        return value;
    }

    private int number(String parameter, int otherwise, int least, int most) {
        String value = text(parameter);
        if (value == null) {
            return otherwise;
        }
        String range = most == Integer.MAX_VALUE ? least + " or more" : "from " + least + " to " + most;
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notOne) {
            // Answered below, like a number that is out of range.
        }
        throw wrong(parameter + " is \"" + value + "\". It must be a whole number " + range);
    }

    private Instant instant(String parameter) {
        String value = text(parameter);
        if (value == null) {
            return null;
        }
        // In an address, a plus sign that is not written as %2B arrives as a space.
        String written = value.replace(' ', '+');
        try {
            return written.length() == "2026-11-24".length()
                    ? LondonTime.at(LocalDate.parse(written), LocalTime.MIDNIGHT)
                    : CAMUNDA.parse(written, OffsetDateTime::from).toInstant();
        } catch (DateTimeParseException e) {
            throw wrong(parameter + " is \"" + value
                    + "\". Write a date like 2026-11-24, or an instant like 2026-11-24T09:30:00.000+0000");
        }
    }

    private static InvalidRequestException wrong(String message) {
        return new InvalidRequestException(Status.BAD_REQUEST, message + ".");
    }
}
