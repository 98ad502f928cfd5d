package uk.redress.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import uk.redress.policy.FormDefinition.Field;
import uk.redress.policy.FormDefinition.Option;
import uk.redress.policy.FormDefinition.Shape;
import uk.redress.policy.FormDefinition.Type;

/** design.md section 5: "the server checks for truth", from the very file that the analyst draws. */
class FormDefinitionTest {

    @Test
    void aFormIsItsFieldsWithTheirRulesThoseInGroupsToo() {
        FormDefinition form = parse("""
                {"type": "text", "text": "Hello"},
                {"type": "group", "label": "More", "conditional": {"hide": "=kind = \\"query\\""}, "components": [
                  {"type": "textfield", "key": "email", "label": " Email ", "description": "Yours",
                   "conditional": {"hide": "=told = \\"said\\""},
                   "validate": {"required": true, "maxLength": 254, "validationType": "email"},
                   "properties": {"needs": "kind"}}]},
                {"type": "radio", "key": "kind", "label": "Kind", "defaultValue": "query", "disabled": true,
                 "values": [{"label": "A query", "value": "query"}]},
                {"type": "datetime", "subtype": "date", "key": "saidOn", "dateLabel": "Said on",
                 "disallowPassedDates": true}
                """);

        assertThat(form.id()).isEqualTo("test-form");
        assertThat(form.schemaVersion()).isEqualTo(16);
        assertThat(form.fields()).extracting(Field::key).containsExactly("email", "kind", "saidOn");
        Field email = field(form, "email");
        assertThat(email.label()).isEqualTo("Email");
        assertThat(email.help()).isEqualTo("Yours");
        assertThat(email.hiddenIf()).containsExactly("kind = \"query\"", "told = \"said\"");
        assertThat(email.validation().required()).isTrue();
        assertThat(email.validation().maxLength()).isEqualTo(254);
        assertThat(email.validation().shape()).isEqualTo(Shape.EMAIL);
        assertThat(email.properties()).containsEntry("needs", "kind");
        Field kind = field(form, "kind");
        assertThat(kind.type()).isEqualTo(Type.RADIO);
        assertThat(kind.readOnly()).isTrue();
        assertThat(kind.defaultValue()).isEqualTo("query");
        assertThat(kind.options()).containsExactly(new Option("A query", "query"));
        Field saidOn = field(form, "saidOn");
        assertThat(saidOn.label()).isEqualTo("Said on");
        assertThat(saidOn.properties()).containsEntry("date", "not-in-past");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type": "textfield", "key": "a b", "label": "Name"} | test.form: the field "Name" has the key "a b": use letters and digits only
            {"type": "textfield", "key": "name"} | test.form: the field "name" has no plain label: give it one
            {"type": "textfield", "key": "name", "label": "{{x}}"} | has no plain label
            {"type": "number", "key": "n", "label": "N", "validate": {"max": "=5+5"}} | the field "N" has no number for max; write the number itself
            {"type": "textfield", "key": "n", "label": "N", "validate": {"pattern": "["}} | has a pattern that is no regular expression
            {"type": "textfield", "key": "n", "label": "N", "validate": {"validationType": "mail"}} | has an unknown validationType: use email or phone
            {"type": "textfield", "key": "n", "label": "N", "readonly": "=x"} | has something else than true or false for readonly
            {"type": "textfield", "key": "n", "label": "N", "conditional": {"hide": "x"}} | begin it with "="
            {"type": "textfield", "key": "n", "label": "N", "properties": {"datte": "not-in-future"}} | has the custom property "datte", which the server does not know: use one of after, date, mend, needs, notAfter, notBefore, oneOf, oneOfIf, people, prefill, timeOf, user, users, whenEmpty, workingDay
            {"type": "textfield", "key": "n", "label": "N", "properties": {"date": "past"}} | has "past" for its custom property date: use not-in-future or not-in-past
            {"type": "textfield", "key": "n", "label": "N", "properties": {"workingDay": "no"}} | has "no" for its custom property workingDay: use yes
            {"type": "textfield", "key": "n", "label": "N", "properties": {"needs": "m"}} | has "m" for its custom property needs, but the form has no field of that key
            {"type": "textfield", "key": "n", "label": "N", "properties": {"oneOf": "n, m"}} | has "n, m" for its custom property oneOf, but the form has no field of that key
            {"type": "textfield", "key": "n", "label": "N", "properties": {"oneOfIf": "=n = 1"}} | has the custom property oneOfIf without oneOf
            {"type": "textfield", "key": "n", "label": "N", "properties": {"oneOf": "n", "oneOfIf": "n = 1"}} | has no expression for its custom property oneOfIf: begin it with "="
            {"type": "textfield", "key": "n", "label": "N", "properties": {"prefill": "n"}} | has "n" for its custom property prefill: use yes
            {"type": "textfield", "key": "n", "label": "N", "properties": {"whenEmpty": "today"}} | has the custom property whenEmpty, which is for what may be left empty
            {"type": "datetime", "key": "n", "dateLabel": "N", "validate": {"required": true}, "properties": {"whenEmpty": "today"}} | has the custom property whenEmpty, which is for what may be left empty
            {"type": "datetime", "key": "n", "dateLabel": "N", "properties": {"whenEmpty": "now"}} | has the custom property whenEmpty, which is for what may be left empty
            {"type": "textfield", "key": "n", "label": "N", "validate": {"required": true}, "properties": {"timeOf": "n", "whenEmpty": "now"}} | has the custom property whenEmpty, which is for what may be left empty
            {"type": "datetime", "key": "n", "dateLabel": "N", "properties": {"whenEmpty": "soon"}} | has "soon" for its custom property whenEmpty: use today or now
            {"type": "select", "key": "n", "label": "N"} | offers no values; list them
            {"type": "taglist", "key": "n", "label": "N"} | offers no values; list them
            {"type": "textfield", "key": "n", "label": "N", "properties": {"people": "of-this-tenant"}} | has the custom property people, by which Redress lists the people on offer: make it a select or a tag list
            {"type": "select", "key": "n", "label": "N", "valuesKey": "m", "properties": {"people": "of-this-tenant"}} | whose options come from nowhere else
            {"type": "select", "key": "n", "label": "N", "values": [{"label": "A"}]} | offers something without a value
            {"type": "datetime", "subtype": "time", "key": "n", "timeLabel": "N"} | set its time format to "No timezone"
            {"type": "filepicker", "key": "n", "label": "N"} | is of the type filepicker: Tasklist cannot show a file picker
            {"type": "dynamiclist", "path": "n", "label": "N"} | Tasklist cannot complete a form with a dynamic list
            {"type": "telepathy", "key": "n", "label": "N"} | which this version of Tasklist does not know
            {"type": "group", "label": "N", "path": "deep", "components": []} | has a path
            {"type": "textfield", "key": "n", "label": "N"}, {"type": "number", "key": "n", "label": "M"} | the field "M" has the same key as another field
            """)
    void aFieldThatTheServerCannotCheckIsNamedWithItsMend(String components, String problem) {
        assertThatThrownBy(() -> parse(components))
                .isInstanceOf(PolicyException.class)
                .hasMessageStartingWith("test.form: the field ")
                .hasMessageContaining(problem);
    }

    @Test
    void whatIsNoFormIsSaidToBeNone() {
        assertThatThrownBy(() -> FormDefinition.parse("x.form", "{\n\"a\": }".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(PolicyException.class)
                .hasMessageStartingWith("x.form, line 2 is no JSON: ");
        assertThatThrownBy(() -> FormDefinition.parse("x.form", "{}".getBytes(StandardCharsets.UTF_8)))
                .hasMessage("x.form is no Camunda Form: it has no components.");
        assertThatThrownBy(
                        () -> FormDefinition.parse("x.form", "{\"components\": []}".getBytes(StandardCharsets.UTF_8)))
                .hasMessage("x.form has no id: give the form the id that the diagram refers to.");
    }

    @ParameterizedTest
    @MethodSource("ourForms")
    void eachOfOurFormsCanBeChecked(Path file) throws IOException {
        FormDefinition form = FormDefinition.parse(file.toString(), Files.readAllBytes(file));

        assertThat(file.getFileName()).hasToString(form.id() + ".form");
    }

    static Stream<Path> ourForms() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("forms"))) {
            return files.filter(file -> file.toString().endsWith(".form")).toList().stream();
        }
    }

    private static FormDefinition parse(String components) {
        String form = "{\"id\": \"test-form\", \"type\": \"default\", \"schemaVersion\": 16, \"components\": ["
                + components + "]}";
        return FormDefinition.parse("test.form", form.getBytes(StandardCharsets.UTF_8));
    }

    private static Field field(FormDefinition form, String key) {
        return form.fields().stream()
                .filter(field -> field.key().equals(key))
                .findFirst()
                .orElseThrow();
    }
}
