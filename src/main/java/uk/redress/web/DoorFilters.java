package uk.redress.web;

import jakarta.servlet.Filter;
import org.camunda.bpm.spring.boot.starter.property.CamundaBpmProperties;
import org.springframework.boot.autoconfigure.jersey.JerseyProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** What comes in and goes out by each door: Camunda's REST API, and that of its web applications. */
@Configuration(proxyBeanMethods = false)
class DoorFilters {

    /** Outside of everything, so that the sign-in's own failures are told in plain words too. */
    private static final int OUTERMOST = Ordered.HIGHEST_PRECEDENCE + 5;

    /** Behind the sign-in: of those who have not signed in, nothing is read. */
    private static final int BEHIND_THE_SIGN_IN = Ordered.HIGHEST_PRECEDENCE + 20;

    private final String[] doors;

    DoorFilters(JerseyProperties rest, CamundaBpmProperties camunda) {
        doors = new String[] {
            rest.getApplicationPath() + "/*", camunda.getWebapp().getApplicationPath() + "/api/*"
        };
    }

    @Bean
    FilterRegistrationBean<Filter> plainErrors() {
        return registration(new PlainErrors(), OUTERMOST);
    }

    @Bean
    FilterRegistrationBean<Filter> jsonBodies() {
        return registration(new JsonBodies(), BEHIND_THE_SIGN_IN);
    }

    private FilterRegistrationBean<Filter> registration(Filter filter, int order) {
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(filter);
        registration.addUrlPatterns(doors);
        registration.setOrder(order);
        return registration;
    }
}
