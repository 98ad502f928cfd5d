package uk.redress.letter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.spin.Spin;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import uk.redress.RedressTest;
import uk.redress.calendar.LondonTime;
import uk.redress.policy.Policies;
import uk.redress.policy.PolicyFolder;

@RedressTest
class LetterTemplatesTest {

    @Autowired
    private LetterTemplates templates;

    @Autowired
    private Policies policies;

    @BeforeEach
    void setClock() {
        ClockUtil.setCurrentTime(london("2026-11-24T10:00"));
    }

    @AfterEach
    void resetClock() {
        ClockUtil.reset();
    }

    @Test
    @DisplayName(
            "KIW-3: the acknowledgement says the reference, the receipt, who deals with it, by when, and whom to contact")
    void acknowledgement() throws Exception {
        LetterTemplates.Draft draft = write("acknowledgement", Map.of());

        assertThat(draft.subject()).isEqualTo("We have received your complaint (KIW-2026-00042)");
        assertThat(draft.text())
                .contains(
                        "Tuesday 24 November 2026\nOur reference: KIW-2026-00042\n\nDear Jo Baker,\n\n",
                        "We received your complaint on Monday 23 November 2026",
                        "Our Quality Improvement and Policy Manager is dealing with your complaint.",
                        "You will have our answer by Monday 7 December 2026.",
                        "What we have written down\n\n    My tutor did not come.\n\n    I waited\n    for two hours.\n\n",
                        "- Email: complaints@kiwi.example\n- Telephone: 01632 960100",
                        "Yours sincerely,\nQuality Improvement and Policy Manager\nKiwi\n")
                .doesNotContain("keep in mind", "Copy to", "acting for");
        assertThat(Jsoup.parse(draft.html()).select("a").eachAttr("href"))
                .containsExactly("mailto:complaints@kiwi.example");
    }

    @ParameterizedTest
    @CsvSource({
        "upheld, We have upheld your complaint., We are sorry.",
        "partly-upheld, We have upheld part of your complaint., We are sorry for what went wrong.",
        "not-upheld, We have not upheld your complaint., this is not the answer you hoped for"
    })
    @DisplayName(
            "KIW-4, KIW-7: the response says the outcome in words, the findings, the remedy, and how to ask for Stage 2")
    void response(String outcome, String decision, String kindness) throws Exception {
        LetterTemplates.Draft draft = write("response", Map.of("outcome", outcome));

        assertThat(draft.subject()).isEqualTo("Our answer to your complaint (KIW-2026-00042)");
        assertThat(draft.text())
                .contains(
                        decision,
                        kindness,
                        "What we found\n\nThe tutor was ill.",
                        "What we will do\n\nWe will repeat the lesson.",
                        "This is Stage 2 of our complaints procedure. Our Director of Quality Assurance will",
                        "To ask for Stage 2:\n\n- email, telephone or write to us")
                .doesNotContain("No cover was planned", "Plan cover");
    }

    @Test
    @DisplayName("KIW-2: the answer to a query says that it was no complaint, and how it can become one")
    void queryAnswer() throws Exception {
        LetterTemplates.Draft draft =
                write("query-answer", Map.of("summary", "When does term begin?", "answer", "On Monday 11 January."));

        assertThat(draft.subject()).isEqualTo("Our answer to your question (KIW-2026-00042)");
        assertThat(draft.text())
                .contains(
                        "What we were asked\n\n    When does term begin?",
                        "Our answer\n\nOn Monday 11 January.",
                        "on the day you first got in touch",
                        "Yours sincerely,\nCustomer Services Team\n");
    }

    @Test
    @DisplayName("ALL-6: a letter to a representative says for whom they act, and that the complainant gets a copy")
    void representative() throws Exception {
        LetterTemplates.Draft draft = write(
                "response",
                Map.of(
                        "outcome", "partly-upheld",
                        "representativeName", "Sol Icitor",
                        "representativeEmail", "sol@law.example",
                        "representativeAuthority", "Signed letter of 1 March",
                        "needs", "Large print.\nPlease ring after 4 pm."),
                "response-representative");

        assertThat(draft.subject()).isEqualTo("Our answer to the complaint (KIW-2026-00042)");
        assertThat(draft.text())
                .contains(
                        "Dear Sol Icitor,",
                        "You are acting for Jo Baker, so we are writing to you. We are also sending Jo Baker a copy.",
                        "We have upheld part of the complaint.",
                        "    Large print.\n    Please ring after 4 pm.",
                        "Copy to: Jo Baker")
                .doesNotContain("your complaint");
        assertThat(Jsoup.parse(draft.html()).select(".address").text())
                .isEqualTo("Sol Icitor c/o Jo Baker 12 High Street Lymington SO41 9AA");
    }

    @Test
    @DisplayName("Letters: what people typed is shown as they typed it and never acts as HTML or as an expression")
    void escaped() throws Exception {
        String typed =
                "<script>alert(1)</script> & <b>bold</b> \"quoted\" ${policy.name} [[${policy.name}]] #{x} __${1+1}__";
        LetterTemplates.Draft draft = write(
                "response",
                Map.of(
                        "outcome",
                        "upheld",
                        "findings",
                        typed,
                        "remedy",
                        typed,
                        "complainantName",
                        "<i>Jo</i>",
                        "needs",
                        typed),
                "response-escaped");

        assertThat(draft.text()).contains("What we found\n\n" + typed + "\n", "Dear <i>Jo</i>,");
        assertThat(Jsoup.parse(draft.html()).select("script, b, i")).isEmpty();
    }

    @Test
    @DisplayName("Letters: text of 20,000 characters, kept as JSON, is in the letter whole")
    void longText() throws Exception {
        String findings = "A sentence of some words. ".repeat(769) + "The end.";
        LetterTemplates.Draft draft = write(
                "response",
                Map.of("outcome", "upheld", "findings", Spin.JSON("\"" + findings + "\"")),
                "response-long");

        assertThat(findings).hasSizeGreaterThan(20_000);
        assertThat(draft.text()).contains(findings);
    }

    @ParameterizedTest
    @CsvSource({"2026-11-23T23:59:59, true", "2026-11-24T23:59:59, false"})
    @DisplayName("KIW-6: an acknowledgement promises no answer by a day that is over; it says sorry instead")
    void lateAcknowledgement(String due, boolean late) throws Exception {
        String text = write("acknowledgement", Map.of("responseDue", london(due)), "acknowledgement-late-" + late)
                .text();

        assertThat(text.contains("You will have our answer by")).isNotEqualTo(late);
        assertThat(text.contains("We are sorry that we are late.")).isEqualTo(late);
    }

    @Test
    @DisplayName("Letters: a date is not shown where it was never set: the letter is not written")
    void noDueDate() {
        Map<String, Object> variables = sample();
        variables.remove("responseDue");

        assertThatThrownBy(() -> templates.draft(policies.of("kiwi"), "acknowledgement", variables))
                .isInstanceOf(LetterException.class)
                .hasMessageContaining("_what-next.html, line")
                .hasMessageContaining("The date to be shown is not set.");
    }

    @Test
    @DisplayName("Letters: the shipped policies' letters have no problems")
    void shippedLetters() {
        assertThat(policies.all())
                .allSatisfy(policy -> assertThat(templates.problems(policies.folder(policy.tenant())))
                        .isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<p th:text=\"${sumary}\"></p> | letters/response.html, line 1: nothing in this policy is called \"sumary\"",
                "<p th:text=\"${policy.nam}\"></p> | letters/response.html, line 1: ",
                "<p th:text=\"${dates.weekday(today)}\"></p> | letters/response.html, line 1: ",
                "<p th:text=\"${roles.title('kings')}\"></p> | \"kings\" has no title",
                "<p th:text=\"${\"></p> | letters/response.html, line 1: ",
                "<p th:replace=\"~{_nowhere :: x}\"></p> | there is no letters/_nowhere.html",
                "<p th:replace=\"~{_words :: nothing}\"></p> | letters/response.html, line 1: ",
                "<p th:utext=\"${summary}\"></p> | letters/response.html, line 1: \"th:utext\" would let",
                "<p>[(${summary})]</p> | letters/response.html, line 1: \"[(\" would let",
                "<p th:text=\"__${summary}__\"></p> | letters/response.html, line 1: \"__${summary}__\" would let",
                "<p th:text=\"${@java.lang.System@exit(1)}\"></p> | letters/response.html, line 1: ",
                "<p th:text=\"${''.getClass().forName('java.lang.Runtime')}\"></p> | letters/response.html, line 1: ",
                "<script>alert(1)</script> | letters/response.html, line 1: <script> is not for a letter",
                "<p onclick=\"alert(1)\">x</p> | letters/response.html, line 1: onclick would make something run",
                "<p th:attr=\"onclick=${summary}\">x</p> | letters/response.html: onclick would make something run",
                "<img src=\"https://tracker.example/x.png\"> | letters/response.html, line 1: src would fetch something",
                "<link rel=\"stylesheet\" href=\"https://x.example\"> | line 1: <link> is not for a letter",
                "<style>p { background: url(//x.example/y) }</style> | line 1: <style> would fetch something",
                "<p style=\"background: url('//x.example')\">x</p> | line 1: style would fetch something",
                "<meta http-equiv=\"refresh\" content=\"0; url=//x.example\"> | line 1: <meta> is not for a letter",
                "<a href=\"javascript:alert(1)\">x</a> | line 1: the link \"javascript:alert(1)\" is none",
                "<a th:href=\"${summary}\">x</a> | letters/response.html: the link \"2026-11-24\" is none",
                "<p th:text=\"${words.needed(remedy)}\">x</p> | letters/response.html, line 1: ",
                "<p th:each=\"a : ${summary}\" th:insert=\"~{response}\">x</p> | letters/response.html, line 1: Fragment inclusion depth"
            })
    @DisplayName("Letters: a broken template is found before any case needs it, with the file and the line")
    void brokenTemplate(String body, String problem) {
        assertThat(problems("response", "<html><title>An answer</title><body>" + body + "</body></html>"))
                .anySatisfy(found -> assertThat(found).contains(problem));
    }

    @Test
    @DisplayName("Letters: a letter that a diagram asks for and nobody wrote is found, and one without a subject")
    void missingTemplate() {
        assertThat(problems("response", null))
                .containsExactly(
                        "The policy kiwi has no letter \"response\". Add processes/kiwi/letters/response.html and"
                                + " start again.");
        assertThat(problems("response", "<html><body><p>Well.</p></body></html>"))
                .singleElement()
                .asString()
                .contains("response.html", "<title>");
    }

    @Test
    @DisplayName("A broken template: the line is that of the file, not of the letter as it would be")
    void lineOfTheFile() {
        assertThat(problems(
                        "response",
                        "<html><title>An answer</title>\n<body>\n<p>Well.</p>\n<p th:utext=\"${summary}\"></p>"
                                + "\n<script></script></body></html>"))
                .anySatisfy(found -> assertThat(found).startsWith("letters/response.html, line 4: \"th:utext\""))
                .anySatisfy(found -> assertThat(found).startsWith("letters/response.html, line 5: <script>"));
    }

    @Test
    @DisplayName("Letters: a template that was saved in another encoding is found, not sent with holes in it")
    void anotherEncoding() {
        String latin = new String(
                "<html><title>An answer</title>\n<body><p>Café</p></body></html>".getBytes(StandardCharsets.ISO_8859_1),
                StandardCharsets.UTF_8);
        assertThat(problems("response", latin))
                .containsExactly("letters/response.html, line 2: a character cannot be read, because the file is not in"
                        + " UTF-8. Save it in that encoding.");
    }

    @Test
    @DisplayName("Letters: a picture that is in the letter itself, and an ordinary link, are fine")
    void harmless() {
        assertThat(problems(
                        "response",
                        "<html><title>An answer</title><body><img src=\"data:image/gif;base64,R0lGODlhAQABAAAAACw=\">"
                                + "<a href=\"https://www.gov.uk/\">gov.uk</a></body></html>"))
                .isEmpty();
    }

    @Test
    @DisplayName(
            "Letters: what was typed with line breaks, or without end, makes no second header and no endless subject")
    void subject() {
        PolicyFolder kiwi = policies.folder("kiwi");
        Map<String, String> letters = new TreeMap<>(kiwi.letters());
        letters.put("response", "<html><title>[[${summary}]]</title><body><p>Well.</p></body></html>");
        LetterTemplates.Draft draft = templates.draft(
                policies.of("kiwi"),
                new PolicyFolder("kiwi", kiwi.policyYaml(), kiwi.resources(), letters),
                "response",
                Map.of(
                        "reference",
                        "KIW-2026-00042",
                        "summary",
                        "Hello\r\nBcc: all@example.org\n\n" + "x".repeat(20_000)));

        assertThat(draft.subject())
                .startsWith("Hello Bcc: all@example.org xxx")
                .hasSize(200)
                .endsWith("…");
    }

    private List<String> problems(String kind, String template) {
        PolicyFolder kiwi = policies.folder("kiwi");
        Map<String, String> letters = new TreeMap<>(kiwi.letters());
        letters.remove(kind);
        if (template != null) {
            letters.put(kind, template);
        }
        return templates.problems(new PolicyFolder("kiwi", kiwi.policyYaml(), kiwi.resources(), letters));
    }

    private LetterTemplates.Draft write(String kind, Map<String, Object> differences) throws Exception {
        return write(
                kind, differences, differences.containsKey("outcome") ? kind + "-" + differences.get("outcome") : kind);
    }

    /** Writes a letter, and leaves it under target/letters to be looked at. */
    private LetterTemplates.Draft write(String kind, Map<String, Object> differences, String file) throws Exception {
        Map<String, Object> variables = sample();
        variables.putAll(differences);
        LetterTemplates.Draft draft = templates.draft(policies.of("kiwi"), kind, variables);
        Path folder = Files.createDirectories(Path.of("target/letters"));
        Files.writeString(folder.resolve(file + ".html"), draft.html());
        Files.writeString(folder.resolve(file + ".txt"), draft.text());
        return draft;
    }

    private static Map<String, Object> sample() {
        return new HashMap<>(Map.ofEntries(
                Map.entry("reference", "KIW-2026-00042"),
                Map.entry("receivedAt", london("2026-11-23T16:20")),
                Map.entry("responseDue", london("2026-12-07T23:59:59")),
                Map.entry("complainantName", "Jo Baker"),
                Map.entry("complainantEmail", "jo@example.org"),
                Map.entry("complainantAddress", "12 High Street\nLymington\nSO41 9AA"),
                Map.entry("summary", "My tutor did not come.\n\nI waited\nfor two hours."),
                Map.entry("findings", "The tutor was ill."),
                Map.entry("remedy", "We will repeat the lesson."),
                Map.entry("rootCause", "No cover was planned."),
                Map.entry("lesson", "Plan cover.")));
    }

    private static Date london(String dateTime) {
        return Date.from(LocalDateTime.parse(dateTime).atZone(LondonTime.ZONE).toInstant());
    }
}
