package uk.redress.policy;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.db.entitymanager.DbEntityManager;
import org.camunda.bpm.engine.impl.jobexecutor.TimerStartEventJobHandler;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.impl.persistence.entity.AcquirableJobEntity;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TimerEntity;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.springframework.stereotype.Component;

/**
 * Lets no moment of a cycle be lost to a new version. Of a process that starts by a cycle the engine drops the old
 * version's timer and sets the new version's to the next moment; if the old one had fallen due and not yet fired, as when
 * Redress was down on the day and is started again with a changed policy, the new one takes its place.
 */
@Component
class DueCycles extends AbstractProcessEnginePlugin implements Deployer {

    @Override
    public void preInit(ProcessEngineConfigurationImpl configuration) {
        List<Deployer> deployers = new ArrayList<>();
        if (configuration.getCustomPostDeployers() != null) {
            deployers.addAll(configuration.getCustomPostDeployers());
        }
        deployers.add(this);
        configuration.setCustomPostDeployers(deployers);
    }

    /** Runs after the engine's own deployer, in the same transaction: what that has dropped and made is at hand. */
    @Override
    public void deploy(DeploymentEntity deployment) {
        if (!deployment.isNew()) {
            return;
        }
        DbEntityManager entities = Context.getCommandContext().getDbEntityManager();
        // The type under which the engine keeps jobs of every type.
        List<TimerEntity> starts = entities.getCachedEntitiesByType(AcquirableJobEntity.class).stream()
                .filter(TimerEntity.class::isInstance)
                .map(TimerEntity.class::cast)
                .filter(job -> TimerStartEventJobHandler.TYPE.equals(job.getJobHandlerType()))
                .filter(job -> Objects.equals(job.getTenantId(), deployment.getTenantId()))
                .toList();
        Date now = ClockUtil.getCurrentTime();
        Map<String, Date> fallenDue = new TreeMap<>();
        starts.stream()
                .filter(entities::isDeleted)
                .filter(job -> !job.getDuedate().after(now))
                .forEach(job -> fallenDue.merge(
                        job.getProcessDefinitionKey(),
                        job.getDuedate(),
                        (one, other) -> one.before(other) ? one : other));
        starts.stream()
                .filter(job -> !entities.isDeleted(job) && fallenDue.containsKey(job.getProcessDefinitionKey()))
                .forEach(job -> job.setDuedate(fallenDue.get(job.getProcessDefinitionKey())));
    }
}
