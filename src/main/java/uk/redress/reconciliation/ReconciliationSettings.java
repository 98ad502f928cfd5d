package uk.redress.reconciliation;

import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.support.CronExpression;
import org.springframework.validation.annotation.Validated;

/**
 * When Redress compares the log with what runs, beside each start.
 *
 * @param cron seconds, minutes, hours, day of the month, month, day of the week, in Europe/London; {@code -} for never,
 *     at the start neither
 */
@Validated
@ConfigurationProperties("redress.reconciliation")
record ReconciliationSettings(@NotNull @DefaultValue(DAILY) String cron) {

    static final String DAILY = "0 30 5 * * *";

    ReconciliationSettings {
        if (!isNever(cron) && !CronExpression.isValidExpression(cron)) {
            throw new IllegalArgumentException("\"" + cron + "\" is no time to reconcile at. Write six fields, such as "
                    + DAILY + " for half past five each day, or - for never.");
        }
    }

    boolean never() {
        return isNever(cron);
    }

    private static boolean isNever(String cron) {
        return Scheduled.CRON_DISABLED.equals(cron);
    }
}
