package uk.redress.policy;

import java.beans.FeatureDescriptor;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.spring.SpringExpressionManager;
import org.camunda.bpm.impl.juel.jakarta.el.CompositeELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.ELContext;
import org.camunda.bpm.impl.juel.jakarta.el.ELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.MethodNotFoundException;
import org.camunda.bpm.impl.juel.jakarta.el.PropertyNotFoundException;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/** Lets the expressions of diagrams call the {@link PolicyBean}s, each resolved for the tenant of the case at hand. */
@Component
class PolicyExpressions extends AbstractProcessEnginePlugin {

    private final ApplicationContext context;
    private final Policies policies;

    PolicyExpressions(ApplicationContext context, Policies policies) {
        this.context = context;
        this.policies = policies;
    }

    @Override
    public void preInit(ProcessEngineConfigurationImpl configuration) {
        // None of Spring's own beans: an expression could reach the database or the mail server through them.
        configuration.setExpressionManager(new SpringExpressionManager(context, Map.of()) {
            @Override
            protected ELResolver createElResolver() {
                CompositeELResolver resolver = new CompositeELResolver();
                // Before the variables: no variable may stand in for a bean that counts limits.
                resolver.add(new PolicyBeanResolver());
                resolver.add(super.createElResolver());
                return resolver;
            }
        });
    }

    private final class PolicyBeanResolver extends ELResolver {

        private Map<String, PolicyBean> beans;

        @Override
        public Object getValue(ELContext elContext, Object base, Object property) {
            if (base != null && "class".equals(property)) {
                throw new PropertyNotFoundException("An expression does not look into Java classes.");
            }
            if (base != null || !(property instanceof String name)) {
                return null;
            }
            PolicyBean bean = beans().get(name);
            if (bean == null) {
                return null;
            }
            elContext.setPropertyResolved(true);
            return bean.of(policies.of(tenant(elContext)));
        }

        /** Leaves every call to others but one: from its class, a value leads to all of Java. */
        @Override
        public Object invoke(
                ELContext elContext, Object base, Object method, Class<?>[] parameterTypes, Object[] parameters) {
            if (base instanceof Class || "getClass".equals(method)) {
                throw new MethodNotFoundException("An expression does not look into Java classes.");
            }
            return null;
        }

        // Asked for late: the beans may need the engine, which is not built yet when this resolver is.
        private Map<String, PolicyBean> beans() {
            if (beans == null) {
                beans = context.getBeanProvider(PolicyBean.class).stream()
                        .collect(Collectors.toUnmodifiableMap(PolicyBean::name, Function.identity()));
            }
            return beans;
        }

        private String tenant(ELContext elContext) {
            Object scope = elContext.getContext(VariableScope.class);
            if (scope instanceof DelegateExecution execution) {
                return execution.getTenantId();
            }
            if (scope instanceof DelegateTask task) {
                return task.getTenantId();
            }
            return null;
        }

        @Override
        public Class<?> getType(ELContext elContext, Object base, Object property) {
            return null;
        }

        @Override
        public void setValue(ELContext elContext, Object base, Object property, Object value) {}

        @Override
        public boolean isReadOnly(ELContext elContext, Object base, Object property) {
            return true;
        }

        @Override
        public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext elContext, Object base) {
            return Collections.emptyIterator();
        }

        @Override
        public Class<?> getCommonPropertyType(ELContext elContext, Object base) {
            return Object.class;
        }
    }
}
