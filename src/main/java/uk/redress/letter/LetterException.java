package uk.redress.letter;

/** A letter cannot be written, sent or recorded as posted; the message says which, why, and the mend. */
public class LetterException extends RuntimeException {

    LetterException(String message) {
        super(message);
    }

    LetterException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The message alone: the engine makes an incident's message of this text, and a class name says nothing there. */
    @Override
    public String toString() {
        return getMessage();
    }
}
