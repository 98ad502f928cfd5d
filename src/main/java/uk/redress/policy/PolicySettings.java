package uk.redress.policy;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where the policies are.
 *
 * @param processes the folder of the policies' diagrams; where it does not exist, those in the jar are used
 * @param forms the folder of the policies' forms, likewise
 */
@Validated
@ConfigurationProperties("redress.policy")
public record PolicySettings(
        @NotNull @DefaultValue("processes") Path processes,
        @NotNull @DefaultValue("forms") Path forms) {}
