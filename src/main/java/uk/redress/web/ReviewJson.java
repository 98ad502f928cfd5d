package uk.redress.web;

import java.util.Date;
import java.util.Map;
import uk.redress.log.Review;

/**
 * A review as the REST API answers it; instants are in Camunda's format.
 *
 * @param periodFrom it looked at the complaints closed from this instant
 * @param periodTo up to, but not at, this one
 * @param effectiveness whether the policy works and what in it should change; null where the review does not ask
 * @param sharedOn a date, as yyyy-MM-dd
 */
record ReviewJson(
        String id,
        String tenantId,
        String processDefinitionKey,
        Date periodFrom,
        Date periodTo,
        Date madeAt,
        String madeBy,
        Map<String, Object> counts,
        String trends,
        String rootCauses,
        String lessons,
        String effectiveness,
        String sharedWith,
        String sharedOn,
        String actions) {

    static ReviewJson of(Review review) {
        return new ReviewJson(
                review.id(),
                review.tenant(),
                review.processKey(),
                ComplaintJson.date(review.periodFrom()),
                ComplaintJson.date(review.periodTo()),
                ComplaintJson.date(review.madeAt()),
                review.madeBy(),
                review.counts(),
                review.trends(),
                review.rootCauses(),
                review.lessons(),
                review.effectiveness(),
                review.sharedWith(),
                review.sharedOn() == null ? null : review.sharedOn().toString(),
                review.actions());
    }
}
