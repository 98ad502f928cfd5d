package uk.redress;

import java.util.TimeZone;
import org.springframework.test.context.TestExecutionListener;

/**
 * Puts every Spring test into the time zone of Redress before anything of Camunda loads, as {@link RedressApplication}
 * does for a start. Registered by {@code META-INF/spring.factories}.
 */
public class LondonTimeZone implements TestExecutionListener {

    static {
        TimeZone.setDefault(TimeZone.getTimeZone("Europe/London"));
    }
}
