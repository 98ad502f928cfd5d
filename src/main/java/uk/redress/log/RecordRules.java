package uk.redress.log;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.springframework.stereotype.Component;
import uk.redress.calendar.LondonTime;
import uk.redress.calendar.WorkingCalendar;
import uk.redress.policy.EngineClock;
import uk.redress.policy.StartRule;

/**
 * What must hold when something is recorded about a complaint, or a complaint continues another (ALL-7): the reference
 * is one that this person may see, and the complaint is where that can be. It is asked before anything is stored.
 */
@Component
class RecordRules implements StartRule {

    private final Complaints complaints;
    private final CaseTables tables;
    private final Clock clock;

    RecordRules(Complaints complaints, CaseTables tables, EngineClock clock) {
        this.complaints = complaints;
        this.tables = tables;
        this.clock = clock;
    }

    @Override
    public boolean isStartedByDiagram(String processInstanceId) {
        return Casebook.current().isStartedByDiagram(processInstanceId);
    }

    @Override
    public List<String> faults(Start start) {
        if (Recording.isRecord(start.tenant(), start.process())) {
            return ofRecord(start);
        }
        String previous = start.text("previousReference");
        return previous == null ? List.of() : ofContinuation(start, previous);
    }

    private List<String> ofContinuation(Start start, String previous) {
        String label = start.label("previousReference");
        Optional<Complaint> earlier = seen(start, previous);
        if (earlier.isEmpty()) {
            return List.of(label + ": this company has no complaint " + previous
                    + ". Copy the reference from the earlier case's letters.");
        }
        if (earlier.get().isOnItsWay()) {
            return List.of(label + ": " + previous + " is still open: record it there.");
        }
        String last = tables.goesOnUnder(previous);
        if (complaints.find(start.tenant(), last).filter(Complaint::isOnItsWay).isPresent()) {
            return List.of(label + ": " + previous + " goes on as " + last + ", which is still open: record it there.");
        }
        return List.of();
    }

    private List<String> ofRecord(Start start) {
        String reference = start.text("recordReference");
        if (reference == null) {
            return List.of(start.label("recordReference") + " is missing: give the complaint's reference.");
        }
        Optional<Complaint> found = seen(start, reference);
        if (found.isEmpty()) {
            return List.of(start.label("recordReference") + ": this company has no complaint " + reference
                    + ". Copy the reference from the complaint's letters or from the list of complaints.");
        }
        Complaint complaint = found.get();
        Happening happening = Happening.of(start.text("happened"));
        if (happening != Happening.ABUSIVE_BEHAVIOUR && !complaint.isOpen()) {
            return List.of(reference + " is closed, so that this cannot be recorded about it: log a new"
                    + " complaint and give " + reference + " as its earlier reference.");
        }
        List<String> faults = new ArrayList<>();
        if (happening.needsDetails && start.text("details") == null) {
            faults.add(start.label("details") + " is missing: say in a few words what was said, or why.");
        }
        if (happening.message != null) {
            ofMoment(start, complaint).ifPresent(faults::add);
        }
        if (faults.isEmpty()) {
            ofHappening(start, complaint, happening).ifPresent(faults::add);
        }
        return faults;
    }

    private Optional<String> ofMoment(Start start, Complaint complaint) {
        Instant now = clock.instant();
        Instant moment = Recording.happenedAt(start.text("happenedOn"), start.text("happenedTime"), complaint, now);
        if (moment.isAfter(now)) {
            return Optional.of(start.label("happenedTime") + " is in the future: give the time it is now, or an earlier"
                    + " one.");
        }
        return moment.isBefore(complaint.receivedAt())
                ? Optional.of(start.label("happenedOn") + " is too early: " + complaint.reference()
                        + " was received on " + LondonTime.time(complaint.receivedAt()) + ".")
                : Optional.empty();
    }

    private Optional<String> ofHappening(Start start, Complaint complaint, Happening happening) {
        if (happening == Happening.ABUSIVE_BEHAVIOUR) {
            return Optional.empty();
        }
        Optional<CaseTree> tree = CaseTree.of(complaint);
        if (tree.isEmpty()) {
            return Optional.of(
                    complaint.reference() + " is open on the log, but nothing of it runs: tell a supervisor.");
        }
        Optional<String> fault = switch (happening) {
            case ABOUT -> ofAbout(start, tree.get());
            case AUTHORITY -> ofAuthority(start, tree.get());
            case RECEIPT -> ofReceipt(start, complaint);
            case CATEGORY -> ofCategory(start, complaint);
            case DUPLICATE -> ofDuplicate(start, complaint);
            default -> Optional.empty();
        };
        return happening.message == null ? fault : fault.or(() -> ofMessage(start, complaint, happening));
    }

    private static Optional<String> ofMessage(Start start, Complaint complaint, Happening happening) {
        Subscriptions subscriptions = Subscriptions.of(complaint, happening.message);
        if (subscriptions.any()) {
            return Optional.empty();
        }
        return Optional.of(start.label("happened") + " cannot be recorded about " + complaint.reference() + " now: "
                + (subscriptions.suspended() ? "a supervisor has suspended it. Ask them." : happening.why));
    }

    private static Optional<String> ofAbout(Start start, CaseTree tree) {
        String known = Recording.union(tree.known("about"), null);
        return known.equals(Recording.union(known, start.text("about")))
                ? Optional.of(start.label("about")
                        + " names nobody who is not on the case already: name whom else it is" + " about.")
                : Optional.empty();
    }

    private static Optional<String> ofAuthority(Start start, CaseTree tree) {
        Object known = tree.known("representativeName");
        return start.text("representativeName") == null
                        && (known == null || known.toString().isBlank())
                ? Optional.of(start.label("representativeName") + " is missing: fill it in, as nobody acts for the"
                        + " complainant so far.")
                : Optional.empty();
    }

    /** It was on the log by then, or somebody had answered it by then. */
    private Optional<String> ofReceipt(Start start, Complaint complaint) {
        Instant corrected = Recording.correctedReceipt(
                        start.text("receivedOn"), start.text("receivedTime"), clock.instant())
                .toInstant();
        String label = start.label("receivedOn");
        if (LondonTime.date(corrected).isBefore(WorkingCalendar.FIRST)) {
            return Optional.of(label + " is too early: give " + LondonTime.day(WorkingCalendar.FIRST) + " or later.");
        }
        if (corrected.equals(complaint.receivedAt())) {
            return Optional.of(label + " is what " + complaint.reference() + " says already.");
        }
        Instant latest = Stream.of(complaint.loggedAt(), complaint.acknowledgedAt(), complaint.respondedAt())
                .filter(Objects::nonNull)
                .min(Instant::compareTo)
                .orElseThrow();
        return corrected.isAfter(latest)
                ? Optional.of(label + " is too late: " + complaint.reference() + " was logged or answered on "
                        + LondonTime.time(latest) + ", so it had come in by then.")
                : Optional.empty();
    }

    private static Optional<String> ofCategory(Start start, Complaint complaint) {
        return complaint.kind().equals(start.text("kind"))
                ? Optional.of(start.label("kind") + " is what " + complaint.reference() + " says already.")
                : Optional.empty();
    }

    private Optional<String> ofDuplicate(Start start, Complaint complaint) {
        String label = start.label("duplicateOf");
        String reference = start.text("duplicateOf");
        if (reference == null) {
            return Optional.of(label + " is missing: give the other complaint's reference.");
        }
        if (complaint.reference().equals(reference)) {
            return Optional.of(label + " is the complaint itself: give the other one.");
        }
        Optional<Complaint> other = seen(start, reference);
        if (other.isEmpty()) {
            return Optional.of(label + ": this company has no complaint " + reference
                    + ". Copy the reference from the other complaint.");
        }
        if (other.get().duplicateOf() != null) {
            return Optional.of(label + ": " + reference + " goes on under "
                    + other.get().duplicateOf() + " itself: give that one.");
        }
        if (!other.get().isOpen()) {
            return Optional.of(
                    label + ": " + reference + " is closed, so that nobody would deal with this one: give one"
                            + " that is open, or deal with this one by itself.");
        }
        return Optional.empty();
    }

    private Optional<Complaint> seen(Start start, String reference) {
        return complaints
                .find(reader(), reference)
                .filter(complaint -> complaint.tenant().equals(start.tenant()));
    }

    /** What Redress does by itself is restricted by nothing. */
    private static Reader reader() {
        Authentication caller = Context.getCommandContext().getAuthentication();
        return caller == null || caller.getUserId() == null ? new Reader(true, Set.of()) : Reader.of(caller);
    }
}
