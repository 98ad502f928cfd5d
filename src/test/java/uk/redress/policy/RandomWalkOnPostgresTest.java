package uk.redress.policy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A few cases of every procedure of every policy on the production database. */
@DisplayName("Cases of every policy take random steps on PostgreSQL as on H2")
@DirtiesContext
class RandomWalkOnPostgresTest extends RandomWalkTest {

    private static final int CASES = Integer.getInteger("redress.walk.cases.postgres", 60);

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) throws IOException {
        // It stops with the JVM; stopped before the application, that would wait for it in vain.
        EmbeddedPostgres postgres = EmbeddedPostgres.start();
        registry.add("spring.datasource.url", () -> postgres.getJdbcUrl("postgres", "postgres"));
        registry.add("spring.datasource.username", () -> "postgres");
    }

    @Override
    int cases() {
        return CASES;
    }
}
