package uk.redress.policy;

import jakarta.annotation.PostConstruct;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.springframework.stereotype.Component;
import uk.redress.calendar.LondonTime;

/** The engine's time, in Europe/London: what "now" and "today" are everywhere in Redress, in tests too. */
@Component
public class EngineClock extends Clock {

    private final ZoneId zone;

    public EngineClock() {
        this(LondonTime.ZONE);
    }

    private EngineClock(ZoneId zone) {
        this.zone = zone;
    }

    /** Camunda keeps the JVM's zone when it loads: a Redress in another zone would fire every limit at a wrong hour. */
    @PostConstruct
    void inLondon() {
        if (!ZoneId.systemDefault().equals(LondonTime.ZONE)) {
            throw new IllegalStateException("Redress runs in " + ZoneId.systemDefault()
                    + ", but counts limits in Europe/London. Start it by uk.redress.RedressApplication, which sees to"
                    + " the time zone, and by nothing else.");
        }
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new EngineClock(other);
    }

    @Override
    public Instant instant() {
        return ClockUtil.getCurrentTime().toInstant();
    }
}
