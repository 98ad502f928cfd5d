package uk.redress.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Real HTTP as one person: by Basic on the REST API, or with a session of the web applications. */
final class Http {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final CookieManager cookies = new CookieManager();
    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(cookies).build();
    private final String root;
    private final String authorization;

    private Http(int port, String authorization) {
        this.root = "http://localhost:" + port;
        this.authorization = authorization;
    }

    static Http anonymous(int port) {
        return new Http(port, null);
    }

    /** With the demo's password. */
    static Http as(String user, int port) {
        return as(user, "demo", port);
    }

    static Http as(String user, String password, int port) {
        String plain = user + ":" + password;
        return new Http(port, "Basic " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8)));
    }

    /** Signs in to the web applications, as a browser does. */
    static Http browser(String user, int port) {
        Http browser = new Http(port, null);
        browser.send("GET", "/camunda/app/welcome/default/", null, null);
        HttpResponse<String> response = browser.send(
                "POST",
                "/camunda/api/admin/auth/user/default/login/welcome",
                "application/x-www-form-urlencoded",
                "username=" + URLEncoder.encode(user, StandardCharsets.UTF_8) + "&password=demo");
        if (response.statusCode() != 200) {
            throw new AssertionError(user + " cannot sign in: " + response.statusCode() + " " + response.body());
        }
        return browser;
    }

    HttpResponse<String> get(String path) {
        return send("GET", path, null, null);
    }

    HttpResponse<String> post(String path, String json) {
        return send("POST", path, "application/json", json);
    }

    HttpResponse<String> put(String path, String json) {
        return send("PUT", path, "application/json", json);
    }

    HttpResponse<String> delete(String path) {
        return send("DELETE", path, null, null);
    }

    HttpResponse<String> send(String method, String path, String type, String body) {
        return send(method, path, type, null, body);
    }

    HttpResponse<String> sendAccepting(String accepted, String method, String path, String json) {
        return send(method, path, "application/json", accepted, json);
    }

    private HttpResponse<String> send(String method, String path, String type, String accepted, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(root + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        if (type != null) {
            request.header("Content-Type", type);
        }
        if (accepted != null) {
            request.header("Accept", accepted);
        }
        cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                .forEach(cookie -> request.header("X-XSRF-TOKEN", cookie.getValue()));
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException("Not JSON: " + response.body(), e);
        }
    }
}
