package uk.redress.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar that is handed out, not only the classes it is built from. */
class PackagedJarIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    @DisplayName(
            "The jar starts, deploys and runs a case; killed and started again, it has lost nothing and deploys nothing")
    void startedKilledAndStartedAgain() throws Exception {
        String reference;
        try (RunningJar jar = RunningJar.start(folder)) {
            assertThat(deployments(jar)).isEqualTo(policies());
            assertThat(jar.output()).contains("open http://127.0.0.1:" + jar.port() + "/camunda", "kiwi-agent");
            reference = logComplaint(jar);
            assertThat(jar.get("kiwi-agent", "/engine-rest/complaint/" + reference))
                    .contains(
                            "\"receivedAt\":\"2026-06-15T09:00:00.000+0100\"",
                            "\"due\":\"2026-06-17T23:59:59.000+0100\"");
            claimAndComplete(jar, reference, "acknowledge", "{\"told\": {\"value\": \"letter\"}}");
            await("the letter to be left to be posted")
                    .atMost(Duration.ofMinutes(1))
                    .until(() ->
                            tasks(jar, "kiwi-agent", reference, "post-letter").size() == 1);
            jar.kill();
        }
        try (RunningJar jar = RunningJar.start(folder)) {
            assertThat(deployments(jar)).isEqualTo(policies());
            assertThat(tasks(jar, "kiwi-agent", reference, "post-letter")).hasSize(1);
            assertThat(tasks(jar, "kiwi-manager", reference, "investigate")).hasSize(1);
            assertThat(json(jar.get("kiwi-agent", "/engine-rest/complaint/" + reference + "/letters"))
                            .findValuesAsText("kind"))
                    .containsOnlyOnce("acknowledgement");
            assertThat(json(jar.get("kiwi-agent", "/engine-rest/complaint/" + reference))
                            .path("state")
                            .asText())
                    .isEqualTo("open");
        }
    }

    @Test
    @DisplayName("A backup taken while it runs, restored: what was there then is there, what came later is not")
    void backupAndRestore() throws Exception {
        String before;
        String after;
        Path backup;
        try (RunningJar jar = RunningJar.start(folder)) {
            before = logComplaint(jar);
            backup = Path.of(json(jar.post("admin", "/engine-rest/backup", ""))
                    .path("file")
                    .asText());
            after = logComplaint(jar);
        }
        Path restored = Files.createDirectories(folder.resolve("restored"));
        unpack(backup, restored);
        try (RunningJar jar = RunningJar.start(folder, "--redress.data=restored")) {
            assertThat(tasks(jar, "kiwi-manager", before, "acknowledge")).hasSize(1);
            assertThat(tasks(jar, "kiwi-manager", after, "acknowledge")).isEmpty();
        }
    }

    @Test
    @DisplayName("A locked database, a taken port and a wrong setting are each said plainly, with the mend")
    void startsInVain() {
        try (RunningJar jar = RunningJar.start(folder)) {
            assertThat(RunningJar.startInVain(folder, RunningJar.freePort()))
                    .contains("The database is locked", "--redress.data=FOLDER");
            assertThat(RunningJar.startInVain(folder, jar.port(), "--redress.data=elsewhere"))
                    .contains("Port " + jar.port() + " was already in use");
        }
        assertThat(RunningJar.startInVain(folder, RunningJar.freePort(), "--redress.admin.delete-demo-users=perhaps"))
                .contains("redress.admin.delete-demo-users", "perhaps");
    }

    @Test
    @DisplayName("A broken policy folder is said plainly, with file and mend, and the others start")
    void brokenPolicyFolder() throws Exception {
        copy(Path.of("processes"), folder.resolve("processes"));
        copy(Path.of("forms"), folder.resolve("forms"));
        copy(Path.of("processes/kiwi"), folder.resolve("processes/broken"));
        copy(Path.of("forms/kiwi"), folder.resolve("forms/broken"));
        try (RunningJar jar = RunningJar.start(folder)) {
            assertThat(jar.output())
                    .contains("processes/broken/policy.yaml: tenant is \"kiwi\", but the folder is \"broken\"");
            assertThat(logComplaint(jar)).startsWith("KIW-");
        }
    }

    private static String logComplaint(RunningJar jar) throws Exception {
        JsonNode instance = json(jar.post(
                "kiwi-agent",
                "/engine-rest/process-definition/key/kiwi-complaint/tenant-id/kiwi/start",
                "{\"variables\": {\"kind\": {\"value\": \"complaint\"}, \"channel\": {\"value\": \"phone\"},"
                        + " \"complainantName\": {\"value\": \"Ada Learner\"},"
                        + " \"complainantAddress\": {\"value\": \"1 Station Road\"},"
                        + " \"receivedOn\": {\"value\": \"2026-06-15\"},"
                        + " \"summary\": {\"value\": \"My attendance was recorded wrongly.\"}}}"));
        return instance.path("businessKey").asText();
    }

    private static void claimAndComplete(RunningJar jar, String reference, String key, String variables)
            throws Exception {
        String task =
                tasks(jar, "kiwi-manager", reference, key).get(0).path("id").asText();
        jar.post("kiwi-manager", "/engine-rest/task/" + task + "/claim", "{\"userId\": \"kiwi-manager\"}");
        jar.post("kiwi-manager", "/engine-rest/task/" + task + "/submit-form", "{\"variables\": " + variables + "}");
    }

    private static JsonNode tasks(RunningJar jar, String user, String reference, String key) throws Exception {
        return json(jar.get(
                user, "/engine-rest/task?processInstanceBusinessKey=" + reference + "&taskDefinitionKey=" + key));
    }

    /** How many companies have a policy. */
    private static int policies() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("processes"))) {
            return (int) folders.filter(folder -> Files.exists(folder.resolve("policy.yaml")))
                    .count();
        }
    }

    private static int deployments(RunningJar jar) throws Exception {
        return json(jar.get("admin", "/engine-rest/deployment")).size();
    }

    private static JsonNode json(String text) throws Exception {
        return JSON.readTree(text);
    }

    private static void unpack(Path zip, Path target) throws Exception {
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Files.copy(in, target.resolve(entry.getName()));
            }
        }
    }

    private static void copy(Path from, Path to) throws Exception {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
