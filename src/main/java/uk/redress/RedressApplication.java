package uk.redress;

import java.util.TimeZone;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts Redress, in the time zone in which every limit is counted: Europe/London. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class RedressApplication {

    static {
        // Camunda and the JDBC drivers keep the JVM's zone when their classes load, so it is set before any of them.
        TimeZone.setDefault(TimeZone.getTimeZone("Europe/London"));
    }

    public static void main(String[] args) {
        SpringApplication.run(RedressApplication.class, args);
    }
}
