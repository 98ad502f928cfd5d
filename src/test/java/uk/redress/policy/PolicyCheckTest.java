package uk.redress.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static uk.redress.policy.AcmePolicy.DIAGRAM;
import static uk.redress.policy.AcmePolicy.SHARED;
import static uk.redress.policy.AcmePolicy.START_FORM;
import static uk.redress.policy.AcmePolicy.TASK_FORM;
import static uk.redress.policy.AcmePolicy.YAML;

import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uk.redress.policy.PolicyCheck.Problem;

/** The house style of design.md section 4: a policy in good order passes, and each rule catches what breaks it. */
class PolicyCheckTest {

    /** What the expressions of the small policy may call. */
    static final Map<String, Class<?>> BEANS = Map.of(
            "workingDays", Days.class,
            "calendarDays", Days.class,
            "hours", Days.class,
            "house", Map.class,
            "letters", Letters.class,
            "processes", Processes.class);

    public interface Days {
        Date after(Date start, int number);

        Date before(Date end, int number);
    }

    public interface Letters {
        void send(Object execution);
    }

    public interface Processes {
        void start(Object execution, String process);
    }

    @Test
    void aPolicyInGoodOrderPasses() {
        assertThat(check(AcmePolicy.policy(AcmePolicy.text(YAML)), AcmePolicy.resources()))
                .isEmpty();
    }

    /** One place in one file that is broken, and what the analyst reads about it. */
    private record Broken(String file, String good, String bad, String element, String message) {
        @Override
        public String toString() {
            return message;
        }
    }

    private static Broken diagram(String good, String bad, String element, String message) {
        return new Broken(DIAGRAM, good, bad, element, message);
    }

    private static Broken people(String properties, String message) {
        return form("\"type\": \"textfield\",", "\"type\": \"select\", " + properties, "needs", message);
    }

    private static Broken form(String good, String bad, String field, String message) {
        return new Broken(START_FORM, good, bad, field, message);
    }

    static Stream<Broken> processes() {
        return Stream.of(
                diagram(
                        "<bpmn:process id=\"acme-complaint\"",
                        "<bpmn:process id=\"acme-complaints\"",
                        "acme-complaints",
                        "Set the process id to \"acme-complaint\""),
                diagram("isExecutable=\"true\"", "isExecutable=\"false\"", "acme-complaint", "is not executable"),
                diagram(" camunda:historyTimeToLive=\"P2190D\"", "", "acme-complaint", "Set its history time to live"),
                diagram("P2190D", "P6Y", "acme-complaint", "Set its history time to live in days"),
                diagram(" camunda:versionTag=\"1.0.0\"", "", "acme-complaint", "has no version tag"),
                diagram(" name=\"Acme: complaint\"", "", "acme-complaint", "has no name"),
                diagram("</bpmn:process>", "</bpmn:proces>", null, "is no valid BPMN: line"),
                diagram("<bpmn:userTask ", "<bpmn:usertask ", null, "is no valid BPMN: line"),
                diagram(
                        "targetRef=\"note-the-query\"",
                        "targetRef=\"note-the-quarry\"",
                        null,
                        "There is no ID/IDREF binding for IDREF 'note-the-quarry'"),
                diagram(
                        "<bpmn:boundaryEvent id=\"stage-1-limit\" name=\"2 working days\" cancelActivity=\"false\""
                                + " attachedToRef=\"stage-1\"",
                        "<bpmn:boundaryEvent id=\"stage-1-limit\" name=\"2 working days\" cancelActivity=\"false\""
                                + " attachedToRef=\"stage-one\"",
                        "stage-1-limit",
                        "hangs in the air"));
    }

    static Stream<Broken> elements() {
        return Stream.of(
                diagram("\"acknowledged\"", "\"Event_0x1y2z3\"", "Event_0x1y2z3", "has an id that does not speak"),
                diagram("\"acknowledged\"", "\"event-0x1y2z3\"", "event-0x1y2z3", "has an id that does not speak"),
                diagram("\"late\"", "\"itIsLate\"", "itIsLate", "has an id that does not speak"),
                diagram(" name=\"Acknowledged\"", "", "acknowledged", "has no name"),
                diagram(
                        "<bpmn:documentation>The complaint is acknowledged.</bpmn:documentation>",
                        "<bpmn:documentation> </bpmn:documentation>",
                        "stage-1",
                        "has no documentation"),
                diagram("value=\"ACM-1, ACM-2\"", "value=\"\"", "stage-1", "carries no clause"),
                diagram(
                        "value=\"ACM-1, ACM-2\"",
                        "value=\"ACM-1, ACN-2\"",
                        "stage-1",
                        "carries the clause \"ACN-2\", which policy.yaml does not have. Did you mean \"ACM-2\"?"),
                diagram(
                        "name=\"closedAs\" value=\"answered\"",
                        "name=\"closedAs\" value=\"answerd\"",
                        "complaint-answered",
                        "Did you mean \"answered\"?"));
    }

    static Stream<Broken> userTasks() {
        return Stream.of(
                diagram(
                        " camunda:candidateGroups=\"referral-managers\"",
                        "",
                        "acknowledge",
                        "has no candidate groups, so nobody finds it"),
                diagram(
                        "\"referral-managers\"",
                        "\"refferal-managers\"",
                        "acknowledge",
                        "the group \"refferal-managers\", which does not exist. Did you mean \"referral-managers\"?"),
                diagram(
                        "\"referral-managers\"",
                        "\"acme-nord\"",
                        "acknowledge",
                        "which does not exist. Did you mean \"acme-north\"?"),
                diagram("\"referral-managers\"", "\"directors\"", "acknowledge", "has no title in policy.yaml"),
                diagram(" camunda:dueDate=\"${due}\"", "", "acknowledge", "has no due date"),
                diagram(
                        "camunda:dueDate=\"${due}\"",
                        "camunda:dueDate=\"2026-11-24\"",
                        "acknowledge",
                        "has the fixed due date \"2026-11-24\""),
                diagram(" camunda:formRef=\"acknowledge\"", "", "acknowledge", "has no form"),
                diagram(
                        "camunda:formRef=\"acknowledge\" camunda:formRefBinding=\"deployment\"",
                        "camunda:formRef=\"acknowledge\" camunda:formRefBinding=\"latest\"",
                        "acknowledge",
                        "does not bind its form by deployment"),
                diagram(
                        "camunda:formRef=\"acknowledge\"",
                        "camunda:formRef=\"acknowlege\"",
                        "acknowledge",
                        "acknowlege.form is not in the deployment. Add it, or correct the name. Did you mean"
                                + " \"acknowledge\"?"),
                diagram(
                        " camunda:formRef=\"acme-complaint\" camunda:formRefBinding=\"deployment\"",
                        "",
                        "complaint-received",
                        "has no form"));
    }

    static Stream<Broken> automation() {
        return Stream.of(
                diagram(" camunda:asyncBefore=\"true\"", "", "note-the-query", "Tick \"Asynchronous before\""),
                diagram(
                        "<camunda:failedJobRetryTimeCycle>R5/PT5M</camunda:failedJobRetryTimeCycle>",
                        "",
                        "note-the-query",
                        "has no retry time cycle"),
                diagram("R5/PT5M", "5 times", "note-the-query", "the retry time cycle \"5 times\""),
                diagram(
                        "camunda:expression=\"${letters.send(execution)}\"",
                        "camunda:class=\"org.acme.Note\"",
                        "note-the-query",
                        "names a Java class"),
                diagram(" camunda:expression=\"${letters.send(execution)}\"", "", "note-the-query", "calls no bean"),
                diagram(
                        " camunda:expression=\"${letters.send(execution)}\"",
                        " camunda:type=\"external\" camunda:topic=\"note\"",
                        "note-the-query",
                        "is an external task"),
                diagram(
                        "camunda:expression=\"${letters.send(execution)}\"",
                        "camunda:expression=\"${letters.send(execution)}\" camunda:type=\"shell\"",
                        "note-the-query",
                        "is of the type \"shell\", which is off"),
                diagram(
                        "camunda:expression=\"${letters.send(execution)}\"",
                        "camunda:expression=\"${letters.send(execution)}\""
                                + " xmlns:activiti=\"http://activiti.org/bpmn\" activiti:type=\"shell\"",
                        "note-the-query",
                        "uses the namespace http://activiti.org/bpmn"),
                diagram(
                        "<camunda:failedJobRetryTimeCycle>",
                        "<camunda:executionListener event=\"start\"><camunda:script"
                                + " scriptFormat=\"javascript\">1</camunda:script></camunda:executionListener>"
                                + "<camunda:failedJobRetryTimeCycle>",
                        "note-the-query",
                        "holds a script"),
                diagram(
                        "<camunda:failedJobRetryTimeCycle>",
                        "<camunda:executionListener event=\"start\" class=\"org.acme.Note\" />"
                                + "<camunda:failedJobRetryTimeCycle>",
                        "note-the-query",
                        "names a Java class"),
                new Broken(
                        SHARED,
                        "<bpmn:endEvent id=\"letter-sent\"",
                        "<bpmn:scriptTask id=\"work-it-out\" name=\"Work it out\" scriptFormat=\"javascript\">"
                                + "<bpmn:script>1</bpmn:script></bpmn:scriptTask><bpmn:endEvent id=\"letter-sent\"",
                        "work-it-out",
                        "is a script task"),
                diagram(
                        "<bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\">${kind",
                        "<bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\" language=\"groovy\">${kind",
                        "it-is-a-query",
                        "has its condition in a script language"));
    }

    static Stream<Broken> flows() {
        String nowhere =
                "leads nowhere, so that the case would end here unseen. Draw a flow to what comes next, or to an"
                        + " end event that says what has happened.";
        String byNothing = "is led to by nothing, so that it never happens. Draw a flow to it, or remove it.";
        String flow = "sourceRef=\"note-the-query\" targetRef=\"query-noted\"";
        String astray = "sourceRef=\"is-it-a-query\" targetRef=\"query-noted\"";
        return Stream.of(
                diagram(flow, astray, "note-the-query", nowhere),
                diagram(
                        "sourceRef=\"is-it-a-query\" targetRef=\"note-the-query\"",
                        "sourceRef=\"is-it-a-query\" targetRef=\"query-noted\"",
                        "note-the-query",
                        byNothing),
                diagram(
                        "sourceRef=\"stage-1-limit\" targetRef=\"late\"",
                        "sourceRef=\"stage-1-warning\" targetRef=\"late\"",
                        "stage-1-limit",
                        nowhere),
                diagram(
                        "sourceRef=\"stage-1-limit\" targetRef=\"late\"",
                        "sourceRef=\"stage-1-limit\" targetRef=\"warned\"",
                        "late",
                        byNothing));
    }

    static Stream<Broken> gateways() {
        return Stream.of(
                diagram("name=\"Is it a query?\"", "name=\"Query\"", "is-it-a-query", "asks no question"),
                diagram(" default=\"it-is-a-complaint\"", "", "is-it-a-query", "has no default flow"),
                diagram(" name=\"Yes\"", "", "it-is-a-query", "Name it with the answer to \"Is it a query?\""),
                diagram(
                        "<bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\">${kind =="
                                + " 'query'}</bpmn:conditionExpression>",
                        "",
                        "it-is-a-query",
                        "has no condition"),
                diagram(
                        "default=\"it-is-a-complaint\"",
                        "default=\"it-is-a-query\"",
                        "it-is-a-query",
                        "is the default and has a condition too"),
                diagram(
                        "${kind == 'query'}",
                        "${kind == 'query' || kind == 'question' || kind == 'enquiry' || kind == 'request for facts'}",
                        "it-is-a-query",
                        "Keep it below 80"),
                diagram("${kind == 'query'}", "kind is query", "it-is-a-query", "which is no expression"),
                diagram(
                        "<bpmn:sequenceFlow id=\"note-the-query-leads-on\" sourceRef=\"note-the-query\""
                                + " targetRef=\"query-noted\" />",
                        "<bpmn:sequenceFlow id=\"note-the-query-leads-on\" sourceRef=\"note-the-query\""
                                + " targetRef=\"query-noted\"><bpmn:conditionExpression>${kind =="
                                + " 'query'}</bpmn:conditionExpression></bpmn:sequenceFlow>",
                        "note-the-query-leads-on",
                        "has a condition but does not come from a gateway"));
    }

    static Stream<Broken> calls() {
        return Stream.of(
                diagram(" camunda:calledElementBinding=\"deployment\"", "", "send-acknowledgement", "another version"),
                diagram(
                        "calledElement=\"send-letter\"",
                        "calledElement=\"send-leter\"",
                        "send-acknowledgement",
                        "send-leter.bpmn is not in the deployment. Add it, or correct the name. Did you mean"
                                + " \"send-letter\"?"),
                diagram(
                        "<camunda:in businessKey=\"#{execution.processBusinessKey}\" />",
                        "",
                        "send-acknowledgement",
                        "does not pass the reference on"),
                diagram(
                        "<camunda:in sourceExpression=\"acknowledgement\" target=\"letter\" />",
                        "",
                        "send-acknowledgement",
                        "does not say which letter it sends"),
                diagram(
                        "sourceExpression=\"acknowledgement\"",
                        "sourceExpression=\"acknowledgment\"",
                        "send-acknowledgement",
                        "has no template. Add letters/acknowledgment.html, or correct the name. Did you mean"
                                + " \"acknowledgement\"?"),
                diagram(
                        "sourceExpression=\"acknowledgement\"",
                        "sourceExpression=\"_layout\"",
                        "send-acknowledgement",
                        "has no template"),
                diagram(
                        "source=\"doneAt\"",
                        "source=\"donAt\"",
                        "send-acknowledgement",
                        "passes on \"donAt\", which nothing sets. Did you mean \"doneAt\"?"));
    }

    static Stream<Broken> timers() {
        String warning = "${workingDays.before(due, house.warningForTwoDays)}";
        return Stream.of(
                diagram(
                        "name=\"2 working days\"",
                        "name=\"3 working days\"",
                        "stage-1-limit",
                        "says 3 working days, but its expression counts 2 working days"),
                diagram(
                        "workingDays.after(receivedAt, 2)",
                        "workingDays.after(receivedAt, 3)",
                        "stage-1-limit",
                        "says 2 working days, but its expression counts 3 working days"),
                diagram(
                        "workingDays.after(receivedAt, 2)",
                        "calendarDays.after(receivedAt, 2)",
                        "stage-1-limit",
                        "says 2 working days, but its expression counts 2 days"),
                diagram(
                        "workingDays.after(receivedAt, 2)",
                        "hours.after(receivedAt, 2)",
                        "stage-1-limit",
                        "says 2 working days, but its expression counts 2 hours"),
                diagram(
                        "name=\"2 working days\"",
                        "name=\"2 days\"",
                        "stage-1-limit",
                        "says 2 days, but its expression counts 2 working days"),
                diagram(
                        "name=\"2 working days\"",
                        "name=\"Too late\"",
                        "stage-1-limit",
                        "says no number, but its expression counts 2 working days"),
                diagram(
                        "${due}</bpmn:timeDate>",
                        "${receivedAt}</bpmn:timeDate>",
                        "stage-1-limit",
                        "says 2 working days, but its expression ${receivedAt} counts nothing"),
                diagram(
                        "${workingDays.after(receivedAt, 2)}",
                        "${kind == 'query' ? workingDays.after(receivedAt, 5) : workingDays.after(receivedAt, 2)}",
                        "stage-1-limit",
                        "counts differently in one expression"),
                diagram(
                        "name=\"Warning: last day\"",
                        "name=\"Warning: 1 working day left\"",
                        "stage-1-warning",
                        "says 1 working day, but its expression counts last day"),
                diagram(
                        "house.warningForTwoDays",
                        "house.warningForTwoDay",
                        "stage-1-warning",
                        "the house value \"warningForTwoDay\", which policy.yaml does not have. Did you mean"
                                + " \"warningForTwoDays\"?"),
                diagram(
                        "cancelActivity=\"false\" attachedToRef=\"stage-1\">\n      <bpmn:documentation>The a",
                        "cancelActivity=\"true\" attachedToRef=\"stage-1\">\n      <bpmn:documentation>The a",
                        "stage-1-limit",
                        "would stop the work"),
                diagram(
                        "name=\"timer\" value=\"limit\"",
                        "name=\"timer\" value=\"deadline\"",
                        "stage-1-limit",
                        "does not say what sort of timer it is"),
                diagram(
                        "<camunda:property name=\"fact\" value=\"acknowledgedAt\" />",
                        "",
                        "stage-1-limit",
                        "does not say what meets it"),
                diagram(
                        "name=\"fact\" value=\"acknowledgedAt\"",
                        "name=\"fact\" value=\"acknowledgdAt\"",
                        "stage-1-limit",
                        "which nothing sets. Did you mean \"acknowledgedAt\"?"),
                diagram(
                        "<bpmn:timeDate xsi:type=\"bpmn:tFormalExpression\">${due}</bpmn:timeDate>",
                        "<bpmn:timeDuration xsi:type=\"bpmn:tFormalExpression\">P2D</bpmn:timeDuration>",
                        "stage-1-limit",
                        "does not wait for a date"),
                diagram(
                        "<bpmn:timeDate xsi:type=\"bpmn:tFormalExpression\">${due}</bpmn:timeDate>",
                        "<bpmn:timeCycle xsi:type=\"bpmn:tFormalExpression\">R/P1D</bpmn:timeCycle>",
                        "stage-1-limit",
                        "does not wait for a date"),
                diagram(
                        "${due}</bpmn:timeDate>",
                        "2026-11-24</bpmn:timeDate>",
                        "stage-1-limit",
                        "waits for the fixed date \"2026-11-24\""),
                diagram(
                        "<bpmn:serviceTask id=\"note-the-query\"",
                        "<bpmn:subProcess id=\"reminder\" name=\"Reminder\" triggeredByEvent=\"true\"><bpmn:startEvent"
                                + " id=\"a-day-later\" name=\"A day later\"><bpmn:timerEventDefinition"
                                + " id=\"a-day-later-definition\"><bpmn:timeDate>" + warning
                                + "</bpmn:timeDate></bpmn:timerEventDefinition></bpmn:startEvent></bpmn:subProcess>"
                                + "<bpmn:serviceTask id=\"note-the-query\"",
                        "a-day-later",
                        "starts an event sub-process by a timer"));
    }

    static Stream<Broken> expressions() {
        return Stream.of(
                diagram("${kind == 'query'}", "${kind = 'query'}", "it-is-a-query", "cannot be read"),
                diagram(
                        "${kind == 'query'}",
                        "${kindd == 'query'}",
                        "it-is-a-query",
                        "the name \"kindd\", which nothing sets. Did you mean \"kind\"?"),
                diagram(
                        "${workingDays.after(receivedAt, 2)}",
                        "${workingDay.after(receivedAt, 2)}",
                        "stage-1",
                        "the bean \"workingDay\", which Redress does not have. Did you mean \"workingDays\"?"),
                diagram(
                        "${workingDays.after(receivedAt, 2)}",
                        "${workingDays.afetr(receivedAt, 2)}",
                        "stage-1",
                        "workingDays.afetr, which does not exist. Did you mean \"after\"?"),
                diagram(
                        "${workingDays.after(receivedAt, 2)}",
                        "${workingDays.after(receivedAt)}",
                        "stage-1",
                        "workingDays.after with 1 values"),
                diagram(
                        "${workingDays.after(receivedAt, 2)}",
                        "${workingDays.after(now(), 2)}",
                        "stage-1",
                        "the function now()"),
                diagram(
                        "${letters.send(execution)}",
                        "${processes.start(execution, 'acme-complaind')}",
                        "note-the-query",
                        "acme-complaind.bpmn is not in the deployment. Add it, or correct the name. Did you mean"
                                + " \"acme-complaint\"?"),
                diagram(
                        "${letters.send(execution)}",
                        "${processes.start(execution, kind)}",
                        "note-the-query",
                        "Write its id in quotes."),
                diagram(
                        "${letters.send(execution)}",
                        "${kind.getClass().forName('java.lang.Runtime')}",
                        "note-the-query",
                        "a method of something that is no bean"),
                // The engine leaves out comments and joins what stands around them.
                diagram(
                        "${kind == 'query'}",
                        "$<!-- -->{kind.getClass()}",
                        "it-is-a-query",
                        "the bean \"kind\", which Redress does not have"),
                diagram(
                        "${kind == 'query'}",
                        "$<![CDATA[{kind.getClass()}]]>",
                        "it-is-a-query",
                        "the bean \"kind\", which Redress does not have"),
                // The engine evaluates the documentation of a user task.
                diagram(
                        "<bpmn:documentation>The query is noted.",
                        "<bpmn:documentation>${kind.getClass()}",
                        "note-the-query",
                        "the bean \"kind\", which Redress does not have"),
                diagram(
                        "${letters.send(execution)}",
                        "${letters['send'](execution)}",
                        "note-the-query",
                        "a method of something that is no bean"),
                diagram(
                        "${letters.send(execution)}",
                        "${execution.setVariable('a', 'b')}",
                        "note-the-query",
                        "The only call of it allowed is hasVariable"),
                diagram(
                        "#{execution.processBusinessKey}",
                        "#{execution.processEngineServices.x.processBusinessKey}",
                        "send-acknowledgement",
                        "into something that is no bean"));
    }

    static Stream<Broken> forms() {
        return Stream.of(
                form("\"id\": \"acme-complaint\"", "\"id\": \"acme-complaints\"", null, "Make it the file's name"),
                form("\"schemaVersion\": 16", "\"schemaVersion\": 17", null, "Tasklist reads 1 to 16"),
                form("\"7.22.0\"", "\"7.24.0\"", null, "is not made for Camunda Platform 7.22.0"),
                form("\"type\": \"textfield\"", "\"type\": \"filepicker\"", null, "Tasklist cannot show a file picker"),
                form("\"type\": \"textfield\"", "\"type\": \"dynamiclist\"", null, "is of the type dynamiclist"),
                form("\"type\": \"textfield\"", "\"type\": \"textfeld\"", null, "does not know"),
                form("\"type\": \"default\",", "\"type\": \"default\"", null, "is no JSON"),
                form("\"key\": \"needs\"", "\"key\": \"summary\"", null, "has the same key as another field"),
                form("\"label\": \"What to bear in mind\",", "", null, "has no plain label"),
                form(
                        "\"key\": \"needs\"",
                        "\"key\": \"need\"",
                        "need",
                        "may set only what every case begins with. Did you mean \"needs\"?"),
                new Broken(
                        TASK_FORM,
                        "\"key\": \"saidOn\"",
                        "\"key\": \"receivedAt\"",
                        "receivedAt",
                        "would overwrite \"receivedAt\""),
                form("\"maxLength\": 20000", "\"maxLength\": 30000", "summary", "has no maximum length up to 20000"),
                form("\"maxLength\": 1000", "\"maxLength\": 5000", "needs", "allows more than 4000 characters"),
                form(
                        "\"value\": \"query\"",
                        "\"value\": \"complaint\"",
                        "kind",
                        "offers the value \"complaint\" twice"),
                form(
                        "=kind = \\\"query\\\"",
                        "=string length(kind) > 3",
                        "summary",
                        "which is more than the server checks"),
                form(
                        "=kind = \\\"query\\\"",
                        "=kint = \\\"query\\\"",
                        "summary",
                        "is hidden by \"kint\", which nothing sets. Did you mean \"kind\"?"),
                new Broken(
                        TASK_FORM,
                        "\"key\": \"saidOn\",",
                        "\"key\": \"saidOn\", \"properties\": {\"notAfter\": \"latestDu\"},",
                        "saidOn",
                        "custom property notAfter, which nothing sets. Did you mean \"latestDue\"?"),
                new Broken(
                        TASK_FORM,
                        "\"key\": \"saidOn\",",
                        "\"key\": \"saidOn\", \"properties\": {\"after\": \"recievedAt\"},",
                        "saidOn",
                        "has \"recievedAt\" for its custom property after, which nothing sets. Did you mean \"receivedAt\"?"),
                form(
                        "\"key\": \"needs\"",
                        "\"key\": \"needs\", \"properties\": {\"oneOf\": \"summary\", \"oneOfIf\": \"=kint = 1\"}",
                        "needs",
                        "asks for one of several fields by \"kint\", which nothing sets. Did you mean \"kind\"?"),
                people(
                        "\"properties\": {\"people\": \"referal-managers\"},",
                        "for its custom property people, which is no group. Did you mean \"referral-managers\"?"),
                people(
                        "\"values\": [{\"label\": \"Ann\", \"value\": \"ann\"}],"
                                + " \"properties\": {\"people\": \"directors\"},",
                        "lists values beside its custom property people, which would replace them. Take them away."));
    }

    static Stream<Broken> clauses() {
        return Stream.of(new Broken(
                YAML,
                "clauses:\n",
                "clauses:\n  ACM-4:\n    text: Causes are analysed.\n",
                "ACM-4",
                "is carried by no diagram of this policy"));
    }

    static Stream<Broken> layout() {
        String acknowledge = "<dc:Bounds x=\"450\" y=\"160\" width=\"100\" height=\"80\" />";
        String noteTheQuery = "<dc:Bounds x=\"350\" y=\"440\" width=\"100\" height=\"80\" />";
        String toTheQuery = "<di:waypoint x=\"265\" y=\"480\" />";
        return Stream.of(
                diagram("bpmnElement=\"late\"", "bpmnElement=\"warned\"", "late", "is not drawn"),
                diagram(
                        "bpmnElement=\"stage-1-leads-on\"",
                        "bpmnElement=\"it-is-a-query\"",
                        "stage-1-leads-on",
                        "is not drawn"),
                diagram("isExpanded=\"true\"", "isExpanded=\"false\"", "stage-1", "is collapsed"),
                diagram(
                        acknowledge,
                        "<dc:Bounds x=\"450\" y=\"165\" width=\"100\" height=\"70\" />",
                        "acknowledge",
                        "is 100×70. Make it 100×80"),
                diagram(
                        "<dc:Bounds x=\"912\" y=\"182\" width=\"36\" height=\"36\" />",
                        "<dc:Bounds x=\"912\" y=\"180\" width=\"40\" height=\"40\" />",
                        "complaint-answered",
                        "is 40×40. Make it 36×36"),
                diagram(
                        "<dc:Bounds x=\"240\" y=\"175\" width=\"50\" height=\"50\" />",
                        "<dc:Bounds x=\"230\" y=\"165\" width=\"70\" height=\"70\" />",
                        "is-it-a-query",
                        "is 70×70. Make it 50×50"),
                diagram(
                        "name=\"Note the query\"",
                        "name=\"Incontrovertibilities\"",
                        "note-the-query",
                        "has a name that does not fit"),
                diagram(
                        "<dc:Bounds x=\"760\" y=\"182\" width=\"36\" height=\"36\" />",
                        "<dc:Bounds x=\"840\" y=\"182\" width=\"36\" height=\"36\" />",
                        "acknowledged",
                        "sticks out of \"Stage 1\""),
                diagram(
                        "<dc:Bounds x=\"632\" y=\"262\" width=\"36\" height=\"36\" />",
                        "<dc:Bounds x=\"632\" y=\"284\" width=\"36\" height=\"36\" />",
                        "stage-1-limit",
                        "does not sit on the border of \"Stage 1\""),
                diagram(
                        acknowledge,
                        "<dc:Bounds x=\"550\" y=\"160\" width=\"100\" height=\"80\" />",
                        "send-acknowledgement",
                        "lies over \"Acknowledge the complaint\""),
                diagram(toTheQuery, "<di:waypoint x=\"270\" y=\"480\" />", "it-is-a-query", "runs aslant"),
                diagram(
                        toTheQuery,
                        "<di:waypoint x=\"265\" y=\"370\" /><di:waypoint x=\"700\" y=\"370\" /><di:waypoint x=\"700\""
                                + " y=\"420\" /><di:waypoint x=\"265\" y=\"420\" />" + toTheQuery,
                        "it-is-a-query",
                        "runs through \"Warned\""),
                diagram(
                        toTheQuery,
                        "<di:waypoint x=\"265\" y=\"335\" /><di:waypoint x=\"500\" y=\"335\" /><di:waypoint x=\"500\""
                                + " y=\"420\" /><di:waypoint x=\"265\" y=\"420\" />" + toTheQuery,
                        "stage-1-warning-leads-on",
                        "crosses the line from \"Is it a query?\" to \"Note the query\""),
                diagram(
                        "<di:waypoint x=\"912\" y=\"200\" />",
                        "<di:waypoint x=\"900\" y=\"200\" />",
                        "stage-1-leads-on",
                        "does not end at the edge of \"Complaint answered\""),
                diagram(
                        "<di:waypoint x=\"850\" y=\"200\" />",
                        "<di:waypoint x=\"830\" y=\"200\" />",
                        "stage-1-leads-on",
                        "does not begin at the edge of \"Stage 1\""),
                diagram(
                        "<dc:Bounds x=\"672\" y=\"300\" width=\"90\" height=\"14\" />",
                        "<dc:Bounds x=\"605\" y=\"220\" width=\"90\" height=\"14\" />",
                        "stage-1-limit",
                        "has its name over \"Send the letter\""),
                diagram(
                        "<dc:Bounds x=\"672\" y=\"300\" width=\"90\" height=\"14\" />",
                        "<dc:Bounds x=\"605\" y=\"320\" width=\"90\" height=\"14\" />",
                        "stage-1-limit",
                        "through its name. Move the name beside it"),
                diagram(
                        "<dc:Bounds x=\"672\" y=\"300\" width=\"90\" height=\"14\" />",
                        "<dc:Bounds x=\"472\" y=\"305\" width=\"90\" height=\"14\" />",
                        "stage-1-limit",
                        "has its name over the name of \"Warning: last day\""),
                diagram(
                        noteTheQuery + "\n      </bpmndi:BPMNShape>",
                        "<dc:Bounds x=\"350\" y=\"437\" width=\"100\" height=\"80\" />\n      </bpmndi:BPMNShape>",
                        "note-the-query",
                        "stands 3 pixels higher than \"Query noted\". Put both on one line."));
    }

    @ParameterizedTest
    @MethodSource({
        "processes",
        "elements",
        "userTasks",
        "automation",
        "flows",
        "gateways",
        "calls",
        "timers",
        "expressions",
        "forms",
        "clauses",
        "layout"
    })
    void whatIsBrokenIsNamedWithItsMend(Broken broken) {
        Map<String, byte[]> resources = AcmePolicy.resources();
        String yaml = AcmePolicy.text(YAML);
        String good = AcmePolicy.text(broken.file());
        assertThat(good).as("what is to be broken").contains(broken.good());
        String bad = good.replace(broken.good(), broken.bad());
        if (broken.file().equals(YAML)) {
            yaml = bad;
        } else {
            resources.put(broken.file(), bad.getBytes(UTF_8));
        }

        List<Problem> problems = check(AcmePolicy.policy(yaml), resources);

        assertThat(problems).anySatisfy(problem -> {
            assertThat(problem.file()).isEqualTo(broken.file());
            assertThat(problem.element()).isEqualTo(broken.element());
            assertThat(problem.message()).contains(broken.message());
        });
    }

    @Test
    void aDecisionTableIsFoundByItsNameKeptForSomeTimeAndHasNoScript() {
        String table = """
                <?xml version="1.0" encoding="UTF-8"?>
                <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" \
                xmlns:camunda="http://camunda.org/schema/1.0/dmn" id="tables" name="Tables" \
                namespace="http://camunda.org/schema/1.0/dmn">
                  <decision id="%s" name="Who acknowledges" %s>
                    <decisionTable id="table">
                      <input id="kind"><inputExpression id="kind-expression" typeRef="string" %s><text>kind</text>\
                </inputExpression></input>
                      <output id="who" name="who" typeRef="string" />
                    </decisionTable>
                  </decision>
                </definitions>
                """;
        String kept = "camunda:historyTimeToLive=\"P2190D\"";

        assertThat(withTable(table.formatted("who-acknowledges", kept, ""))).isEmpty();
        assertThat(withTable(table.formatted("who-answers", kept, "")))
                .singleElement()
                .hasToString("who-acknowledges.dmn has no decision with the file's name. Set the decision's id to"
                        + " \"who-acknowledges\".");
        assertThat(withTable(table.formatted("who-acknowledges", "", "")))
                .singleElement()
                .hasToString("who-acknowledges.dmn: \"Who acknowledges\" (who-acknowledges) does not say how long its"
                        + " decisions are kept. Set its history time to live in days, such as P2190D for six years.");
        assertThat(withTable(table.formatted("who-acknowledges", kept, "expressionLanguage=\"javascript\"")))
                .singleElement()
                .hasToString(
                        "who-acknowledges.dmn has an expression in the language \"javascript\". Scripts are off: use"
                                + " FEEL.");
        assertThat(withTable("no table"))
                .singleElement()
                .asString()
                .startsWith("who-acknowledges.dmn is no valid DMN:");
    }

    private static List<Problem> withTable(String table) {
        Map<String, byte[]> resources = AcmePolicy.resources();
        resources.put("who-acknowledges.dmn", table.getBytes(UTF_8));
        return check(AcmePolicy.policy(AcmePolicy.text(YAML)), resources);
    }

    @Test
    void nothingGetsIntoTheEngineUnderANameThatIsNotChecked() {
        Map<String, byte[]> resources = AcmePolicy.resources();
        for (String name : List.of("back-door.bpmn20.xml", "backdoorbpmn", "folder/late.form", "Late.form", "a.cmmn")) {
            resources.put(name, "{}".getBytes(UTF_8));
        }
        resources.put("acme-complaint.png", new byte[0]);
        resources.put("note.txt", new byte[0]);

        assertThat(check(AcmePolicy.policy(AcmePolicy.text(YAML)), resources))
                .filteredOn(problem -> problem.message().contains("a name that is not used here")
                        || problem.message().contains("is a picture"))
                .extracting(Problem::file)
                .containsExactlyInAnyOrder(
                        "back-door.bpmn20.xml",
                        "backdoorbpmn",
                        "folder/late.form",
                        "Late.form",
                        "a.cmmn",
                        "acme-complaint.png");
    }

    @Test
    void aProblemIsASentenceThatSaysWhere() {
        assertThat(new Problem("acme-complaint.bpmn", "acknowledge", "Acknowledge", "has no form. Name one."))
                .hasToString("acme-complaint.bpmn: \"Acknowledge\" (acknowledge) has no form. Name one.");
        assertThat(new Problem("acknowledge.form", null, null, "holds no form. Save it again."))
                .hasToString("acknowledge.form holds no form. Save it again.");
    }

    @Test
    void whatNoFlowLeadsToOrFromIsLeftInPeace() {
        Map<String, byte[]> resources = AcmePolicy.resources();
        String linked = AcmePolicy.text(SHARED)
                .replace("targetRef=\"letter-sent\"", "targetRef=\"to-the-end\"")
                .replace("</bpmn:process>", """
                        <bpmn:intermediateThrowEvent id="to-the-end"><bpmn:linkEventDefinition id="a-link" name="end" />\
                        </bpmn:intermediateThrowEvent>
                        <bpmn:intermediateCatchEvent id="from-there"><bpmn:linkEventDefinition id="b-link" name="end" />\
                        </bpmn:intermediateCatchEvent>
                        <bpmn:sequenceFlow id="from-there-leads-on" sourceRef="from-there" targetRef="letter-sent" />
                        <bpmn:subProcess id="beside" triggeredByEvent="true" />
                        <bpmn:boundaryEvent id="undone" attachedToRef="undo">\
                        <bpmn:compensateEventDefinition id="undone-definition" /></bpmn:boundaryEvent>
                        <bpmn:task id="undo" isForCompensation="true" />
                        </bpmn:process>""");
        resources.put(SHARED, linked.getBytes(UTF_8));

        assertThat(check(AcmePolicy.policy(AcmePolicy.text(YAML)), resources))
                .extracting(Problem::message)
                .noneMatch(message -> message.contains("leads nowhere") || message.contains("is led to by nothing"));
    }

    @Test
    void aFormThatOneTaskUsesHasTheTasksName() {
        Map<String, byte[]> resources = AcmePolicy.resources();
        String renamed = AcmePolicy.text(DIAGRAM)
                .replace("\"acknowledge\"", "\"write-back\"")
                .replace("formRef=\"write-back\"", "formRef=\"acknowledge\"");
        resources.put(DIAGRAM, renamed.getBytes(UTF_8));

        assertThat(check(AcmePolicy.policy(AcmePolicy.text(YAML)), resources))
                .singleElement()
                .hasToString(
                        "acme-complaint.bpmn: \"Acknowledge the complaint\" (write-back) is the only task that uses"
                                + " the form \"acknowledge\". Give form and task one id: \"write-back\".");
    }

    @Test
    void anUpdateThatIsDueAgainAndAgainNeedsNoNumberWhereItsDateIsAStoredFact() {
        Map<String, byte[]> resources = AcmePolicy.resources();
        String revised = AcmePolicy.text(DIAGRAM)
                .replace("name=\"2 working days\"", "name=\"Revised date\"")
                .replace("${due}</bpmn:timeDate>", "${receivedAt}</bpmn:timeDate>");
        resources.put(DIAGRAM, revised.getBytes(UTF_8));

        assertThat(check(AcmePolicy.policy(AcmePolicy.text(YAML)), resources)).isEmpty();
    }

    private static List<Problem> check(Policy policy, Map<String, byte[]> resources) {
        return PolicyCheck.check(policy, resources, AcmePolicy.LETTERS, BEANS);
    }
}
