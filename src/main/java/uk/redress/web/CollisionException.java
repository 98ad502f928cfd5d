package uk.redress.web;

import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.core.Response.Status;

/** Two people, or somebody and Redress itself, changed the same thing at the same moment; the later one is told: 409. */
class CollisionException extends ClientErrorException {

    CollisionException(Throwable cause) {
        super(
                "This is not stored: the same is there already, or somebody else has changed it at the same moment. Look"
                        + " again before you go on.",
                Status.CONFLICT,
                cause);
    }
}
