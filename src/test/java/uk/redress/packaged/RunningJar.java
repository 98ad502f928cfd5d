package uk.redress.packaged;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The packaged jar, run as a process of its own as a user would run it. */
public final class RunningJar implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final Path output;
    private final int port;

    private RunningJar(Process process, Path output, int port) {
        this.process = process;
        this.output = output;
        this.port = port;
    }

    /** Starts the jar on a free port in a folder of its own, where it keeps its data, and waits until it is up. */
    public static RunningJar start(Path folder, String... arguments) {
        RunningJar jar = launch(folder, freePort(), arguments);
        await("the jar to be up")
                .atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofMillis(250))
                .until(() -> jar.output().contains("Redress is ready") || !jar.process.isAlive());
        if (!jar.process.isAlive()) {
            throw new AssertionError("The jar did not start:\n" + jar.output());
        }
        return jar;
    }

    /** Starts the jar, and waits until it has given up; answers what it printed. */
    public static String startInVain(Path folder, int port, String... arguments) {
        try (RunningJar jar = launch(folder, port, arguments)) {
            if (!jar.process.waitFor(4, TimeUnit.MINUTES)) {
                throw new AssertionError("The jar started, though it should not:\n" + jar.output());
            }
            return jar.output();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static RunningJar launch(Path folder, int port, String... arguments) {
        try {
            Path output = Files.createTempFile(folder, "output-", ".log");
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-jar",
                    jar().toString(),
                    "--server.port=" + port,
                    "--redress.demo.examples=false"));
            command.addAll(Arrays.asList(arguments));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            // Limits are counted in London, wherever the machine is.
            builder.environment().put("TZ", "America/New_York");
            Process process = builder.start();
            return new RunningJar(process, output, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path jar() throws IOException {
        try (var files = Files.list(Path.of("target"))) {
            return files.filter(file -> file.getFileName().toString().matches("redress-.*\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("There is no jar in target: run mvn package first."))
                    .toAbsolutePath();
        }
    }

    /** A port that nothing listens on. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    public String address() {
        return "http://127.0.0.1:" + port;
    }

    /** What it has printed so far. */
    public String output() {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The body of the answer to a GET as a demo user; fails if the answer is no success. */
    public String get(String user, String path) {
        return send(request(user, path).GET().build());
    }

    /** The body of the answer to a POST of JSON as a demo user; fails if the answer is no success. */
    public String post(String user, String path, String json) {
        return send(request(user, path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    private HttpRequest.Builder request(String user, String path) {
        String credentials = Base64.getEncoder().encodeToString((user + ":demo").getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create(address() + path)).header("Authorization", "Basic " + credentials);
    }

    private String send(HttpRequest request) {
        try {
            HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new AssertionError(request + " is answered with " + response.statusCode() + ": " + response.body()
                        + "\n" + output());
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Kills it at once, as a power cut would. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    @Override
    public void close() {
        process.destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
