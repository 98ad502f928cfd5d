package uk.redress.web;

import jakarta.ws.rs.Path;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import org.camunda.bpm.spring.boot.starter.rest.CamundaJerseyResourceConfig;
import org.springframework.aop.support.AopUtils;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/** Camunda's REST API with our resources beside it: every Spring bean that has a {@link Path} or is a {@link Provider}. */
@Component
class EngineRest extends CamundaJerseyResourceConfig {

    private final ApplicationContext context;

    EngineRest(ApplicationContext context) {
        this.context = context;
    }

    @Override
    protected void registerAdditionalResources() {
        registerBeansWith(Path.class);
        registerBeansWith(Provider.class);
    }

    // As classes, not as objects: Jersey takes an object for a provider and warns when it is none.
    private void registerBeansWith(Class<? extends Annotation> annotation) {
        context.getBeansWithAnnotation(annotation).values().forEach(bean -> register(AopUtils.getTargetClass(bean)));
    }
}
