package uk.redress.log;

import java.time.Instant;
import java.util.List;

/**
 * A complaint, as its steps have left it.
 *
 * @param reference its reference, which is the case's business key
 * @param tenant whose complaint it is
 * @param processKey the key of the process that it runs in
 * @param processInstanceId the engine's id of the case
 * @param representative the name of whoever acts for the complainant, if anybody
 * @param referralManager the user id of the manager whom it was referred to, if one was chosen
 * @param previousReference the closed complaint that this one continues, if any
 * @param duplicateOf the complaint under which this one goes on, as both are about the same; null for most
 * @param duplicates the complaints that go on under this one, in the order of their references
 * @param continuedBy the complaints that continue this one, which is closed, likewise
 * @param loggedAt when it was put on the log, which can be days after its receipt
 * @param stage the policy's stage that it is at, or was at when it closed; null before the first
 * @param escalatedAt when the complainant asked for the stage that it is at; null if it began there
 * @param stageDone the last stage that was completed; null if none was
 * @param about the user ids of whom it is about, with commas; null if nobody is named
 * @param originalHandlers the user ids of who dealt with the original request, with commas; null if nobody is named
 * @param handledBy who has investigated or decided it at which stage, {@code stage:user} with commas; null if nobody has
 * @param state {@code open} or {@code closed}
 * @param closedAs how it ended (ALL-8), or {@code deleted} if somebody deleted the case from the engine
 * @param nextDue the earliest instant at which a running limit is due; null if none runs
 * @param limits every limit that it has had, the earliest due first
 */
public record Complaint(
        String reference,
        String tenant,
        String processKey,
        String processInstanceId,
        String kind,
        String channel,
        String complainantName,
        String complainantType,
        String representative,
        String department,
        String referralManager,
        String previousReference,
        String duplicateOf,
        List<String> duplicates,
        List<String> continuedBy,
        Instant receivedAt,
        Instant loggedAt,
        Instant acknowledgedAt,
        Instant respondedAt,
        Instant escalatedAt,
        Integer stage,
        Integer stageDone,
        String about,
        String originalHandlers,
        String handledBy,
        String state,
        String closedAs,
        Instant closedAt,
        String outcome,
        String rootCause,
        String lesson,
        Instant nextDue,
        List<ComplaintLimit> limits) {

    /** Whether it is not closed yet. */
    public boolean isOpen() {
        return "open".equals(state);
    }

    /**
     * Whether its way through the stages has come to no end yet. One that has may still be open, while something beside
     * it is, such as a question how it stands.
     */
    public boolean isOnItsWay() {
        return isOpen() && closedAs == null;
    }

    /** Whether a limit has passed whose fact is still awaited. */
    public boolean late(Instant now) {
        return nextDue != null && RunningLimit.late(now, nextDue);
    }
}
