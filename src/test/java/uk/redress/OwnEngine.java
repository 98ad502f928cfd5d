package uk.redress;

import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngines;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/**
 * Lets the REST API and the web applications of a test use the engine of that test. They ask for the engine "default"
 * of the whole JVM, which is the one that started last, of whichever test, or none after one has been closed. Every
 * Spring test has this listener, by {@code META-INF/spring.factories}.
 */
public class OwnEngine implements TestExecutionListener {

    /** Before what a test class does once, where its instance is made once. */
    @Override
    public void prepareTestInstance(TestContext test) {
        beforeTestMethod(test);
    }

    @Override
    public void beforeTestMethod(TestContext test) {
        test.getApplicationContext().getBeanProvider(ProcessEngine.class).ifAvailable(engine -> {
            ProcessEngines.unregister(engine);
            ProcessEngines.registerProcessEngine(engine);
        });
    }
}
