package uk.redress.access;

/** Redress does not start, because somebody could sign in who must not, or nobody could. */
class AccessException extends RuntimeException {

    private final String mend;

    AccessException(String message, String mend) {
        super(message);
        this.mend = mend;
    }

    String mend() {
        return mend;
    }
}
