package uk.redress.web;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@DisplayName("Races end on PostgreSQL as on H2")
@DirtiesContext
class RacesOnPostgresTest extends RacesTest {

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) throws IOException {
        // It stops with the JVM; stopped before the application, that would wait for it in vain.
        EmbeddedPostgres postgres = EmbeddedPostgres.start();
        registry.add("spring.datasource.url", () -> postgres.getJdbcUrl("postgres", "postgres"));
        registry.add("spring.datasource.username", () -> "postgres");
    }
}
