package uk.redress.access;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.cfg.CommandChecker;
import org.camunda.bpm.engine.impl.cfg.multitenancy.TenantCommandChecker;

/** The engine's check of tenants, whose refusal is one of rights (403), not a failure of Redress (500). */
final class TenantChecks {

    private TenantChecks() {}

    static CommandChecker checker() {
        CommandChecker engines = new TenantCommandChecker();
        return (CommandChecker) Proxy.newProxyInstance(
                CommandChecker.class.getClassLoader(), new Class<?>[] {CommandChecker.class}, (proxy, check, of) -> {
                    try {
                        return check.invoke(engines, of);
                    } catch (InvocationTargetException thrown) {
                        Throwable cause = thrown.getCause();
                        // Exactly this class: what it throws for other reasons is of subclasses.
                        throw cause.getClass() == ProcessEngineException.class
                                ? new AuthorizationException(cause.getMessage())
                                : cause;
                    }
                });
    }
}
