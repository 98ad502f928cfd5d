package uk.redress.log;

import java.time.Instant;
import java.util.Map;

/**
 * A step of a complaint, about to be written.
 *
 * @param at the engine's time
 * @param actor the user's id; null if Redress did it by itself
 * @param element the diagram's element; null for what belongs to none
 * @param due the instant by which the step's task or limit is due, if any
 * @param limitId the limit that the step is about, if any
 */
record Step(
        Instant at,
        String actor,
        Action action,
        DiagramElement element,
        Instant due,
        String limitId,
        Map<String, Object> evidence,
        String processInstanceId,
        String activityInstanceId) {}
