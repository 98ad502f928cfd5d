package uk.redress.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import uk.redress.policy.PolicyCheck.Problem;

/** ALL-3: a diagram says plainly what is impartial, and where nobody is left who may do it, somebody is appointed. */
class ImpartialityCheckTest {

    private static final String ON_THE_TASK = "<bpmn:incoming>stage-1-begun-leads-on</bpmn:incoming>";

    private static final String SUBSTITUTION = """
            <bpmn:subProcess id="substitution" name="Substitution" triggeredByEvent="true">
              <bpmn:startEvent id="nobody-is-left" name="Nobody is left" isInterrupting="false">
                <bpmn:messageEventDefinition id="nobody-is-left-definition" messageRef="needed" />
              </bpmn:startEvent>
              <bpmn:userTask id="appoint-substitute" name="Appoint" camunda:candidateGroups="supervisors" />
              <bpmn:endEvent id="appointed" name="Appointed"><bpmn:extensionElements>
                <camunda:executionListener event="start" expression="${impartiality.appoint(execution)}" />
              </bpmn:extensionElements></bpmn:endEvent>
            </bpmn:subProcess>
            """;

    @Test
    @DisplayName("The property is true, or is not there")
    void property() {
        assertThat(check(impartial("true", SUBSTITUTION))).isEmpty();
        assertThat(check(impartial("yes", SUBSTITUTION)))
                .singleElement()
                .asString()
                .contains("(acknowledge) has the property \"impartial\" with the value \"yes\". Set it to true");
        assertThat(check(impartial("", "")))
                .singleElement()
                .asString()
                .contains("(acknowledge) has the property \"impartial\" with the value \"\"");
    }

    @Test
    @DisplayName("Only user tasks are impartial")
    void userTasks() {
        String diagram = AcmePolicy.text(AcmePolicy.DIAGRAM)
                .replace(
                        "<camunda:property name=\"clause\" value=\"ACM-1, ACM-2\" />",
                        "<camunda:property name=\"clause\" value=\"ACM-1, ACM-2\" />"
                                + "<camunda:property name=\"impartial\" value=\"true\" />");

        assertThat(check(diagram))
                .singleElement()
                .asString()
                .contains("(stage-1) has the property \"impartial\", but is no user task");
    }

    @Test
    @DisplayName("A process with impartial tasks asks for a substitute where nobody is left")
    void request() {
        assertThat(check(impartial("true", "")))
                .singleElement()
                .asString()
                .contains("(acme-complaint) has impartial tasks", "substitute-needed", "not interrupting");
        assertThat(check(impartial("true", SUBSTITUTION.replace("messageRef=\"needed\"", ""))))
                .singleElement()
                .asString()
                .contains("(acme-complaint) has impartial tasks");
        assertThat(check(impartial("true", SUBSTITUTION.replace("isInterrupting=\"false\"", ""))))
                .singleElement()
                .asString()
                .contains("(nobody-is-left) would stop the case", "Make it not interrupting");
        assertThat(check(impartial("true", SUBSTITUTION.replace("\"supervisors\"", "\"directors\""))))
                .singleElement()
                .asString()
                .contains("(substitution) asks no supervisor");
        assertThat(check(impartial("true", SUBSTITUTION.replace("impartiality.appoint", "letters.send"))))
                .singleElement()
                .asString()
                .contains("(substitution) does not give the tasks to the substitute");
    }

    @Test
    @DisplayName("A shared diagram leaves that to the one that calls it")
    void shared() {
        String called = impartial("true", "").replace("\"acme-complaint\"", "\"look-again\"");
        assertThat(check(called)).isEmpty();
    }

    @Test
    @DisplayName("It is one of the checks of every policy")
    void isChecked() {
        Map<String, byte[]> resources = AcmePolicy.resources();
        resources.put(AcmePolicy.DIAGRAM, impartial("yes", "").getBytes(UTF_8));
        assertThat(PolicyCheck.check(
                        AcmePolicy.policy(AcmePolicy.text(AcmePolicy.YAML)), resources, Set.of(), Map.of()))
                .extracting(Problem::message)
                .anyMatch(message -> message.startsWith("has the property \"impartial\""));
    }

    private static String impartial(String value, String substitution) {
        String diagram = AcmePolicy.text(AcmePolicy.DIAGRAM);
        int task = diagram.lastIndexOf("</camunda:properties>", diagram.indexOf(ON_THE_TASK));
        String marked = diagram.substring(0, task) + "<camunda:property name=\"impartial\" value=\"" + value + "\" />"
                + diagram.substring(task);
        return marked.replace(
                "</bpmn:process>",
                substitution + "</bpmn:process><bpmn:message id=\"needed\" name=\"substitute-needed\" />");
    }

    private static List<Problem> check(String diagram) {
        Policy policy = AcmePolicy.policy(AcmePolicy.text(AcmePolicy.YAML));
        Problems problems = new Problems();
        PolicyFiles files = PolicyFiles.read(
                policy, Map.of(AcmePolicy.DIAGRAM, diagram.getBytes(UTF_8)), Map.of(), Set.of(), problems);
        files.diagrams().forEach(read -> new ImpartialityCheck().check(read, files, problems));
        assertThat(files.diagrams()).as(problems.all().toString()).hasSize(1);
        return problems.all();
    }
}
