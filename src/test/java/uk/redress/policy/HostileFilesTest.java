package uk.redress.policy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uk.redress.policy.PolicyCheck.Problem;

/**
 * Issue 3, "A broken or hostile world": files of a policy that are damaged, or made to do harm, are refused in a sentence
 * that names the file, at once and without reading anything else.
 */
class HostileFilesTest {

    /** What a sentence for an analyst does not hold. */
    private static final Pattern INSIDES =
            Pattern.compile("\\b(org|java|com|uk)\\.\\w+\\.\\w+|\\bat \\w+\\(|\\.java:|Exception\\b|REDACTED");

    /** What is not proof against such a file takes hours, or all of the memory; a busy machine takes seconds. */
    private static final Duration AT_ONCE = Duration.ofMinutes(2);

    private record Hostile(String what, byte[] content) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static Hostile hostile(String what, String content) {
        return new Hostile(what, content.getBytes(UTF_8));
    }

    static Stream<Hostile> yamls() {
        String good = AcmePolicy.text(AcmePolicy.YAML);
        StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            laughs.append("a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ", ").repeat(9) + "*a" + (i - 1) + "]\n");
        }
        return Stream.of(
                hostile("empty", ""),
                hostile("blank", " \n\n"),
                hostile("comments only", "# nothing\n# yet\n"),
                hostile("null", "null\n"),
                hostile("a list", "- name: Acme\n- tenant: acme\n"),
                hostile("a word", "Acme"),
                hostile("two documents", "---\nname: Acme\n---\n" + good),
                hostile("a key twice", good + "name: Somebody else\n"),
                hostile("a clause twice", good.replace("ACM-2:", "ACM-1:")),
                hostile("a tab", good.replaceFirst("\n  ", "\n\t")),
                hostile("an unknown key", good + "nonsense: 5\n"),
                hostile("a bracket open", good + "departments: {north: North\n"),
                hostile("a million laughs", laughs.toString()),
                hostile("an alias of itself", "name: &a [*a]\n"),
                hostile("an unknown alias", "name: *nobody\n"),
                hostile(
                        "a Java object",
                        "name: !!javax.script.ScriptEngineManager [!!java.net.URL ['http://127.0.0.1/']]\n"),
                hostile("nested without end", "a: " + "[".repeat(20_000)),
                hostile("nested keys without end", "a:\n" + nestedKeys(2_000)),
                hostile("a NUL", good.replace("name: ", "name: \u0000")),
                hostile("a list for a number", good.replaceFirst("value: \\d+", "value: [1, 2]")),
                hostile("a number without end", good.replaceFirst("value: \\d+", "value: " + "9".repeat(5_000))),
                hostile("of 30 MB", good + "# " + "x".repeat(30 * 1024 * 1024) + "\nnonsense: 1\n"),
                new Hostile("in UTF-16", good.getBytes(UTF_16)),
                new Hostile("in Latin-1", good.replace("Acme", "Ac\u00fcme").getBytes(ISO_8859_1)),
                new Hostile("a picture", new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13}));
    }

    private static String nestedKeys(int depth) {
        StringBuilder nested = new StringBuilder();
        for (int i = 1; i < depth; i++) {
            nested.append(" ".repeat(i)).append("k:\n");
        }
        return nested.toString();
    }

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "policy.yaml: {0}")
    @MethodSource("yamls")
    void yaml(Hostile hostile) throws IOException {
        Path acme = Files.createDirectories(folder.resolve("processes/acme"));
        Files.write(acme.resolve("policy.yaml"), hostile.content);
        Path good = Files.createDirectories(folder.resolve("processes/zenith"));
        Files.writeString(
                good.resolve("policy.yaml"), AcmePolicy.text(AcmePolicy.YAML).replace("acme", "zenith"));
        Files.createDirectories(folder.resolve("forms"));
        PolicyFolders folders =
                new PolicyFolders(new PolicySettings(folder.resolve("processes"), folder.resolve("forms")));

        try (ValidatorFactory factory = Validation.buildDefaultValidatorFactory()) {
            PolicyYaml yaml = new PolicyYaml(factory.getValidator());
            Assertions.assertTimeoutPreemptively(AT_ONCE, () -> {
                PolicyFolder broken = folders.read().get(0);
                assertThatThrownBy(() -> yaml.read(broken))
                        .isInstanceOf(PolicyException.class)
                        .message()
                        .startsWith("processes/acme/policy.yaml")
                        .hasSizeLessThan(1_000)
                        .doesNotContainPattern(INSIDES);
                assertThat(new Policies(folders, yaml).all())
                        .as("the others start")
                        .extracting(Policy::tenant)
                        .containsExactly("zenith");
            });
        }
    }

    static Stream<Hostile> diagrams() {
        String good = AcmePolicy.text(AcmePolicy.DIAGRAM);
        String head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
        StringBuilder laughs = new StringBuilder("<!DOCTYPE x [<!ENTITY a0 \"ha\">");
        for (int i = 1; i < 30; i++) {
            laughs.append("<!ENTITY a" + i + " \"" + ("&a" + (i - 1) + ";").repeat(10) + "\">");
        }
        laughs.append("]>");
        String secret = "<!DOCTYPE x [<!ENTITY secret SYSTEM \"file:///etc/passwd\">]>";
        return Stream.of(
                hostile("empty", ""),
                hostile("blank", "  "),
                hostile("text", "This is no diagram."),
                hostile("HTML", "<html><body>Sign in</body></html>"),
                hostile("cut off", good.substring(0, good.length() / 2)),
                hostile("an external entity", good.replace(head, head + secret).replace("Acme: complaint", "&secret;")),
                hostile(
                        "an external entity in an attribute of its own",
                        good.replace(head, head + "<!DOCTYPE x SYSTEM \"http://127.0.0.1:1/evil.dtd\">")),
                hostile("a million laughs", good.replace(head, head + laughs).replace("Acme: complaint", "&a29;")),
                hostile("nested without end", head + "<a>".repeat(100_000)),
                hostile(
                        "two processes",
                        good.replace(
                                "</bpmn:process>",
                                "</bpmn:process><bpmn:process id=\"other\" isExecutable=\"true\" />")),
                hostile("no process", good.replaceAll("(?s)<bpmn:process.*</bpmn:process>", "")),
                hostile(
                        "a collaboration with pools",
                        good.replace(
                                "<bpmn:process ",
                                "<bpmn:collaboration id=\"pools\"><bpmn:participant id=\"pool\" processRef=\"acme-complaint\" />"
                                        + "</bpmn:collaboration><bpmn:process id=\"second\" /><bpmn:process ")),
                hostile("no picture", good.replaceAll("(?s)<bpmndi:BPMNDiagram.*</bpmndi:BPMNDiagram>", "")),
                hostile("a picture of nothing", good.replaceAll("bpmnElement=\"late\"", "bpmnElement=\"nowhere\"")),
                hostile("an id twice", good.replace("id=\"late\"", "id=\"acknowledge\"")),
                hostile(
                        "another namespace",
                        good.replace(
                                "http://www.omg.org/spec/BPMN/20100524/MODEL", "http://www.omg.org/spec/BPMN/1/MODEL")),
                hostile(
                        "BPMN of Camunda 8",
                        good.replace("http://camunda.org/schema/1.0/bpmn", "http://camunda.org/schema/zeebe/1.0")),
                hostile("a NUL", good.replace("Acme: complaint", "Acme\u0000")),
                hostile("a NUL as a reference", good.replace("Acme: complaint", "Acme&#0;")),
                hostile("of 30 MB", good.substring(0, good.length() / 2) + " ".repeat(30 * 1024 * 1024)),
                new Hostile("UTF-16 that says UTF-8", good.getBytes(UTF_16)),
                new Hostile(
                        "Latin-1 that says UTF-8",
                        good.replace("Acme: ", "Ac\u00fcme: ").getBytes(ISO_8859_1)),
                new Hostile("a picture", new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}));
    }

    @ParameterizedTest(name = "a diagram: {0}")
    @MethodSource("diagrams")
    void diagram(Hostile hostile) {
        refused(AcmePolicy.DIAGRAM, hostile);
    }

    static Stream<Hostile> forms() {
        String good = AcmePolicy.text(AcmePolicy.START_FORM);
        return Stream.of(
                hostile("empty", ""),
                hostile("blank", "\n"),
                hostile("null", "null"),
                hostile("a list", "[]"),
                hostile("a word", "\"form\""),
                hostile("an object of nothing", "{}"),
                hostile("cut off", good.substring(0, good.length() / 2)),
                hostile(
                        "components of another kind",
                        good.replaceFirst("\"components\": \\[", "\"components\": 5, \"x\": [")),
                hostile(
                        "a component that is none",
                        good.replaceFirst("\"components\": \\[", "\"components\": [null, 5, \"x\",")),
                hostile("a key twice", good.replaceFirst("\\{", "{\"id\": \"acme-complaint\",")),
                hostile("a key that is a list", good.replaceFirst("\"key\": \"summary\"", "\"key\": [\"summary\"]")),
                hostile("a length that is a word", good.replaceFirst("\"maxLength\": \\d+", "\"maxLength\": \"long\"")),
                hostile(
                        "a pattern that is none",
                        good.replaceFirst("\"maxLength\": \\d+", "\"maxLength\": 100, \"pattern\": \"(((\"")),
                hostile("nested without end", "{\"components\":".repeat(20_000)),
                hostile("groups without end", groups(3_000)),
                hostile("NaN", good.replaceFirst("\"schemaVersion\": \\d+", "\"schemaVersion\": NaN")),
                hostile("a NUL", good.replace("\"acme-complaint\"", "\"acme\\u0000complaint\"")),
                hostile("of 30 MB", "{\"components\": [" + " ".repeat(30 * 1024 * 1024)),
                new Hostile("in UTF-16", ("\uFEFF" + good + "}").getBytes(UTF_16)),
                new Hostile(
                        "in Latin-1",
                        good.replace("\"label\": \"", "\"label\": \"\u00fc").getBytes(ISO_8859_1)),
                new Hostile("a picture", new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}));
    }

    private static String groups(int depth) {
        return "{\"components\": [" + "{\"type\": \"group\", \"id\": \"g\", \"components\": [".repeat(depth)
                + "]}".repeat(depth)
                + "], \"type\": \"default\", \"id\": \"acme-complaint\", \"schemaVersion\": 16}";
    }

    @ParameterizedTest(name = "a form: {0}")
    @MethodSource("forms")
    void form(Hostile hostile) {
        refused(AcmePolicy.START_FORM, hostile);
    }

    @ParameterizedTest(name = "a decision: {0}")
    @MethodSource("decisions")
    void decision(Hostile hostile) {
        refused("who-acknowledges.dmn", hostile);
    }

    static Stream<Hostile> decisions() {
        return diagrams()
                .filter(hostile -> List.of(
                                "empty", "text", "HTML", "an external entity", "a million laughs", "a picture")
                        .contains(hostile.what));
    }

    @Test
    @DisplayName("An external entity is never fetched: nothing of another file shows anywhere")
    void nothingIsFetched() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.txt"), "TOP-SECRET-CONTENT");
        String evil = AcmePolicy.text(AcmePolicy.DIAGRAM)
                .replaceFirst("\\?>", "?><!DOCTYPE x [<!ENTITY secret SYSTEM \"" + secret.toUri() + "\">]>")
                .replace("The query is noted.", "&secret;");
        assertThat(problems(AcmePolicy.DIAGRAM, evil.getBytes(UTF_8)).toString())
                .doesNotContain("TOP-SECRET");
    }

    private static void refused(String file, Hostile hostile) {
        List<Problem> problems = Assertions.assertTimeoutPreemptively(AT_ONCE, () -> problems(file, hostile.content));

        assertThat(problems).anySatisfy(problem -> assertThat(problem.file()).isEqualTo(file));
        assertThat(problems)
                .allSatisfy(problem -> assertThat(problem.toString())
                        .hasSizeLessThan(1_500)
                        .doesNotContainPattern(INSIDES)
                        .doesNotContain("root:x:0"));
    }

    private static List<Problem> problems(String file, byte[] content) {
        Map<String, byte[]> resources = AcmePolicy.resources();
        resources.put(file, content);
        Map<String, Class<?>> beans = PolicyCheckTest.BEANS;
        return PolicyCheck.check(
                AcmePolicy.policy(AcmePolicy.text(AcmePolicy.YAML)), resources, AcmePolicy.LETTERS, beans);
    }
}
