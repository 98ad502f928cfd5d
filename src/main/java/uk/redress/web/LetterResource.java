package uk.redress.web;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.IdentityService;
import org.springframework.stereotype.Component;
import uk.redress.letter.Letter;
import uk.redress.letter.LetterStore;
import uk.redress.policy.Policies;
import uk.redress.policy.Policy;

/**
 * The letters of a complaint: {@code GET /engine-rest/complaint/{reference}/letters} lists them, and
 * {@code /letters/{id}} is one of them, to be read or printed ({@code ?format=text}: as plain text). For those who deal
 * with complaints or supervise that, within their tenants; to everybody else a complaint has no letters (404).
 */
@Component
@Path("/complaint/{reference}/letters")
class LetterResource {

    private static final String ADMINISTRATORS = "camunda-admin";
    private static final Set<String> READERS = Set.of(
            "customer-services",
            "referral-managers",
            "heads-of-service",
            "directors",
            "foi-officers",
            "supervisors",
            ADMINISTRATORS);
    /** A letter shows what people typed: nothing in it may run, load or send anything. */
    private static final String NOTHING_RUNS =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                    + " sandbox";

    private final IdentityService identity;
    private final LetterStore letters;
    private final Policies policies;

    LetterResource(IdentityService identity, LetterStore letters, Policies policies) {
        this.identity = identity;
        this.letters = letters;
        this.policies = policies;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public List<Row> list(@PathParam("reference") String reference) {
        List<Row> rows = readable(reference).stream().map(Row::of).toList();
        if (rows.isEmpty()) {
            throw none("There is no letter of a complaint " + reference + " that you may read.");
        }
        return rows;
    }

    @GET
    @Path("/{id}")
    public Response read(
            @PathParam("reference") String reference, @PathParam("id") String id, @QueryParam("format") String format) {
        Letter letter = readable(reference).stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        none("There is no letter " + id + " of a complaint " + reference + " that you may read."));
        boolean text = "text".equals(format);
        if (!text && format != null && !"html".equals(format)) {
            throw error(Response.Status.BAD_REQUEST, "format: use html or text.");
        }
        return Response.ok(text ? letter.text() : letter.html(), (text ? "text/plain" : "text/html") + ";charset=UTF-8")
                .header("Content-Security-Policy", NOTHING_RUNS)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header("Cache-Control", "no-store")
                .build();
    }

    private List<Letter> readable(String reference) {
        var caller = identity.getCurrentAuthentication();
        if (caller == null) {
            throw error(Response.Status.UNAUTHORIZED, "Sign in to read letters.");
        }
        Collection<String> groups = caller.getGroupIds() == null ? List.of() : caller.getGroupIds();
        if (groups.stream().noneMatch(READERS::contains)) {
            return List.of();
        }
        Collection<String> tenants = caller.getTenantIds() == null ? List.of() : caller.getTenantIds();
        return letters.ofComplaint(reference, groups.contains(ADMINISTRATORS) ? everyTenant() : tenants);
    }

    private Set<String> everyTenant() {
        return policies.all().stream().map(Policy::tenant).collect(Collectors.toSet());
    }

    private static WebApplicationException none(String message) {
        return error(Response.Status.NOT_FOUND, message);
    }

    private static WebApplicationException error(Response.Status status, String message) {
        return new WebApplicationException(Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(Map.of("type", status.getReasonPhrase(), "message", message))
                .build());
    }

    /** A letter as the list shows it; instants as Camunda writes them, {@code postedOn} as yyyy-MM-dd. */
    record Row(
            String id,
            String reference,
            String kind,
            String subject,
            String to,
            String email,
            String copyTo,
            String copyEmail,
            String state,
            String note,
            int attempts,
            Date writtenAt,
            Date sentAt,
            String postedOn,
            Date postedAt) {

        static Row of(Letter letter) {
            return new Row(
                    letter.id(),
                    letter.reference(),
                    letter.kind(),
                    letter.subject(),
                    letter.addressee(),
                    letter.email(),
                    letter.copyTo(),
                    letter.copyEmail(),
                    letter.state().code(),
                    letter.note(),
                    letter.attempts(),
                    date(letter.writtenAt()),
                    date(letter.sentAt()),
                    letter.postedOn() == null ? null : letter.postedOn().toString(),
                    date(letter.postedAt()));
        }

        private static Date date(Instant instant) {
            return instant == null ? null : Date.from(instant);
        }
    }
}
