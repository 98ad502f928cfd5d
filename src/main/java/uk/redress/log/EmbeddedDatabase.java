package uk.redress.log;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.validation.annotation.Validated;

/** The database that Redress keeps in a file of its own where no other is configured: H2. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "spring.datasource.url", matchIfMissing = true, havingValue = "none")
class EmbeddedDatabase {

    /**
     * Where the embedded database is.
     *
     * @param data the folder of the database's file; made if absent
     */
    @Validated
    @ConfigurationProperties("redress")
    record Settings(@NotNull @DefaultValue("data") Path data) {}

    @Bean
    JdbcConnectionDetails embeddedDatabaseConnection(Settings settings) {
        String file =
                settings.data().toAbsolutePath().normalize().resolve("redress").toString();
        return new JdbcConnectionDetails() {
            @Override
            public String getUsername() {
                return "sa";
            }

            @Override
            public String getPassword() {
                return "";
            }

            @Override
            public String getJdbcUrl() {
                // H2 otherwise writes half a second after a commit, and a kill in between loses what was committed.
                return "jdbc:h2:file:" + file + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
            }
        };
    }
}
