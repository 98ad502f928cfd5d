package uk.redress.web;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import uk.redress.log.Complaint;
import uk.redress.log.ComplaintLimit;
import uk.redress.log.ComplaintStep;

/** A complaint as the REST API answers it; instants are in Camunda's format. */
record ComplaintJson(
        String reference,
        String tenantId,
        String processDefinitionKey,
        String processInstanceId,
        String kind,
        String channel,
        String complainantName,
        String complainantType,
        String representativeName,
        String department,
        String referralManager,
        String previousReference,
        String duplicateOf,
        List<String> duplicates,
        List<String> continuedBy,
        Date receivedAt,
        Date loggedAt,
        Date acknowledgedAt,
        Date respondedAt,
        Date escalatedAt,
        Integer stage,
        Integer stageDone,
        String about,
        String originalHandlers,
        String handledBy,
        String state,
        String closedAs,
        Date closedAt,
        String outcome,
        String rootCause,
        String lesson,
        Date nextDue,
        boolean late,
        List<Limit> limits) {

    static ComplaintJson of(Complaint complaint, Instant now) {
        return new ComplaintJson(
                complaint.reference(),
                complaint.tenant(),
                complaint.processKey(),
                complaint.processInstanceId(),
                complaint.kind(),
                complaint.channel(),
                complaint.complainantName(),
                complaint.complainantType(),
                complaint.representative(),
                complaint.department(),
                complaint.referralManager(),
                complaint.previousReference(),
                complaint.duplicateOf(),
                complaint.duplicates(),
                complaint.continuedBy(),
                date(complaint.receivedAt()),
                date(complaint.loggedAt()),
                date(complaint.acknowledgedAt()),
                date(complaint.respondedAt()),
                date(complaint.escalatedAt()),
                complaint.stage(),
                complaint.stageDone(),
                complaint.about(),
                complaint.originalHandlers(),
                complaint.handledBy(),
                complaint.state(),
                complaint.closedAs(),
                date(complaint.closedAt()),
                complaint.outcome(),
                complaint.rootCause(),
                complaint.lesson(),
                date(complaint.nextDue()),
                complaint.late(now),
                complaint.limits().stream().map(limit -> Limit.of(limit, now)).toList());
    }

    /**
     * A limit of the complaint.
     *
     * @param what what has to be done until it; null if the diagram does not say
     * @param state {@code open}, {@code late}, {@code met}, {@code met-late}, {@code missed}, {@code extended} or
     *     {@code dropped}
     * @param marginSeconds the seconds to spare; negative if it is, or was, late
     */
    record Limit(
            String id,
            String elementId,
            String name,
            String what,
            List<String> clauses,
            String fact,
            int revision,
            Date due,
            Date originalDue,
            Date armedAt,
            Date metAt,
            Date missedAt,
            Date droppedAt,
            String droppedWhy,
            Date extendedAt,
            String state,
            long marginSeconds) {

        static Limit of(ComplaintLimit limit, Instant now) {
            return new Limit(
                    limit.id(),
                    limit.elementId(),
                    limit.name(),
                    limit.what(),
                    limit.clauses(),
                    limit.fact(),
                    limit.revision(),
                    date(limit.due()),
                    date(limit.originalDue()),
                    date(limit.armedAt()),
                    date(limit.metAt()),
                    date(limit.missedAt()),
                    date(limit.droppedAt()),
                    limit.droppedWhy(),
                    date(limit.extendedAt()),
                    limit.state(now).name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    limit.margin(now).toSeconds());
        }
    }

    /**
     * A step of the complaint.
     *
     * @param actor the user's id; null if Redress did it by itself
     */
    record Step(
            long id,
            Date at,
            String actor,
            String action,
            String elementId,
            String elementName,
            String process,
            List<String> clauses,
            String limitId,
            Date due,
            Map<String, Object> evidence,
            String processInstanceId,
            String activityInstanceId) {

        static Step of(ComplaintStep step) {
            return new Step(
                    step.id(),
                    date(step.at()),
                    step.actor(),
                    step.action(),
                    step.elementId(),
                    step.elementName(),
                    step.process(),
                    step.clauses(),
                    step.limitId(),
                    date(step.due()),
                    step.evidence(),
                    step.processInstanceId(),
                    step.activityInstanceId());
        }
    }

    /** The instant as Camunda's REST API writes it, once it is JSON; null of none. */
    static Date date(Instant instant) {
        return instant == null ? null : Date.from(instant);
    }
}
