package uk.redress.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.camunda.bpm.webapp.impl.security.filter.headersec.provider.impl.ContentSecurityPolicyProvider;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives each page of the web applications the nonce of its own content security policy. 7.24.0 hands the nonce from
 * the header to the page in an attribute of the whole application, so that of pages loaded at the same time some get
 * another's nonce, and the browser blocks their scripts.
 */
class NoncePerRequest extends OncePerRequestFilter {

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        chain.doFilter(new OwnNonce(request), response);
    }

    private static final class OwnNonce extends HttpServletRequestWrapper {

        private final ServletContext context;
        private Object nonce;

        private OwnNonce(HttpServletRequest request) {
            super(request);
            ServletContext shared = request.getServletContext();
            context = (ServletContext) Proxy.newProxyInstance(
                    ServletContext.class.getClassLoader(),
                    new Class<?>[] {ServletContext.class},
                    (proxy, method, arguments) -> {
                        boolean ofNonce = arguments != null
                                && arguments.length > 0
                                && ContentSecurityPolicyProvider.ATTR_CSP_FILTER_NONCE.equals(arguments[0]);
                        if (ofNonce && method.getName().equals("setAttribute")) {
                            nonce = arguments[1];
                            return null;
                        }
                        if (ofNonce && method.getName().equals("getAttribute")) {
                            return nonce;
                        }
                        try {
                            return method.invoke(shared, arguments);
                        } catch (InvocationTargetException thrown) {
                            throw thrown.getCause();
                        }
                    });
        }

        @Override
        public ServletContext getServletContext() {
            return context;
        }
    }
}
