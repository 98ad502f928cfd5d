package uk.redress.log;

import org.springframework.stereotype.Component;
import uk.redress.policy.EngineClock;
import uk.redress.policy.Policy;
import uk.redress.policy.PolicyBean;

/** Gives diagrams the bean {@code reviews}: see {@link Reviews}. */
@Component
class ReviewsBean implements PolicyBean {

    private final Complaints complaints;
    private final ReviewTable table;
    private final EngineClock clock;

    ReviewsBean(Complaints complaints, ReviewTable table, EngineClock clock) {
        this.complaints = complaints;
        this.table = table;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "reviews";
    }

    @Override
    public Object of(Policy policy) {
        return new Reviews(policy, complaints, table, clock);
    }
}
