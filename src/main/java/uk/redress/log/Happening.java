package uk.redress.log;

import java.util.Arrays;
import java.util.Locale;

/** What can be recorded about a complaint, by the value of the form's field {@code happened}. */
enum Happening {
    WITHDRAWN("complaint-withdrawn", "withdrawalReason", false, "it is being closed already."),
    NEW_INFORMATION(
            "new-information",
            "newInformation",
            true,
            "it is being closed already. If the information changes the outcome, log a new complaint with this one as"
                    + " its earlier reference."),
    ABUSIVE_BEHAVIOUR("abusive-behaviour", "behaviour", true, ""),
    PROGRESS_REQUESTED(
            "progress-requested", "progressQuestion", false, "it is being closed already, and a letter says so."),
    ESCALATION_REQUESTED(
            "escalation-requested",
            "escalationReason",
            false,
            "it is no complaint that can go further, or it is being closed already. If it is a query that they dispute,"
                    + " record that it is a complaint; if it is being closed, log a new complaint with this one as its"
                    + " earlier reference."),
    CATEGORY(
            "reclassified",
            "reclassificationReason",
            true,
            "it is too far on for that, or it is being closed. Deal with it as what it is now."),
    DUPLICATE("duplicate-found", "duplicateReason", false, "it is being closed already."),
    MORE_TIME_NEEDED(null, null, true, ""),
    ABOUT(null, null, false, ""),
    AUTHORITY(null, null, false, ""),
    RECEIPT(null, null, true, "");

    /** The name of the message that the case gets; null if it gets none. */
    final String message;

    /** The variable of the case that gets the details; null if none does. */
    final String details;

    final boolean needsDetails;

    /** Whether the case's diagram notes when it happened, which may have been before it is recorded. */
    final boolean atAMoment;

    /** Why a case may not take the message, and what to do then. */
    final String why;

    Happening(String message, String details, boolean needsDetails, String why) {
        this.message = message;
        this.details = details;
        this.needsDetails = needsDetails;
        this.atAMoment = message != null && !message.equals("reclassified") && !message.equals("duplicate-found");
        this.why = why;
    }

    /**
     * The one that the form calls so.
     *
     * @throws IllegalArgumentException if there is none; the form offers no other
     */
    static Happening of(String value) {
        return Arrays.stream(values())
                .filter(each -> each.value().equals(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"happened\" has the value \"" + value + "\", which is nothing that can be recorded."));
    }

    private String value() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
