package uk.redress.web;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.Date;
import java.util.List;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.rest.exception.InvalidRequestException;
import org.springframework.stereotype.Component;
import uk.redress.letter.Letter;
import uk.redress.letter.LetterStore;
import uk.redress.log.Complaint;
import uk.redress.log.Complaints;
import uk.redress.log.Reader;

/**
 * The letters of a complaint, for whoever may see the complaint on the log: a list, and each of them to be read or
 * printed.
 */
@Component
@Path("/complaint/{reference}/letters")
public class LetterResource {

    /** A letter shows what people typed: nothing in it may run, load or send anything. */
    private static final String NOTHING_RUNS =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                    + " sandbox";

    private final Complaints complaints;
    private final LetterStore letters;
    private final IdentityService identity;

    LetterResource(Complaints complaints, LetterStore letters, IdentityService identity) {
        this.complaints = complaints;
        this.letters = letters;
        this.identity = identity;
    }

    /** What letters there are, the oldest first, and what became of each. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public List<Row> list(@PathParam("reference") String reference) {
        return letters(reference).stream().map(Row::of).toList();
    }

    /** A letter as HTML that can be printed, or, with {@code format=text}, as plain text. */
    @GET
    @Path("/{id}")
    public Response read(
            @PathParam("reference") String reference, @PathParam("id") String id, @QueryParam("format") String format) {
        Letter letter = letters(reference).stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new InvalidRequestException(
                        Status.NOT_FOUND, "There is no letter " + id + " of the complaint " + reference + "."));
        boolean text = "text".equals(format);
        if (!text && format != null && !"html".equals(format)) {
            throw new InvalidRequestException(
                    Status.BAD_REQUEST, "format is \"" + format + "\". Use html or text, or leave it out.");
        }
        return Response.ok(text ? letter.text() : letter.html(), (text ? "text/plain" : "text/html") + ";charset=UTF-8")
                .header("Content-Security-Policy", NOTHING_RUNS)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header("Cache-Control", "no-store")
                .build();
    }

    private List<Letter> letters(String reference) {
        Reader reader = Reader.of(identity.getCurrentAuthentication());
        Complaint complaint = ComplaintResource.found(complaints, reader, reference);
        return letters.ofComplaint(complaint.tenant(), complaint.reference());
    }

    /** A letter as the list shows it; instants as Camunda writes them, {@code postedOn} as yyyy-MM-dd. */
    public record Row(
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
                    ComplaintJson.date(letter.writtenAt()),
                    ComplaintJson.date(letter.sentAt()),
                    letter.postedOn() == null ? null : letter.postedOn().toString(),
                    ComplaintJson.date(letter.postedAt()));
        }
    }
}
