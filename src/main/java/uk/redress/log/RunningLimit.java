package uk.redress.log;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A limit of a complaint while it runs, as the engine's current command finds it and leaves it. */
final class RunningLimit {

    final String id;
    final DiagramElement element;
    final String activityInstanceId;
    final Instant due;
    final Instant armedAt;

    private Instant metAt;
    private Instant missedAt;
    private Instant droppedAt;
    private String droppedWhy;
    private boolean unwritten;

    /** A limit that the current command arms. */
    static RunningLimit armed(
            String id, DiagramElement element, String activityInstanceId, Instant due, Instant armedAt) {
        RunningLimit limit = new RunningLimit(id, element, activityInstanceId, due, armedAt, null);
        limit.unwritten = true;
        return limit;
    }

    RunningLimit(
            String id,
            DiagramElement element,
            String activityInstanceId,
            Instant due,
            Instant armedAt,
            Instant missedAt) {
        this.id = id;
        this.element = element;
        this.activityInstanceId = activityInstanceId;
        this.due = due;
        this.armedAt = armedAt;
        this.missedAt = missedAt;
    }

    /** Whether a moment is too late for a due instant: a limit is kept to the second. */
    static boolean late(Instant moment, Instant due) {
        return moment.truncatedTo(ChronoUnit.SECONDS).isAfter(due.truncatedTo(ChronoUnit.SECONDS));
    }

    boolean runs() {
        return metAt == null && droppedAt == null;
    }

    void meet(Instant moment) {
        metAt = moment;
        // What was done in time and came to be known after the limit was in time all the same.
        missedAt = late(moment, due) ? due : null;
        unwritten = true;
    }

    void miss() {
        missedAt = due;
        unwritten = true;
    }

    void drop(Instant moment, String why) {
        droppedAt = moment;
        droppedWhy = why;
        unwritten = true;
    }

    Instant metAt() {
        return metAt;
    }

    Instant missedAt() {
        return missedAt;
    }

    Instant droppedAt() {
        return droppedAt;
    }

    String droppedWhy() {
        return droppedWhy;
    }

    boolean unwritten() {
        return unwritten;
    }

    void written() {
        unwritten = false;
    }
}
