package uk.redress.access;

import jakarta.servlet.Filter;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.spring.boot.starter.property.CamundaBpmProperties;
import org.springframework.boot.autoconfigure.jersey.JerseyProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** The filters in front of Camunda's web applications and its REST API; each runs before any of Camunda's own. */
@Configuration(proxyBeanMethods = false)
class WebFilters {

    @Bean
    FilterRegistrationBean<Filter> restSignIn(ProcessEngine engine, JerseyProperties rest) {
        return first(new RestSignIn(engine), rest.getApplicationPath() + "/*");
    }

    @Bean
    FilterRegistrationBean<Filter> setupClosed(CamundaBpmProperties camunda) {
        String webapps = camunda.getWebapp().getApplicationPath();
        return first(new SetupClosed(), webapps + "/api/admin/*", webapps + "/app/admin/*");
    }

    @Bean
    FilterRegistrationBean<Filter> oneEngine(ProcessEngine engine, CamundaBpmProperties camunda) {
        return first(new OneEngine(engine), camunda.getWebapp().getApplicationPath() + "/app/*");
    }

    @Bean
    FilterRegistrationBean<Filter> noncePerRequest(CamundaBpmProperties camunda) {
        return first(new NoncePerRequest(), camunda.getWebapp().getApplicationPath() + "/*");
    }

    private static FilterRegistrationBean<Filter> first(Filter filter, String... paths) {
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(filter);
        registration.addUrlPatterns(paths);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 10);
        return registration;
    }
}
