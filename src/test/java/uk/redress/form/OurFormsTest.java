package uk.redress.form;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.dmn.feel.impl.FeelEngine;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.redress.calendar.LondonTime;
import uk.redress.calendar.WorkingCalendar;
import uk.redress.form.FormCheck.Result;
import uk.redress.form.FormCheck.Setting;
import uk.redress.policy.FormDefinition;
import uk.redress.policy.FormDefinition.Field;

/** Issue 3: "a Camunda Form for the start and for each user task": what each of those in {@code forms} asks for. */
class OurFormsTest {

    private static final FeelEngine FEEL = feel();

    private static final Clock NOW = Clock.fixed(
            LocalDateTime.parse("2026-10-20T10:15").atZone(LondonTime.ZONE).toInstant(), LondonTime.ZONE);

    private static final WorkingCalendar CALENDAR = WorkingCalendar.with(List.of());

    private static final Map<String, Object> CASE = Map.of(
            "reference",
            "KIW-2026-00017",
            "receivedAt",
            london("2026-10-16T14:45"),
            "respondedAt",
            london("2026-10-19T09:30"),
            "due",
            london("2026-10-30T23:59:59"),
            "stage",
            2,
            "behaviour",
            "He shouted at Amy.");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            common/acknowledge              |                                                     | "How do you acknowledge it?" is missing: choose one.
            common/acknowledge              | told=letter                                         |
            common/acknowledge              | told=said                                           | "Said to" is missing: fill it in.
            common/acknowledge              | told=said; saidTo=Jo                                |
            common/acknowledge              | told=said; saidOn=2026-10-20; saidTo=Jo             |
            common/acknowledge              | told=said; saidOn=2026-10-19; saidTo=Jo             | "Said at" is missing: fill it in, because "Said on" is not today.
            common/acknowledge              | told=said; saidTime=10:16; saidTo=Jo                | "Said at" is in the future: give the time it is now, or an earlier one.
            common/acknowledge              | told=said; saidOn=2026-10-15; saidTime=09:00; saidTo=Jo | "Said on" is too early: give Fri 16 Oct 2026 or later.
            common/acknowledge              | told=said; saidTime=10:00; saidTo=Jo                |
            common/answer-query             |                                                     | "How do you answer it?" is missing: choose one. "Answer" is missing: fill it in.
            common/investigate              |                                                     | "What you found" is missing: fill it in.
            common/respond                  |                                                     | "Outcome" is missing: choose one. "What you found" is missing: fill it in. "What you will do about it" is missing: fill it in. "Root cause" is missing: fill it in. "Lesson" is missing: fill it in.
            common/respond                  | outcome=rejected; findings=F; remedy=R; rootCause=C; lesson=L | "Outcome" has a value that is not on offer: choose one of upheld, partly-upheld, not-upheld.
            common/post-letter              |                                                     |
            common/post-letter              | postedOn=2026-10-21                                 | "Posted on" is in the future: give today or an earlier date.
            common/due-soon                 |                                                     | "Will it go in time?" is missing: choose one.
            common/due-soon                 | moreTime=no                                         |
            common/due-soon                 | moreTime=no; revisedDate=2026-11-09                 | "Revised date" does not apply here: leave it empty.
            common/due-soon                 | moreTime=yes                                        | "Why it takes longer" is missing: fill it in. "Revised date" is missing: enter the date.
            common/due-soon                 | moreTime=yes; delayReason=Leave.; revisedDate=2026-10-19 | "Revised date" is in the past: give today or a later date.
            common/due-soon                 | moreTime=yes; delayReason=Leave.; revisedDate=2026-10-30 | "Revised date" is too early: give a date after Fri 30 Oct 2026.
            common/due-soon                 | moreTime=yes; delayReason=Leave.; revisedDate=2026-11-07 | "Revised date" is no working day (Sat 7 Nov 2026): choose Mon 9 Nov 2026, say.
            common/due-soon                 | moreTime=yes; delayReason=Leave.; revisedDate=2026-11-09 |
            common/late                     |                                                     | "What will be done" is missing: fill it in.
            common/update-complainant       |                                                     | "Where things stand" is missing: fill it in. "Can you give them a new date?" is missing: choose one.
            common/update-complainant       | progress=Soon.; moreTime=no                         |
            common/update-complainant       | progress=Soon.; moreTime=yes                        | "Why it takes longer" is missing: fill it in. "Revised date" is missing: enter the date.
            common/record-answer            |                                                     | "What do they say?" is missing: choose one.
            common/record-answer            | answer=satisfied                                    |
            common/record-answer            | answer=satisfied; answeredOn=2026-10-18             | "Answered on" is too early: give Mon 19 Oct 2026 or later.
            common/record-answer            | answer=satisfied; answeredOn=2026-10-21             | "Answered on" is in the future: give today or an earlier date.
            common/record-answer            | answer=escalates                                    | "What they are unhappy with" is missing: fill it in.
            common/tell-progress            |                                                     | "How do you tell them?" is missing: choose one. "Where things stand" is missing: fill it in.
            common/tell-progress            | told=said; progress=Soon.                           | "Said to" is missing: fill it in.
            common/consider-new-information |                                                     | "What it changes, and what you do with it" is missing: fill it in.
            common/appoint-substitute       |                                                     | "Who does it instead" is missing: choose one. "Why this person" is missing: fill it in.
            common/appoint-substitute       | substitute=stranger; substituteReason=R             | "Who does it instead" names somebody who is not on offer: choose one of the people of this company who are.
            common/appoint-substitute       | substitute=ann; substituteReason=R                  |
            kiwi/refer                      |                                                     | "What they should know" is missing: fill it in.
            kiwi/refer                      | referralNote=N; documents=D                         | "Supporting documents passed on" does not apply here: leave it empty.
            kiwi/refer-outside              |                                                     |
            common/consult                  |                                                     | "Is there information that substantially affects the outcome?" is missing: choose one. "Why" is missing: fill it in.
            common/consult                  | furtherInformation=no; consultNote=N                | "Is it appropriate to tell them that it cannot be pursued further?" is missing: choose one.
            common/consult                  | furtherInformation=yes; consultNote=N               |
            common/consult                  | furtherInformation=yes; tellThem=yes; consultNote=N | "Is it appropriate to tell them that it cannot be pursued further?" does not apply here: leave it empty.
            common/warn                     |                                                     | "How are they warned?" is missing: choose one. "Said to" is missing: fill it in. "The warning" is missing: fill it in.
            common/warn                     | told=letter; warning=W                              |
            common/warn                     | told=letter; warning=W; behaviour=                  | "What happened, as they will read it" is missing: fill it in.
            common/decide-behaviour         |                                                     | "What will be done" is missing: fill it in.
            common/note-behaviour           |                                                     |
            """)
    void whatIsMissingOrWrongIsNamedWithItsMend(String form, String filledIn, String faults) {
        assertThat(String.join(" ", check(form, filledIn, CASE).faults())).isEqualTo(faults == null ? "" : faults);
    }

    @Test
    @DisplayName("KIW-8: Stage 3 is referred with the supporting documents")
    void theDocumentsAreAskedForAtStage3() {
        Map<String, Object> stage3 = new HashMap<>(CASE);
        stage3.put("stage", 3);

        assertThat(check("kiwi/refer", "referralNote=N", stage3).faults())
                .containsExactly("\"Supporting documents passed on\" is missing: fill it in.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"common/due-soon", "common/update-complainant"})
    @DisplayName("ALL-2: where a limit can never be extended further, no revised date is later than that")
    void noRevisedDateIsLaterThanTheLatestThereCanBe(String form) {
        String filledIn = "moreTime=yes; delayReason=Leave.; revisedDate=2026-11-09"
                + (form.endsWith("complainant") ? "; progress=Soon." : "");
        assertThat(check(form, filledIn, CASE).faults()).isEmpty();

        Map<String, Object> limited = new HashMap<>(CASE);
        limited.put("latestDue", london("2026-11-06T23:59:59"));

        assertThat(check(form, filledIn, limited).faults())
                .containsExactly("\"Revised date\" is too late: give Fri 6 Nov 2026 or earlier.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            channel=email; complainantName=Jo                                                | refused
            channel=letter; complainantName=Jo; complainantEmail=                            | refused
            channel=web; complainantName=Jo                                                  | refused
            channel=letter; complainantName=Jo; complainantAddress=1 High Street             |
            channel=email; complainantName=Jo; complainantEmail=jo@example.org               |
            channel=web; complainantName=Jo; complainantPhone=01632 960123                   |
            channel=letter; complainantName=Jo; representativeName=Sam; representativeEmail=sam@example.org |
            channel=email                                                                    |
            channel=phone; complainantName=Jo                                                |
            channel=in-person; complainantName=Jo                                            |
            complainantName=Jo                                                               |
            """)
    @DisplayName("ALL-8: whoever gives a name can be reached, where it is known how; an anonymous complaint is taken")
    void oneWayToReachThem(String filledIn, String refused) {
        assertThat(check("kiwi/kiwi-complaint", "summary=Bad.; " + filledIn, Map.of())
                        .faults())
                .isEqualTo(
                        refused == null
                                ? List.of()
                                : List.of(
                                        "\"Name\" is filled in, so one of these must be too: \"Telephone\", \"Email\","
                                                + " \"Postal address\", \"Email of the representative\"."));
    }

    @ParameterizedTest
    @MethodSource("taskForms")
    @DisplayName("Design, section 5: a task's form first shows what the person must know, all forms alike")
    void oneHeaderForAll(Path file) throws IOException {
        JsonNode first = new ObjectMapper()
                .readTree(Files.readAllBytes(file))
                .path("components")
                .path(0);

        assertThat(first.path("id").asText()).isEqualTo("the-case");
        assertThat(first.path("type").asText())
                .as("an html component shows what complainants wrote as they wrote it; a text would take it for markup")
                .isEqualTo("html");
        assertThat(header(first))
                .isEqualTo(header(new ObjectMapper()
                        .readTree(Files.readAllBytes(Path.of("forms", "common", "investigate.form")))
                        .path("components")
                        .path(0)));
        assertThat(first.path("content").asText())
                .contains("reference", "complainantName", "needs", "receivedAt", "representativeAuthority", "summary");
    }

    private static String header(JsonNode component) {
        String limit = "<p class=\"redress-limit\">.*</p>\n";
        String content = component.path("content").asText();
        assertThat(content).containsPattern(limit);
        return content.replaceFirst(limit, "");
    }

    @ParameterizedTest
    @MethodSource("taskForms")
    @DisplayName("Issue 3: no stage begins with what an earlier one decided; only what is meant to is filled in before")
    void whatIsFilledInBefore(Path file) throws IOException {
        List<String> prefilled = FormDefinition.parse(file.toString(), Files.readAllBytes(file)).fields().stream()
                .filter(Field::showsWhatIsKnown)
                .map(Field::key)
                .toList();

        assertThat(prefilled)
                .isEqualTo(
                        switch (Path.of("forms").relativize(file).toString()) {
                            case "common/respond.form" -> List.of("findings");
                            case "common/warn.form" -> List.of("behaviour");
                            case "juniper/forward.form", "cantium/pass-on.form", "interlearn/conclude.form" ->
                                List.of("department", "referralManager");
                            case "schools-mutual/acknowledge.form" -> List.of("department");
                            case "cantium/sort.form" ->
                                List.of("sorting", "originalReference", "originalRequestedOn", "originalHandlers");
                            default -> List.of();
                        });
    }

    /** The forms of the tasks of all policies. */
    static Stream<Path> taskForms() {
        try (Stream<Path> files = Files.walk(Path.of("forms"))) {
            return files
                    .filter(file -> file.toString().endsWith(".form"))
                    .filter(OurFormsTest::isOfATaskOfACase)
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // The others begin a process, look at many cases, or at one that has no process any more.
    private static boolean isOfATaskOfACase(Path form) {
        String name = form.getFileName().toString();
        Path folder = form.getParent().getFileName();
        return !Files.exists(Path.of("processes").resolve(folder).resolve(name.replace(".form", ".bpmn")))
                && !Set.of(
                                "record.form",
                                "analyse.form",
                                "review-due-soon.form",
                                "review-late.form",
                                "see-to-complaint.form")
                        .contains(name);
    }

    private static Result check(String form, String filledIn, Map<String, Object> known) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (String value : filledIn == null ? new String[0] : filledIn.split(";")) {
            String[] parts = value.strip().split("=", 2);
            values.put(parts[0], parts[1]);
        }
        Path file = Path.of("forms", form + ".form");
        try {
            FormDefinition definition = FormDefinition.parse(file.toString(), Files.readAllBytes(file));
            Set<String> staff = Set.of("ann", "bob");
            Setting setting =
                    new Setting(List.of(), known::get, staff::contains, who -> staff, staff::contains, CALENDAR);
            return new FormCheck(NOW, new Feel(() -> FEEL)).check(definition, Submitted.all(values), setting);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Date london(String dateTime) {
        return Date.from(LocalDateTime.parse(dateTime).atZone(LondonTime.ZONE).toInstant());
    }

    private static FeelEngine feel() {
        DefaultDmnEngineConfiguration configuration =
                (DefaultDmnEngineConfiguration) DmnEngineConfiguration.createDefaultDmnEngineConfiguration();
        configuration.buildEngine();
        return configuration.getFeelEngine();
    }
}
