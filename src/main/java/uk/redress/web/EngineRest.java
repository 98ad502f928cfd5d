package uk.redress.web;

import jakarta.ws.rs.Path;
import jakarta.ws.rs.ext.Provider;
import org.camunda.bpm.spring.boot.starter.rest.CamundaJerseyResourceConfig;
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
        context.getBeansWithAnnotation(Path.class).values().forEach(this::register);
        context.getBeansWithAnnotation(Provider.class).values().forEach(this::register);
    }
}
