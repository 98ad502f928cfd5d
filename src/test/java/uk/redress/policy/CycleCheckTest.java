package uk.redress.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import uk.redress.RedressTest;
import uk.redress.policy.PolicyCheck.Problem;

/** KIW-10, SMS-12: a review begins by a cycle, which only the start event of a process of its own may have. */
@RedressTest
class CycleCheckTest {

    private static final String REVIEW = "kiwi-review.bpmn";
    private static final String CRON = "0 0 9 1 1,4,7,10 ?";
    private static final String CYCLE =
            "<bpmn:timeCycle xsi:type=\"bpmn:tFormalExpression\">" + CRON + "</bpmn:timeCycle>";
    private static final String A_TIMER =
            "<bpmn:timerEventDefinition id=\"a-timer-definition\">" + CYCLE + "</bpmn:timerEventDefinition>";

    @Autowired
    private PolicyCheck check;

    @Autowired
    private Policies policies;

    private record Broken(String file, String good, String bad, String element, String message) {
        @Override
        public String toString() {
            return message;
        }
    }

    private static Broken review(String good, String bad, String element, String message) {
        return new Broken(REVIEW, good, bad, element, message);
    }

    static Stream<Broken> broken() {
        return Stream.of(
                review(
                        "<camunda:property name=\"timer\" value=\"cycle\" />",
                        "",
                        "quarter-over",
                        "set its extension property \"timer\" to cycle"),
                review(
                        "name=\"timer\" value=\"cycle\"",
                        "name=\"timer\" value=\"limit\"",
                        "quarter-over",
                        "set its extension property \"timer\" to cycle"),
                review(
                        CYCLE,
                        "<bpmn:timeDate xsi:type=\"bpmn:tFormalExpression\">2026-01-01T09:00:00</bpmn:timeDate>",
                        "quarter-over",
                        "does not come again and again. Set its type to \"Cycle\""),
                review(
                        CYCLE,
                        "<bpmn:timeDuration xsi:type=\"bpmn:tFormalExpression\">P3M</bpmn:timeDuration>",
                        "quarter-over",
                        "does not come again and again. Set its type to \"Cycle\""),
                review(CRON, "R/P3M", "quarter-over", "comes every so often from its deployment on (R/P3M)"),
                review(
                        CRON,
                        "0 0 9 1 1,4,7,13 ?",
                        "quarter-over",
                        "has the cycle \"0 0 9 1 1,4,7,13 ?\", which cannot be read"),
                review(CRON, "0 0 9 31 2 ?", "quarter-over", "cannot be read: its moment never comes. Write it as"),
                review(CRON, "${house.reviewDone}", "quarter-over", "which cannot be read"),
                review(
                        "name=\"timer\" value=\"limit\"",
                        "name=\"timer\" value=\"cycle\"",
                        "review-limit",
                        "Set its extension property \"timer\" to limit, warning, update or window"),
                review(
                        "<bpmn:timeDate xsi:type=\"bpmn:tFormalExpression\">${reviewDue}</bpmn:timeDate>",
                        CYCLE,
                        "review-limit",
                        "does not wait for a date"),
                review(
                        "<bpmn:outgoing>review-begun-leads-on</bpmn:outgoing>",
                        "<bpmn:outgoing>review-begun-leads-on</bpmn:outgoing>" + A_TIMER,
                        "review-begun",
                        "starts an event sub-process by a timer"),
                new Broken(
                        "kiwi-complaint.bpmn",
                        "<bpmn:outgoing>complaint-received-leads-on</bpmn:outgoing>",
                        "<bpmn:outgoing>complaint-received-leads-on</bpmn:outgoing>" + A_TIMER,
                        "complaint-received",
                        "starts complaints by a timer, of which nobody has complained"),
                new Broken(
                        "send-letter.bpmn",
                        "<bpmn:outgoing>letter-owed-leads-on</bpmn:outgoing>",
                        "<bpmn:outgoing>letter-owed-leads-on</bpmn:outgoing>" + A_TIMER,
                        "letter-owed",
                        "starts a diagram that policies share"));
    }

    @ParameterizedTest
    @MethodSource
    void broken(Broken broken) {
        Map<String, byte[]> resources = new TreeMap<>(policies.folder("kiwi").resources());
        String good = new String(resources.get(broken.file()), UTF_8);
        assertThat(good).contains(broken.good());
        resources.put(broken.file(), good.replace(broken.good(), broken.bad()).getBytes(UTF_8));

        assertThat(problems(resources))
                .anySatisfy(problem -> assertThat(problem.toString())
                        .startsWith(broken.file() + ": ")
                        .contains("(" + broken.element() + ")")
                        .contains(broken.message()));
    }

    @Test
    void anyCycleIsAdmittedOnTheStartOfAReview() {
        Map<String, byte[]> resources = new TreeMap<>(policies.folder("kiwi").resources());
        String good = new String(resources.get(REVIEW), UTF_8);
        for (String cycle : List.of(CRON, "0 0 9 1 9 ?", "0 30 8 ? * MON#1", " 0 0 9 L * ? ")) {
            resources.put(REVIEW, good.replace(CRON, cycle).getBytes(UTF_8));
            assertThat(problems(resources)).as(cycle).isEmpty();
        }
    }

    private List<Problem> problems(Map<String, byte[]> resources) {
        return check.check(
                policies.of("kiwi"),
                resources,
                policies.folder("kiwi").letters().keySet());
    }
}
