package uk.redress.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.stream.Stream;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Closes the web applications' set-up, with which anybody makes themselves administrator while there is none
 * (CVE-2026-77226). Redress makes its first administrator itself, so the set-up is never needed.
 */
class SetupClosed extends OncePerRequestFilter {

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        // The container's path has been decoded and cleaned of detours; any segment counts, in any case of letters.
        String path = request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
        if (Stream.of(path.split("/")).map(String::strip).anyMatch("setup"::equalsIgnoreCase)) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        chain.doFilter(request, response);
    }
}
