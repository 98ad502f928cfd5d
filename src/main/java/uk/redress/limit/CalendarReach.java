package uk.redress.limit;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import uk.redress.calendar.CalendarException;
import uk.redress.calendar.LondonTime;
import uk.redress.calendar.WorkingCalendar;
import uk.redress.policy.EngineClock;

/** Warns at start, half a year before it matters, that the calendar of working days is coming to its end. */
@Component
class CalendarReach {

    /** The longest limit of the policies, in working days: CAN-11. */
    private static final int LONGEST_LIMIT = 40;

    private static final int MONTHS_AHEAD = 6;

    private static final Logger LOG = LoggerFactory.getLogger(CalendarReach.class);

    private final Clock clock;

    CalendarReach(EngineClock clock) {
        this.clock = clock;
    }

    @EventListener(ApplicationReadyEvent.class)
    void warn() {
        warning(LocalDate.now(clock)).ifPresent(LOG::warn);
    }

    /** What is wrong with the calendar's reach on this day; empty if it covers the longest limit and half a year. */
    static Optional<String> warning(LocalDate today) {
        try {
            WorkingCalendar.with(List.of()).after(today.plusMonths(MONTHS_AHEAD), LONGEST_LIMIT);
            return Optional.empty();
        } catch (CalendarException tooShort) {
            return Optional.of("The calendar of working days reaches from " + LondonTime.day(WorkingCalendar.FIRST)
                    + " to " + LondonTime.day(WorkingCalendar.LAST) + ", and today is " + LondonTime.day(today)
                    + ". Limits that end outside it are refused. Install a release of Redress whose calendar reaches"
                    + " further.");
        }
    }
}
