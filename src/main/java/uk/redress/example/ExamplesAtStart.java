package uk.redress.example;

import jakarta.annotation.PreDestroy;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Makes the example complaints of the demonstration once Redress is ready, beside everything else that runs. */
@Component
@Profile("demo")
class ExamplesAtStart {

    private static final Logger LOG = LoggerFactory.getLogger(ExamplesAtStart.class);

    private final ExampleComplaints examples;
    private final DemoSettings settings;
    private final Thread making = new Thread(this::make, "example-complaints");

    ExamplesAtStart(ExampleComplaints examples, DemoSettings settings) {
        this.examples = examples;
        this.settings = settings;
    }

    @EventListener(ApplicationReadyEvent.class)
    void ready() {
        if (settings.examples()) {
            making.start();
        }
    }

    private void make() {
        try {
            examples.make();
        } catch (CancellationException stopped) {
            LOG.info("Redress stops before the example complaints are all made.");
        } catch (RuntimeException failed) {
            LOG.warn("The example complaints are not all made: {}", failed.getMessage());
        }
    }

    /** Redress stops: the step that is being taken is still finished. */
    @PreDestroy
    void stop() throws InterruptedException {
        examples.stop();
        making.join();
    }
}
