package uk.redress.form;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.test.context.TestPropertySource;
import uk.redress.RedressTest;

/** A test with a company of its own, the Tea House, which is a folder of the test resources and nothing else. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@RedressTest
@TestPropertySource(
        properties = {
            "redress.policy.processes=src/test/resources/form/company/processes",
            "redress.policy.forms=src/test/resources/form/company/forms",
            "camunda.bpm.generic-properties.properties.general-resource-whitelist-pattern=[a-zA-Z0-9-]+"
        })
@interface TeaHouseTest {}
