package uk.redress.form;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.dmn.feel.impl.FeelEngine;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.spin.plugin.variable.SpinValues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.redress.calendar.Closure;
import uk.redress.calendar.LondonTime;
import uk.redress.calendar.WorkingCalendar;
import uk.redress.form.FormCheck.Result;
import uk.redress.form.FormCheck.Setting;
import uk.redress.policy.FormDefinition;

/** Issue 2: "required, type, length, pattern, min/max, allowed values, unknown fields", and the cross-field rules. */
class FormCheckTest {

    private static final FeelEngine FEEL = feel();
    private static final FormDefinition FORM = form();

    /** Tuesday, a quarter of an hour into British summer's last full week. */
    private static final Clock NOW = Clock.fixed(london("2026-10-20T10:15").toInstant(), LondonTime.ZONE);

    private static final WorkingCalendar CALENDAR = WorkingCalendar.with(
            List.of(new Closure(LocalDate.of(2026, 12, 29), LocalDate.of(2026, 12, 31), "Christmas closure")));

    private final Map<String, Object> known = new HashMap<>(Map.of(
            "due", london("2026-10-23T23:59:59"),
            "channel", "phone",
            "openedAt", london("2026-10-16T09:30"),
            "receivedAt", london("2026-10-16T14:45"),
            "knownSites", List.of(Map.of("label", "Ryde", "value", "ryde"), "cowes")));

    private final Map<String, Object> filledIn =
            new LinkedHashMap<>(Map.of("outcome", "not-upheld", "findings", "Nothing was amiss.", "checked", true));

    @Test
    void whatTheFormAsksForIsEnough() {
        Result result = check();

        assertThat(result.faults()).isEmpty();
        assertThat(result.given()).containsOnlyKeys("outcome", "findings", "checked");
        assertThat(result.absent()).contains("remedy", "refundTo", "visits", "causes");
    }

    @Test
    void absentNullEmptyAndBlankAreTheSame() {
        String missing = "\"What you found\" is missing: fill it in.";
        filledIn.remove("findings");
        assertThat(check().faults()).containsExactly(missing);
        for (String nothing : new String[] {null, "", "  \n"}) {
            filledIn.put("findings", nothing);
            assertThat(check().faults()).containsExactly(missing);
        }
    }

    @Test
    void allFaultsAreNamedInTheOrderOfTheForm() {
        filledIn.clear();
        filledIn.put("nonsense", "x");
        filledIn.put("email", "nobody");

        assertThat(check().faults())
                .containsExactly(
                        "\"Outcome\" is missing: choose one.",
                        "\"What you found\" is missing: fill it in.",
                        "\"I have checked it\" is not ticked: tick it.",
                        "\"Email\" is not an email address: write it like name@example.org.",
                        "\"nonsense\" is no field of this form: leave it out.");
    }

    @Test
    void aRequiredBoxMustBeTicked() {
        filledIn.put("checked", false);

        assertThat(check().faults()).containsExactly("\"I have checked it\" is not ticked: tick it.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            outcome      | maybe               | "Outcome" has a value that is not on offer: choose one of upheld, not-upheld.
            findings     | abc                 | "What you found" is too short: write at least 5 characters.
            email        | a@b                 | "Email" is not an email address: write it like name@example.org.
            email        | a@b.org, c@d.org    | "Email" is not an email address: write it like name@example.org.
            phone        | 01632 960100        | "Telephone" is not a phone number: write it like +441632960800.
            invoice      | a123                | "Invoice" is not written as it should be: copy it from the invoice, such as A123.
            postcode     | so14                | "Postcode" is not written as it should be: As on the letter, such as SO14 2DF.
            postcode     | SO14 2DF UK         | "Postcode" is too long, with 11 characters: shorten it to 8.
            visits       | 4                   | "Visits" is no number: send a number, such as 5.
            checked      | true                | "I have checked it" is neither true nor false: send true or false.
            causes       | staff               | "Causes" is no list: send it as a variable of the type Json, such as ["a","b"].
            deputy       | ann                 | "Deputy" has a value that is not on offer: choose one of bob.
            saidOn       | 20/10/2026          | "Said on" is no date: give it as yyyy-MM-dd, such as 2026-11-24.
            saidOn       | 2026-02-30          | "Said on" is no date: give it as yyyy-MM-dd, such as 2026-11-24.
            saidOn       | 2026-10-21          | "Said on" is in the future: give today or an earlier date.
            saidOn       | 2026-10-15          | "Said on" is too early: give Fri 16 Oct 2026 or later.
            promisedFor  | 2026-10-19          | "Promised for" is in the past: give today or a later date.
            revisedDate  | 2026-10-19          | "Revised date" is in the past: give today or a later date.
            revisedDate  | 2026-10-23          | "Revised date" is too early: give a date after Fri 23 Oct 2026.
            revisedDate  | 2026-10-24          | "Revised date" is no working day (Sat 24 Oct 2026): choose Mon 26 Oct 2026, say.
            revisedDate  | 2026-12-25          | "Revised date" is no working day (Fri 25 Dec 2026): choose Mon 4 Jan 2027, say.
            revisedDate  | 2036-01-02          | "Revised date" is too far away: choose a date up to Mon 31 Dec 2035.
            revisedDate  | 26/10/2026          | "Revised date" is no date: give it as yyyy-MM-dd, such as 2026-11-24.
            hearing      | 2026-10-20T10:14    | "Hearing" is in the past: give today or a later date.
            hearing      | 2026-10-20 10:30    | "Hearing" is no date and time: give it as yyyy-MM-ddTHH:mm, such as 2026-11-24T09:30.
            callAt       | 9:30                | "Call at" is no time of day: give it as HH:mm, such as 09:30.
            callAt       | 24:00               | "Call at" is no time of day: give it as HH:mm, such as 09:30.
            investigator | stranger            | "Investigator" names no user of this company: give the id of one.
            witnesses    | ann, stranger       | "Witnesses" names someone who is no user of this company: give ids of its users, separated by commas.
            witnesses    | ann,                | "Witnesses" names someone who is no user of this company: give ids of its users, separated by commas.
            channel      | email               | "How it came in" cannot be changed here: leave it as it is.
            remedy       | A refund            | "What you will do" does not apply here: leave it empty.
            """)
    void aWrongTextIsNamedWithItsMend(String key, String value, String fault) {
        filledIn.put(key, value);

        assertThat(check().faults()).containsExactly(fault);
    }

    @ParameterizedTest
    @CsvSource({
        "findings,Enough",
        "email,o'neil+kiwi@mail.example.org",
        "phone,+441632960800",
        "invoice,A123",
        "deputy,bob",
        "saidOn,2026-10-16",
        "saidOn,2026-10-20",
        "promisedFor,2026-10-20",
        "revisedDate,2026-10-26",
        "hearing,2026-10-20T10:15",
        "callAt,00:00",
        "investigator,ann",
        "channel,phone",
        "openedAt,2026-10-16",
        "openedAt,2026-10-16T09:30:00",
        "openedAt,2026-10-16T09:30:00.000+0100"
    })
    void aRightTextIsTaken(String key, String value) {
        filledIn.put(key, value);

        assertThat(check().faults()).isEmpty();
    }

    @Test
    void lengthsCountAsInTheBrowserWithoutTheBlanksAtEitherEnd() {
        filledIn.put("findings", "    abcd    ");
        assertThat(check().faults()).containsExactly("\"What you found\" is too short: write at least 5 characters.");

        filledIn.put("postcode", "  SO14 2DF  ");
        filledIn.put("findings", " abcde ");
        assertThat(check().faults()).isEmpty();
    }

    @Test
    void noTextIsLongerThan20000Characters() {
        filledIn.put("findings", "x".repeat(20_000));
        assertThat(check().faults()).isEmpty();

        filledIn.put("findings", "x".repeat(20_001));
        filledIn.put("invoice", "A123");
        assertThat(check().faults())
                .containsExactly("\"What you found\" is too long, with 20,001 characters: shorten it to 20,000.");
    }

    @Test
    void aTextIsPrintableAndASingleLineIsSingle() {
        filledIn.put("findings", "two\nlines");
        assertThat(check().faults()).isEmpty();

        filledIn.put("findings", "a zero byte \u0000 in it");
        filledIn.put("investigator", "ann\r\nBcc: all@example.org");
        assertThat(check().faults())
                .containsExactly(
                        "\"What you found\" has characters that cannot be printed: type it again without them.",
                        "\"Investigator\" has several lines: write it on one.");
    }

    @Test
    void numbersAreNumbersWithinTheirLimits() {
        filledIn.put("outcome", "upheld");
        filledIn.put("remedy", "A refund");
        filledIn.put("refundTo", "The card it came from");
        for (Number right : new Number[] {0, 500L, 12.5, 12.34, (short) 3}) {
            filledIn.put("refund", right);
            assertThat(check().faults()).isEmpty();
        }
        Map<Object, String> wrong = Map.of(
                -1,
                "is too small: enter 0 or more.",
                500.01,
                "is too large: enter 500 or less.",
                1.005,
                "has too many decimal places: enter at most 2.",
                Double.NaN,
                "is no number: send a number, such as 5.",
                "5",
                "is no number: send a number, such as 5.",
                true,
                "is no number: send a number, such as 5.");
        wrong.forEach((value, fault) -> {
            filledIn.put("refund", value);
            assertThat(check().faults()).contains("\"Refund in pounds\" " + fault);
        });
    }

    @Test
    void wholeNumbersAndSteps() {
        filledIn.put("visits", 2.5);
        assertThat(check().faults()).containsExactly("\"Visits\" is no whole number: enter one.");
        filledIn.put("visits", 3);
        assertThat(check().faults()).containsExactly("\"Visits\" is no multiple of 2: enter one.");
        filledIn.put("visits", 4.0);
        assertThat(check().faults()).isEmpty();
    }

    @Test
    void aTextFieldTakesNoNumberAndABoxNoText() {
        filledIn.put("invoice", 5);
        filledIn.put("saidOn", new Date());

        assertThat(check().faults())
                .containsExactly(
                        "\"Invoice\" is no text: send it as text (String).",
                        "\"Said on\" is no text: send it as text (String).");
    }

    @Test
    void listsComeAsJsonAndHoldOnlyWhatIsOnOffer() {
        filledIn.put("causes", SpinValues.jsonValue("[\"staff\",\"system\"]").create());
        filledIn.put("sites", SpinValues.jsonValue("[\"ryde\",\"cowes\"]").create());
        assertThat(check().faults()).isEmpty();

        filledIn.put("causes", SpinValues.jsonValue("[\"staff\",\"weather\"]").create());
        filledIn.put("sites", SpinValues.jsonValue("[\"paris\"]").create());
        assertThat(check().faults())
                .containsExactly(
                        "\"Causes\" has a value that is not on offer: choose among staff, system.",
                        "\"Sites\" has a value that is not on offer: choose among ryde, cowes.");
    }

    @Test
    void javaObjectsFilesAndBrokenJsonAreRefusedWithoutBeingRead() {
        filledIn.put(
                "invoice",
                Variables.serializedObjectValue("gibberish")
                        .objectTypeName("java.util.ArrayList")
                        .serializationDataFormat("application/x-java-serialized-object")
                        .create());
        filledIn.put(
                "postcode", Variables.fileValue("x.txt").file(new byte[] {1}).create());
        filledIn.put("causes", SpinValues.jsonValue("[broken").create());

        assertThat(check().faults())
                .containsExactly(
                        "\"Causes\" was sent as a variable of the type Json: send it as Json, a list of values.",
                        "\"Invoice\" was sent as a variable of the type Object: send it as text (String).",
                        "\"Postcode\" was sent as a variable of the type File: send it as text (String).");
    }

    @Test
    void aHiddenFieldNeedsNothingAndAShownOneWhatItAsks() {
        filledIn.put("outcome", "upheld");
        assertThat(check().faults()).containsExactly("\"What you will do\" is missing: fill it in.");

        filledIn.put("remedy", "A refund");
        assertThat(check().faults()).isEmpty();

        filledIn.put("refund", 5);
        assertThat(check().faults()).containsExactly("\"Refund to\" is missing: fill it in.");
    }

    @Test
    void aHiddenFieldMayComeEmpty() {
        filledIn.put("remedy", "");
        filledIn.put("refund", null);

        assertThat(check().faults()).isEmpty();
        assertThat(check().emptied()).doesNotContain("remedy", "refund");
    }

    @Test
    void aConditionSeesNothingOfAnEarlierFormWhereAFieldBeginsEmpty() {
        known.put("outcome", "upheld");
        filledIn.remove("outcome");

        assertThat(check().faults()).containsExactly("\"Outcome\" is missing: choose one.");
    }

    @Test
    void aFieldThatShowsWhatIsKnownStaysAsItIsWhereItIsNotSubmittedAndIsMissingWhereItIsEmptied() {
        known.put("channel", "email");
        known.put("answer", "Yes");
        assertThat(check().faults())
                .as("the condition sees what the field shows")
                .containsExactly("\"Answered by\" is missing: fill it in.");

        filledIn.put("answer", "No");
        assertThat(check().faults()).isEmpty();
        filledIn.put("answer", "");
        assertThat(check().faults()).containsExactly("\"Answer\" is missing: fill it in.");
        filledIn.remove("answer");
        known.remove("answer");
        assertThat(check().faults()).containsExactly("\"Answer\" is missing: fill it in.");
    }

    @Test
    void aDateThatIsLeftEmptyIsTodayWhereTheFormSaysSo() {
        known.put("channel", "email");
        filledIn.put("answer", "No");
        assertThat(check().given().get("writtenOn").value()).isEqualTo("2026-10-20");
        filledIn.put("writtenOn", "");
        assertThat(check().given().get("writtenOn").value()).isEqualTo("2026-10-20");
        filledIn.put("writtenOn", "2026-10-19");
        assertThat(check().given().get("writtenOn").value()).isEqualTo("2026-10-19");
        known.put("channel", "phone");
        filledIn.keySet().removeAll(Set.of("writtenOn", "answer"));
        assertThat(check().given()).as("a hidden one is not filled in").doesNotContainKey("writtenOn");
    }

    @Test
    void aTimeThatIsLeftEmptyIsNowWhereTheFormSaysSoButOnNoOtherDay() {
        known.put("channel", "email");
        filledIn.put("answer", "No");
        assertThat(check().given().get("writtenAt").value()).isEqualTo("10:15");
        filledIn.put("writtenOn", "2026-10-20");
        assertThat(check().given().get("writtenAt").value()).isEqualTo("10:15");
        filledIn.put("writtenOn", "2026-10-19");
        assertThat(check().faults())
                .containsExactly("\"At\" is missing: fill it in, because \"Written on\" is not today.");
        filledIn.put("writtenAt", "23:10");
        assertThat(check().faults()).isEmpty();
    }

    @Test
    void oneOfSeveralMustBeFilledInBesideAFieldWhereItsConditionHolds() {
        known.put("channel", "letter");
        filledIn.put("answer", "No");
        assertThat(check().faults()).isEmpty();

        filledIn.put("writer", "Jo");
        assertThat(check().faults())
                .containsExactly("\"Writer\" is filled in, so one of these must be too: \"Email\", \"Telephone\".");
        filledIn.put("phone", "+441632960800");
        assertThat(check().faults()).isEmpty();
        filledIn.put("phone", " ");
        known.put("channel", "in-person");
        assertThat(check().faults()).as("the condition does not hold").isEmpty();
    }

    @Test
    void aDateIsWrittenAsEverywhereElse() {
        known.put("receivedAt", london("2026-09-16T14:45"));
        filledIn.put("saidOn", "2026-09-15");

        assertThat(check().faults())
                .as("Issue 2: dates show as Tue 24 Nov 2026; not with the JDK's \"Sept\"")
                .containsExactly("\"Said on\" is too early: give Wed 16 Sep 2026 or later.");
    }

    @Test
    void aTimeIsMeasuredOnItsDate() {
        filledIn.put("saidOn", "2026-10-20");
        filledIn.put("saidTime", "10:15");
        assertThat(check().faults()).isEmpty();

        filledIn.put("saidTime", "10:16");
        assertThat(check().faults())
                .containsExactly("\"Said at\" is in the future: give the time it is now, or an earlier one.");

        filledIn.put("saidOn", "2026-10-16");
        filledIn.put("saidTime", "14:44");
        assertThat(check().faults()).containsExactly("\"Said at\" is too early: give Fri 16 Oct 2026, 14:45 or later.");

        filledIn.put("saidTime", "14:45");
        assertThat(check().faults()).isEmpty();
    }

    @Test
    void aFieldThatNeedsAnotherSaysSo() {
        filledIn.put("saidTime", "09:00");

        assertThat(check().faults())
                .containsExactly("\"Said on\" is missing: fill it in, because \"Said at\" is filled in.");
    }

    @Test
    void aDateIsMeasuredAgainstAnotherFieldOfTheForm() {
        filledIn.put("saidOn", "2026-10-20");
        filledIn.put("promisedFor", "2026-10-20");
        assertThat(check().faults()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<script>alert(1)</script>", "a b", "\"quoted\""})
    void aStrangeNameIsNotRepeated(String name) {
        filledIn.put(name, "x");

        assertThat(check().faults()).containsExactly("One of the variables is no field of this form: leave it out.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2026-11-06T23:59:59 | 2026-11-06 |
            2026-11-06          | 2026-11-06 |
            2026-11-06T23:59:59 | 2026-11-09 | "Revised date" is too late: give Fri 6 Nov 2026 or earlier.
            2026-11-07T23:59:59 | 2026-11-07 | "Revised date" is no working day (Sat 7 Nov 2026): choose an earlier one.
            2026-10-23T23:59:59 | 2026-10-26 | "Revised date" cannot be given: it would have to be after Fri 23 Oct 2026, but no later than Fri 23 Oct 2026.
                                | 2027-03-01 |
            """)
    void aDateIsNotAfterTheLatestThereCanBe(String latest, String date, String fault) {
        known.put("latestDue", latest == null || latest.length() == 10 ? latest : london(latest));
        filledIn.put("revisedDate", date);

        assertThat(check().faults()).isEqualTo(fault == null ? List.of() : List.of(fault));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            handlers | ["ann","bob"]     | ann,bob |
            handlers | ["ann","ann"," "] | ann     |
            handlers | ["ann","cy"]      |         | "Handlers" names somebody who is not on offer: choose among the people of this company who are.
            handlers | ["ann",1]         |         | "Handlers" names somebody who is not on offer: choose among the people of this company who are.
            handlers | {"ann":1}         |         | "Handlers" is no list: send it as a variable of the type Json, such as ["a","b"].
            chair    | ["cy"]            |         | "Chair" names somebody who is not on offer: choose one of the people of this company who are.
            """)
    void peopleAreChosenAmongThoseOnOfferAndStoredAsText(String field, String json, String stored, String fault) {
        filledIn.put(field, SpinValues.jsonValue(json).create());

        Result result = check();

        assertThat(result.faults()).isEqualTo(fault == null ? List.of() : List.of(fault));
        if (stored != null) {
            assertThat(result.given().get(field).value()).isEqualTo(stored);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            handlers | ann             | ann     |
            handlers | ' bob , ann, '  | bob,ann |
            handlers | 'ann,stranger'  |         | "Handlers" names somebody who is not on offer: choose among the people of this company who are.
            chair    | cy              | cy      |
            chair    | 'cy,cy'         |         | "Chair" names somebody who is not on offer: choose one of the people of this company who are.
            """)
    void otherSystemsSendTheIdsAsText(String field, String text, String stored, String fault) {
        filledIn.put(field, text);

        Result result = check();

        assertThat(result.faults()).isEqualTo(fault == null ? List.of() : List.of(fault));
        if (stored != null) {
            assertThat(result.given().get(field).value()).isEqualTo(stored);
        }
    }

    @Test
    void nobodyIsNoAnswer() {
        filledIn.put("handlers", SpinValues.jsonValue("[\"\"]").create());

        assertThat(check().emptied()).contains("handlers");
    }

    @Test
    void thereIsAnEndToHowManyPeople() {
        filledIn.put("handlers", "ann,".repeat(10) + "x".repeat(FormCheck.LONGEST_TEXT));

        assertThat(check().faults()).containsExactly("\"Handlers\" names too many people: choose fewer.");
    }

    private Result check() {
        Setting setting = new Setting(
                List.of(),
                known::get,
                Set.of("ann", "bob")::contains,
                who -> who.equals(List.of("directors", "heads-of-service")) ? Set.of("cy") : Set.of("ann", "bob"),
                Set.of("ann")::contains,
                CALENDAR);
        return new FormCheck(NOW, new Feel(() -> FEEL)).check(FORM, Submitted.all(filledIn), setting);
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

    private static FormDefinition form() {
        String name = "form/form-check-task.form";
        try (InputStream file = FormCheckTest.class.getClassLoader().getResourceAsStream(name)) {
            return FormDefinition.parse(name, file.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
