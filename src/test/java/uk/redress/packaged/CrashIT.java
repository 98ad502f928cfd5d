package uk.redress.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.junit5.GreenMailExtension;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.redress.Http;

/**
 * The packaged jar is killed as by a power cut, again and again, while people work. {@code -Dredress.crash.seed=} kills
 * at other moments, {@code -Dredress.crash.kills=} more often.
 */
class CrashIT {

    private static final Logger LOG = LoggerFactory.getLogger(CrashIT.class);

    private static final long SEED = Long.getLong("redress.crash.seed", 20_260_302L);
    private static final int KILLS = Integer.getInteger("redress.crash.kills", 3);
    private static final int CLERKS = 3;

    /** As the engine's REST API writes and takes instants. */
    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ").withZone(ZoneId.of("Europe/London"));

    @RegisterExtension
    static final GreenMailExtension MAIL = new GreenMailExtension(
                    new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP))
            .withPerMethodLifecycle(false);

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);
    private final Clerks.Ledger ledger = new Clerks.Ledger();
    /** By complaint, the timers that fell due while the jar was down. */
    private final Map<String, String> fellDueMeanwhile = new TreeMap<>();
    /** By complaint, its steps, once nothing happens any more. */
    private final Map<String, List<JsonNode>> steps = new HashMap<>();

    @Test
    @DisplayName("Killed at any moment and started again, it has every case, step and letter that it had accepted, none"
            + " twice; what fell due meanwhile happens, and each letter goes out once")
    void killedAtAnyMoment() throws Exception {
        LOG.info("Kills by seed {}", SEED);
        for (int kill = 1; kill <= KILLS; kill++) {
            try (RunningJar jar = start()) {
                List<JsonNode> procedures = procedures(jar);
                String sleeper = sleep(jar, "crash-sleeper-" + kill);
                List<Clerks> clerks = new ArrayList<>();
                for (int i = 0; i < CLERKS; i++) {
                    // Each procedure of each company has its turn.
                    JsonNode procedure = procedures.get((kill * CLERKS + i) % procedures.size());
                    clerks.add(new Clerks(
                            jar.port(),
                            procedure.path("tenantId").asText(),
                            procedure.path("key").asText(),
                            "crash-" + kill + "-" + i,
                            random.nextLong(),
                            ledger));
                }
                int enough = ledger.answers() + 15 + random.nextInt(30);
                clerks.forEach(Thread::start);
                await("some work to be done")
                        .atMost(Duration.ofMinutes(2))
                        .pollInterval(Duration.ofMillis(20))
                        .until(() ->
                                ledger.answers() >= enough || clerks.stream().noneMatch(Thread::isAlive));
                fallDue(jar, sleeper, Duration.ofSeconds(2));
                Thread.sleep(random.nextInt(400));
                jar.kill();
                for (Clerks clerk : clerks) {
                    clerk.join();
                }
            }
        }
        try (RunningJar jar = start()) {
            awaitRest(jar);
            assertThat(ledger.failures()).as("answers that were failures").isEmpty();
            assertThat(ledger.completed()).as("steps that were accepted").isNotEmpty();
            everyCaseIsThereOnce(jar);
            everyStepIsThereOnce(jar);
            whatFellDueHasHappened(jar);
            everyLetterWentOutOnce(jar);
        }
    }

    private RunningJar start() {
        return RunningJar.start(
                folder,
                "--spring.mail.host=127.0.0.1",
                "--spring.mail.port=" + MAIL.getSmtp().getPort(),
                // What ran when it was killed is free again after that long.
                "--camunda.bpm.job-execution.lock-time-in-millis=8000");
    }

    /** The processes that cases of the companies run in: those with a start form of their own. */
    private static List<JsonNode> procedures(RunningJar jar) {
        List<JsonNode> procedures = new ArrayList<>();
        Http admin = Http.as("admin", jar.port());
        Http.json(admin.get("/engine-rest/process-definition?latestVersion=true&sortBy=key&sortOrder=asc"))
                .forEach(definition -> {
                    String form = Http.json(admin.get("/engine-rest/process-definition/"
                                    + definition.path("id").asText() + "/startForm"))
                            .path("camundaFormRef")
                            .path("key")
                            .asText();
                    if (form.equals(definition.path("key").asText())) {
                        procedures.add(definition);
                    }
                });
        return procedures;
    }

    /** Starts a case that nobody works on; answers its reference. */
    private String sleep(RunningJar jar, String name) {
        LocalDate today = LocalDate.now(ZoneId.of("Europe/London"));
        JsonNode instance = Http.json(Http.as("kiwi-agent", jar.port())
                .post(
                        "/engine-rest/process-definition/key/kiwi-complaint/tenant-id/kiwi/start",
                        "{\"variables\": {\"complainantName\": {\"value\": \"" + name + "\"},"
                                + " \"summary\": {\"value\": \"Nobody rang back.\"}, \"receivedOn\": {\"value\": \""
                                + today + "\"}}}"));
        ledger.accept(name, instance.path("businessKey").asText());
        return instance.path("businessKey").asText();
    }

    /** Has a warning of a case fall due so long from now. */
    private void fallDue(RunningJar jar, String reference, Duration fromNow) {
        Http admin = Http.as("admin", jar.port());
        String instance = Http.json(admin.get("/engine-rest/complaint/" + reference))
                .path("processInstanceId")
                .asText();
        for (JsonNode timer : Http.json(admin.get("/engine-rest/job?timers=true&processInstanceId=" + instance))) {
            JsonNode drawn = Http.json(admin.get("/engine-rest/job-definition/"
                    + timer.path("jobDefinitionId").asText()));
            if (drawn.path("activityId").asText().endsWith("-warning")) {
                String due = INSTANT.format(Instant.now().plus(fromNow));
                assertThat(admin.put(
                                        "/engine-rest/job/" + timer.path("id").asText() + "/duedate",
                                        "{\"duedate\": \"" + due + "\"}")
                                .statusCode())
                        .isEqualTo(204);
                fellDueMeanwhile.put(reference, drawn.path("activityId").asText());
                return;
            }
        }
        throw new AssertionError("The case " + reference + " has no warning to come.");
    }

    /** Waits until nothing is left that Redress does by itself. */
    private void awaitRest(RunningJar jar) {
        Http admin = Http.as("admin", jar.port());
        await("everything that is due to be done")
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(250))
                .until(() -> Http.json(admin.get("/engine-rest/job/count?executable=true"))
                                .path("count")
                                .asInt()
                        == 0);
        for (JsonNode job : Http.json(admin.get("/engine-rest/job?withException=true"))) {
            LOG.info("Failed, and to be tried again: {}", job);
        }
        assertThat(Http.json(admin.get("/engine-rest/incident")))
                .as("incidents")
                .isEmpty();
    }

    private void everyCaseIsThereOnce(RunningJar jar) {
        Map<String, List<String>> references = new HashMap<>();
        List<JsonNode> complaints = complaints(jar);
        // A case that goes on in another procedure is there as the one that was accepted, and as the one that it
        // became.
        Set<String> continuing = new HashSet<>();
        complaints.forEach(
                complaint -> continuing.add(complaint.path("duplicateOf").asText()));
        for (JsonNode complaint : complaints) {
            if (continuing.contains(complaint.path("reference").asText())) {
                continue;
            }
            references
                    .computeIfAbsent(complaint.path("complainantName").asText(), name -> new ArrayList<>())
                    .add(complaint.path("reference").asText());
        }
        ledger.accepted()
                .forEach((name, reference) -> assertThat(references.get(name))
                        .as("the cases of " + name)
                        .containsExactly(reference));
        references.forEach((name, found) -> assertThat(found)
                .as("the cases of " + name + ", whose start was answered by the kill")
                .hasSize(1));
        Set<String> distinct = new HashSet<>();
        references.values().forEach(distinct::addAll);
        assertThat(references.keySet()).as("whom cases are of").isSubsetOf(ledger.tried());
        LOG.info("{} cases accepted, {} there", ledger.accepted().size(), distinct.size());
    }

    private void everyStepIsThereOnce(RunningJar jar) {
        Map<String, Integer> logged = new TreeMap<>();
        for (JsonNode complaint : complaints(jar)) {
            String reference = complaint.path("reference").asText();
            for (JsonNode step : steps(jar, reference)) {
                if (step.path("action").asText().equals("completed")) {
                    logged.merge(
                            Clerks.key(
                                    reference,
                                    step.path("elementId").asText(),
                                    step.path("actor").asText()),
                            1,
                            Integer::sum);
                }
            }
        }
        Map<String, Integer> accepted = ledger.completed();
        Map<String, Integer> unanswered = ledger.unanswered();
        accepted.forEach((step, times) ->
                assertThat(logged.getOrDefault(step, 0)).as(step).isGreaterThanOrEqualTo(times));
        logged.forEach((step, times) -> assertThat(times)
                .as(step)
                .isLessThanOrEqualTo(accepted.getOrDefault(step, 0) + unanswered.getOrDefault(step, 0)));
        LOG.info(
                "{} kinds of steps accepted, {} on the log, {} cut off by a kill",
                accepted.size(),
                logged.size(),
                unanswered.size());
    }

    private void whatFellDueHasHappened(RunningJar jar) {
        fellDueMeanwhile.forEach((reference, timer) -> assertThat(steps(jar, reference))
                .as("what happened to " + reference + " at " + timer + ", which fell due while it was down")
                .filteredOn(step -> step.path("elementId").asText().equals(timer)
                        && step.path("action").asText().equals("warning"))
                .hasSize(1));
        Instant now = Instant.now();
        for (JsonNode complaint : complaints(jar)) {
            for (JsonNode limit : complaint.path("limits")) {
                boolean passed =
                        Instant.from(INSTANT.parse(limit.path("due").asText())).isBefore(now.minusSeconds(5));
                if (passed
                        && limit.path("metAt").isNull()
                        && limit.path("droppedAt").isNull()) {
                    assertThat(limit.path("missedAt").isNull())
                            .as("the limit " + limit + " of " + complaint.path("reference") + " has passed unnoticed")
                            .isFalse();
                }
                assertThat(steps(jar, complaint.path("reference").asText()).stream()
                                .filter(step -> step.path("action").asText().equals("limit-missed"))
                                .filter(step -> step.path("limitId")
                                        .asText()
                                        .equals(limit.path("id").asText())))
                        .as("breaches of " + limit)
                        .hasSizeLessThan(2);
            }
        }
    }

    private void everyLetterWentOutOnce(RunningJar jar) throws Exception {
        Map<String, Integer> mails = new HashMap<>();
        for (MimeMessage message : MAIL.getReceivedMessages()) {
            mails.merge(message.getMessageID().replaceAll("^<|@.*$", ""), 1, Integer::sum);
        }
        int sent = 0;
        int again = 0;
        Set<String> known = new HashSet<>();
        for (JsonNode complaint : complaints(jar)) {
            String reference = complaint.path("reference").asText();
            List<String> owed = steps(jar, reference).stream()
                    .filter(step -> step.path("elementId").asText().equals("it-wants-a-letter"))
                    .map(step -> step.path("processInstanceId").asText())
                    .sorted()
                    .toList();
            List<String> written = new ArrayList<>();
            for (JsonNode letter :
                    Http.json(Http.as("admin", jar.port()).get("/engine-rest/complaint/" + reference + "/letters"))) {
                String id = letter.path("id").asText();
                written.add(id);
                assertThat(letter.path("state").asText())
                        .as("the letter " + letter + " of " + reference)
                        .isNotEqualTo("to-send");
                if (!letter.path("sentAt").isNull()) {
                    sent++;
                    assertThat(mails).as("mails").containsKey(id);
                    known.add(id);
                    again += mails.get(id) > mailboxes(letter) ? 1 : 0;
                }
            }
            assertThat(written.stream().sorted().toList())
                    .as("the letters of " + reference)
                    .isEqualTo(owed);
        }
        assertThat(mails.keySet()).as("mails that no letter stands for").isEqualTo(known);
        // What the mail server had accepted when it was killed is offered once more, under the same Message-ID.
        assertThat(again).as("mails that went out again").isLessThanOrEqualTo(KILLS * CLERKS);
        LOG.info("{} letters went out, {} of them again under the same Message-ID", sent, again);
    }

    private static int mailboxes(JsonNode letter) {
        Set<String> addresses = new HashSet<>();
        for (String field : List.of("email", "copyEmail")) {
            for (String address : letter.path(field).asText("").split(",")) {
                if (!address.isBlank() && !address.equals("null")) {
                    addresses.add(address.strip().toLowerCase(Locale.ROOT));
                }
            }
        }
        return addresses.size();
    }

    private static List<JsonNode> complaints(RunningJar jar) {
        List<JsonNode> complaints = new ArrayList<>();
        JsonNode page;
        do {
            page = Http.json(Http.as("admin", jar.port())
                    .get("/engine-rest/complaint?maxResults=100&firstResult=" + complaints.size()));
            page.forEach(complaints::add);
        } while (page.size() == 100);
        return complaints;
    }

    private List<JsonNode> steps(RunningJar jar, String reference) {
        return steps.computeIfAbsent(reference, unread -> {
            List<JsonNode> read = new ArrayList<>();
            Http.json(Http.as("admin", jar.port()).get("/engine-rest/complaint/" + reference + "/steps"))
                    .forEach(read::add);
            return read;
        });
    }
}
