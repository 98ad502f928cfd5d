package uk.redress.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.Tenant;
import org.camunda.bpm.engine.rest.security.auth.AuthenticationResult;
import org.camunda.bpm.engine.rest.security.auth.impl.HttpBasicAuthenticationProvider;
import org.camunda.bpm.webapp.impl.security.auth.Authentication;
import org.camunda.bpm.webapp.impl.security.auth.AuthenticationUtil;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets nobody use the REST API, any path of it, without signing in: by HTTP Basic as one of the engine's users, or, to
 * read a complaint or its letters from a link in Tasklist, by the session of the web applications. That session is good
 * for GET below {@code /complaint} alone, and goes before a password that the browser has kept of somebody else; a
 * page of Tasklist never makes the browser ask for one. No other site can make a browser change anything, as far as the
 * browser says where a request comes from: over https, and on this machine.
 */
class RestSignIn extends OncePerRequestFilter {

    private static final String READABLE_BY_SESSION = "/complaint";

    /** From where a browser says that a request comes: a page of ours, or the person by themselves. */
    private static final String COMES_FROM = "Sec-Fetch-Site";

    private static final Set<String> OURS = Set.of("same-origin", "none");
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private final HttpBasicAuthenticationProvider basic = new HttpBasicAuthenticationProvider();
    private final ProcessEngine engine;

    RestSignIn(ProcessEngine engine) {
        this.engine = engine;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        IdentityService identity = engine.getIdentityService();
        String from = request.getHeader(COMES_FROM);
        if (from != null && !OURS.contains(from) && !READING.contains(request.getMethod())) {
            answer(
                    response,
                    HttpServletResponse.SC_FORBIDDEN,
                    "ForbiddenException",
                    "A page of another site cannot change anything here.");
            return;
        }
        Optional<String> user = bySession(request).or(() -> byBasic(request));
        if (user.isEmpty()) {
            refuse(from == null || from.equals("none"), response);
            return;
        }
        try {
            String id = user.get();
            identity.setAuthentication(
                    id,
                    identity.createGroupQuery().groupMember(id).list().stream()
                            .map(Group::getId)
                            .toList(),
                    identity.createTenantQuery().userMember(id).includingGroupsOfUser(true).list().stream()
                            .map(Tenant::getId)
                            .toList());
            chain.doFilter(request, response);
        } finally {
            identity.clearAuthentication();
        }
    }

    private Optional<String> byBasic(HttpServletRequest request) {
        AuthenticationResult result = basic.extractAuthenticatedUser(request, engine);
        return result.isAuthenticated() ? Optional.of(result.getAuthenticatedUser()) : Optional.empty();
    }

    private Optional<String> bySession(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        boolean readsComplaint = request.getMethod().equals("GET")
                && below(READABLE_BY_SESSION, request.getPathInfo())
                // What is asked for as it was sent, too, so that no detour in the path leads elsewhere.
                && below(
                        request.getContextPath() + request.getServletPath() + READABLE_BY_SESSION,
                        request.getRequestURI());
        if (session == null || !readsComplaint) {
            return Optional.empty();
        }
        return Optional.ofNullable(AuthenticationUtil.getAuthsFromSession(session)
                        .getAuthenticationForProcessEngine(engine.getName()))
                .map(Authentication::getName)
                .filter(id ->
                        engine.getIdentityService().createUserQuery().userId(id).count() == 1);
    }

    private static boolean below(String folder, String path) {
        return path != null && (path.equals(folder) || path.startsWith(folder + "/"));
    }

    private void refuse(boolean mayAsk, HttpServletResponse response) throws IOException {
        if (mayAsk) {
            basic.augmentResponseByAuthenticationChallenge(response, engine);
        }
        answer(
                response,
                HttpServletResponse.SC_UNAUTHORIZED,
                "NotSignedIn",
                "Sign in with your user id and password (HTTP Basic). After wrong passwords the right one is refused for"
                        + " some seconds.");
    }

    private static void answer(HttpServletResponse response, int status, String type, String message)
            throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.getWriter().write("{\"type\":\"" + type + "\",\"message\":\"" + message + "\"}");
    }
}
