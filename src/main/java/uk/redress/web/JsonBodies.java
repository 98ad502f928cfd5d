package uk.redress.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Takes no body that could not be meant: no JSON, JSON of extreme size or depth, with a field twice, in another encoding
 * than UTF-8, or with characters that no database keeps. Whatever is behind need then not be proof against it.
 */
class JsonBodies extends OncePerRequestFilter {

    /** More than any form or list that people send, in bytes. */
    static final int LONGEST = 2 * 1024 * 1024;

    /** More than any policy with all its diagrams, in bytes. */
    static final int LONGEST_UPLOAD = 20 * 1024 * 1024;

    private static final int DEEPEST = 100;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String type = String.valueOf(request.getContentType()).toLowerCase(Locale.ROOT);
        boolean json = type.contains("json");
        if (request.getContentLengthLong() > (json ? LONGEST : LONGEST_UPLOAD)) {
            PlainErrors.write(response, HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, "TooLarge", tooLarge(json));
            return;
        }
        boolean ofUnknownLength = request.getHeader("Transfer-Encoding") != null;
        if (!json && !ofUnknownLength) {
            chain.doFilter(request, response);
            return;
        }
        int longest = json ? LONGEST : LONGEST_UPLOAD;
        byte[] body = request.getInputStream().readNBytes(longest + 1);
        if (body.length > longest) {
            PlainErrors.write(response, HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, "TooLarge", tooLarge(json));
            return;
        }
        String fault = json ? fault(body) : null;
        if (fault != null) {
            PlainErrors.write(response, HttpServletResponse.SC_BAD_REQUEST, "InvalidRequestException", fault);
            return;
        }
        chain.doFilter(new ReadBody(request, body), response);
    }

    private static String tooLarge(boolean json) {
        return "The body is too large: send at most " + (json ? LONGEST : LONGEST_UPLOAD) / (1024 * 1024) + " MB.";
    }

    /** What is wrong with a body, and the mend; null if nothing is. Where none is sent, that is for others to judge. */
    static String fault(byte[] body) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            return "The body is not written in UTF-8: send it in that encoding.";
        }
        if (text.isBlank()) {
            return null;
        }
        try (JsonParser parser = JSON.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null || !first.isStructStart()) {
                return "The body is no JSON object: send one, such as {}.";
            }
            for (JsonToken token = first; token != null; token = parser.nextToken()) {
                boolean written = token == JsonToken.FIELD_NAME || token == JsonToken.VALUE_STRING;
                if (written && !storable(parser.getText())) {
                    return "The body has a character that cannot be stored (NUL, or half of a pair): leave it out.";
                }
            }
            return null;
        } catch (JsonParseException e) {
            boolean twice = e.getOriginalMessage().startsWith("Duplicate field");
            return (twice ? "The body has a field twice" : "The body is no JSON") + at(e) + ": mend it there.";
        } catch (JsonProcessingException e) {
            return "The body is nested or sized beyond all bounds: send at most " + DEEPEST + " levels.";
        } catch (IOException e) {
            throw new IllegalStateException("Reading from memory fails", e);
        }
    }

    private static String at(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }

    private static boolean storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char at = text.charAt(i);
            if (at == 0) {
                return false;
            }
            if (Character.isSurrogate(at)) {
                boolean pair = Character.isHighSurrogate(at)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** The request with its body, which can be read once only, to be read again. */
    private static final class ReadBody extends HttpServletRequestWrapper {

        private final byte[] body;

        private ReadBody(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = body;
        }

        @Override
        public ServletInputStream getInputStream() {
            ByteArrayInputStream bytes = new ByteArrayInputStream(body);
            return new ServletInputStream() {
                @Override
                public int read() {
                    return bytes.read();
                }

                @Override
                public int read(byte[] into, int from, int most) {
                    return bytes.read(into, from, most);
                }

                @Override
                public int available() {
                    return bytes.available();
                }

                @Override
                public boolean isFinished() {
                    return bytes.available() == 0;
                }

                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setReadListener(ReadListener listener) {
                    throw new UnsupportedOperationException("Read at once.");
                }
            };
        }

        @Override
        public BufferedReader getReader() {
            return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
        }
    }
}
