package uk.redress.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.camunda.bpm.engine.IdentityService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import uk.redress.Http;
import uk.redress.LondonTimeZone;
import uk.redress.RedressApplication;
import uk.redress.policy.Groups;

/**
 * Design.md section 3: without demo, a start with no administrator stops with a clear error; and nobody signs in with
 * the demo's password outside the demo.
 */
@ExtendWith({LondonTimeZone.class, OutputCaptureExtension.class})
class StartTest {

    private final String database = "jdbc:h2:mem:start-" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

    @Test
    void withoutAnAdministratorItStopsAndSaysHowToMakeOne(CapturedOutput output) {
        assertThatThrownBy(() -> start("live")).hasRootCauseInstanceOf(AccessException.class);

        assertThat(output)
                .contains("APPLICATION FAILED TO START", "Nobody administers Redress")
                .contains("REDRESS_ADMIN_ID and REDRESS_ADMIN_PASSWORD");
    }

    @Test
    void anAdministratorIsMadeOnceAndNeedsAPasswordThatIsHardToGuess(CapturedOutput output) {
        assertThatThrownBy(() -> start("live", "redress.admin.id=kim@redress.example", "redress.admin.password=easy"))
                .hasRootCauseInstanceOf(AccessException.class);
        assertThat(output).contains("redress.admin.password is too easy to guess", "at least 10 characters");

        try (ConfigurableApplicationContext first =
                start("live", "redress.admin.id=kim@redress.example", "redress.admin.password=Correct-horse-7")) {
            assertThat(identity(first).checkPassword("kim@redress.example", "Correct-horse-7"))
                    .isTrue();
            assertThat(identity(first).createUserQuery().count()).isEqualTo(1);
        }
        try (ConfigurableApplicationContext second = start("tls")) {
            HttpResponse<String> page = Http.anonymous(
                            second.getEnvironment().getRequiredProperty("local.server.port", Integer.class))
                    .get("/camunda/app/welcome/default/");
            assertThat(page.headers().allValues("Set-Cookie")).hasSize(2).allMatch(cookie -> cookie.contains("Secure"));
            assertThat(page.headers().firstValue("Strict-Transport-Security"))
                    .hasValueSatisfying(value -> assertThat(value).startsWith("max-age="));
            assertThat(identity(second)
                            .createUserQuery()
                            .memberOfGroup(Groups.ADMINISTRATORS)
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void theDemosUsersDoNotOutliveTheDemo(CapturedOutput output) {
        start("demo").close();

        assertThatThrownBy(() -> start("live")).hasRootCauseInstanceOf(AccessException.class);
        assertThat(output).contains("everybody knows the password of acorn-agent, ", "redress.admin.delete-demo-users");

        try (ConfigurableApplicationContext live = start(
                "live",
                "redress.admin.delete-demo-users=true",
                "redress.admin.id=kim",
                "redress.admin.password=Correct-horse-7")) {
            assertThat(identity(live).createUserQuery().list())
                    .extracting(user -> user.getId())
                    .containsExactly("kim");
        }
    }

    private ConfigurableApplicationContext start(String profile, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.datasource.url=" + database,
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--camunda.bpm.job-execution.enabled=false",
                "--redress.policy.processes=src/test/resources/access/processes",
                "--redress.policy.forms=src/test/resources/access/forms"));
        for (String setting : settings) {
            arguments.add("--" + setting);
        }
        return new SpringApplicationBuilder(RedressApplication.class)
                .profiles(profile)
                .run(arguments.toArray(String[]::new));
    }

    private static IdentityService identity(ConfigurableApplicationContext context) {
        return context.getBean(IdentityService.class);
    }
}
