package uk.redress.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import uk.redress.RedressTest;

/** Issue 3, "A broken or hostile world": what no HTTP client would send, byte by byte. */
@RedressTest
class HostileHeadersTest {

    /** kiwi-agent:demo */
    private static final String SIGNED_IN = "Authorization: Basic a2l3aS1hZ2VudDpkZW1v";

    @LocalServerPort
    private int port;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /engine-rest/task HTTP/1.1~Authorization: Basic %%%%",
                "GET /engine-rest/task HTTP/1.1~Authorization: Basic",
                "GET /engine-rest/task HTTP/1.1~Authorization: Basic Og==",
                "GET /engine-rest/task HTTP/1.1~Authorization: Basic bm8tY29sb24=",
                "GET /engine-rest/task HTTP/1.1~Authorization: Bearer ${7*7}",
                "GET /engine-rest/task HTTP/1.1~Cookie: JSESSIONID=../../x; XSRF-TOKEN=\u0001",
                "GET /engine-rest/nope HTTP/1.1~" + SIGNED_IN + "~Accept: ;;;//",
                "GET /engine-rest/task HTTP/1.1~" + SIGNED_IN + "~Accept: image/png",
                "POST /engine-rest/task HTTP/1.1~" + SIGNED_IN + "~Content-Type: ;;;~Content-Length: 2~~{}",
                "POST /engine-rest/task HTTP/1.1~" + SIGNED_IN + "~Content-Type: text/plain~Content-Length: 2~~{}",
                "POST /engine-rest/task HTTP/1.1~" + SIGNED_IN
                        + "~Content-Type: application/json;charset=nope~Content-Length: 4~~null",
                "POST /engine-rest/task HTTP/1.1~" + SIGNED_IN
                        + "~Content-Type: application/json~Content-Length: -2~~{}",
                "POST /engine-rest/task HTTP/1.1~" + SIGNED_IN
                        + "~Content-Type: application/json~Content-Length: x~~{}",
                "POST /engine-rest/deployment/create HTTP/1.1~" + SIGNED_IN
                        + "~Content-Type: multipart/form-data~Content-Length: 2~~{}",
                "POST /engine-rest/deployment/create HTTP/1.1~" + SIGNED_IN
                        + "~Content-Type: multipart/form-data; boundary=b~Content-Length: 5~~--b\r\n",
                "NONSENSE /engine-rest/task HTTP/1.1~" + SIGNED_IN,
                "GET /engine-rest/../engine-rest/%2e%2e/task HTTP/1.1~" + SIGNED_IN,
                "GET /engine-rest/complaint/%00 HTTP/1.1~" + SIGNED_IN,
                "GET /engine-rest/complaint/%zz HTTP/1.1~" + SIGNED_IN,
                "GET /engine-rest/complaint?q=%zz&stage=%00 HTTP/1.1~" + SIGNED_IN,
                "GET /engine-rest/complaint;a=b;c/KIW HTTP/1.1~" + SIGNED_IN,
                "GET /camunda/api/engine/engine/nope/task HTTP/1.1",
                "GET /camunda/api/admin/auth/user/default/login/welcome HTTP/1.1",
                "GET /\u0001 HTTP/1.1",
                "GET / HTTP/9.9"
            })
    @DisplayName("A request that is garbage gets a refusal, and nothing of the inside of Redress or of its server")
    void garbage(String request) throws IOException {
        String answer = send(request.replace("~", "\r\n"));

        assertThat(answer).startsWith("HTTP/1.1 ");
        assertThat(answer.substring(9, 12)).as(answer).matches("[34]\\d\\d|505|501");
        assertThat(answer)
                .doesNotContainPattern(HostileBodiesTest.INSIDES)
                .doesNotContainIgnoringCase("tomcat/", "Exception Report", "Root Cause");
    }

    @Test
    @DisplayName("A header of a hundred kilobytes is refused")
    void longHeader() throws IOException {
        assertThat(send("GET /engine-rest/task HTTP/1.1\r\nX-Long: " + "x".repeat(100_000)))
                .matches("(?s)HTTP/1.1 (400|431) .*")
                .doesNotContainPattern(HostileBodiesTest.INSIDES);
    }

    private String send(String request) throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(20_000);
            int headers = request.indexOf("\r\n\r\n");
            String first = headers < 0 ? request : request.substring(0, headers);
            String body = headers < 0 ? "" : request.substring(headers + 4);
            socket.getOutputStream()
                    .write((first + "\r\nHost: localhost\r\nConnection: close\r\n\r\n" + body).getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }
}
