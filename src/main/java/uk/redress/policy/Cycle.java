package uk.redress.policy;

import java.time.Instant;
import java.time.ZonedDateTime;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.TimerEventDefinition;
import org.springframework.scheduling.support.CronExpression;
import uk.redress.calendar.LondonTime;

/**
 * The moments at which a process starts by itself, again and again: a cron expression of six fields, such as
 * {@code 0 0 9 1 1,4,7,10 ?} for 09:00 on the first day of each quarter, Europe/London.
 */
public final class Cycle {

    /** Some forty years: further back than whatever comes round at all, even on a Monday that is a 29 February. */
    private static final int DAYS_BACK = 1 << 14;

    private final CronExpression cron;

    private Cycle(CronExpression cron) {
        this.cron = cron;
    }

    /**
     * Reads a cycle.
     *
     * @throws IllegalArgumentException if it is no cron expression, or one of which no moment ever comes
     */
    public static Cycle parse(String text) {
        Cycle cycle = new Cycle(CronExpression.parse(text.strip()));
        if (cycle.cron.next(Instant.EPOCH.atZone(LondonTime.ZONE)) == null) {
            throw new IllegalArgumentException("its moment never comes");
        }
        return cycle;
    }

    /**
     * The cycle by which a diagram starts.
     *
     * @throws PolicyException if it starts by none
     */
    public static Cycle of(BpmnModelInstance diagram) {
        return diagram.getModelElementsByType(TimerEventDefinition.class).stream()
                .filter(timer -> timer.getParentElement() instanceof StartEvent start
                        && start.getParentElement() instanceof Process
                        && timer.getTimeCycle() != null)
                .map(timer -> parse(timer.getTimeCycle().getTextContent()))
                .findFirst()
                .orElseThrow(
                        () -> new PolicyException("This diagram does not start by a cycle, which says what period a"
                                + " review is about. Make its start event a timer of the type \"Cycle\"."));
    }

    /** The last of its moments up to this one, this one too. */
    public Instant upTo(Instant moment) {
        return before(moment.plusMillis(1));
    }

    /**
     * The last of its moments before this one.
     *
     * @throws IllegalArgumentException if there was none within forty years
     */
    public Instant before(Instant moment) {
        ZonedDateTime end = moment.atZone(LondonTime.ZONE);
        for (int days = 1; days <= DAYS_BACK; days *= 2) {
            ZonedDateTime last = null;
            ZonedDateTime next = cron.next(end.minusDays(days));
            while (next != null && next.isBefore(end)) {
                last = next;
                next = cron.next(next);
            }
            if (last != null) {
                return last.toInstant();
            }
        }
        throw new IllegalArgumentException("None of the moments of the cycle " + cron + " came before " + end + ".");
    }
}
