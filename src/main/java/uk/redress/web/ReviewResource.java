package uk.redress.web;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.rest.exception.InvalidRequestException;
import org.springframework.stereotype.Component;
import uk.redress.log.Reader;
import uk.redress.log.ReviewTable;

/**
 * The reviews of decided complaints, for those who may see the complaints of the same company (KIW-10). Those of a
 * confidential policy are for whoever made them, the groups whose task they were, and supervisors: they quote complaints
 * that others may not see (SMS-10).
 */
@Component
@Path("/review")
@Produces(MediaType.APPLICATION_JSON)
public class ReviewResource {

    private final ReviewTable reviews;
    private final IdentityService identity;

    ReviewResource(ReviewTable reviews, IdentityService identity) {
        this.reviews = reviews;
        this.identity = identity;
    }

    /** A page of reviews, the latest period first; of one company with {@code tenantId}. */
    @GET
    public List<ReviewJson> list(@Context UriInfo uri) {
        ComplaintParameters parameters = ComplaintParameters.ofReviews(uri.getQueryParameters());
        return reviews.list(reader(), parameters.tenant(), parameters.first(), parameters.page()).stream()
                .map(ReviewJson::of)
                .toList();
    }

    /** One review; 404 if there is none that the caller may see. */
    @GET
    @Path("/{id}")
    public ReviewJson get(@PathParam("id") String id) {
        return reviews.find(reader(), id)
                .map(ReviewJson::of)
                .orElseThrow(() -> new InvalidRequestException(
                        Status.NOT_FOUND, "There is no review " + id + " that you may see."));
    }

    private Reader reader() {
        return Reader.of(identity.getCurrentAuthentication());
    }
}
