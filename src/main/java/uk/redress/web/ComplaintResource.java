package uk.redress.web;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.rest.exception.InvalidRequestException;
import org.springframework.stereotype.Component;
import uk.redress.log.Complaint;
import uk.redress.log.Complaints;
import uk.redress.log.Reader;
import uk.redress.policy.EngineClock;

/** The complaints log, beside Camunda's REST API and in its style, within the caller's tenants and rights (ALL-4). */
@Component
@Path("/complaint")
@Produces(MediaType.APPLICATION_JSON)
public class ComplaintResource {

    private final Complaints complaints;
    private final IdentityService identity;
    private final EngineClock clock;

    ComplaintResource(Complaints complaints, IdentityService identity, EngineClock clock) {
        this.complaints = complaints;
        this.identity = identity;
        this.clock = clock;
    }

    /** A page of complaints, the newest first unless {@code sortBy} and {@code sortOrder} say otherwise. */
    @GET
    public List<ComplaintJson> list(@Context UriInfo uri) {
        Reader reader = reader();
        ComplaintParameters parameters = ComplaintParameters.ofList(uri.getQueryParameters());
        Instant now = clock.instant();
        return complaints.list(reader, parameters.filter(), parameters.first(), parameters.page()).stream()
                .map(complaint -> ComplaintJson.of(complaint, now))
                .toList();
    }

    /** How many complaints there are, of those that the list would answer without its pages. */
    @GET
    @Path("/count")
    public Map<String, Long> count(@Context UriInfo uri) {
        Reader reader = reader();
        ComplaintParameters parameters = ComplaintParameters.ofList(uri.getQueryParameters());
        return Map.of("count", complaints.count(reader, parameters.filter()));
    }

    /** One complaint with its limits. */
    @GET
    @Path("/{reference}")
    public ComplaintJson get(@PathParam("reference") String reference) {
        return ComplaintJson.of(found(reference), clock.instant());
    }

    /** Every step of a complaint, in its order; in pages with {@code firstResult} and {@code maxResults}. */
    @GET
    @Path("/{reference}/steps")
    public List<ComplaintJson.Step> steps(@PathParam("reference") String reference, @Context UriInfo uri) {
        Complaint complaint = found(reference);
        ComplaintParameters parameters = ComplaintParameters.ofPage(uri.getQueryParameters());
        return complaints.steps(complaint, parameters.first(), parameters.most()).stream()
                .map(ComplaintJson.Step::of)
                .toList();
    }

    private Complaint found(String reference) {
        return found(complaints, reader(), reference);
    }

    private Reader reader() {
        return Reader.of(identity.getCurrentAuthentication());
    }

    /** The complaint, or 404: another company's is answered as if there were none, as its reference tells too much. */
    static Complaint found(Complaints complaints, Reader reader, String reference) {
        return complaints
                .find(reader, reference)
                .orElseThrow(() -> new InvalidRequestException(
                        Status.NOT_FOUND, "There is no complaint " + reference + " that you may see."));
    }
}
