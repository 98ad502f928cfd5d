package uk.redress.letter;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A mail server that answers as a test wants, which GreenMail does not: refuses, hangs up, says nothing, takes its time. */
final class ScriptedMailServer implements Closeable {

    /** What to answer instead of "OK" to a line that begins so, such as {@code RCPT TO:<a@b.example>}. */
    final Map<String, String> answers = new ConcurrentHashMap<>();

    /** Hangs up, instead of answering, on a line that begins so. */
    volatile String hangsUpOn = "-";

    /** Says nothing more, and keeps the line, on a line that begins so; {@code hello} for a connection at all. */
    volatile String fallsSilentOn = "-";

    /** How long it thinks before each answer, in milliseconds. */
    volatile long slowness;

    private final CountDownLatch never = new CountDownLatch(1);
    private final List<String> accepted = new CopyOnWriteArrayList<>();
    private final ServerSocket socket;

    ScriptedMailServer() {
        try {
            socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::serve, "scripted mail server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    /** The mails that it accepted: envelope and content. */
    List<String> accepted() {
        return accepted;
    }

    void reset() {
        answers.clear();
        accepted.clear();
        hangsUpOn = "-";
        fallsSilentOn = "-";
        slowness = 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                talk(client);
            } catch (IOException hungUp) {
                // As a real one: the next client is served all the same.
            }
        }
    }

    private void talk(Socket client) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
        StringBuilder mail = new StringBuilder();
        if ("hello".equals(fallsSilentOn)) {
            waitForHangingUp(in);
            return;
        }
        say(client, "220 ready");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith(hangsUpOn)) {
                return;
            }
            if (line.startsWith(fallsSilentOn)) {
                waitForHangingUp(in);
                return;
            }
            String answer = answer(line);
            if (answer.startsWith("250") && (line.startsWith("MAIL") || line.startsWith("RCPT"))) {
                mail.append(line).append('\n');
            }
            say(client, answer);
            if (answer.startsWith("354")) {
                for (line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
                    mail.append(line).append('\n');
                }
                if (".".equals(hangsUpOn)) {
                    return;
                }
                String verdict = answers.getOrDefault(".", "250 accepted");
                if (verdict.startsWith("250")) {
                    accepted.add(mail.toString());
                }
                mail.setLength(0);
                if (".".equals(fallsSilentOn)) {
                    waitForHangingUp(in);
                    return;
                }
                say(client, verdict);
            } else if (line.startsWith("RSET")) {
                mail.setLength(0);
            } else if (line.startsWith("QUIT")) {
                return;
            }
        }
    }

    private static void waitForHangingUp(BufferedReader in) throws IOException {
        while (in.readLine() != null) {
            // Says nothing.
        }
    }

    private String answer(String line) {
        return answers.entrySet().stream()
                .filter(answer -> line.startsWith(answer.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(line.startsWith("DATA") ? "354 go on" : line.startsWith("QUIT") ? "221 bye" : "250 ok");
    }

    private void say(Socket client, String answer) throws IOException {
        try {
            never.await(slowness, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            throw new InterruptedIOException();
        }
        OutputStream out = client.getOutputStream();
        out.write((answer + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }
}
