package uk.redress.letter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.junit5.GreenMailExtension;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.history.HistoricVariableInstance;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Incident;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import uk.redress.RedressTest;
import uk.redress.calendar.LondonTime;
import uk.redress.policy.Policies;

/** How a letter gets out: each test owes one from a small diagram of its own, which calls the shared one that sends it. */
@RedressTest
class LettersTest {

    @RegisterExtension
    static final GreenMailExtension MAIL = new GreenMailExtension(
                    new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP))
            .withPerMethodLifecycle(false);

    private static ScriptedMailServer scripted;
    private static final AtomicInteger REFERENCES = new AtomicInteger();

    @DynamicPropertySource
    static void mailServer(DynamicPropertyRegistry registry) {
        registry.add("spring.mail.host", () -> "127.0.0.1");
        registry.add("spring.mail.port", () -> MAIL.getSmtp().getPort());
    }

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private Policies policies;

    @Autowired
    private LetterStore store;

    @Autowired
    private JavaMailSenderImpl server;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private PlatformTransactionManager transactions;

    @BeforeAll
    static void openScripted() {
        scripted = new ScriptedMailServer();
    }

    @BeforeEach
    void deploy() throws Exception {
        MAIL.purgeEmailFromAllMailboxes();
        scripted.reset();
        itIs("2026-11-24T10:00");
        Map<String, byte[]> kiwi = policies.folder("kiwi").resources();
        engine.getRepositoryService()
                .createDeployment()
                .name("letters test")
                .tenantId("kiwi")
                .enableDuplicateFiltering(false)
                .addInputStream("send-letter.bpmn", new ByteArrayInputStream(kiwi.get("send-letter.bpmn")))
                .addInputStream("post-letter.form", new ByteArrayInputStream(kiwi.get("post-letter.form")))
                .addClasspathResource("uk/redress/letter/letters-test.bpmn")
                .deploy();
    }

    @AfterEach
    void reset() {
        ClockUtil.reset();
        server.setHost("127.0.0.1");
        server.setPort(MAIL.getSmtp().getPort());
    }

    @AfterAll
    static void closeScripted() throws Exception {
        scripted.close();
    }

    @Test
    @DisplayName(
            "When something counts as done: a letter is done when the mail server has accepted it, not when it is owed")
    void accepted() throws Exception {
        String reference = owe(Map.of());
        assertThat(letter(reference).state()).isEqualTo(Letter.State.TO_SEND);
        assertThat(doneAt(reference)).isNull();

        itIs("2026-11-24T10:07");
        runJob(reference);

        Letter letter = letter(reference);
        assertThat(letter.state()).isEqualTo(Letter.State.SENT);
        assertThat(letter.writtenAt()).isEqualTo(instant("2026-11-24T10:00"));
        assertThat(letter.sentAt()).isEqualTo(instant("2026-11-24T10:07"));
        assertThat(doneAt(reference)).isEqualTo(instant("2026-11-24T10:07"));
        assertThat(isOver(reference)).isTrue();

        MimeMessage mail = onlyMail();
        assertThat(mail.getSubject()).isEqualTo("We have received your complaint (" + reference + ")");
        assertThat(mail.getMessageID()).isEqualTo("<" + letter.id() + "@kiwi.example>");
        assertThat(mail.getHeader("From", ",")).isEqualTo("Kiwi <complaints@kiwi.example>");
        assertThat(mail.getHeader("Reply-To", ",")).isEqualTo("Kiwi <complaints@kiwi.example>");
        assertThat(mail.getHeader("To", ",")).isEqualTo("jo@example.org");
        assertThat(mail.getHeader("Cc", ",")).isNull();
        assertThat(mail.getHeader("Auto-Submitted", ",")).isEqualTo("auto-generated");
        assertThat(mail.getSentDate()).isEqualTo(Date.from(instant("2026-11-24T10:07")));
        assertThat(mail.getContentType()).startsWith("multipart/alternative");
        Multipart parts = (Multipart) mail.getContent();
        assertThat(parts.getCount()).isEqualTo(2);
        assertThat(parts.getBodyPart(0).getContentType()).isEqualToIgnoringCase("text/plain; charset=UTF-8");
        assertThat(parts.getBodyPart(0).getContent().toString().replace("\r\n", "\n"))
                .isEqualTo(letter.text());
        assertThat(letter.text()).contains("Monday 7 December 2026", "Tür – “zu”");
        assertThat(parts.getBodyPart(1).getContentType()).isEqualToIgnoringCase("text/html; charset=UTF-8");
        assertThat(parts.getBodyPart(1).getContent().toString().replace("\r\n", "\n"))
                .isEqualTo(letter.html());
    }

    @Test
    @DisplayName("ALL-6: until a representative's authority is recorded, letters go to the complainant alone")
    void representativeWithoutAuthority() throws Exception {
        sendOne(Map.of("representativeName", "Sol Icitor", "representativeEmail", "sol@law.example"));

        assertThat(onlyMail().getHeader("To", ",")).isEqualTo("jo@example.org");
        assertThat(onlyMail().getHeader("Cc", ",")).isNull();
    }

    @Test
    @DisplayName("ALL-6: once it is recorded, they go to the representative with a copy to the complainant")
    void representativeWithAuthority() throws Exception {
        String reference = sendOne(represented(Map.of()));

        assertThat(recipients()).containsExactlyInAnyOrder("sol@law.example", "jo@example.org");
        assertThat(mails()[0].getHeader("To", ",")).isEqualTo("sol@law.example");
        assertThat(mails()[0].getHeader("Cc", ",")).isEqualTo("jo@example.org");
        assertThat(letter(reference).addressee()).isEqualTo("Sol Icitor");
        assertThat(letter(reference).copyTo()).isEqualTo("Jo Baker");
    }

    @Test
    @DisplayName("ALL-6: no copy goes to a complainant who wants none")
    void noCopyWanted() throws Exception {
        String reference = sendOne(represented(Map.of("copyToComplainant", "no")));

        assertThat(recipients()).containsExactly("sol@law.example");
        assertThat(letter(reference).text()).doesNotContain("copy", "Copy");
    }

    @Test
    @DisplayName("ALL-6: where only the copy has to go on paper, it is posted, and the email stays the fact")
    void copyByPost() throws Exception {
        String reference =
                sendOne(represented(Map.of("complainantEmail", "", "complainantAddress", "12 High Street, Lymington")));
        assertThat(recipients()).containsExactly("sol@law.example");
        assertThat(letter(reference).state()).isEqualTo(Letter.State.TO_POST);
        assertThat(letter(reference).note()).contains("Only the copy to the complainant");

        itIs("2026-11-25T09:00");
        post(reference, "2026-11-25");

        assertThat(letter(reference).state()).isEqualTo(Letter.State.POSTED);
        assertThat(doneAt(reference)).isEqualTo(instant("2026-11-24T10:00"));
    }

    @Test
    @DisplayName("ALL-6: a representative without an email address is written to at the complainant's address")
    void representativeByPost() throws Exception {
        Map<String, Object> facts = represented(Map.of("complainantAddress", "12 High Street, Lymington"));
        facts.remove("representativeEmail");
        String reference = sendOne(facts);

        assertThat(mails()).isEmpty();
        assertThat(letter(reference).state()).isEqualTo(Letter.State.TO_POST);
        assertThat(letter(reference).html()).contains("Sol Icitor<br>c/o Jo Baker<br>12 High Street<br>Lymington<br>");
    }

    @Test
    @DisplayName("Letters: with no mail server configured the letter is left to be posted; the posting is the fact")
    void noMailServer() throws Exception {
        server.setHost("");
        String reference = sendOne(Map.of("complainantAddress", "12 High Street"));
        assertThat(letter(reference).state()).isEqualTo(Letter.State.TO_POST);
        assertThat(letter(reference).note()).isEqualTo("No mail server is configured.");
        assertThat(doneAt(reference)).isNull();

        itIs("2026-11-26T11:30");
        post(reference, "2026-11-26");

        assertThat(doneAt(reference)).isEqualTo(instant("2026-11-26T11:30"));
        assertThat(letter(reference).state()).isEqualTo(Letter.State.POSTED);
        assertThat(letter(reference).postedOn()).isEqualTo(LocalDate.parse("2026-11-26"));
        assertThat(letter(reference).postedAt()).isEqualTo(instant("2026-11-26T11:30"));
        assertThat(isOver(reference)).isTrue();
    }

    @Test
    @DisplayName(
            "Letters: without an email address the letter is left to be posted; a posting of an earlier day counts from that day")
    void noEmail() throws Exception {
        String reference = sendOne(Map.of("complainantEmail", ""));
        assertThat(letter(reference).state()).isEqualTo(Letter.State.TO_POST);
        assertThat(letter(reference).note())
                .contains("No email address is recorded", "No postal address is recorded either");

        itIs("2026-11-26T11:30");
        post(reference, "2026-11-25");

        assertThat(doneAt(reference)).isEqualTo(instant("2026-11-25T17:30"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-23", "2026-11-27", "26 November"})
    @DisplayName("Letters: a posting is neither before the letter nor in the future, and is a date")
    void wrongPosting(String day) throws Exception {
        String reference = sendOne(Map.of("complainantEmail", ""));
        itIs("2026-11-26T11:30");

        assertThatThrownBy(() -> post(reference, day)).hasMessageContaining("osted");
        assertThat(letter(reference).state()).isEqualTo(Letter.State.TO_POST);
        assertThat(task(reference)).isNotNull();
    }

    @Test
    @DisplayName("ALL-8: an anonymous complainant's letter is kept, and counts as done at once")
    void anonymous() throws Exception {
        String reference = sendOne(Map.of("complainantName", "", "complainantEmail", ""));

        assertThat(letter(reference).state()).isEqualTo(Letter.State.KEPT);
        assertThat(letter(reference).text()).contains("Hello,");
        assertThat(doneAt(reference)).isEqualTo(instant("2026-11-24T10:00"));
        assertThat(isOver(reference)).isTrue();
        assertThat(mails()).isEmpty();
    }

    @Test
    @DisplayName("When something counts as done: what was said aloud is done when it was said, and needs no letter")
    void said() {
        String reference = owe(Map.of("told", "said", "saidOn", "2026-11-23", "saidTime", "15:20", "saidTo", "Jo"));

        assertThat(doneAt(reference)).isEqualTo(instant("2026-11-23T15:20"));
        assertThat(isOver(reference)).isTrue();
        assertThat(store.ofComplaint("kiwi", reference)).isEmpty();

        String inSummer = owe(Map.of("told", "said", "saidOn", "2026-07-15", "saidTime", "00:20", "saidTo", "Jo"));
        assertThat(doneAt(inSummer)).isEqualTo(Instant.parse("2026-07-14T23:20:00Z"));
    }

    @Test
    @DisplayName(
            "Letters: written in the step's transaction: if the step fails, there is no letter, and the step is still to do")
    void rollback() {
        String reference = start("owes", Map.of("broken", "besides"));

        assertThatThrownBy(() -> completeStep(reference)).isInstanceOf(ProcessEngineException.class);

        assertThat(store.ofComplaint("kiwi", reference)).isEmpty();
        assertThat(task(reference).getTaskDefinitionKey()).isEqualTo("step");
        // Not because this step could write none at all:
        engine.getRuntimeService().setVariable(instance(reference), "broken", "nothing");
        completeStep(reference);
        assertThat(letter(reference).state()).isEqualTo(Letter.State.TO_SEND);
    }

    @Test
    @DisplayName("Letters: a letter that cannot be written does not let the step pass, and says why")
    void cannotBeWritten() {
        String reference = start("owes", Map.of());
        engine.getRuntimeService().removeVariable(instance(reference), "responseDue");

        assertThatThrownBy(() -> completeStep(reference))
                .hasMessageStartingWith("The letter \"acknowledgement\" of the policy kiwi cannot be written."
                        + " letters/_what-next.html, line ")
                .hasMessageEndingWith("The date to be shown is not set.");

        assertThat(task(reference).getTaskDefinitionKey()).isEqualTo("step");
    }

    @Test
    @DisplayName(
            "Letters: an unreachable server is tried again, ends in an incident that says what to do, and after the mend the letter goes once")
    void unreachable() throws Exception {
        String reference = owe(Map.of());
        server.setPort(closedPort());
        for (int attempt = 1; attempt <= 5; attempt++) {
            assertThatThrownBy(() -> runJob(reference)).hasMessageContaining("was not accepted by the mail server");
            assertThat(letter(reference).state()).isEqualTo(Letter.State.TO_SEND);
            assertThat(letter(reference).attempts()).isEqualTo(attempt);
        }
        Incident incident = engine.getRuntimeService()
                .createIncidentQuery()
                .processInstanceId(letter(reference).id())
                .singleResult();
        assertThat(incident.getIncidentMessage())
                .startsWith("The letter \"We have received your complaint (" + reference
                        + ")\" (acknowledgement, letter id "
                        + letter(reference).id() + ") of " + reference
                        + " was not accepted by the mail server 127.0.0.1:" + server.getPort() + ": ")
                .contains("Connection refused", "number of retries", "sendBy");
        assertThat(doneAt(reference)).isNull();
        String words = letter(reference).html();

        server.setPort(MAIL.getSmtp().getPort());
        engine.getManagementService().setJobRetries(incident.getConfiguration(), 1);
        runJob(reference);

        assertThat(onlyMail().getMessageID()).isEqualTo("<" + letter(reference).id() + "@kiwi.example>");
        assertThat(letter(reference).html()).isEqualTo(words);
        assertThat(letter(reference).note()).isNull();
        assertThat(isOver(reference)).isTrue();
    }

    @Test
    @DisplayName("Letters: a letter that no server will take can be posted instead")
    void postInstead() throws Exception {
        String reference = owe(Map.of());
        server.setPort(closedPort());
        assertThatThrownBy(() -> runJob(reference)).isInstanceOf(ProcessEngineException.class);

        engine.getRuntimeService().setVariable(letter(reference).id(), "sendBy", "post");
        runJob(reference);

        assertThat(letter(reference).state()).isEqualTo(Letter.State.TO_POST);
        assertThat(task(reference).getTaskDefinitionKey()).isEqualTo("post-letter");
    }

    @Test
    @DisplayName(
            "Letters: if the engine's transaction is lost after the server accepted, the retry does not send it again")
    void crashAfterAcceptance() throws Exception {
        String reference = owe(Map.of("broken", "after"));
        assertThatThrownBy(() -> runJob(reference)).isInstanceOf(ProcessEngineException.class);
        assertThat(letter(reference).state()).isEqualTo(Letter.State.SENT);
        assertThat(isOver(reference)).isFalse();

        engine.getRuntimeService().setVariable(instance(reference), "broken", "nothing");
        itIs("2026-11-24T10:05");
        runJob(reference);

        assertThat(mails()).hasSize(1);
        assertThat(doneAt(reference)).isEqualTo(instant("2026-11-24T10:00"));
    }

    @Test
    @DisplayName("Letters: a server that hangs up after accepting has accepted")
    void hangsUpAfterAccepting() throws Exception {
        server.setPort(scripted.port());
        scripted.hangsUpOn = "QUIT";
        String reference = sendOne(Map.of());

        assertThat(scripted.accepted()).hasSize(1);
        assertThat(letter(reference).state()).isEqualTo(Letter.State.SENT);
    }

    @Test
    @DisplayName("Letters: a connection lost before acceptance is tried again with the same Message-ID")
    void lostBeforeAcceptance() throws Exception {
        server.setPort(scripted.port());
        scripted.hangsUpOn = "DATA";
        String reference = owe(Map.of());
        assertThatThrownBy(() -> runJob(reference)).isInstanceOf(ProcessEngineException.class);

        scripted.hangsUpOn = "-";
        runJob(reference);

        assertThat(scripted.accepted())
                .singleElement()
                .asString()
                .contains("Message-ID: <" + letter(reference).id() + "@");
    }

    @Test
    @DisplayName("Letters: an address that the server refuses for good is written to by post, with the reason kept")
    void refusedAddress() throws Exception {
        server.setPort(scripted.port());
        scripted.answers.put("RCPT TO:<jo@example.org>", "550 5.1.1 No such mailbox");
        String reference = sendOne(Map.of());

        assertThat(letter(reference).state()).isEqualTo(Letter.State.TO_POST);
        assertThat(letter(reference).note()).isEqualTo("Email is not possible: 550 5.1.1 No such mailbox.");
        assertThat(task(reference).getTaskDefinitionKey()).isEqualTo("post-letter");
        assertThat(scripted.accepted()).isEmpty();
    }

    @Test
    @DisplayName("Letters: what is no email address is written to by post")
    void noAddressAtAll() throws Exception {
        String reference = sendOne(Map.of("complainantEmail", "jo@example.org, ada@example.org"));

        assertThat(letter(reference).state()).isEqualTo(Letter.State.TO_POST);
        assertThat(letter(reference).note()).contains("\"jo@example.org, ada@example.org\" is no email address");
        assertThat(mails()).isEmpty();
    }

    @Test
    @DisplayName("Letters: a refused copy does not hold up the letter; the copy is posted")
    void refusedCopy() throws Exception {
        server.setPort(scripted.port());
        scripted.answers.put("RCPT TO:<jo@example.org>", "550 No such mailbox");
        String reference = sendOne(represented(Map.of()));

        assertThat(scripted.accepted())
                .singleElement()
                .asString()
                .contains("RCPT TO:<sol@law.example>")
                .doesNotContain("RCPT TO:<jo@example.org>");
        assertThat(letter(reference).state()).isEqualTo(Letter.State.TO_POST);
        assertThat(letter(reference).note()).contains("Only the copy", "550 No such mailbox");
        assertThat(letter(reference).sentAt()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"451 Try again later", "550 5.7.1 Relaying denied", "530 Authentication required", "452 Too many"
            })
    @DisplayName("Letters: a refusal that is not the address's fault is tried again")
    void refusedForNow(String answer) {
        server.setPort(scripted.port());
        scripted.answers.put("RCPT TO:<jo@example.org>", answer);
        String reference = owe(Map.of());

        assertThatThrownBy(() -> runJob(reference)).hasMessageContaining(answer);

        assertThat(letter(reference).state()).isEqualTo(Letter.State.TO_SEND);
        assertThat(letter(reference).note()).contains(answer);
        assertThat(scripted.accepted()).isEmpty();
    }

    @Test
    @DisplayName("Letters: while one job sends a letter, no other does")
    void oneAtATime() throws Exception {
        String reference = owe(Map.of());
        String id = letter(reference).id();

        new TransactionTemplate(transactions).executeWithoutResult(transaction -> {
            store.lock(id);
            assertThatThrownBy(() -> runJob(reference)).hasMessageContaining("being sent by another job");
            transaction.setRollbackOnly();
        });

        assertThat(mails()).isEmpty();
        runJob(reference);
        assertThat(mails()).hasSize(1);
    }

    @Test
    @DisplayName("Letters: a letter is never sent in the transaction that writes it, which may yet be undone")
    void notInTheSameTransaction() throws Exception {
        String reference = start("sends-at-once", Map.of());

        assertThatThrownBy(() -> completeStep(reference)).hasMessageContaining("asyncBefore");

        assertThat(mails()).isEmpty();
        assertThat(store.ofComplaint("kiwi", reference)).isEmpty();
    }

    @Test
    @DisplayName("Letters: a letter whose step ends before it went out does not wait for ever")
    void ended() {
        String reference = start("gives-up", Map.of());
        completeStep(reference);
        assertThat(letter(reference).state()).isEqualTo(Letter.State.TO_SEND);

        engine.getRuntimeService().deleteProcessInstance(letter(reference).id(), "No longer owed");

        assertThat(letter(reference).state()).isEqualTo(Letter.State.NOT_SENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "EHLO", "MAIL", "RCPT", "DATA"})
    @DisplayName(
            "Letters: a mail server that falls silent does not hold a letter for ever: it is tried again, and goes once")
    void silentServer(String when) {
        server.setPort(scripted.port());
        scripted.fallsSilentOn = when;
        String reference = owe(Map.of());
        impatiently(() -> assertThatThrownBy(() -> runJob(reference))
                .hasMessageContaining("was not accepted by the mail server")
                .hasMessageContaining("It is kept and tried again."));
        assertThat(letter(reference).state()).isEqualTo(Letter.State.TO_SEND);
        assertThat(letter(reference).attempts()).isOne();

        scripted.fallsSilentOn = "-";
        runJob(reference);

        assertThat(scripted.accepted()).hasSize(1);
        assertThat(letter(reference).state()).isEqualTo(Letter.State.SENT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName(
            "Letters: whether a server that goes away after the text took it, nobody knows: the second try carries the"
                    + " same Message-ID, so that it can be told")
    void goesAwayAfterTheText(boolean silent) {
        server.setPort(scripted.port());
        scripted.fallsSilentOn = silent ? "." : "-";
        scripted.hangsUpOn = silent ? "-" : ".";
        String reference = owe(Map.of());
        impatiently(() -> assertThatThrownBy(() -> runJob(reference)).isInstanceOf(ProcessEngineException.class));
        assertThat(letter(reference).state()).isEqualTo(Letter.State.TO_SEND);

        scripted.fallsSilentOn = "-";
        scripted.hangsUpOn = "-";
        runJob(reference);

        assertThat(scripted.accepted())
                .hasSize(silent ? 2 : 1)
                .allSatisfy(mail -> assertThat(mail)
                        .contains("Message-ID: <" + letter(reference).id() + "@"));
        assertThat(letter(reference).state()).isEqualTo(Letter.State.SENT);
    }

    @Test
    @DisplayName("Letters: a slow mail server is waited for")
    void slowServer() {
        server.setPort(scripted.port());
        scripted.slowness = 300;
        String reference = owe(Map.of());

        impatiently(() -> runJob(reference));

        assertThat(scripted.accepted()).hasSize(1);
        assertThat(letter(reference).state()).isEqualTo(Letter.State.SENT);
    }

    @ParameterizedTest
    @CsvSource({
        "., 554 5.6.0 Content rejected",
        "., 452 4.3.1 Disk full",
        "MAIL, 421 Closing down",
        "MAIL, 553 5.7.1 Sender refused",
        "DATA, 503 No"
    })
    @DisplayName("Letters: a server that refuses the text or the sender is tried again, and says what it answered")
    void refusedText(String when, String answer) {
        server.setPort(scripted.port());
        scripted.answers.put(when, answer);
        String reference = owe(Map.of());
        assertThatThrownBy(() -> runJob(reference)).hasMessageContaining(answer);
        assertThat(letter(reference).state()).isEqualTo(Letter.State.TO_SEND);
        assertThat(letter(reference).note()).contains(answer);
        assertThat(scripted.accepted()).isEmpty();

        scripted.answers.clear();
        runJob(reference);

        assertThat(scripted.accepted()).hasSize(1);
        assertThat(letter(reference).state()).isEqualTo(Letter.State.SENT);
    }

    @Test
    @DisplayName("A full disk: where the letter cannot be stored, the step is not done, and says what to do")
    void fullWhenWritten() {
        String reference = start("owes", Map.of());
        refuse(
                "written",
                "reference <> '" + reference + "'",
                () -> assertThatThrownBy(() -> completeStep(reference))
                        .hasMessageStartingWith("The letter \"We have received your complaint (" + reference + ")\"")
                        .hasMessageContaining("could not be stored: ")
                        .hasMessageEndingWith("then do the step again."));
        assertThat(store.ofComplaint("kiwi", reference)).isEmpty();
        assertThat(task(reference).getTaskDefinitionKey()).isEqualTo("step");

        completeStep(reference);
        runJob(reference);

        assertThat(letter(reference).state()).isEqualTo(Letter.State.SENT);
    }

    @Test
    @DisplayName(
            "A full disk: a letter that was accepted while it could not be recorded is not sent again, nor forgotten")
    void fullWhenSent() throws Exception {
        String reference = owe(Map.of());
        refuse("sent", "reference <> '" + reference + "' or state <> 'sent'", () -> {
            for (int attempt = 1; attempt <= 2; attempt++) {
                assertThatThrownBy(() -> runJob(reference))
                        .hasMessageStartingWith("What became of the letter ")
                        .hasMessageContaining("The mail server has accepted it, and it is not sent again.")
                        .hasMessageContaining("number of retries");
            }
        });
        assertThat(letter(reference).state()).isEqualTo(Letter.State.TO_SEND);

        itIs("2026-11-24T10:30");
        runJob(reference);

        assertThat(mails()).hasSize(1);
        assertThat(letter(reference).state()).isEqualTo(Letter.State.SENT);
        assertThat(doneAt(reference)).isEqualTo(instant("2026-11-24T10:00"));
    }

    @Test
    @DisplayName(
            "ALL-6: authority that is recorded in the middle of a case holds for every later letter, of routines that"
                    + " began before it too")
    void authorityLater() throws Exception {
        String reference =
                start("calls", Map.of("representativeName", "Sol Icitor", "representativeEmail", "sol@law.example"));
        engine.getRuntimeService()
                .setVariables(
                        instance(reference),
                        Map.of("representativeAuthority", "Signed letter of 1 March", "copyToComplainant", "no"));

        completeStep(reference);
        runJob(reference);

        assertThat(recipients()).containsExactly("sol@law.example");
        assertThat(letter(reference).addressee()).isEqualTo("Sol Icitor");
        assertThat(letter(reference).text()).contains("Dear Sol Icitor,").doesNotContain("Copy to");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", ""})
    @DisplayName("ALL-6: a copy goes as the complainant wishes, and where nothing is said")
    void copyWanted(String wish) {
        sendOne(represented(Map.of("copyToComplainant", wish)));

        assertThat(recipients()).containsExactlyInAnyOrder("sol@law.example", "jo@example.org");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no", "No", "none", "false", " "})
    @DisplayName("ALL-6: \"no\" is no authority")
    void noAuthority(String authority) throws Exception {
        sendOne(represented(Map.of("representativeAuthority", authority)));

        assertThat(onlyMail().getHeader("To", ",")).isEqualTo("jo@example.org");
    }

    @Test
    @DisplayName(
            "ALL-1, SMS-10: a breach is told to the people of the next level, in one mail, and not to the complainant")
    void notice() throws Exception {
        String reference = oweNotice(represented(Map.of("nextLevel", "heads-of-service")));
        runJob(reference);

        assertThat(recipients()).containsExactlyInAnyOrder("head@kiwi.example", "head2@kiwi.example");
        assertThat(mails()[0].getHeader("To", ",")).isEqualTo("head@kiwi.example, head2@kiwi.example");
        assertThat(mails()[0].getHeader("Cc", ",")).isNull();
        assertThat(mails()[0].getSubject()).isEqualTo("Late: Stage 1 response (" + reference + ")");
        Letter notice = letter(reference);
        assertThat(notice.state()).isEqualTo(Letter.State.SENT);
        assertThat(notice.addressee()).isEqualTo("Director of Quality Assurance");
        assertThat(notice.toGroups()).isEqualTo("heads-of-service");
        assertThat(notice.copyTo()).isNull();
        assertThat(notice.html() + notice.text()).doesNotContain("Jo", "Sol", "example.org", "Tür");
        assertThat(isOver(reference)).isTrue();
    }

    @Test
    @DisplayName("KIW-11: a notice to several groups goes to the people of each, once")
    void noticeToSeveral() {
        runJob(oweNotice(Map.of("nextLevel", "heads-of-service, directors")));

        assertThat(recipients())
                .containsExactlyInAnyOrder("head@kiwi.example", "head2@kiwi.example", "director@kiwi.example");
    }

    @Test
    @DisplayName("ALL-1: a notice that can go to nobody by email is kept on file, never posted: the task tells them")
    void noticeWithoutEmail() {
        for (User head : engine.getIdentityService()
                .createUserQuery()
                .memberOfGroup("directors")
                .memberOfTenant("kiwi")
                .list()) {
            String email = head.getEmail();
            setEmail(head.getId(), null);
            try {
                String reference = oweNotice(Map.of("nextLevel", "directors"));
                runJob(reference);
                assertThat(letter(reference).state()).isEqualTo(Letter.State.KEPT);
                assertThat(letter(reference).note()).contains("None of them has an email address: kiwi-director");
                assertThat(isOver(reference)).isTrue();
            } finally {
                setEmail(head.getId(), email);
            }
        }
        assertThat(mails()).isEmpty();
    }

    @Test
    @DisplayName(
            "ALL-1: without a mail server a notice is kept on file, and so it is where it was decided to send no mail")
    void noticeWithoutServer() {
        server.setHost("");
        String reference = oweNotice(Map.of("nextLevel", "directors"));
        runJob(reference);
        assertThat(letter(reference).state()).isEqualTo(Letter.State.KEPT);
        assertThat(letter(reference).note()).isEqualTo("No mail server is configured.");

        server.setHost("127.0.0.1");
        String given = oweNotice(Map.of("nextLevel", "directors"));
        engine.getRuntimeService().setVariable(letter(given).id(), "sendBy", "post");
        runJob(given);
        assertThat(letter(given).state()).isEqualTo(Letter.State.KEPT);
        assertThat(isOver(given)).isTrue();
        assertThat(mails()).isEmpty();
    }

    @Test
    @DisplayName("ALL-1: an address that is refused does not keep a notice from the others, and is named")
    void noticePartlyRefused() {
        server.setPort(scripted.port());
        scripted.answers.put("RCPT TO:<head@kiwi.example>", "550 5.1.1 No such mailbox");
        String reference = oweNotice(Map.of("nextLevel", "heads-of-service"));
        runJob(reference);

        assertThat(scripted.accepted())
                .singleElement()
                .asString()
                .contains("RCPT TO:<head2@kiwi.example>")
                .doesNotContain("RCPT TO:<head@kiwi.example>");
        assertThat(letter(reference).state()).isEqualTo(Letter.State.SENT);
        assertThat(letter(reference).note())
                .isEqualTo("Email was not possible to all: head@kiwi.example: 550 5.1.1 No such mailbox.");

        scripted.answers.put("RCPT TO:<head2@kiwi.example>", "550 5.1.1 No such mailbox");
        String refused = oweNotice(Map.of("nextLevel", "heads-of-service"));
        runJob(refused);
        assertThat(letter(refused).state()).isEqualTo(Letter.State.KEPT);
        assertThat(isOver(refused)).isTrue();
    }

    private String oweNotice(Map<String, ?> differences) {
        String reference = start("owes-notice", differences);
        completeStep(reference);
        return reference;
    }

    private void setEmail(String userId, String email) {
        User user = engine.getIdentityService().createUserQuery().userId(userId).singleResult();
        user.setEmail(email);
        engine.getIdentityService().saveUser(user);
    }

    /** Makes the database refuse rows of the table of letters for which the condition does not hold. */
    private void refuse(String name, String condition, Runnable meanwhile) {
        jdbc.sql("alter table letter add constraint full_" + name + " check (" + condition + ")")
                .update();
        try {
            meanwhile.run();
        } finally {
            jdbc.sql("alter table letter drop constraint full_" + name).update();
        }
    }

    /** With little patience for the mail server. */
    private void impatiently(Runnable meanwhile) {
        Object usual = server.getJavaMailProperties().put("mail.smtp.timeout", "1000");
        try {
            meanwhile.run();
        } finally {
            server.getJavaMailProperties().put("mail.smtp.timeout", usual);
        }
    }

    private String owe(Map<String, ?> differences) {
        String reference = start("owes", differences);
        completeStep(reference);
        return reference;
    }

    /** Owes a letter and runs the job that sends it. */
    private String sendOne(Map<String, ?> differences) {
        String reference = owe(differences);
        runJob(reference);
        return reference;
    }

    private String start(String process, Map<String, ?> differences) {
        String reference = "KIW-2026-9" + String.format("%04d", REFERENCES.incrementAndGet());
        Map<String, Object> variables = new HashMap<>(Map.of(
                "reference", reference,
                "receivedAt", Date.from(instant("2026-11-23T16:20")),
                "responseDue", Date.from(instant("2026-12-07T23:59:59")),
                "complainantName", "Jo Baker",
                "complainantEmail", "jo@example.org",
                "summary", "Die Tür – “zu”.",
                "letter", "acknowledgement",
                "told", "letter",
                "broken", "nothing"));
        variables.putAll(differences);
        engine.getRuntimeService()
                .createProcessInstanceByKey(process)
                .processDefinitionTenantId("kiwi")
                .businessKey(reference)
                .setVariables(variables)
                .execute();
        return reference;
    }

    private void completeStep(String reference) {
        engine.getTaskService().complete(task(reference).getId());
    }

    private void post(String reference, String day) {
        engine.getTaskService().complete(task(reference).getId(), Map.of("postedOn", day));
    }

    private void runJob(String reference) {
        Job job = engine.getManagementService()
                .createJobQuery()
                .processInstanceId(letter(reference).id())
                .singleResult();
        engine.getManagementService().executeJob(job.getId());
    }

    private Task task(String reference) {
        return engine.getTaskService()
                .createTaskQuery()
                .processInstanceBusinessKey(reference)
                .singleResult();
    }

    private String instance(String reference) {
        return engine.getHistoryService()
                .createHistoricProcessInstanceQuery()
                .processInstanceBusinessKey(reference)
                .rootProcessInstances()
                .singleResult()
                .getId();
    }

    private boolean isOver(String reference) {
        return engine.getRuntimeService()
                        .createProcessInstanceQuery()
                        .processInstanceBusinessKey(reference)
                        .count()
                == 0;
    }

    private Instant doneAt(String reference) {
        HistoricVariableInstance doneAt = engine.getHistoryService()
                .createHistoricVariableInstanceQuery()
                .processInstanceId(instance(reference))
                .variableName("doneAt")
                .singleResult();
        return doneAt == null || doneAt.getValue() == null ? null : ((Date) doneAt.getValue()).toInstant();
    }

    private Letter letter(String reference) {
        List<Letter> letters = store.ofComplaint("kiwi", reference);
        assertThat(letters).as("letters of " + reference).hasSize(1);
        return letters.get(0);
    }

    private static Map<String, Object> represented(Map<String, ?> differences) {
        Map<String, Object> facts = new HashMap<>(Map.of(
                "representativeName", "Sol Icitor",
                "representativeEmail", "sol@law.example",
                "representativeAuthority", "Signed letter of 1 March"));
        facts.putAll(differences);
        return facts;
    }

    private static MimeMessage[] mails() {
        return MAIL.getReceivedMessages();
    }

    private static MimeMessage onlyMail() {
        assertThat(mails()).hasSize(1);
        return mails()[0];
    }

    // GreenMail keeps a mail for each recipient, in the recipient's own mailbox.
    private static List<String> recipients() {
        return MAIL.getUserManager().listUser().stream()
                .filter(user -> MAIL.findReceivedMessages(user::equals, mail -> true)
                        .findAny()
                        .isPresent())
                .map(GreenMailUser::getEmail)
                .toList();
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void itIs(String london) {
        ClockUtil.setCurrentTime(Date.from(instant(london)));
    }

    private static Instant instant(String london) {
        return LocalDateTime.parse(london).atZone(LondonTime.ZONE).toInstant();
    }
}
