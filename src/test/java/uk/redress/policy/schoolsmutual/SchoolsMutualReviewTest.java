package uk.redress.policy.schoolsmutual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.redress.Http;
import uk.redress.policy.PolicyCoverage;
import uk.redress.policy.ReviewContract;

/** SMS-12, SMS-13: every 12 months the policy is reviewed, and the year's lessons with it. */
class SchoolsMutualReviewTest extends ReviewContract {

    @RegisterExtension
    static final PolicyCoverage COVERAGE = PolicyCoverage.of("schools-mutual", "schools-mutual-review");

    SchoolsMutualReviewTest() {
        super(
                "schools-mutual",
                "SMS",
                "schools-mutual-head",
                "schools-mutual-director",
                new Expected(
                        "2026-08-10",
                        List.of("2026-09-01", "2027-09-01", "2028-09-01"),
                        "2025-09-01",
                        "2026-09-25",
                        "2026-09-29",
                        "2027-09-29",
                        "Mon 1 Sep 2025 to Mon 31 Aug 2026",
                        "Tue 1 Sep 2026 to Tue 31 Aug 2027"));
    }

    @Override
    protected Map<String, Object> analysed() {
        Map<String, Object> form = super.analysed();
        form.put("effectiveness", "It works. Two days for Level 1 are too short in August.");
        return form;
    }

    @Test
    @DisplayName(
            "SMS-12: it is the policy that is reviewed: whether it is effective, and what should change, is asked for")
    void ofThePolicy() {
        Task analyse = begin(round(1));
        assertThat(analyse.getName()).isEqualTo("Review the policy and share the lessons");
        walk.itIs(day(14) + "T11:00");
        Map<String, Object> form = analysed();
        form.remove("effectiveness");

        assertThatThrownBy(() -> complete(analyse, form))
                .hasMessageContaining("\"Is the policy effective? What should change?\" is missing: fill it in.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent", "agent2", "manager", "manager2", "director"})
    @DisplayName("SMS-10: a review quotes complaints of all divisions; whose task it is not sees nothing of it")
    void notTheirs(String role) {
        Http user = Http.as("schools-mutual-" + role, port);
        decided("SMS-2025-90001", "2025-11-11T11:00", Map.of("department", "payroll", "lesson", "Ask Ms Quill twice."));
        Task analyse = begin(round(1));
        String review = analyse.getProcessInstanceId();

        assertThat(user.get("/engine-rest/task?processInstanceId=" + review).body())
                .isEqualTo("[]");
        assertThat(user.get("/engine-rest/task/" + analyse.getId() + "/form-variables")
                        .statusCode())
                .isEqualTo(403);
        assertThat(user.get("/engine-rest/variable-instance?variableScopeIdIn=" + review)
                        .body())
                .isEqualTo("[]");
        assertThat(user.get("/engine-rest/process-instance/" + review).statusCode())
                .isEqualTo(404);

        walk.itIs(day(14) + "T11:00");
        complete(analyse, analysed());
        assertThat(listed("schools-mutual-" + role)).isEmpty();
        assertThat(user.get("/engine-rest/review/" + review).statusCode()).isEqualTo(404);
    }

    @Test
    @DisplayName("SMS-10, SMS-13: whose task a review was, and the supervisors, see it on record")
    void theirs() {
        Task analyse = begin(round(1));
        walk.itIs(day(14) + "T11:00");
        complete(analyse, analysed());

        for (String user :
                List.of("schools-mutual-head", "schools-mutual-head2", "schools-mutual-supervisor", "admin")) {
            assertThat(listed(user)).as(user).hasSize(1);
            assertThat(Http.as(user, port)
                            .get("/engine-rest/review/" + analyse.getProcessInstanceId())
                            .statusCode())
                    .as(user)
                    .isEqualTo(200);
        }
        assertThat(listed("kiwi-head")).isEmpty();
    }
}
