package uk.redress.letter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import uk.redress.RedressTest;
import uk.redress.policy.CaseWalk;

/** Issue 2, "Letters": with no mail server configured the letter is kept, readable, and marked to be posted. */
@RedressTest
class LetterResourceTest {

    private static final String STRANGER = "letters-of-another-company";
    private static final String STRANGERS_PASSWORD = "Not-One-0f-Us!";

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private TestRestTemplate http;

    private CaseWalk walk;
    private String reference;

    @BeforeEach
    void logAndAcknowledge() {
        walk = new CaseWalk(engine, "kiwi");
        walk.itIs("2026-11-24T10:00");
        reference = walk.start(
                "kiwi-agent",
                "kiwi-complaint",
                Map.of(
                        "kind", "complaint",
                        "channel", "phone",
                        "complainantName", "Jo Baker",
                        "complainantType", "learner",
                        "complainantEmail", "jo@example.org",
                        "complainantAddress", "12 High Street\nLymington",
                        "summary", "My tutor <b>did not</b> come."));
    }

    @AfterEach
    void resetClock() {
        ClockUtil.reset();
        engine.getIdentityService().deleteUser(STRANGER);
        engine.getIdentityService().deleteTenant("another-company");
    }

    @Test
    @DisplayName("The list says what letters there are and what became of each")
    void list() throws Exception {
        assertThat(json(get("kiwi-agent", path()))).isEmpty();
        walk.complete("kiwi-manager", reference, "acknowledge", Map.of("told", "letter"));

        JsonNode letters = json(get("kiwi-agent", path()));
        assertThat(letters).hasSize(1);
        JsonNode letter = letters.get(0);
        assertThat(letter.path("id").asText()).isNotBlank();
        assertThat(letter.path("reference").asText()).isEqualTo(reference);
        assertThat(letter.path("kind").asText()).isEqualTo("acknowledgement");
        assertThat(letter.path("subject").asText()).isEqualTo("We have received your complaint (" + reference + ")");
        assertThat(letter.path("to").asText()).isEqualTo("Jo Baker");
        assertThat(letter.path("email").asText()).isEqualTo("jo@example.org");
        assertThat(letter.path("state").asText()).isEqualTo("to-post");
        assertThat(letter.path("note").asText()).isEqualTo("No mail server is configured.");
        assertThat(letter.path("writtenAt").asText()).isEqualTo("2026-11-24T10:00:00.000+0000");
        assertThat(letter.path("sentAt").isNull()).isTrue();
        assertThat(letter.path("postedOn").isNull()).isTrue();

        walk.itIs("2026-11-25T09:30");
        walk.complete("kiwi-agent", reference, "post-letter", Map.of("postedOn", "2026-11-25"));

        letter = json(get("kiwi-agent", path())).get(0);
        assertThat(letter.path("state").asText()).isEqualTo("posted");
        assertThat(letter.path("postedOn").asText()).isEqualTo("2026-11-25");
        assertThat(letter.path("postedAt").asText()).isEqualTo("2026-11-25T09:30:00.000+0000");
    }

    @Test
    @DisplayName("A letter is a page to be printed in which nothing can run, or plain text")
    void read() throws Exception {
        walk.complete("kiwi-manager", reference, "acknowledge", Map.of("told", "letter"));
        String letter =
                path() + "/" + json(get("kiwi-agent", path())).get(0).path("id").asText();

        ResponseEntity<String> html = get("kiwi-agent", letter);
        assertThat(html.getStatusCode()).isEqualTo(HttpStatus.OK);
        assertThat(html.getHeaders().getFirst("Content-Type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(html.getHeaders().getFirst("Content-Security-Policy"))
                .startsWith("default-src 'none'; style-src 'unsafe-inline';")
                .endsWith("sandbox");
        assertThat(html.getHeaders().getFirst("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(html.getHeaders().getFirst("Cache-Control")).isEqualTo("no-store");
        assertThat(Jsoup.parse(html.getBody()).select("b")).isEmpty();
        assertThat(Jsoup.parse(html.getBody()).text())
                .contains("My tutor <b>did not</b> come.", "Tuesday 8 December 2026", "12 High Street Lymington");

        ResponseEntity<String> text = get("kiwi-agent", letter + "?format=text");
        assertThat(text.getHeaders().getFirst("Content-Type")).isEqualTo("text/plain;charset=UTF-8");
        assertThat(text.getBody()).contains("Our reference: " + reference, "    My tutor <b>did not</b> come.");

        assertThat(get("kiwi-agent", letter + "?format=pdf").getStatusCode()).isEqualTo(HttpStatus.BAD_REQUEST);
        assertThat(get("kiwi-agent", path() + "/none").getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
        assertThat(json(get("kiwi-agent", path() + "/none")).path("message").asText())
                .isEqualTo("There is no letter none of the complaint " + reference + ".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kiwi-agent", "kiwi-manager", "kiwi-head", "kiwi-director", "kiwi-supervisor", "admin"})
    @DisplayName("Access: who deals with complaints, or supervises that, reads letters")
    void readers(String user) throws Exception {
        walk.complete("kiwi-manager", reference, "acknowledge", Map.of("told", "letter"));

        ResponseEntity<String> letters = get(user, path());
        assertThat(letters.getStatusCode()).isEqualTo(HttpStatus.OK);
        assertThat(get(user, path() + "/" + json(letters).get(0).path("id").asText())
                        .getStatusCode())
                .isEqualTo(HttpStatus.OK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kiwi-analyst", STRANGER})
    @DisplayName("Access: to anybody else, and to another company's people, there is no such complaint")
    void others(String user) throws Exception {
        hireStranger();
        walk.complete("kiwi-manager", reference, "acknowledge", Map.of("told", "letter"));
        String id = json(get("kiwi-agent", path())).get(0).path("id").asText();

        for (String path : new String[] {path(), path() + "/" + id, path() + "/" + id + "?format=text"}) {
            ResponseEntity<String> answer = get(user, path);
            assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
            assertThat(json(answer).path("message").asText())
                    .isEqualTo("There is no complaint " + reference + " that you may see.");
        }
    }

    @Test
    @DisplayName("Access: without signing in there are no letters, and one complaint's address shows no other's letter")
    void strangers() throws Exception {
        walk.complete("kiwi-manager", reference, "acknowledge", Map.of("told", "letter"));
        String id = json(get("kiwi-agent", path())).get(0).path("id").asText();
        String first = reference;
        logAndAcknowledge();

        assertThat(http.getForEntity(path(), String.class).getStatusCode()).isEqualTo(HttpStatus.UNAUTHORIZED);
        assertThat(reference).isNotEqualTo(first);
        assertThat(get("kiwi-agent", path() + "/" + id).getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
    }

    @Test
    @DisplayName("Nobody sends a letter of their own wording by starting the diagram that letters go out by")
    void forgers() throws Exception {
        IdentityService identity = engine.getIdentityService();
        identity.setAuthentication("kiwi-agent", List.of("customer-services"), List.of("kiwi"));
        try {
            assertThatThrownBy(() -> engine.getRuntimeService()
                            .createProcessInstanceByKey("send-letter")
                            .processDefinitionTenantId("kiwi")
                            .businessKey(reference)
                            .setVariables(Map.of(
                                    "reference", reference,
                                    "letter", "response",
                                    "told", "letter",
                                    "kind", "complaint",
                                    "complainantEmail", "mallory@example.org",
                                    "outcome", "upheld",
                                    "findings", "We owe Mallory a million."))
                            .execute())
                    .hasMessageContaining("is a part of others");
        } finally {
            identity.clearAuthentication();
        }
        assertThat(json(get("kiwi-agent", path()))).isEmpty();
    }

    private void hireStranger() {
        IdentityService identity = engine.getIdentityService();
        User stranger = identity.newUser(STRANGER);
        stranger.setPassword(STRANGERS_PASSWORD);
        identity.saveUser(stranger);
        identity.createMembership(STRANGER, "customer-services");
        identity.saveTenant(identity.newTenant("another-company"));
        identity.createTenantUserMembership("another-company", STRANGER);
    }

    private String path() {
        return "/engine-rest/complaint/" + reference + "/letters";
    }

    private ResponseEntity<String> get(String user, String path) {
        String password = user.equals(STRANGER) ? STRANGERS_PASSWORD : "demo";
        return http.withBasicAuth(user, password).getForEntity(path, String.class);
    }

    private static JsonNode json(ResponseEntity<String> response) throws Exception {
        assertThat(response.getHeaders().getContentType().isCompatibleWith(MediaType.APPLICATION_JSON))
                .isTrue();
        return new ObjectMapper().readTree(response.getBody());
    }
}
