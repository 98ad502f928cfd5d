package uk.redress.log;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A limit of a complaint while it runs, as the engine's current command finds it and leaves it. */
final class RunningLimit {

    final String id;
    final DiagramElement element;
    final String processInstanceId;
    final String activityInstanceId;
    /** How many notices have moved it before it became this one. */
    final int revision;
    /** The due instant before any notice. */
    final Instant originalDue;

    final Instant armedAt;

    private Instant due;
    private Instant metAt;
    private Instant missedAt;
    private Instant droppedAt;
    private String droppedWhy;
    private Instant extendedAt;
    private boolean inserted = true;
    private boolean unwritten;

    /** A limit that the current command arms. */
    static RunningLimit armed(
            String id,
            DiagramElement element,
            String processInstanceId,
            String activityInstanceId,
            Instant due,
            Instant armedAt) {
        return new RunningLimit(id, element, processInstanceId, activityInstanceId, 0, due, due, armedAt, null)
                .asUnwritten();
    }

    RunningLimit(
            String id,
            DiagramElement element,
            String processInstanceId,
            String activityInstanceId,
            int revision,
            Instant originalDue,
            Instant due,
            Instant armedAt,
            Instant missedAt) {
        this.id = id;
        this.element = element;
        this.processInstanceId = processInstanceId;
        this.activityInstanceId = activityInstanceId;
        this.revision = revision;
        this.originalDue = originalDue;
        this.due = due;
        this.armedAt = armedAt;
        this.missedAt = missedAt;
    }

    private RunningLimit asUnwritten() {
        inserted = false;
        unwritten = true;
        return this;
    }

    /** Whether a moment is too late for a due instant: a limit is kept to the second. */
    static boolean late(Instant moment, Instant due) {
        return moment.truncatedTo(ChronoUnit.SECONDS).isAfter(due.truncatedTo(ChronoUnit.SECONDS));
    }

    boolean runs() {
        return metAt == null && droppedAt == null && extendedAt == null;
    }

    /** Whether it is the limit of this timer in this process instance. */
    boolean isOf(String timer, String instance) {
        return element.id().equals(timer) && processInstanceId.equals(instance);
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
        // What ended in the last second of a limit ended in time, though the limit's timer had fired by then.
        missedAt = late(moment, due) ? due : null;
        droppedWhy = why;
        unwritten = true;
    }

    /** What it is counted from has changed. */
    void recount(Instant newDue, Instant now) {
        due = newDue;
        if (missedAt != null) {
            missedAt = late(now, newDue) ? newDue : null;
        }
        unwritten = true;
    }

    /**
     * Ends it by a notice of delay; what runs from then on is another limit.
     *
     * @param moment when the notice was given
     */
    RunningLimit extend(String newId, Instant moment, Instant newDue, Instant now) {
        extendedAt = moment;
        missedAt = late(moment, due) ? due : null;
        unwritten = true;
        return new RunningLimit(
                        newId,
                        element,
                        processInstanceId,
                        activityInstanceId,
                        revision + 1,
                        originalDue,
                        newDue,
                        now,
                        null)
                .asUnwritten();
    }

    Instant due() {
        return due;
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

    Instant extendedAt() {
        return extendedAt;
    }

    boolean unwritten() {
        return unwritten;
    }

    /** Whether it has a row already. */
    boolean inserted() {
        return inserted;
    }

    void written() {
        inserted = true;
        unwritten = false;
    }
}
