package uk.redress.log;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A step of a complaint: who did what, when.
 *
 * @param at the engine's time
 * @param actor the user's id; null if Redress did it by itself
 * @param action what was done, such as {@code completed} or {@code limit-missed}
 * @param elementId the element of the diagram; null for what belongs to none
 * @param process the key of the diagram's process
 * @param clauses the clauses that the element carries
 * @param limitId the limit that the step is about, if any
 * @param due the instant by which the step's task or limit is due, if any
 * @param evidence what was entered or found, by the name of the variable
 */
public record ComplaintStep(
        long id,
        Instant at,
        String actor,
        String action,
        String elementId,
        String elementName,
        String process,
        List<String> clauses,
        String limitId,
        Instant due,
        Map<String, Object> evidence,
        String processInstanceId,
        String activityInstanceId) {}
