package uk.redress.web;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.rest.exception.InvalidRequestException;
import org.springframework.stereotype.Component;
import uk.redress.access.Caller;
import uk.redress.log.Backup;

/** {@code POST /engine-rest/backup}: an administrator takes a backup of the embedded database while Redress runs. */
@Component
@Path("/backup")
@Produces(MediaType.APPLICATION_JSON)
public class BackupResource {

    private final Backup backup;
    private final IdentityService identity;

    BackupResource(Backup backup, IdentityService identity) {
        this.backup = backup;
        this.identity = identity;
    }

    /** Answers the file that the backup was written to; 403 for anybody but an administrator. */
    @POST
    public Map<String, String> take() {
        if (!Caller.of(identity.getCurrentAuthentication()).isAdministrator()) {
            throw new InvalidRequestException(Status.FORBIDDEN, "Only an administrator takes a backup.");
        }
        if (!backup.isPossible()) {
            throw new InvalidRequestException(
                    Status.BAD_REQUEST,
                    "Redress does not keep its own database here: back up PostgreSQL with pg_dump, as README says.");
        }
        return Map.of("file", backup.take().toString());
    }
}
