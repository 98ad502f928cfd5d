package uk.redress.access;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.test.context.TestPropertySource;
import uk.redress.RedressTest;

/** A test with two companies of its own, Acorn Training and Birch College, whose diagrams have a task for each group. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@RedressTest
@TestPropertySource(
        properties = {
            "redress.policy.processes=src/test/resources/access/processes",
            "redress.policy.forms=src/test/resources/access/forms"
        })
@interface AccessTest {}
