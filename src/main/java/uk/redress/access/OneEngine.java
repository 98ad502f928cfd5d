package uk.redress.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.ProcessEngine;
import org.springframework.web.filter.OncePerRequestFilter;

/** Says that there is no page of an engine that there is not (404). Camunda's own filter fails over it. */
class OneEngine extends OncePerRequestFilter {

    /** The first page of a web application, with the name of an engine. */
    private static final Pattern PAGE = Pattern.compile("/app/[^/]+/([^/]+)/(?:index\\.html)?$");

    private final ProcessEngine engine;

    OneEngine(ProcessEngine engine) {
        this.engine = engine;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Matcher page = PAGE.matcher(request.getRequestURI());
        if (page.find() && !page.group(1).equals(engine.getName())) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        chain.doFilter(request, response);
    }
}
