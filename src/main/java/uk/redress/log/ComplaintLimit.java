package uk.redress.log;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A limit of a complaint.
 *
 * @param elementId the timer on the diagram
 * @param name the limit as the diagram names it, such as {@code 10 working days}
 * @param what what has to be done until it, such as {@code Stage 1 response}; null if the diagram does not say
 * @param clauses the clauses that it comes from
 * @param fact the name of the fact that meets it, such as {@code acknowledgedAt}
 * @param due the stored instant until which it can be met in time
 * @param revision how many notices of a delay have moved it: 0 for the limit itself
 * @param originalDue the instant that was due before any notice
 * @param metAt the moment of the fact; null while it is awaited
 * @param missedAt the due instant, if it passed without the fact
 * @param droppedAt when what it was for ended without the fact, if it did
 * @param droppedWhy why it did
 * @param extendedAt when a notice gave the complainant a later date (ALL-2), which is a limit of its own; null if none
 *     did
 */
public record ComplaintLimit(
        String id,
        String elementId,
        String name,
        String what,
        List<String> clauses,
        String fact,
        int revision,
        Instant due,
        Instant originalDue,
        Instant armedAt,
        Instant metAt,
        Instant missedAt,
        Instant droppedAt,
        String droppedWhy,
        Instant extendedAt) {

    /** How a limit stands. */
    public enum State {
        /** It runs, and has not passed. */
        OPEN,
        /** It has passed, and its fact is still awaited. */
        LATE,
        /** Its fact came in time. */
        MET,
        /** Its fact came after it had passed. */
        MET_LATE,
        /** It passed; what it was for ended without the fact, or a notice gave a later date. */
        MISSED,
        /** Before it passed, a notice gave a later date. */
        EXTENDED,
        /** What it was for ended in time, without the fact. */
        DROPPED
    }

    public State state(Instant now) {
        if (metAt != null) {
            return RunningLimit.late(metAt, due) ? State.MET_LATE : State.MET;
        }
        if (extendedAt != null) {
            return RunningLimit.late(extendedAt, due) ? State.MISSED : State.EXTENDED;
        }
        if (droppedAt != null) {
            return RunningLimit.late(droppedAt, due) ? State.MISSED : State.DROPPED;
        }
        return RunningLimit.late(now, due) ? State.LATE : State.OPEN;
    }

    /** The time that was, or is, left when the fact or the notice came, the limit was dropped, or now; negative if late. */
    public Duration margin(Instant now) {
        Instant ended = metAt != null ? metAt : droppedAt != null ? droppedAt : extendedAt;
        return Duration.between(ended == null ? now : ended, due);
    }
}
