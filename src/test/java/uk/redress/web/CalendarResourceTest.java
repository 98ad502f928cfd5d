package uk.redress.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.User;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import uk.redress.RedressTest;
import uk.redress.policy.Groups;

/** Issue 2: {@code GET /engine-rest/calendar/{tenant}} tells a caseworker "why that date". */
@RedressTest
class CalendarResourceTest {

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private TestRestTemplate http;

    @LocalServerPort
    private int port;

    @Test
    void answersTheDateItsInstantAndEachDaySkippedWithWhy() {
        ResponseEntity<JsonNode> answer = ask("kiwi-agent", "kiwi?from=2025-12-24&workingDays=14");

        assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.OK);
        assertThat(answer.getBody().get("date").asText()).isEqualTo("2026-01-16");
        assertThat(answer.getBody().get("due").asText()).isEqualTo("2026-01-16T23:59:59.000+0000");
        assertThat(answer.getBody().get("skipped"))
                .extracting(
                        day -> day.get("date").asText() + " " + day.get("why").asText())
                .containsExactly(
                        "2025-12-25 Christmas Day",
                        "2025-12-26 Boxing Day",
                        "2025-12-27 Saturday",
                        "2025-12-28 Sunday",
                        "2026-01-01 New Year's Day",
                        "2026-01-03 Saturday",
                        "2026-01-04 Sunday",
                        "2026-01-10 Saturday",
                        "2026-01-11 Sunday");
        assertThat(answer.getBody()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "from=2026-07-15&workingDays=2, 2026-07-17, 2026-07-17T23:59:59.000+0100",
        "from=2026-07-14T23:30:00.000%2B0000&workingDays=2, 2026-07-17, 2026-07-17T23:59:59.000+0100",
        "from=2026-11-21&workingDays=0, 2026-11-23, 2026-11-23T23:59:59.000+0000",
        "from=2026-11-21&calendarDays=28, 2026-12-19, 2026-12-19T23:59:59.000+0000",
        "from=2026-11-21T17:00&calendarDays=28, 2026-12-19, 2026-12-19T23:59:59.000+0000",
        "from=2026-11-24T16:45&hours=24, 2026-11-25, 2026-11-25T16:45:00.000+0000",
        "from=2026-11-24T16:45:07&hours=24, 2026-11-25, 2026-11-25T16:45:07.000+0000",
        "from=2026-11-24T16:45:00Z&hours=24, 2026-11-25, 2026-11-25T16:45:00.000+0000",
        "from=2026-07-15T23:45:00.000%2B0100&hours=1, 2026-07-16, 2026-07-16T00:45:00.000+0100",
        "from=2026-07-15T23:45:00.000+0100&hours=1, 2026-07-16, 2026-07-16T00:45:00.000+0100",
        "from=2026-03-28T16:45&hours=24, 2026-03-29, 2026-03-29T17:45:00.000+0100"
    })
    void countsAsTheDiagramsDo(String question, String date, String due) {
        ResponseEntity<JsonNode> answer = ask("kiwi-agent", "kiwi?" + question);

        assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.OK);
        assertThat(answer.getBody().get("date").asText()).isEqualTo(date);
        assertThat(answer.getBody().get("due").asText()).isEqualTo(due);
    }

    @ParameterizedTest
    @ValueSource(strings = {"from=2025-12-24&calendarDays=28", "from=2025-12-24T16:45&hours=24"})
    void nothingIsSkippedWhereEveryDayCounts(String question) {
        assertThat(ask("kiwi-agent", "kiwi?" + question).getBody().get("skipped"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "workingDays=14 | from is missing",
                "from=&workingDays=14 | from is missing",
                "from=24/12/2025&workingDays=14 | from is \"24/12/2025\". Give a date such as 2025-12-24.",
                "from=2026-02-30&workingDays=14 | from is \"2026-02-30\"",
                "from=2026-02-28T25:00&hours=24 | from is \"2026-02-28T25:00\"",
                "from=2026-02-30T10:00&hours=24 | from is \"2026-02-30T10:00\"",
                "from=2025-12-24&hours=24 | give one such as 2025-12-24T16:30",
                "hours=24 | from is missing. Give a date with a time such as 2025-12-24T16:30.",
                "from=2025-12-24 | exactly one of workingDays, calendarDays and hours",
                "from=2025-12-24&workingdays=14 | exactly one of workingDays, calendarDays and hours",
                "from=2025-12-24&workingDays=14&calendarDays=28 | exactly one of workingDays, calendarDays and hours",
                "from=2025-12-24&workingDays= | workingDays is \"\"",
                "from=2025-12-24&workingDays=-1 | workingDays is \"-1\". Give a whole number",
                "from=2025-12-24&workingDays=1.5 | workingDays is \"1.5\"",
                "from=2025-12-24&calendarDays=99999999999 | calendarDays is \"99999999999\"",
                "from=2025-12-24&workingDays=999999 | to Mon 31 Dec 2035",
                "from=2025-12-24&calendarDays=999999 | to Mon 31 Dec 2035",
                "from=2025-12-24T10:00&hours=999999 | to Mon 31 Dec 2035",
                "from=2018-12-31&workingDays=1 | from Tue 1 Jan 2019",
                "from=%2B999999999-12-31&calendarDays=1 | outside the calendar",
                "from=2035-12-31&workingDays=1 | outside the calendar"
            })
    void saysWhatIsWrongWithAQuestionAndTheMend(String question, String message) {
        ResponseEntity<JsonNode> answer = ask("kiwi-agent", "kiwi?" + question);

        assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.BAD_REQUEST);
        assertThat(answer.getBody().get("type").asText()).isEqualTo("InvalidRequestException");
        assertThat(answer.getBody().get("message").asText()).contains(message);
    }

    @Test
    void doesNotTellATenantOfOthersFromOneThatIsNotThere() {
        for (String tenant : new String[] {"juniper", "nobody"}) {
            ResponseEntity<JsonNode> answer = ask("kiwi-agent", tenant + "?from=2025-12-24&workingDays=14");

            assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
            assertThat(answer.getBody().get("message").asText())
                    .isEqualTo("There is no calendar \"" + tenant + "\" for you. Name one of your tenants.");
        }
    }

    @Test
    void hasNoCalendarForPeopleOfAnotherCompany() {
        IdentityService identity = engine.getIdentityService();
        String stranger = "calendar-of-another-company";
        String password = "Not-One-0f-Us!";
        try {
            User user = identity.newUser(stranger);
            user.setPassword(password);
            identity.saveUser(user);
            identity.createMembership(stranger, Groups.CUSTOMER_SERVICES);

            ResponseEntity<JsonNode> answer = http.withBasicAuth(stranger, password)
                    .getForEntity(uri("kiwi?from=2025-12-24&workingDays=14"), JsonNode.class);

            assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
            assertThat(answer.getBody().get("message").asText())
                    .isEqualTo("There is no calendar \"kiwi\" for you. Name one of your tenants.");
        } finally {
            identity.deleteUser(stranger);
        }
    }

    @Test
    void answersAnAdministratorForEveryTenantThatIsThere() {
        assertThat(ask("admin", "kiwi?from=2025-12-24&workingDays=14").getStatusCode())
                .isEqualTo(HttpStatus.OK);
        assertThat(ask("admin", "nobody?from=2025-12-24&workingDays=14").getStatusCode())
                .isEqualTo(HttpStatus.NOT_FOUND);
    }

    @Test
    void answersNobodyWhoIsNotSignedIn() {
        assertThat(http.getForEntity(uri("kiwi?from=2025-12-24&workingDays=14"), String.class)
                        .getStatusCode())
                .isEqualTo(HttpStatus.UNAUTHORIZED);
    }

    private ResponseEntity<JsonNode> ask(String user, String question) {
        return http.withBasicAuth(user, "demo").getForEntity(uri(question), JsonNode.class);
    }

    private URI uri(String question) {
        return URI.create("http://localhost:" + port + "/engine-rest/calendar/" + question);
    }
}
