package uk.redress.web;

import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;
import uk.redress.policy.Policies;
import uk.redress.policy.Policy;

/** Says, once everything is up, where to go and as whom. */
@Component
class StartMessage {

    private static final Logger LOG = LoggerFactory.getLogger(StartMessage.class);

    private final Environment environment;
    private final Policies policies;

    StartMessage(Environment environment, Policies policies) {
        this.environment = environment;
        this.policies = policies;
    }

    @EventListener
    void ready(ApplicationReadyEvent event) {
        if (!(event.getApplicationContext() instanceof WebServerApplicationContext web)) {
            return;
        }
        String address = environment.getProperty("server.address", "localhost");
        String where = "http://" + address + ":" + web.getWebServer().getPort() + "/camunda";
        if (environment.acceptsProfiles(Profiles.of("demo"))) {
            String agents = policies.all().stream()
                    .map(Policy::tenant)
                    .map(tenant -> tenant + "-agent")
                    .collect(Collectors.joining(", "));
            LOG.info(
                    "Redress is ready: open {} and sign in with the password \"demo\" as {} (other roles: README), or admin.",
                    where,
                    agents);
        } else {
            LOG.info("Redress is ready: open {} and sign in.", where);
        }
    }
}
