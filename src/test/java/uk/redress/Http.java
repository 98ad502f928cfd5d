package uk.redress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Real HTTP as one person: by Basic on the REST API, or with a session of the web applications. */
public final class Http {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final CookieManager cookies = new CookieManager();
    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(cookies).build();
    private final String root;
    private final String authorization;
    private final Map<String, String> headers = new HashMap<>();

    private Http(int port, String authorization) {
        this.root = "http://localhost:" + port;
        this.authorization = authorization;
    }

    /** Of nobody who is signed in. */
    public static Http anonymous(int port) {
        return new Http(port, null);
    }

    /** With the demo's password. */
    public static Http as(String user, int port) {
        return as(user, "demo", port);
    }

    public static Http as(String user, String password, int port) {
        String plain = user + ":" + password;
        return new Http(port, "Basic " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8)));
    }

    /** Signs in to the web applications, as a browser does. */
    public static Http browser(String user, int port) {
        return browser(user, "demo", port);
    }

    public static Http browser(String user, String password, int port) {
        Http browser = new Http(port, null);
        browser.send("GET", "/camunda/app/welcome/default/", null, null);
        HttpResponse<String> response = browser.send(
                "POST",
                "/camunda/api/admin/auth/user/default/login/welcome",
                "application/x-www-form-urlencoded",
                "username=" + URLEncoder.encode(user, StandardCharsets.UTF_8) + "&password="
                        + URLEncoder.encode(password, StandardCharsets.UTF_8));
        if (response.statusCode() != 200) {
            throw new AssertionError(user + " cannot sign in: " + response.statusCode() + " " + response.body());
        }
        // Signing in begins a new session, whose token comes with the next page.
        browser.tokens().forEach(old -> browser.cookies.getCookieStore().remove(null, old));
        browser.get("/camunda/app/welcome/default/");
        return browser;
    }

    /** Sends this header from now on, too. */
    public Http with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    public HttpResponse<String> get(String path) {
        return send("GET", path, null, null);
    }

    public HttpResponse<String> post(String path, String json) {
        return send("POST", path, "application/json", json);
    }

    public HttpResponse<String> put(String path, String json) {
        return send("PUT", path, "application/json", json);
    }

    public HttpResponse<String> delete(String path) {
        return send("DELETE", path, null, null);
    }

    public HttpResponse<String> send(String method, String path, String type, String body) {
        return send(method, path, type, null, body);
    }

    public HttpResponse<String> sendAccepting(String accepted, String method, String path, String json) {
        return send(method, path, "application/json", accepted, json);
    }

    private List<HttpCookie> tokens() {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                .toList();
    }

    public HttpResponse<String> sendBytes(String method, String path, String type, byte[] body) {
        return send(method, path, type, null, BodyPublishers.ofByteArray(body));
    }

    /** Sends a body piece by piece, without saying how long it is. */
    public HttpResponse<String> sendChunks(String method, String path, String type, byte[] body) {
        return send(method, path, type, null, BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(body)));
    }

    private HttpResponse<String> send(String method, String path, String type, String accepted, String body) {
        return send(
                method, path, type, accepted, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    }

    private HttpResponse<String> send(String method, String path, String type, String accepted, BodyPublisher body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(root + path)).method(method, body);
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        if (type != null) {
            request.header("Content-Type", type);
        }
        if (accepted != null) {
            request.header("Accept", accepted);
        }
        headers.forEach(request::header);
        tokens().forEach(cookie -> request.header("X-XSRF-TOKEN", cookie.getValue()));
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public static JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException("Not JSON: " + response.body(), e);
        }
    }
}
