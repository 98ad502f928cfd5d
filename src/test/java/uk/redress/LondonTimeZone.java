package uk.redress;

import java.util.TimeZone;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.test.context.TestExecutionListener;

/**
 * Puts every Spring test into the time zone of Redress before anything of Camunda loads, as {@link RedressApplication}
 * does for a start. Registered by {@code META-INF/spring.factories}. A test that starts Redress itself is no Spring test:
 * it is extended with this.
 */
public class LondonTimeZone implements TestExecutionListener, BeforeAllCallback {

    static {
        TimeZone.setDefault(TimeZone.getTimeZone("Europe/London"));
    }

    /** Nothing more: the zone is set once this class is there. */
    @Override
    public void beforeAll(ExtensionContext context) {}
}
