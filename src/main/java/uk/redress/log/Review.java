package uk.redress.log;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;

/**
 * A review of the complaints that were decided in a period, once it is made (KIW-10 and its like).
 *
 * @param id the process instance in which it was made
 * @param tenant whose complaints it is about
 * @param processKey the key of the process in which it was made
 * @param periodFrom it looked at the complaints closed from this instant
 * @param periodTo up to, but not at, this one
 * @param madeBy the id of the user who analysed the complaints
 * @param madeFor the ids of the groups whose task it was; of a confidential policy, whose members see it (SMS-10)
 * @param counts what was counted, as JSON: names, numbers, texts, lists and objects
 * @param effectiveness whether the policy works and what in it should change; null where the review does not ask (SMS-12)
 * @param sharedWith whom the lessons were shared with
 * @param actions what will be done; null if nothing
 */
public record Review(
        String id,
        String tenant,
        String processKey,
        Instant periodFrom,
        Instant periodTo,
        Instant madeAt,
        String madeBy,
        Set<String> madeFor,
        Map<String, Object> counts,
        String trends,
        String rootCauses,
        String lessons,
        String effectiveness,
        String sharedWith,
        LocalDate sharedOn,
        String actions) {}
