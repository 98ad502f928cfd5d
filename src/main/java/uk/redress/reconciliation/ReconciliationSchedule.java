package uk.redress.reconciliation;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Reconciles at each start, once the policies are deployed, and daily, beside everything else that runs. */
@Component
@EnableScheduling
class ReconciliationSchedule {

    private static final Logger LOG = LoggerFactory.getLogger(ReconciliationSchedule.class);

    private final Reconciliation reconciliation;
    private final ReconciliationSettings settings;

    ReconciliationSchedule(Reconciliation reconciliation, ReconciliationSettings settings) {
        this.reconciliation = reconciliation;
        this.settings = settings;
    }

    @Scheduled(initialDelay = 0)
    void atStart() {
        if (!settings.never()) {
            daily();
        }
    }

    @Scheduled(cron = "${redress.reconciliation.cron:" + ReconciliationSettings.DAILY + "}", zone = "Europe/London")
    void daily() {
        try {
            reconciliation.run();
        } catch (RuntimeException failed) {
            LOG.error("The complaints were not reconciled; it is tried again at the next start or day.", failed);
        }
    }
}
