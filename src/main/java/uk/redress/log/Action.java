package uk.redress.log;

import java.util.Locale;

/** What a step of a complaint was; the log writes it in lower case with hyphens, such as {@code task-created}. */
enum Action {
    STARTED(true),
    /** A sub-process, such as a stage, was entered. */
    ENTERED(false),
    LEFT(true),
    TASK_CREATED(false),
    CLAIMED(false),
    ASSIGNED(false),
    UNCLAIMED(false),
    /** Something that was known of the complaint, or of a task, was changed outside a task's form. */
    CHANGED(true),
    COMPLETED(true),
    CANCELLED(false),
    /** A step that Redress takes by itself was taken. */
    DONE(true),
    /** A diagram that policies share was called. */
    CALLED(false),
    RETURNED(true),
    WAITING(false),
    OCCURRED(true),
    /** A gateway's question was answered. */
    DECIDED(false),
    /** Another complaint turned out to belong to this one. */
    LINKED(false),
    WARNING(false),
    LIMIT_ARMED(false),
    LIMIT_MET(false),
    LIMIT_MISSED(false),
    /** A notice to the complainant gave a revised date (ALL-2): what was due then is due later. */
    LIMIT_EXTENDED(false),
    /** A notice gave a revised date that moves nothing, because the limit has been moved as far already. */
    LIMIT_KEPT(false),
    /** What a limit is counted from has changed, and its date with it. */
    LIMIT_RECOUNTED(false),
    /** What a limit was for ended without the fact that the limit waited for. */
    LIMIT_DROPPED(false),
    ENDED(true),
    CLOSED(true),
    /** The case was deleted from the engine by a person, not ended by its diagram. */
    DELETED(true);

    private final boolean takesFacts;

    Action(boolean takesFacts) {
        this.takesFacts = takesFacts;
    }

    /** Whether what was entered since the step before is this step's evidence. */
    boolean takesFacts() {
        return takesFacts;
    }

    /** As the log writes it. */
    String written() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
