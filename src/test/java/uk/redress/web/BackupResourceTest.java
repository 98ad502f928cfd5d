package uk.redress.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import uk.redress.Http;
import uk.redress.RedressTest;

/** Issue 2, "Operating it": who takes a backup; that it can be restored is proved with the jar. */
@RedressTest
class BackupResourceTest {

    @LocalServerPort
    private int port;

    @ParameterizedTest
    @ValueSource(strings = {"kiwi-agent", "kiwi-manager", "kiwi-director", "kiwi-supervisor", "kiwi-analyst"})
    void nobodyButAnAdministratorTakesABackup(String user) {
        HttpResponse<String> answer = Http.as(user, port).post("/engine-rest/backup", "");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(Http.json(answer).path("message").asText()).isEqualTo("Only an administrator takes a backup.");
    }

    @Test
    void nobodyTakesABackupWithoutSigningIn() {
        assertThat(Http.anonymous(port).post("/engine-rest/backup", "").statusCode())
                .isEqualTo(401);
    }

    @Test
    void anAdministratorIsToldHowADatabaseOfItsOwnIsBackedUp() {
        HttpResponse<String> answer = Http.as("admin", port).post("/engine-rest/backup", "");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Http.json(answer).path("message").asText()).contains("pg_dump");
    }
}
