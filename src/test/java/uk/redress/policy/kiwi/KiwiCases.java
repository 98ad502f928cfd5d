package uk.redress.policy.kiwi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.junit5.GreenMailExtension;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Incident;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.context.annotation.Import;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import uk.redress.RedressTest;
import uk.redress.policy.CaseWalk;
import uk.redress.policy.PolicyCoverage;
import uk.redress.reconciliation.Reconciliation;

/** Kiwi's cases as its people walk through them; each test class takes a part of the policy, and together all of it. */
@RedressTest
@Import(PolicyCoverage.Listening.class)
abstract class KiwiCases {

    static final Map<String, String> DECISION = Map.of(
            "outcome", "upheld",
            "findings", "The register was wrong.",
            "remedy", "We have corrected it.",
            "rootCause", "Nobody checked the register.",
            "lesson", "Check it weekly.");

    @RegisterExtension
    static final GreenMailExtension MAIL = new GreenMailExtension(
                    new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP))
            .withPerMethodLifecycle(false);

    @RegisterExtension
    static final PolicyCoverage COVERAGE = PolicyCoverage.of(
                    "kiwi",
                    "kiwi-complaint",
                    "kiwi-behaviour",
                    "kiwi-record",
                    "send-letter",
                    "keep-in-time",
                    "see-to-lateness",
                    "await-answer",
                    "progress")
            .by(KiwiStage1Test.class, KiwiDelayTest.class, KiwiStagesTest.class, KiwiAtAnyTimeTest.class);

    @DynamicPropertySource
    static void mailServer(DynamicPropertyRegistry registry) {
        registry.add("spring.mail.host", () -> "127.0.0.1");
        registry.add("spring.mail.port", () -> MAIL.getSmtp().getPort());
    }

    @Autowired
    ProcessEngine engine;

    @Autowired
    TestRestTemplate http;

    @Autowired
    JavaMailSenderImpl mailSender;

    @Autowired
    private Reconciliation reconciliation;

    CaseWalk walk;

    @BeforeEach
    void begin() throws Exception {
        walk = new CaseWalk(engine, "kiwi");
        MAIL.purgeEmailFromAllMailboxes();
    }

    /** The port changes with each test class, while they share the application. */
    @BeforeEach
    void connect() {
        mailSender.setPort(MAIL.getSmtp().getPort());
    }

    /** Wherever a test leaves its cases, the reconciliation finds nothing amiss with them (design.md section 8, no. 9). */
    @AfterEach
    void inGoodOrder() {
        reconciliation.run();
        assertThat(engine.getRuntimeService()
                        .createIncidentQuery()
                        .incidentType(Reconciliation.INCIDENT)
                        .list())
                .extracting(Incident::getIncidentMessage)
                .isEmpty();
        ClockUtil.reset();
    }

    /** The failed jobs of a case's letters. */
    List<Incident> incidents(String reference) {
        return engine
                .getRuntimeService()
                .createProcessInstanceQuery()
                .processInstanceBusinessKey(reference)
                .processDefinitionKey("send-letter")
                .list()
                .stream()
                .flatMap(instance ->
                        engine
                                .getRuntimeService()
                                .createIncidentQuery()
                                .processInstanceId(instance.getId())
                                .list()
                                .stream())
                .toList();
    }

    String log(Map<String, ?> differences) {
        Map<String, Object> form = new HashMap<>(Map.of(
                "kind", "complaint",
                "channel", "phone",
                "complainantName", "Ada Learner",
                "complainantType", "learner",
                "complainantEmail", "ada@example.org",
                "summary", "My attendance was recorded wrongly."));
        form.putAll(differences);
        return walk.start("kiwi-agent", "kiwi-complaint", form);
    }

    void acknowledge(String reference) {
        acknowledgeAs("kiwi-manager", reference);
    }

    void acknowledgeAs(String user, String reference) {
        walk.complete(user, reference, "acknowledge", Map.of("told", "letter"));
    }

    void investigate(String reference) {
        walk.complete("kiwi-manager", reference, "investigate", Map.of("findings", "The register was wrong."));
    }

    void respond(String reference) {
        walk.complete("kiwi-manager", reference, "respond", DECISION);
    }

    /** Records something about a case, as a user does in Tasklist. */
    void record(String user, String reference, String happened, Map<String, ?> details) {
        Map<String, Object> form = new HashMap<>(Map.of("recordReference", reference, "happened", happened));
        form.putAll(details);
        String definition = engine.getRepositoryService()
                .createProcessDefinitionQuery()
                .processDefinitionKey("kiwi-record")
                .tenantIdIn("kiwi")
                .latestVersion()
                .singleResult()
                .getId();
        walk.as(user, () -> engine.getFormService().submitStartForm(definition, form));
        walk.settle();
    }

    /** Takes a case through Stage 1, in time. */
    String answeredAtStage1(String received) {
        walk.itIs(received);
        String reference = log(Map.of());
        acknowledge(reference);
        investigate(reference);
        respond(reference);
        return reference;
    }

    /** The complainant answers a response by asking for the next stage. */
    void escalate(String reference, String answeredOn) {
        walk.complete(
                "kiwi-agent",
                reference,
                "record-answer",
                Map.of(
                        "answer", "escalates",
                        "answeredOn", answeredOn,
                        "escalationReason", "The register is still wrong."));
    }

    /** A stage after the first: refers, investigates and responds. */
    void decide(String reference, int stage, String referrer, String decider) {
        refer(reference, stage, referrer);
        walk.complete(decider, reference, "stage-" + stage + "-investigate", Map.of("findings", "Looked at anew."));
        respondAt(reference, stage, decider);
    }

    void refer(String reference, int stage, String referrer) {
        Map<String, String> form = new HashMap<>(Map.of("referralNote", "The complainant does not agree."));
        if (stage == 3) {
            form.put("documents", "Register, letters of Stage 1 and 2.");
        }
        walk.complete(referrer, reference, "stage-" + stage + "-refer", form);
    }

    void respondAt(String reference, int stage, String decider) {
        walk.complete(decider, reference, "stage-" + stage + "-respond", DECISION);
    }

    /** The due instants of a case's timers, by the timer's element id. */
    Map<String, Date> timers(String reference) {
        Map<String, Date> timers = new HashMap<>();
        String instance = engine.getRuntimeService()
                .createProcessInstanceQuery()
                .processInstanceBusinessKey(reference)
                .processDefinitionKey("kiwi-complaint")
                .singleResult()
                .getId();
        engine.getManagementService()
                .createJobQuery()
                .processInstanceId(instance)
                .timers()
                .list()
                .forEach(job -> timers.put(
                        engine.getManagementService()
                                .createJobDefinitionQuery()
                                .jobDefinitionId(job.getJobDefinitionId())
                                .singleResult()
                                .getActivityId(),
                        job.getDuedate()));
        return timers;
    }

    JsonNode complaint(String reference) {
        return get("/engine-rest/complaint/" + reference);
    }

    JsonNode limit(String reference, String elementId) {
        for (JsonNode limit : complaint(reference).path("limits")) {
            if (limit.path("elementId").asText().equals(elementId)) {
                return limit;
            }
        }
        throw new AssertionError("No limit " + elementId + " on the log of " + reference);
    }

    JsonNode get(String path) {
        return http.withBasicAuth("kiwi-supervisor", "demo").getForObject(path, JsonNode.class);
    }

    static List<String> recipients() throws Exception {
        return Arrays.stream(MAIL.getReceivedMessages())
                .flatMap(message -> {
                    try {
                        return Arrays.stream(message.getAllRecipients());
                    } catch (jakarta.mail.MessagingException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .map(Object::toString)
                .toList();
    }

    /** The texts of the mails that somebody has got. */
    static List<String> mailsTo(String address) throws Exception {
        List<String> texts = new ArrayList<>();
        for (MimeMessage message : MAIL.getReceivedMessages()) {
            if (Arrays.toString(message.getAllRecipients()).contains(address)) {
                texts.add(((jakarta.mail.Multipart) message.getContent())
                        .getBodyPart(0)
                        .getContent()
                        .toString());
            }
        }
        return texts;
    }

    static String lastMailText() throws Exception {
        MimeMessage[] messages = MAIL.getReceivedMessages();
        assertThat(messages).as("letters received").isNotEmpty();
        jakarta.mail.Multipart parts = (jakarta.mail.Multipart) messages[messages.length - 1].getContent();
        return parts.getBodyPart(0).getContent().toString();
    }
}
