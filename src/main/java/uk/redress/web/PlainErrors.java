package uk.redress.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Sees to it that no refusal shows what is inside Redress: no class, no SQL, no stack trace. What was meant for
 * programmers goes to the log, and people are told in plain words what they can do about it.
 */
class PlainErrors extends OncePerRequestFilter {

    private static final Logger LOG = LoggerFactory.getLogger(PlainErrors.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Pattern INSIDE = Pattern.compile("\\b(?:[a-z_]\\w*\\.){2,}[A-Z]\\w*"
            + "|\\b[A-Z]\\w+(?:Entity|Exception|Dto|Impl|Cmd|Error)\\b"
            + "|\\bjava type \\S|\\bACT_[A-Z]{2}_|\\bSQL|\\bJDBC|\\bat [\\w.$]+\\([\\w]+\\.java");

    /** The fields that Jackson's messages name, as in {@code Dto["variables"]->Map["a"]}. */
    private static final Pattern FIELD = Pattern.compile("\\[\"([^\"\\]]{1,60})\"]");

    /** Exceptions that only something missing in the request brings about in Camunda's resources. */
    private static final Set<String> SOMETHING_MISSING =
            Set.of("NullPointerException", "NullValueException", "ClassCastException", "IllegalArgumentException");

    /** What the engine says of a request as of a failure of its own, since it finds it out before its work begins. */
    private static final String NEGATIVE_RETRIES = "ENGINE-13054 ";

    private static final String MISSING = "Something that this address needs is missing, or of another kind than it"
            + " takes. Compare what was sent with the documentation of the REST API.";

    private static final String UNEXPECTED = "Redress could not do this, and nothing of it is stored. If it happens"
            + " again, tell whoever runs Redress: the reason is in its log.";

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Held held = new Held(response);
        try {
            chain.doFilter(request, held);
        } catch (ServletException | RuntimeException failure) {
            if (response.isCommitted()) {
                throw failure;
            }
            fail(response, failure);
            return;
        }
        held.finish(request);
    }

    private static void fail(HttpServletResponse response, Exception failure) throws IOException {
        LOG.error("A request failed.", failure);
        response.reset();
        if (PlainFailures.plain(failure).orElse(null) instanceof NotSavedException) {
            write(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "NotSaved", NotSavedException.MESSAGE);
        } else {
            write(response, HttpServletResponse.SC_INTERNAL_SERVER_ERROR, "Failure", UNEXPECTED);
        }
    }

    /** Answers in the format of Camunda's REST API. */
    static void write(HttpServletResponse response, int status, String type, String message) throws IOException {
        byte[] body =
                JSON.writeValueAsBytes(JSON.createObjectNode().put("type", type).put("message", message));
        response.setStatus(status);
        response.setContentType("application/json");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** Holds back the body of a refusal until it has been looked at; everything else goes through as it is written. */
    private static final class Held extends HttpServletResponseWrapper {

        private final HttpServletResponse response;
        private final ByteArrayOutputStream refusal = new ByteArrayOutputStream();
        private ServletOutputStream out;
        private PrintWriter writer;

        private Held(HttpServletResponse response) {
            super(response);
            this.response = response;
        }

        private boolean refuses() {
            return getStatus() >= 400;
        }

        @Override
        public ServletOutputStream getOutputStream() throws IOException {
            if (out == null) {
                out = new Deciding();
            }
            return out;
        }

        @Override
        public PrintWriter getWriter() throws IOException {
            if (writer == null) {
                writer = new PrintWriter(new OutputStreamWriter(getOutputStream(), StandardCharsets.UTF_8));
                if (getContentType() != null) {
                    setCharacterEncoding(StandardCharsets.UTF_8.name());
                }
            }
            return writer;
        }

        @Override
        public void setContentLength(int length) {
            if (!refuses()) {
                super.setContentLength(length);
            }
        }

        @Override
        public void setContentLengthLong(long length) {
            if (!refuses()) {
                super.setContentLengthLong(length);
            }
        }

        @Override
        public void flushBuffer() throws IOException {
            if (!refuses()) {
                super.flushBuffer();
            }
        }

        @Override
        public void resetBuffer() {
            refusal.reset();
            super.resetBuffer();
        }

        @Override
        public void reset() {
            refusal.reset();
            super.reset();
        }

        private void finish(HttpServletRequest request) throws IOException {
            if (writer != null) {
                writer.flush();
            }
            if (refusal.size() == 0 || response.isCommitted()) {
                return;
            }
            byte[] body = plain(request, getStatus(), getContentType(), refusal.toByteArray());
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        }

        private byte[] plain(HttpServletRequest request, int status, String contentType, byte[] body)
                throws IOException {
            String text = new String(body, StandardCharsets.UTF_8);
            ObjectNode said = json(contentType, text);
            String type = said == null ? "" : said.path("type").asText();
            String message = said == null ? text : said.path("message").asText("");
            if (said != null && PlainFailures.saysNotThere(message)) {
                // Found so by Camunda's resources themselves, outside the engine.
                response.setStatus(SC_NOT_FOUND);
                return JSON.writeValueAsBytes(said.put("message", PlainFailures.NOT_THERE));
            }
            if (said != null && message.startsWith(NEGATIVE_RETRIES)) {
                response.setStatus(SC_BAD_REQUEST);
                said.put("type", "InvalidRequestException");
                return JSON.writeValueAsBytes(said.put("message", message.substring(NEGATIVE_RETRIES.length())));
            }
            boolean ofParameter = type.equals("QueryParamException");
            boolean missing = status == SC_INTERNAL_SERVER_ERROR && SOMETHING_MISSING.contains(type);
            boolean inside = INSIDE.matcher(message).find() || said != null && blank(said);
            boolean failure = status >= SC_INTERNAL_SERVER_ERROR && !missing;
            if (!ofParameter && !missing && !inside && !(failure && type.endsWith("Exception"))) {
                return body;
            }
            ObjectNode plain = said == null ? JSON.createObjectNode() : said;
            if (said == null) {
                setContentType("application/json");
            }
            if (ofParameter || missing) {
                response.setStatus(SC_BAD_REQUEST);
            }
            if (failure) {
                plain.put("type", status == SC_SERVICE_UNAVAILABLE ? "NotSaved" : "Failure");
            } else if (said == null || ofParameter || missing) {
                plain.put("type", "InvalidRequestException");
            }
            if (ofParameter) {
                plain.put("message", "A parameter of the address is no number, or of another kind than it takes.");
            } else if (missing || inside) {
                LOG.warn("{} {} was refused: {}", request.getMethod(), request.getRequestURI(), text);
                plain.put("message", missing ? MISSING : failure ? UNEXPECTED : refused(message));
            }
            return JSON.writeValueAsBytes(plain);
        }

        /** For what Jackson finds, Camunda's answer or Jersey's wins, as the start of the JVM has it; one says nothing. */
        private static boolean blank(ObjectNode said) {
            return said.path("message").isNull()
                    || said.path("message").asText().isBlank();
        }

        private static String refused(String message) {
            Matcher field = FIELD.matcher(message);
            StringBuilder path = new StringBuilder();
            while (field.find()) {
                path.append(path.isEmpty() ? "" : ".").append(field.group(1));
            }
            return path.isEmpty()
                    ? "This address does not take what was sent. Compare it with the documentation of the REST API."
                    : "\"" + path
                            + "\" is of another kind than this address takes. Compare it with the documentation of"
                            + " the REST API.";
        }

        private static ObjectNode json(String type, String text) {
            if (type != null && !type.contains("json")) {
                return null;
            }
            try {
                JsonNode said = JSON.readTree(text);
                return said instanceof ObjectNode object ? object : null;
            } catch (JsonProcessingException none) {
                return null;
            }
        }

        private final class Deciding extends ServletOutputStream {

            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                if (refuses()) {
                    refusal.write(bytes, from, length);
                } else {
                    response.getOutputStream().write(bytes, from, length);
                }
            }

            @Override
            public void flush() throws IOException {
                if (!refuses()) {
                    response.getOutputStream().flush();
                }
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                throw new UnsupportedOperationException("Written at once.");
            }
        }
    }
}
