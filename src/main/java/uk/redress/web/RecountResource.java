package uk.redress.web;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.rest.exception.InvalidRequestException;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;
import uk.redress.access.Caller;
import uk.redress.limit.DueDates;
import uk.redress.log.Complaint;
import uk.redress.log.ComplaintFilter;
import uk.redress.log.ComplaintFilter.Sort;
import uk.redress.log.ComplaintLimit;
import uk.redress.log.Complaints;
import uk.redress.log.Reader;
import uk.redress.policy.Groups;
import uk.redress.policy.Policies;

/**
 * {@code POST /engine-rest/limit/recount}: a supervisor has the limits of all open complaints counted again, after a bank
 * holiday was announced or a closure entered. What it answers it has really done, and then undone, unless it is told to
 * keep it.
 */
@Component
@Path("/limit/recount")
@Produces(MediaType.APPLICATION_JSON)
public class RecountResource {

    private final DueDates dueDates;
    private final Complaints complaints;
    private final Policies policies;
    private final IdentityService identity;
    private final TransactionTemplate transaction;

    RecountResource(
            DueDates dueDates,
            Complaints complaints,
            Policies policies,
            IdentityService identity,
            PlatformTransactionManager transactions) {
        this.dueDates = dueDates;
        this.complaints = complaints;
        this.policies = policies;
        this.identity = identity;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * What was done, or would be.
     *
     * @param cases how many open complaints were counted again
     * @param changes each limit whose date differs
     * @param problems the complaints that could not be counted again, and why; they stay as they are
     */
    record Answer(boolean dryRun, int cases, List<Change> changes, List<Problem> problems) {}

    /** A limit of a complaint whose date differs. */
    record Change(String reference, String elementId, String name, Date dueBefore, Date due) {}

    /** A complaint that could not be counted again. */
    record Problem(String reference, String message) {}

    /**
     * Counts the limits of a tenant's open complaints again, each complaint in a transaction of its own.
     *
     * @param tenant one of the caller's tenants, or any for an administrator
     * @param dryRun {@code false} to change them; {@code true}, or nothing, to see what would change
     * @throws InvalidRequestException with 403 for anybody but a supervisor of that tenant or an administrator, and with
     *     400 if a parameter cannot be understood
     */
    @POST
    public Answer recount(@QueryParam("tenant") String tenant, @QueryParam("dryRun") String dryRun) {
        Caller caller = Caller.of(identity.getCurrentAuthentication());
        boolean oversees =
                caller.groups().contains(Groups.SUPERVISORS) && caller.tenants().contains(tenant);
        if (!oversees && !caller.isAdministrator()) {
            throw new InvalidRequestException(
                    Status.FORBIDDEN,
                    "Only a supervisor of the company, or an administrator, has its limits recounted.");
        }
        if (!policies.has(tenant)) {
            throw new InvalidRequestException(
                    Status.BAD_REQUEST,
                    "There is no company \"" + tenant + "\". Give tenant=, such as tenant="
                            + policies.all().iterator().next().tenant() + ".");
        }
        if (dryRun != null && !dryRun.equals("true") && !dryRun.equals("false")) {
            throw new InvalidRequestException(
                    Status.BAD_REQUEST, "dryRun is \"" + dryRun + "\". It must be true or false.");
        }
        return recount(tenant, !"false".equals(dryRun));
    }

    private Answer recount(String tenant, boolean dryRun) {
        Reader reader = Reader.of(identity.getCurrentAuthentication());
        List<Change> changes = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        List<Complaint> open = open(reader, tenant);
        for (Complaint complaint : open) {
            try {
                changes.addAll(recount(reader, complaint, dryRun));
            } catch (ProcessEngineException
                    | WebApplicationException
                    | DataAccessException
                    | TransactionException failed) {
                // Of this one alone: the others are recounted all the same.
                problems.add(new Problem(complaint.reference(), failed.getMessage()));
            }
        }
        return new Answer(dryRun, open.size(), changes, problems);
    }

    private List<Complaint> open(Reader reader, String tenant) {
        ComplaintFilter filter = new ComplaintFilter(
                tenant,
                "open",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                false,
                null,
                Sort.REFERENCE,
                false);
        // At once: between two pages one could close, and another be left out.
        return complaints.list(reader, filter, 0, Integer.MAX_VALUE);
    }

    private List<Change> recount(Reader reader, Complaint before, boolean dryRun) {
        return transaction.execute(status -> {
            dueDates.recount(before.processInstanceId());
            Optional<Complaint> after = complaints.find(reader, before.reference());
            if (dryRun) {
                status.setRollbackOnly();
            }
            return after.map(complaint -> changes(before, complaint)).orElse(List.of());
        });
    }

    private static List<Change> changes(Complaint before, Complaint after) {
        Map<String, ComplaintLimit> known =
                before.limits().stream().collect(Collectors.toMap(ComplaintLimit::id, Function.identity()));
        return after.limits().stream()
                .filter(limit -> known.containsKey(limit.id()))
                .filter(limit -> !known.get(limit.id()).due().equals(limit.due()))
                .map(limit -> new Change(
                        after.reference(),
                        limit.elementId(),
                        limit.name(),
                        ComplaintJson.date(known.get(limit.id()).due()),
                        ComplaintJson.date(limit.due())))
                .toList();
    }
}
