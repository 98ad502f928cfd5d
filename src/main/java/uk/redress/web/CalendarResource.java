package uk.redress.web;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.rest.exception.InvalidRequestException;
import org.springframework.stereotype.Component;
import uk.redress.access.Caller;
import uk.redress.calendar.CalendarException;
import uk.redress.calendar.LondonTime;
import uk.redress.limit.Limits;

/** Answers "why that date?": the end of a limit from a date, and each day on the way that does not count. */
@Component
@Path("/calendar")
@Produces(MediaType.APPLICATION_JSON)
public class CalendarResource {

    // With or without seconds and an offset, Camunda's own +0100 too.
    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm[:ss[.SSS]][XXX][XX][X]", Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private static final DateTimeFormatter CAMUNDA =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxx", Locale.ROOT);

    private final Limits limits;
    private final IdentityService identity;

    CalendarResource(Limits limits, IdentityService identity) {
        this.limits = limits;
        this.identity = identity;
    }

    /**
     * The end of a limit, counted as the tenant's diagrams count it. Exactly one of the three numbers is given.
     *
     * @param tenant whose calendar; one of the caller's tenants, or any for an administrator
     * @param from the date (yyyy-MM-dd) that is counted from; for hours with its time (yyyy-MM-dd'T'HH:mm, with seconds
     *     and an offset if wanted; without one it is Europe/London)
     * @throws InvalidRequestException with 404 if the tenant is none of the caller's, and 400 with a
     *     message that says the mend if the question cannot be answered
     */
    @GET
    @Path("/{tenant}")
    public Answer count(
            @PathParam("tenant") String tenant,
            @QueryParam("from") String from,
            @QueryParam("workingDays") String workingDays,
            @QueryParam("calendarDays") String calendarDays,
            @QueryParam("hours") String hours) {
        Limits.Counters counters = countersOf(tenant);
        if (given(workingDays) + given(calendarDays) + given(hours) != 1) {
            throw badRequest("Give exactly one of workingDays, calendarDays and hours, such as workingDays=14.");
        }
        try {
            if (hours != null) {
                Instant begin = dateTime(from);
                counters.calendar().checked(LondonTime.date(begin));
                return answer(counters.hours().after(Date.from(begin), number("hours", hours)), List.of());
            }
            LocalDate begin = counters.calendar().checked(date(from));
            return calendarDays != null
                    ? answer(
                            counters.calendarDays().after(startOf(begin), number("calendarDays", calendarDays)),
                            List.of())
                    : workingDays(counters, begin, number("workingDays", workingDays));
        } catch (CalendarException beyond) {
            throw badRequest(beyond.getMessage());
        }
    }

    private Limits.Counters countersOf(String tenant) {
        Caller caller = Caller.of(identity.getCurrentAuthentication());
        if (!(caller.isAdministrator() || caller.tenants().contains(tenant)) || !limits.has(tenant)) {
            // The same words for both: whether a company is here is nobody else's business.
            throw new InvalidRequestException(
                    Status.NOT_FOUND, "There is no calendar \"" + tenant + "\" for you. Name one of your tenants.");
        }
        return limits.of(tenant);
    }

    private static Answer workingDays(Limits.Counters counters, LocalDate from, int days) {
        Date due = counters.workingDays().after(startOf(from), days);
        LocalDate firstThatMayCount = days == 0 ? from : from.plusDays(1);
        List<Skipped> skipped =
                counters.calendar().daysOff(firstThatMayCount, LondonTime.date(due.toInstant())).stream()
                        .map(day -> new Skipped(day.date().toString(), day.why()))
                        .toList();
        return answer(due, skipped);
    }

    private static Answer answer(Date due, List<Skipped> skipped) {
        Instant instant = due.toInstant();
        return new Answer(
                LondonTime.date(instant).toString(), CAMUNDA.format(instant.atZone(LondonTime.ZONE)), skipped);
    }

    private static int given(String number) {
        return number == null ? 0 : 1;
    }

    private static Date startOf(LocalDate date) {
        return Date.from(LondonTime.at(date, LocalTime.MIDNIGHT));
    }

    private static int number(String name, String text) {
        if (!text.matches("[0-9]{1,6}")) {
            throw badRequest(name + " is \"" + text + "\". Give a whole number of 0 or more with at most 6 digits.");
        }
        return Integer.parseInt(text);
    }

    private static LocalDate date(String from) {
        TemporalAccessor parsed = parse(from, "a date such as 2025-12-24");
        return parsed instanceof LocalDate date ? date : LondonTime.date(instant(parsed));
    }

    private static Instant dateTime(String from) {
        TemporalAccessor parsed = parse(from, "a date with a time such as 2025-12-24T16:30");
        if (parsed instanceof LocalDate) {
            throw badRequest("from is \"" + from + "\". Hours are counted from a date with a time: give one such as "
                    + from + "T16:30.");
        }
        return instant(parsed);
    }

    private static Instant instant(TemporalAccessor parsed) {
        return parsed instanceof OffsetDateTime dateTime
                ? dateTime.toInstant()
                : ((LocalDateTime) parsed).atZone(LondonTime.ZONE).toInstant();
    }

    private static TemporalAccessor parse(String from, String wanted) {
        if (from == null || from.isBlank()) {
            throw badRequest("from is missing. Give " + wanted + ".");
        }
        try {
            if (!from.contains("T")) {
                return LocalDate.parse(from);
            }
            // A plus sign that was not encoded arrives as a space.
            return DATE_TIME.parseBest(from.replace(' ', '+'), OffsetDateTime::from, LocalDateTime::from);
        } catch (DateTimeException wrong) {
            throw badRequest("from is \"" + from + "\". Give " + wanted + ".");
        }
    }

    private static InvalidRequestException badRequest(String message) {
        return new InvalidRequestException(Status.BAD_REQUEST, message);
    }

    /**
     * The end of a limit.
     *
     * @param date the last day of the limit in Europe/London, yyyy-MM-dd
     * @param due the instant at which it ends, in Camunda's format, Europe/London
     * @param skipped the days between that are no working days, where working days were counted
     */
    public record Answer(String date, String due, List<Skipped> skipped) {}

    /**
     * A day that did not count.
     *
     * @param date yyyy-MM-dd
     * @param why {@code Saturday}, {@code Sunday}, the bank holiday's name, or the reason of the organisation's closure
     */
    public record Skipped(String date, String why) {}
}
