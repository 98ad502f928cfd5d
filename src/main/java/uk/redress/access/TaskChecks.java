package uk.redress.access;

import java.util.function.BiConsumer;
import org.camunda.bpm.engine.impl.cfg.auth.AuthorizationCommandChecker;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;
import org.camunda.bpm.engine.repository.ProcessDefinition;

/** The engine's check of authorizations, and {@link TaskRules} wherever a single task is read or worked on. */
class TaskChecks extends AuthorizationCommandChecker {

    /** A job starts what its diagram says, also where somebody who may has it executed before its time. */
    @Override
    public void checkCreateProcessInstance(ProcessDefinition process) {
        if (Context.getCommandContext().getCurrentJob() == null) {
            super.checkCreateProcessInstance(process);
        }
    }

    @Override
    public void checkReadTask(TaskEntity task) {
        super.checkReadTask(task);
        forCaller(task, TaskRules::checkSees);
    }

    @Override
    public void checkReadTaskVariable(TaskEntity task) {
        super.checkReadTaskVariable(task);
        forCaller(task, TaskRules::checkSees);
        forCaller(task, TaskRules::checkSeesCase);
    }

    @Override
    public void checkTaskWork(TaskEntity task) {
        super.checkTaskWork(task);
        forCaller(task, TaskRules::checkWorksOn);
        Unsettled.current().worksOn(task);
    }

    private static void forCaller(TaskEntity task, BiConsumer<Caller, TaskEntity> check) {
        Caller.of(Context.getCommandContext()).ifPresent(caller -> check.accept(caller, task));
    }
}
