package uk.redress.access;

import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import uk.redress.policy.Policies;

/**
 * The open tasks that were made before their policy became confidential (SMS-10): as long as nothing says who sees them,
 * only their assignees, supervisors and administrators do.
 */
@Component
class EarlierTasks {

    private static final Logger LOG = LoggerFactory.getLogger(EarlierTasks.class);

    private final Policies policies;
    private final ProcessEngine engine;
    private final JdbcTemplate jdbc;

    EarlierTasks(Policies policies, ProcessEngine engine, JdbcTemplate jdbc) {
        this.policies = policies;
        this.engine = engine;
        this.jdbc = jdbc;
    }

    /** Lets those see them who see their cases. */
    @EventListener(ApplicationStartedEvent.class)
    void settle() {
        for (String tenant : policies.confidential()) {
            jdbc.queryForList(
                            "select distinct e.ROOT_PROC_INST_ID_ from ACT_RU_TASK t"
                                    + " join ACT_RU_EXECUTION e on e.ID_ = t.PROC_INST_ID_ where t.TENANT_ID_ = ?"
                                    + " and not exists (select 1 from ACT_RU_VARIABLE v"
                                    + " where v.TASK_ID_ = t.ID_ and v.NAME_ = ?)",
                            String.class,
                            tenant,
                            Audience.SEEN_BY)
                    .forEach(this::settle);
        }
    }

    private void settle(String root) {
        try {
            ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration())
                    .getCommandExecutorTxRequired()
                    .execute(context -> {
                        Unsettled.current().sees(root);
                        return null;
                    });
        } catch (ProcessEngineException overtaken) {
            LOG.warn("Who sees the tasks of the case {} is left to the next start: {}", root, overtaken.getMessage());
        }
    }
}
