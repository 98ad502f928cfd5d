package uk.redress.limit;

import org.camunda.bpm.engine.BadUserRequestException;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import uk.redress.policy.MoreTimeNeeded;

/** Lets somebody who knows already that a limit cannot be kept say so, without waiting for its warning (ALL-2). */
@Component
class WarningAhead {

    private final DueDates dueDates;

    WarningAhead(DueDates dueDates) {
        this.dueDates = dueDates;
    }

    /**
     * Gives the warnings of the limits that run.
     *
     * @throws BadUserRequestException if there is none to give
     */
    @EventListener
    void warn(MoreTimeNeeded needed) {
        if (dueDates.warnNow(needed.processInstanceId()) == 0) {
            throw new BadUserRequestException("There is no limit to be warned of now: either the warning is a task in"
                    + " Tasklist already, where more time is asked for, or nothing runs that has a limit.");
        }
    }
}
