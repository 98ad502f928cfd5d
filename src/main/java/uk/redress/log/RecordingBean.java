package uk.redress.log;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import uk.redress.policy.EngineClock;
import uk.redress.policy.Policy;
import uk.redress.policy.PolicyBean;

/** Gives diagrams the bean {@code record}: see {@link Recording}. */
@Component
class RecordingBean implements PolicyBean {

    private final Recording recording;

    RecordingBean(Complaints complaints, ApplicationEventPublisher events, EngineClock clock) {
        this.recording = new Recording(complaints, events, clock);
    }

    @Override
    public String name() {
        return "record";
    }

    @Override
    public Recording of(Policy policy) {
        return recording;
    }
}
