package uk.redress.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import uk.redress.Http;

/** Issue 2, "Access": signing in, and pages that do not come up blank under parallel loads. */
@AccessTest
class WebappTest {

    private static final Pattern HEADER = Pattern.compile("'nonce-([^']+)'");
    private static final Pattern PAGE = Pattern.compile("nonce=\"([^\"]+)\"");

    @LocalServerPort
    int port;

    @Autowired
    RuntimeService runtime;

    @Test
    void eachOfManyPagesLoadedAtOnceCarriesTheNonceOfItsHeader() throws Exception {
        Http browser = Http.browser("acorn-agent", port);
        ExecutorService eightAtATime = Executors.newFixedThreadPool(8);
        try {
            List<Future<HttpResponse<String>>> loads = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                loads.add(eightAtATime.submit(() -> browser.get("/camunda/app/tasklist/default/")));
            }
            List<String> nonces = new ArrayList<>();
            for (Future<HttpResponse<String>> load : loads) {
                HttpResponse<String> page = load.get();
                assertThat(page.statusCode()).isEqualTo(200);
                String header = first(HEADER, policy(page));
                Matcher scripts = PAGE.matcher(page.body());
                int count = 0;
                while (scripts.find()) {
                    assertThat(scripts.group(1)).isEqualTo(header);
                    count++;
                }
                assertThat(count).as("scripts with a nonce").isPositive();
                nonces.add(header);
            }
            assertThat(nonces).doesNotHaveDuplicates();
        } finally {
            eightAtATime.shutdownNow();
        }
    }

    @Test
    void theContentSecurityPolicyIsAsStrictAsCamundas() {
        assertThat(policy(Http.anonymous(port).get("/camunda/app/cockpit/default/"))
                        .replaceAll("nonce-[^']+", "nonce-X"))
                .isEqualTo("base-uri 'self';script-src 'nonce-X' 'strict-dynamic' 'unsafe-eval' https: 'self'"
                        + " 'unsafe-inline';style-src 'unsafe-inline' 'self';default-src 'self';img-src 'self' data:;"
                        + "block-all-mixed-content;form-action 'self';frame-ancestors 'none';object-src 'none';sandbox"
                        + " allow-forms allow-scripts allow-same-origin allow-popups allow-downloads");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/engine-rest",
                "/engine-rest/",
                "/engine-rest/engine",
                "/engine-rest/engine/",
                "/engine-rest/engine/default/task",
                "/engine-rest/task",
                "/engine-rest//task",
                "/engine-rest/task;x=y",
                "/engine-rest/version",
                "/engine-rest/identity/password-policy",
                "/engine-rest/complaint",
                "/engine-rest/openapi.json",
            })
    void theRestApiNeedsSignInOnEveryPath(String path) {
        HttpResponse<String> response = Http.anonymous(port).get(path);

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Basic");
        assertThat(response.body()).contains("Sign in with your user id and password");
        assertThat(Http.anonymous(port).post(path, "{}").statusCode()).isEqualTo(401);
    }

    @Test
    void aWrongPasswordIsRefused() {
        assertThat(Http.as("acorn-head2", "wrong", port)
                        .get("/engine-rest/task")
                        .statusCode())
                .isEqualTo(401);
        assertThat(Http.as("nobody", port).get("/engine-rest/task").statusCode())
                .isEqualTo(401);
        assertThat(Http.as("", "", port).get("/engine-rest/task").statusCode()).isEqualTo(401);
    }

    @Test
    void theSessionOfTasklistReadsComplaintsAndNothingElse() {
        Http browser = Http.browser("acorn-agent", port);

        assertThat(browser.get("/engine-rest/complaint/ACO-2026-99999").statusCode())
                .as("signed in, whatever the answer")
                .isNotEqualTo(401);
        assertThat(browser.post("/engine-rest/complaint/ACO-2026-99999", "{}").statusCode())
                .isEqualTo(401);
        assertThat(browser.delete("/engine-rest/complaint/ACO-2026-99999").statusCode())
                .isEqualTo(401);
        for (String path : new String[] {
            "/engine-rest/task",
            "/engine-rest/complaints",
            "/engine-rest/complaint/..;/task",
            "/engine-rest/complaint/%2e%2e/task",
            "/engine-rest/task/%2e%2e/complaint/ACO-2026-99999"
        }) {
            assertThat(browser.get(path).statusCode()).as(path).isEqualTo(401);
        }
        assertThat(Http.anonymous(port)
                        .get("/engine-rest/complaint/ACO-2026-99999")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void aPageOfTasklistNeverMakesTheBrowserAskForAPasswordWhichItWouldKeep() {
        HttpResponse<String> response =
                Http.anonymous(port).with("Sec-Fetch-Site", "same-origin").get("/engine-rest/complaint");

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate")).isEmpty();
    }

    @Test
    void theSessionGoesBeforeAPasswordThatTheBrowserHasKeptOfSomebodyElse() {
        String instance = Http.json(Http.as("acorn-agent", port)
                        .post(
                                "/engine-rest/process-definition/key/acorn-complaint/tenant-id/acorn/start",
                                "{\"variables\":{\"summary\":{\"value\":\"Nobody rang back.\"}}}"))
                .path("id")
                .asText();
        String complaint = "/engine-rest/complaint/" + runtime.getVariable(instance, "reference");
        String kept = "Basic " + Base64.getEncoder().encodeToString("birch-agent:demo".getBytes(UTF_8));
        Http browser = Http.browser("acorn-agent", port).with("Authorization", kept);

        assertThat(Http.as("birch-agent", port).get(complaint).statusCode()).isEqualTo(404);
        assertThat(browser.get(complaint).statusCode()).isEqualTo(200);
    }

    @Test
    void aPageOfAnotherSiteChangesNothingWithAPasswordThatTheBrowserHasKept() {
        assertThat(Http.as("acorn-supervisor", port)
                        .with("Sec-Fetch-Site", "cross-site")
                        .post("/engine-rest/limit/recount?tenant=acorn&dryRun=false", "")
                        .statusCode())
                .isEqualTo(403);
        assertThat(Http.as("acorn-supervisor", port)
                        .with("Sec-Fetch-Site", "same-origin")
                        .get("/engine-rest/task")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void cookiesAreNotForScriptsOrOtherSites() {
        HttpResponse<String> page = Http.anonymous(port).get("/camunda/app/welcome/default/");

        assertThat(page.headers().allValues("Set-Cookie"))
                .anySatisfy(cookie -> assertThat(cookie).contains("JSESSIONID", "HttpOnly", "SameSite=Lax"))
                .anySatisfy(cookie -> assertThat(cookie).contains("XSRF-TOKEN", "SameSite=Lax"));
    }

    @ParameterizedTest
    @CsvSource({
        "agent, tasklist welcome",
        "manager, tasklist welcome",
        "head, tasklist welcome",
        "director, tasklist welcome",
        "supervisor, cockpit tasklist welcome",
        "analyst, cockpit welcome"
    })
    void eachRoleHasItsApplications(String role, String applications) {
        Http browser = Http.browser("acorn-" + role, port);

        JsonNode user = Http.json(browser.get("/camunda/api/admin/auth/user/default"));

        List<String> found = new ArrayList<>();
        user.get("authorizedApps").forEach(application -> found.add(application.asText()));
        assertThat(found).containsExactlyInAnyOrder(applications.split(" "));
    }

    private static String policy(HttpResponse<String> page) {
        return page.headers().firstValue("Content-Security-Policy").orElseThrow();
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }
}
