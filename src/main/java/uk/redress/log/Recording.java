package uk.redress.log;

import java.time.Clock;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.springframework.context.ApplicationEventPublisher;
import uk.redress.calendar.LondonTime;
import uk.redress.policy.MoreTimeNeeded;

/**
 * The bean {@code record} of the diagrams {@code <tenant>-record}: passes on to a complaint what somebody has recorded
 * about it (ALL-5, ALL-6, ALL-7, KIW-11), in the transaction in which the record itself is made. Whether it may be
 * recorded has been checked by {@link RecordRules} when it comes here.
 *
 * <p>These methods are part of the bean API that every diagram ever deployed relies on: they are never changed or
 * removed.
 */
public final class Recording {

    /** The ending of the name under which a step shows what a variable was before. */
    static final String BEFORE = "Before";

    private static final String KEY_ENDING = "-record";

    private static final Set<String> REPRESENTATIVE = Set.of(
            "representativeName",
            "representativeRelation",
            "representativeEmail",
            "representativeAuthority",
            "copyToComplainant");

    private final Complaints complaints;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Recording(Complaints complaints, ApplicationEventPublisher events, Clock clock) {
        this.complaints = complaints;
        this.events = events;
        this.clock = clock;
    }

    /** Whether this is the process of a tenant by which people record something about a complaint. */
    static boolean isRecord(String tenant, String processKey) {
        return processKey.equals(tenant + KEY_ENDING);
    }

    /**
     * Makes a record of a process instance that has just started: it belongs to the complaint that the form names, so
     * that its steps stand on that complaint's log.
     */
    void begin(ExecutionEntity record) {
        String reference = text(record, "recordReference");
        record.setProcessBusinessKey(reference);
        record.setVariable("reference", reference);
        Happening happening = Happening.of(text(record, "happened"));
        if (happening.details != null) {
            record.setVariable(happening.details, text(record, "details"));
            record.removeVariable("details");
        }
        if (happening.message != null) {
            Complaint complaint = complaint(record);
            record.setVariable(
                    "happenedAt",
                    Date.from(happenedAt(
                            text(record, "happenedOn"), text(record, "happenedTime"), complaint, Instant.now(clock))));
        }
    }

    /**
     * When something happened that somebody records, Europe/London: now, where nobody says when; on another day without
     * a time of day, at 09:00, or at the receipt if that was later on that day.
     */
    static Instant happenedAt(String on, String at, Complaint complaint, Instant now) {
        Instant moment = Intake.moment(on, at, now.atZone(LondonTime.ZONE).truncatedTo(ChronoUnit.MILLIS))
                .toInstant();
        boolean sameDay = moment.atZone(LondonTime.ZONE)
                .toLocalDate()
                .equals(complaint.receivedAt().atZone(LondonTime.ZONE).toLocalDate());
        return at == null && sameDay && moment.isBefore(complaint.receivedAt()) ? complaint.receivedAt() : moment;
    }

    /**
     * Whether the complaint still hears of what is recorded about it: it is open and not being closed. For a flow's
     * condition: {@code ${record.isHeard(execution)}}.
     *
     * @param execution of a process {@code <tenant>-record}
     */
    public boolean isHeard(DelegateExecution execution) {
        Complaint complaint = complaint(execution);
        Happening happening = Happening.of(text(execution, "happened"));
        return complaint.isOpen()
                && (happening.message == null
                        || Subscriptions.of(complaint, happening.message).any());
    }

    /**
     * Passes on to the complaint what was recorded: sends it the message, or changes what is known of it.
     *
     * @param execution of a process {@code <tenant>-record}
     * @throws BadUserRequestException if nothing of the complaint runs any more
     */
    public void pass(DelegateExecution execution) {
        Complaint complaint = complaint(execution);
        CaseTree tree = CaseTree.of(complaint)
                .orElseThrow(() -> new BadUserRequestException(complaint.reference() + " is closed."));
        Happening happening = Happening.of(text(execution, "happened"));
        switch (happening) {
            case ABOUT -> change(tree, Map.of("about", union(tree.known("about"), text(execution, "about"))));
            case AUTHORITY -> change(tree, representative(tree, execution));
            case RECEIPT ->
                change(
                        tree,
                        receipt(
                                tree,
                                correctedReceipt(
                                        text(execution, "receivedOn"),
                                        text(execution, "receivedTime"),
                                        Instant.now(clock))));
            case MORE_TIME_NEEDED ->
                events.publishEvent(new MoreTimeNeeded(tree.root().getId()));
            default -> send(happening, complaint, tree, execution);
        }
    }

    /** The receipt that somebody says is the right one, in milliseconds at most. */
    static ZonedDateTime correctedReceipt(String on, String at, Instant now) {
        return Intake.moment(on, at, now.atZone(LondonTime.ZONE).truncatedTo(ChronoUnit.MILLIS));
    }

    /** User ids of two lists with commas, each once, in their order. */
    static String union(Object known, Object more) {
        Set<String> all = new LinkedHashSet<>();
        for (Object list : new Object[] {known, more}) {
            for (String id : list == null ? new String[0] : list.toString().split(",")) {
                if (!id.isBlank()) {
                    all.add(id.strip());
                }
            }
        }
        return String.join(",", all);
    }

    private void send(Happening happening, Complaint complaint, CaseTree tree, DelegateExecution execution) {
        Map<String, Object> values = new HashMap<>();
        values.put(happening.details, execution.getVariable(happening.details));
        if (happening == Happening.CATEGORY) {
            values.put("kind", text(execution, "kind"));
        } else if (happening == Happening.DUPLICATE) {
            values.put("duplicateOf", text(execution, "duplicateOf"));
            duplicate(complaint, tree, find(complaint.tenant(), text(execution, "duplicateOf")));
        }
        String waiting = Subscriptions.of(complaint, happening.message).processInstanceId();
        tree.set(values, waiting);
        if (happening.atAMoment) {
            // Only where an event uses it up: left behind, it would become the moment of a later one.
            tree.tell(waiting, "happenedAt", execution.getVariable("happenedAt"));
        }
        execution
                .getProcessEngineServices()
                .getRuntimeService()
                .createMessageCorrelation(happening.message)
                .processInstanceBusinessKey(complaint.reference())
                .tenantId(complaint.tenant())
                .correlate();
    }

    /**
     * ALL-8: duplicates are linked, and the earliest receipt governs. Whom the one is about, the other is about too;
     * likewise who dealt with the original request (ALL-3).
     */
    private static void duplicate(Complaint complaint, CaseTree tree, Complaint other) {
        Casebook.current().link(other.reference(), other.tenant(), Map.of("duplicate", complaint.reference()));
        CaseTree.of(other).ifPresent(kept -> {
            Map<String, Object> values = new LinkedHashMap<>();
            for (String barred : List.of("about", "originalHandlers")) {
                String all = union(kept.known(barred), tree.known(barred));
                if (!all.equals(union(kept.known(barred), null))) {
                    values.put(barred, all);
                }
            }
            if (complaint.receivedAt().isBefore(other.receivedAt())) {
                values.putAll(receipt(kept, complaint.receivedAt().atZone(LondonTime.ZONE)));
            }
            if (!values.isEmpty()) {
                change(kept, values);
            }
        });
    }

    private static Map<String, Object> receipt(CaseTree tree, ZonedDateTime received) {
        Map<String, Object> values = new LinkedHashMap<>();
        Object before = tree.known("receivedAt");
        if (before != null && before.equals(tree.known("escalatedAt"))) {
            // It began at a later stage, whose limits count from the request: that came in when the complaint did.
            values.put("escalatedAt", Date.from(received.toInstant()));
        }
        values.put("receivedAt", Date.from(received.toInstant()));
        values.put("receivedOn", received.toLocalDate().toString());
        values.put(
                "receivedTime",
                received.toLocalTime().truncatedTo(ChronoUnit.MINUTES).toString());
        return values;
    }

    /** ALL-6: what was known of another representative, their authority above all, does not pass to the new one. */
    private static Map<String, Object> representative(CaseTree tree, DelegateExecution execution) {
        String name = text(execution, "representativeName");
        boolean same = name == null
                || name.equalsIgnoreCase(
                        Objects.toString(tree.known("representativeName"), "").strip());
        Map<String, Object> values = new LinkedHashMap<>();
        for (String field : REPRESENTATIVE) {
            String given = text(execution, field);
            if (given != null || !same) {
                values.put(field, given);
            }
        }
        return values;
    }

    private static void change(CaseTree tree, Map<String, Object> values) {
        Map<String, Object> before = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            Object known =
                    tree.root().hasVariable(name) ? Evidence.of(tree.root().getVariableTyped(name)) : null;
            if (known != null && !Objects.equals(tree.known(name), value)) {
                before.put(name + BEFORE, known);
            }
        });
        tree.set(values, tree.root().getId());
        Casebook.current().step(tree.root(), null, Action.CHANGED, null, before);
    }

    private Complaint complaint(DelegateExecution execution) {
        return find(execution.getTenantId(), text(execution, "recordReference"));
    }

    private Complaint find(String tenant, String reference) {
        return complaints
                .find(tenant, reference)
                .orElseThrow(() -> new BadUserRequestException("There is no complaint " + reference + "."));
    }

    private static String text(DelegateExecution execution, String variable) {
        Object value = execution.getVariable(variable);
        return value == null || value.toString().isBlank()
                ? null
                : value.toString().strip();
    }
}
