package uk.redress.web;

import jakarta.ws.rs.ServiceUnavailableException;

/**
 * The database did not take what somebody did, or could not be reached; nothing of it is stored. Answered with 503, by
 * Camunda's REST API and in the web applications alike, which let exceptions of this kind through whole.
 */
class NotSavedException extends ServiceUnavailableException {

    static final String MESSAGE = "Not saved: the database takes nothing for now. Nothing of this has happened. Try it"
            + " again in some minutes, and tell whoever runs Redress if it stays so.";

    NotSavedException(Throwable cause) {
        super(MESSAGE, (Long) null, cause);
    }
}
