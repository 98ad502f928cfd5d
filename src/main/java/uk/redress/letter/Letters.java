package uk.redress.letter;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;
import org.springframework.dao.DataAccessException;
import org.springframework.mail.MailException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;
import uk.redress.calendar.LondonTime;
import uk.redress.policy.Policy;

/**
 * The bean {@code letters} of diagrams: writes the letter that a process instance is there to get out, sends it, and
 * notes when it was done. A process instance has one letter at most, so each of these may be repeated.
 *
 * <p>Variables that it sets: {@code letterId}; {@code letterWrittenAt} (Date); {@code sentBy}, one of {@code email}, {@code post}, {@code kept} and
 * {@code said}; {@code doneAt}, the Date at which the complainant counts as told (see "When something counts as done").
 */
public final class Letters {

    private static final Logger LOG = LoggerFactory.getLogger(Letters.class);

    /** What of a case may be put right after the fact, beside whom its letters go to. */
    private static final Set<String> CORRECTED = Set.of("receivedAt", "kind", "summary");

    private static final String NO_SERVER = "No mail server is configured.";

    /** A letter that was posted on an earlier day counts as posted when that day's last post goes (house decision). */
    private static final LocalTime LAST_POST = LocalTime.of(17, 30);

    private final Policy policy;
    private final LetterTemplates templates;
    private final LetterStore store;
    private final Mailer mailer;
    private final Clock clock;
    private final TransactionTemplate ownTransaction;

    Letters(
            Policy policy,
            LetterTemplates templates,
            LetterStore store,
            Mailer mailer,
            Clock clock,
            TransactionTemplate ownTransaction) {
        this.policy = policy;
        this.templates = templates;
        this.store = store;
        this.mailer = mailer;
        this.clock = clock;
        this.ownTransaction = ownTransaction;
    }

    /**
     * The outside bodies of {@code policy.yaml} in plain text, for a form to show what the letter will list (KIW-9): each
     * with its name and what is known of it, a line each, and a blank line between them.
     */
    public String outsideBodies() {
        return policy.externalBodies().stream()
                .map(body -> Stream.of(
                                body.name(),
                                body.about() == null ? null : "It " + body.about() + ".",
                                body.phone(),
                                body.email(),
                                body.website(),
                                body.address())
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining("\n")))
                .collect(Collectors.joining("\n\n"));
    }

    /**
     * Writes the letter of the kind that the variable {@code letter} names, in the transaction of the step that owes it.
     * Sets {@code letterId}, and {@code letterWrittenAt}, before which nobody has posted it.
     *
     * <p>It goes to the complainant or the representative, as ALL-6 says of what is recorded on the case by now; or,
     * where the variable {@code to} names groups (parted by commas), as a notice to their members who have an email
     * address: that is never posted, and kept on file if nobody has one.
     *
     * @throws LetterException if the variable is missing, the template missing or broken, or the letter cannot be stored;
     *     the step is then not done
     */
    public void write(DelegateExecution execution) {
        String id = execution.getProcessInstanceId();
        execution.setVariable("letterId", id);
        if (store.find(id).isPresent()) {
            return;
        }
        Map<String, Object> variables = current(execution);
        if (!(variables.get("letter") instanceof String kind)) {
            throw new LetterException(
                    "No letter can be written: the variable \"letter\" does not name its kind. Pass it"
                            + " to the call activity, such as <camunda:in sourceExpression=\"response\" target=\"letter\"/>.");
        }
        List<String> groups = Recipients.groups(variables.get(CaseNames.TO));
        Recipients recipients = groups.isEmpty()
                ? null
                : Recipients.of(
                        groups,
                        variables,
                        policy,
                        execution.getProcessEngineServices().getIdentityService());
        if (recipients != null) {
            variables.put(CaseNames.TO, String.join(",", recipients.groups()));
        }
        LetterTemplates.Draft draft = templates.draft(policy, kind, variables);
        Addressee addressee = draft.addressee();
        Route route = recipients == null ? route(addressee, execution) : route(recipients);
        Instant written = now();
        execution.setVariable("letterWrittenAt", Date.from(written));
        boolean copyByPost = route.state == Letter.State.TO_SEND
                && addressee.copy()
                && addressee.copyEmail().isEmpty();
        Letter letter = new Letter(
                id,
                policy.tenant(),
                reference(execution),
                kind,
                draft.subject(),
                draft.html(),
                draft.text(),
                recipients == null ? null : String.join(",", recipients.groups()),
                nullIfEmpty(addressee.name()),
                nullIfEmpty(
                        recipients == null
                                ? addressee.email()
                                : String.join(Recipients.SEPARATOR, recipients.emails())),
                addressee.copy() ? nullIfEmpty(addressee.complainant()) : null,
                nullIfEmpty(addressee.copyEmail()),
                copyByPost,
                route.state,
                route.note,
                0,
                written,
                null,
                null,
                null);
        try {
            store.add(letter);
        } catch (DataAccessException full) {
            throw new LetterException(
                    letter.title() + " of " + letter.reference() + " could not be stored: " + reason(full)
                            + ". So the step is not done, and nothing is lost but this try. See that the database takes"
                            + " entries (is its disk full?), then do the step again.",
                    full);
        }
    }

    /**
     * Sends the letter by email, or finds that it has to be posted or kept. Sets {@code sentBy} and, unless there is
     * something to post, {@code doneAt}.
     *
     * <p>That the mail server has accepted it is committed at once and by itself, so that whatever becomes of the
     * engine's transaction, it is not sent again.
     *
     * @throws LetterException if the mail server cannot be reached or does not take it for now; try again later
     */
    public void send(DelegateExecution execution) {
        String id = execution.getProcessInstanceId();
        boolean postInstead = "post".equals(execution.getVariable("sendBy"));
        Attempt attempt = attemptAndRecord(id, postInstead);
        if (attempt.problem != null) {
            throw attempt.problem;
        }
        Letter letter = attempt.letter;
        switch (letter.state()) {
            case SENT -> done(execution, "email", letter.sentAt());
            case KEPT -> done(execution, "kept", now());
            default -> execution.setVariable("sentBy", "post");
        }
    }

    /**
     * Records that the letter was posted on the day {@code postedOn} (yyyy-MM-dd). Sets {@code doneAt}: now, if that is
     * today; else half past five of that day; and if the letter itself went by email and only a copy on paper, when the
     * mail server accepted it: then {@code sentBy} becomes {@code email}.
     *
     * @throws LetterException if the day is missing, no date, before the letter was written, or still to come
     */
    public void posted(DelegateExecution execution) {
        Letter letter = written(execution.getProcessInstanceId());
        if (letter.state() != Letter.State.POSTED) {
            LocalDate on = postedOn(execution, letter);
            Instant at =
                    on.equals(LocalDate.now(clock)) ? now() : latest(LondonTime.at(on, LAST_POST), letter.writtenAt());
            store.posted(letter.id(), on, at);
            letter = written(letter.id());
        }
        if (letter.sentAt() == null) {
            done(execution, "post", letter.postedAt());
        } else {
            done(execution, "email", letter.sentAt());
        }
    }

    /**
     * Records that no letter was needed, because it was said aloud on {@code saidOn} (yyyy-MM-dd) at {@code saidTime}
     * (HH:mm), Europe/London. Sets {@code sentBy} and {@code doneAt}.
     *
     * @throws LetterException if one of them is missing or wrong
     */
    public void said(DelegateExecution execution) {
        try {
            LocalDate on = LocalDate.parse(text(execution, "saidOn"));
            LocalTime time = LocalTime.parse(text(execution, "saidTime"));
            done(execution, "said", LondonTime.at(on, time));
        } catch (DateTimeParseException wrong) {
            throw new LetterException(
                    "\"" + wrong.getParsedString() + "\" does not say when it was said. Give saidOn as a date such as"
                            + " 2026-11-24 and saidTime as a time such as 14:30.",
                    wrong);
        }
    }

    /**
     * Notes, when the process instance ends, that a letter which did not go out never will, nor a copy that was still to
     * be posted. For the end of the process itself, where it changes nothing if all of it went out.
     */
    public void ended(DelegateExecution execution) {
        store.ended(execution.getProcessInstanceId());
    }

    private Attempt attemptAndRecord(String id, boolean postInstead) {
        Attempt attempt;
        try {
            attempt = ownTransaction.execute(transaction -> attempt(id, postInstead));
        } catch (DataAccessException | TransactionException full) {
            throw new LetterException(
                    "What became of the letter " + id + " could not be recorded: " + reason(full) + ". "
                            + (mailer.hasUnrecorded(id)
                                    ? "The mail server has accepted it, and it is not sent again."
                                    : "It has not been sent.")
                            + " This is tried again. If tries run out: see that the database takes entries (is its disk"
                            + " full?) before Redress is stopped, then increment the number of retries of this job in"
                            + " Cockpit.",
                    full);
        }
        mailer.recorded(id);
        return attempt;
    }

    private Attempt attempt(String id, boolean postInstead) {
        Letter letter = store.lock(id).orElseThrow(() -> notToBeHad(id));
        if (letter.state() != Letter.State.TO_SEND) {
            return new Attempt(letter, null);
        }
        LetterException problem = null;
        if (postInstead) {
            giveUpMail(letter, "It was decided to " + (letter.isNotice() ? "send no mail." : "post it."));
        } else if (!mailer.isConfigured()) {
            giveUpMail(letter, NO_SERVER);
        } else {
            problem = offer(letter);
        }
        return new Attempt(written(id), problem);
    }

    private LetterException notToBeHad(String id) {
        return new LetterException(
                store.find(id).isPresent()
                        ? "The letter " + id + " is being sent by another job just now. This is tried again later."
                        : "There is no letter " + id + " to send: it was not written, or not in an earlier transaction."
                                + " Call letters.write before, and make the task that sends asynchronous"
                                + " (asyncBefore).");
    }

    private LetterException offer(Letter letter) {
        try {
            Mailer.Delivery delivery = mailer.send(letter, policy);
            if (delivery.acceptedAt() != null) {
                accepted(letter, delivery);
            } else {
                LOG.warn("{} cannot go by email: {}.", letter.title(), delivery.refusal());
                store.notAccepted(
                        letter.id(),
                        letter.isNotice() ? Letter.State.KEPT : Letter.State.TO_POST,
                        "Email is not possible: " + delivery.refusal() + ".");
            }
            return null;
        } catch (MailException unavailable) {
            String reason = Mailer.reason(unavailable);
            store.notAccepted(letter.id(), Letter.State.TO_SEND, "Not yet accepted by the mail server: " + reason);
            return new LetterException(
                    letter.title() + " of " + letter.reference() + " was not accepted by the mail server "
                            + mailer.serverName() + ": " + reason + ". It is kept and tried again. If tries run out:"
                            + " put the mail server or spring.mail.* right, then increment the number of retries of"
                            + " this job in Cockpit; or, to "
                            + (letter.isNotice() ? "keep it on file" : "post the letter")
                            + " instead, first set the variable sendBy of this process instance to post.",
                    unavailable);
        }
    }

    private void accepted(Letter letter, Mailer.Delivery delivery) {
        boolean copyByPost = letter.copyByPost() || delivery.copyRefusal() != null;
        if (!copyByPost) {
            String note =
                    delivery.refusal() == null ? null : "Email was not possible to all: " + delivery.refusal() + ".";
            store.sent(letter.id(), delivery.acceptedAt(), false, Letter.State.SENT, note);
            return;
        }
        String why = delivery.copyRefusal() == null ? "" : " Email is not possible: " + delivery.copyRefusal() + ".";
        store.sent(
                letter.id(),
                delivery.acceptedAt(),
                true,
                Letter.State.TO_POST,
                "Sent by email to the representative. Only the copy to the complainant has to be posted." + why);
    }

    private Route route(Addressee addressee, DelegateExecution execution) {
        if (addressee.unknown()) {
            return new Route(Letter.State.KEPT, "The complainant gave no name, email or address.");
        }
        if ("post".equals(execution.getVariable("sendBy"))) {
            return new Route(Letter.State.TO_POST, "It was decided to post it.");
        }
        if (!addressee.email().isEmpty() && mailer.isConfigured()) {
            return new Route(Letter.State.TO_SEND, null);
        }
        String why = addressee.email().isEmpty() ? "No email address is recorded for the addressee." : NO_SERVER;
        return new Route(
                Letter.State.TO_POST,
                addressee.postable() ? why : why + " No postal address is recorded either: please ask for one.");
    }

    private Route route(Recipients recipients) {
        if (!mailer.isConfigured()) {
            return new Route(Letter.State.KEPT, NO_SERVER);
        }
        if (!recipients.emails().isEmpty()) {
            return new Route(Letter.State.TO_SEND, null);
        }
        return new Route(
                Letter.State.KEPT,
                recipients.leftOut().isEmpty()
                        ? "Nobody is in the group " + String.join(", ", recipients.groups()) + "."
                        : "None of them has an email address: " + String.join(", ", recipients.leftOut()) + ".");
    }

    private void giveUpMail(Letter letter, String why) {
        store.state(letter.id(), letter.isNotice() ? Letter.State.KEPT : Letter.State.TO_POST, why);
    }

    /**
     * The variables of the case as they are now. A called process has copies, made when it was called; whoever has
     * become the representative since is to get the letter all the same (ALL-6).
     */
    private static Map<String, Object> current(DelegateExecution execution) {
        Map<String, Object> variables = new HashMap<>(execution.getVariables());
        DelegateExecution root = execution.getProcessInstance();
        while (root.getSuperExecution() != null) {
            root = root.getSuperExecution().getProcessInstance();
        }
        for (String name : CORRECTED) {
            if (root.hasVariable(name)) {
                variables.put(name, root.getVariable(name));
            }
        }
        for (String name : Addressee.VARIABLES) {
            Object now = root.getVariable(name);
            if (root.hasVariable(name) && !Objects.toString(now).equals(Objects.toString(variables.get(name)))) {
                variables.put(name, now);
                // The form of the posting shows the same.
                execution.setVariable(name, now);
            }
        }
        return variables;
    }

    private static String reason(NestedRuntimeException failure) {
        String message = failure.getMostSpecificCause().getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse("").strip();
    }

    private Letter written(String id) {
        return store.find(id).orElseThrow(() -> new LetterException("There is no letter " + id + "."));
    }

    private LocalDate postedOn(DelegateExecution execution, Letter letter) {
        LocalDate on;
        try {
            on = LocalDate.parse(text(execution, "postedOn"));
        } catch (DateTimeParseException wrong) {
            throw new LetterException(
                    "Posted on: \"" + wrong.getParsedString() + "\" is no date. Give it as 2026-11-24.", wrong);
        }
        LocalDate written = LondonTime.date(letter.writtenAt());
        if (on.isAfter(LocalDate.now(clock))) {
            throw new LetterException("Posted on: " + LondonTime.day(on)
                    + " is still to come. Give the day on which the letter was posted.");
        }
        if (on.isBefore(written)) {
            throw new LetterException("Posted on: the letter was written on " + LondonTime.day(written)
                    + ", so it was not posted before. Give a day from then on.");
        }
        return on;
    }

    private static void done(DelegateExecution execution, String sentBy, Instant at) {
        execution.setVariable("sentBy", sentBy);
        execution.setVariable("doneAt", Date.from(at));
    }

    private static String reference(DelegateExecution execution) {
        String key = execution.getProcessBusinessKey();
        if (key == null) {
            throw new LetterException("No letter can be written: the process instance has no business key. Pass it to"
                    + " the call activity: <camunda:in businessKey=\"#{execution.processBusinessKey}\"/>.");
        }
        return key;
    }

    private static String text(DelegateExecution execution, String variable) {
        Object value = execution.getVariable(variable);
        return value == null ? "" : value.toString();
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static String nullIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }

    // To the millisecond, as the engine keeps its dates.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private record Attempt(Letter letter, LetterException problem) {}

    private record Route(Letter.State state, String note) {}
}
