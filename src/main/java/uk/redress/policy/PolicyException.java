package uk.redress.policy;

/** A policy folder cannot be used; the message names the file, the place in it and the mend. */
public class PolicyException extends RuntimeException {

    public PolicyException(String message) {
        super(message);
    }

    public PolicyException(String message, Throwable cause) {
        super(message, cause);
    }
}
