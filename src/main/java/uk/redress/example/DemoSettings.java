package uk.redress.example;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the demonstration begins with.
 *
 * @param examples whether it has example complaints
 */
@ConfigurationProperties("redress.demo")
record DemoSettings(@DefaultValue("true") boolean examples) {}
