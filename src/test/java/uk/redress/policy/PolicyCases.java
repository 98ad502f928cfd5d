package uk.redress.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.junit5.GreenMailExtension;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Address;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Incident;
import org.camunda.bpm.engine.task.IdentityLink;
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
import uk.redress.reconciliation.Reconciliation;

/**
 * A company's cases as its people walk through them, its letters caught by a mail server of the test. A company's own
 * base class names the company and has a static registered {@link PolicyCoverage} of its diagrams, by all the classes
 * that extend it: each takes a part of the policy, and together all of it. All companies' cases share one start of
 * Redress, so a test asks for its own references only.
 */
@RedressTest
@Import(PolicyCoverage.Listening.class)
public abstract class PolicyCases {

    /** What a form that decides a complaint is filled in with. */
    protected static final Map<String, String> DECISION = Map.of(
            "outcome", "upheld",
            "findings", "The register was wrong.",
            "remedy", "We have corrected it.",
            "rootCause", "Nobody checked the register.",
            "lesson", "Check it weekly.");

    @RegisterExtension
    protected static final GreenMailExtension MAIL = new GreenMailExtension(
                    new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP))
            .withPerMethodLifecycle(false);

    @DynamicPropertySource
    protected static void mailServer(DynamicPropertyRegistry registry) {
        registry.add("spring.mail.host", () -> "127.0.0.1");
        registry.add("spring.mail.port", () -> MAIL.getSmtp().getPort());
    }

    @Autowired
    protected ProcessEngine engine;

    @Autowired
    protected TestRestTemplate http;

    @Autowired
    protected JavaMailSenderImpl mailSender;

    @Autowired
    private Reconciliation reconciliation;

    @Autowired
    protected Policies policies;

    protected final String tenant;

    protected CaseWalk walk;

    /** The cases of a company, by its tenant id: its demonstration's users do the steps. */
    protected PolicyCases(String tenant) {
        this.tenant = tenant;
    }

    @BeforeEach
    protected void begin() throws Exception {
        walk = new CaseWalk(engine, tenant);
        MAIL.purgeEmailFromAllMailboxes();
    }

    /** The port changes with each test class, while they share the application. */
    @BeforeEach
    protected void connect() {
        mailSender.setPort(MAIL.getSmtp().getPort());
    }

    /** Wherever a test leaves its cases, the reconciliation finds nothing amiss with them (design.md section 8, no. 9). */
    @AfterEach
    protected void inGoodOrder() {
        reconciliation.run();
        assertThat(engine.getRuntimeService()
                        .createIncidentQuery()
                        .incidentType(Reconciliation.INCIDENT)
                        .list())
                .extracting(Incident::getIncidentMessage)
                .isEmpty();
        ClockUtil.reset();
    }

    /** The company's user of a role, such as {@code agent}, {@code manager2} or {@code director}. */
    protected String user(String role) {
        return tenant + "-" + role;
    }

    /** What the company's start form is filled in with, unless a test says otherwise. */
    protected Map<String, Object> intake() {
        return Map.of(
                "kind", "complaint",
                "channel", "phone",
                "complainantName", "Ada Learner",
                "complainantEmail", "ada@example.org",
                "summary", "My attendance was recorded wrongly.");
    }

    /** Logs a complaint in the company's {@code …-complaint} as its agent; answers the reference. */
    protected String log(Map<String, ?> differences) {
        return log(tenant + "-complaint", differences);
    }

    /** The same in another of the company's processes, such as {@code cantium-foi-review}. */
    protected String log(String procedure, Map<String, ?> differences) {
        Map<String, Object> form = new HashMap<>(intake());
        form.putAll(differences);
        return walk.start(user("agent"), procedure, form);
    }

    /** Acknowledges a case by letter, as a user. */
    protected void acknowledgeAs(String user, String reference) {
        walk.complete(user, reference, "acknowledge", Map.of("told", "letter"));
    }

    /** Asks, as a user, for more time until a day for whatever the case has a warning of. */
    protected void moreTime(String user, String reference, String revised) {
        walk.complete(
                user,
                reference,
                "due-soon",
                Map.of("moreTime", "yes", "delayReason", "A witness is on leave.", "revisedDate", revised));
    }

    /**
     * Sees to what is late: the next level says what it does, and a letter gives the complainant a revised date, Monday 1
     * June 2026, with which the lateness ends (ALL-1, ALL-2).
     */
    protected void seeTo(String nextLevel, String responsible, String reference) {
        seeTo(nextLevel, responsible, reference, "2026-06-01");
    }

    /** The same with another revised date. */
    protected void seeTo(String nextLevel, String responsible, String reference, String revised) {
        walk.complete(nextLevel, reference, "late", Map.of("latenessNote", "Asked why."));
        moreTime(responsible, reference, revised);
        if (!engine.getTaskService()
                .createTaskQuery()
                .processInstanceBusinessKey(reference)
                .taskDefinitionKey("post-letter")
                .processVariableValueEquals("letter", "delay")
                .list()
                .isEmpty()) {
            post(reference, "delay");
        }
    }

    /** Posts, as the company's agent and today, the letter of a kind that waits for it. */
    protected void post(String reference, String letter) {
        String task = engine.getTaskService()
                .createTaskQuery()
                .processInstanceBusinessKey(reference)
                .taskDefinitionKey("post-letter")
                .processVariableValueEquals("letter", letter)
                .singleResult()
                .getId();
        walk.as(user("agent"), () -> {
            engine.getTaskService().claim(task, user("agent"));
            engine.getFormService().submitTaskForm(task, Map.of());
            return null;
        });
        walk.settle();
    }

    /** The groups that may take a task of a case. */
    protected List<String> groups(String reference, String taskKey) {
        return engine
                .getTaskService()
                .getIdentityLinksForTask(walk.task(reference, taskKey).getId())
                .stream()
                .map(IdentityLink::getGroupId)
                .filter(Objects::nonNull)
                .toList();
    }

    /** The complainant answers a response by asking for the next stage. */
    protected void escalate(String reference, String answeredOn) {
        walk.complete(
                user("agent"),
                reference,
                "record-answer",
                Map.of(
                        "answer", "escalates",
                        "answeredOn", answeredOn,
                        "escalationReason", "The register is still wrong."));
    }

    /** The complainant answers a response by being satisfied with it. */
    protected void satisfied(String reference, String answeredOn) {
        walk.complete(
                user("agent"), reference, "record-answer", Map.of("answer", "satisfied", "answeredOn", answeredOn));
    }

    /** The case has run to its end: answered as {@link #DECISION} says, and every limit of it met. */
    protected void assertAnsweredInTime(String reference) {
        assertThat(walk.isOver(reference)).isTrue();
        JsonNode complaint = complaint(reference);
        assertThat(complaint.path("closedAs").asText()).isEqualTo("answered");
        assertThat(complaint.path("outcome").asText()).isEqualTo(DECISION.get("outcome"));
        assertThat(complaint.path("rootCause").asText()).isEqualTo(DECISION.get("rootCause"));
        assertThat(complaint.path("lesson").asText()).isEqualTo(DECISION.get("lesson"));
        assertThat(complaint.path("limits").findValuesAsText("state")).containsOnly("met");
    }

    /** Investigates and answers a complaint at a later stage, whose tasks are for a group, as one of its people. */
    protected void review(String reference, String stage, String group, String person) {
        assertThat(groups(reference, stage + "-investigate")).containsExactly(group);
        walk.complete(person, reference, stage + "-investigate", Map.of("findings", "Looked at anew."));
        assertThat(groups(reference, stage + "-respond")).containsExactly(group);
        walk.complete(person, reference, stage + "-respond", DECISION);
    }

    /** Records something about a case, as a user does in Tasklist. */
    protected void record(String user, String reference, String happened, Map<String, ?> details) {
        Map<String, Object> form = new HashMap<>(Map.of("recordReference", reference, "happened", happened));
        form.putAll(details);
        String definition = engine.getRepositoryService()
                .createProcessDefinitionQuery()
                .processDefinitionKey(tenant + "-record")
                .tenantIdIn(tenant)
                .latestVersion()
                .singleResult()
                .getId();
        walk.as(user, () -> engine.getFormService().submitStartForm(definition, form));
        walk.settle();
    }

    /** The failed jobs of a case's letters. */
    protected List<Incident> incidents(String reference) {
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

    /** The due instants of a case's own timers, by the timer's element id. */
    protected Map<String, Date> timers(String reference) {
        Map<String, Date> timers = new HashMap<>();
        String instance = engine.getRuntimeService()
                .createProcessInstanceQuery()
                .processInstanceBusinessKey(reference)
                .processDefinitionKeyIn(procedures())
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

    private String[] procedures() {
        return policies.of(tenant).procedures().keySet().toArray(String[]::new);
    }

    /** A complaint as the log shows it by REST. */
    protected JsonNode complaint(String reference) {
        return get("/engine-rest/complaint/" + reference);
    }

    /** A limit of a complaint on the log: the first with this timer's element id. */
    protected JsonNode limit(String reference, String elementId) {
        for (JsonNode limit : complaint(reference).path("limits")) {
            if (limit.path("elementId").asText().equals(elementId)) {
                return limit;
            }
        }
        throw new AssertionError("No limit " + elementId + " on the log of " + reference);
    }

    /** What became of a limit and of each revision of it, in order. */
    protected List<String> states(String reference, String elementId) {
        List<String> states = new ArrayList<>();
        complaint(reference).path("limits").forEach(limit -> {
            if (limit.path("elementId").asText().equals(elementId)) {
                states.add(limit.path("state").asText());
            }
        });
        return states;
    }

    /** A complaint's letters as the log shows them by REST. */
    protected JsonNode letters(String reference) {
        return get("/engine-rest/complaint/" + reference + "/letters");
    }

    /** What a path of REST answers to the company's supervisor. */
    protected JsonNode get(String path) {
        return http.withBasicAuth(user("supervisor"), "demo").getForObject(path, JsonNode.class);
    }

    /** Everybody who has got a mail in this test, once for each mail. */
    protected static List<String> recipients() throws Exception {
        List<String> recipients = new ArrayList<>();
        for (MimeMessage message : MAIL.getReceivedMessages()) {
            for (Address address : message.getAllRecipients()) {
                recipients.add(address.toString());
            }
        }
        return recipients;
    }

    /** The texts of the mails that somebody has got in this test. */
    protected static List<String> mailsTo(String address) throws Exception {
        List<String> texts = new ArrayList<>();
        for (MimeMessage message : MAIL.getReceivedMessages()) {
            if (Arrays.toString(message.getAllRecipients()).contains(address)) {
                texts.add(text(message));
            }
        }
        return texts;
    }

    /** The text of the latest mail of this test. */
    protected static String lastMailText() throws Exception {
        MimeMessage[] messages = MAIL.getReceivedMessages();
        assertThat(messages).as("letters received").isNotEmpty();
        return text(messages[messages.length - 1]);
    }

    /** The text of the latest mail that the complainant of {@link #intake()} has got in this test. */
    protected static String lastLetter() throws Exception {
        List<String> letters = mailsTo("ada@example.org");
        assertThat(letters).as("letters to the complainant").isNotEmpty();
        return letters.get(letters.size() - 1);
    }

    private static String text(MimeMessage message) throws Exception {
        return ((Multipart) message.getContent()).getBodyPart(0).getContent().toString();
    }
}
