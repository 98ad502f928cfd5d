package uk.redress.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import uk.redress.Http;
import uk.redress.RedressTest;
import uk.redress.policy.CaseWalk;

/**
 * Issue 3, "full disk": a database that takes nothing costs people a clear "not saved" and nothing else; when there is
 * room again, everything goes on.
 */
@RedressTest
@Import(NoRoomTest.Disk.class)
class NoRoomTest {

    /** How a full disk shows. */
    enum Full {
        ON_WRITING("53100", "could not extend file \"base/5/1259\": No space left on device"),
        ON_COMMIT("90031", "IO Exception: No space left on device"),
        ON_CONNECTING("08001", "Connection to db:5432 refused");

        private final String state;
        private final String message;

        Full(String state, String message) {
            this.state = state;
            this.message = message;
        }

        private SQLException exception() {
            return new SQLException(message, state);
        }
    }

    private static final AtomicReference<Full> FULL = new AtomicReference<>();

    /** Stands between Redress and its database. */
    @TestConfiguration
    static class Disk {

        @Bean
        static BeanPostProcessor disk() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return bean instanceof DataSource database ? new Filling(database) : bean;
                }
            };
        }
    }

    private static final class Filling extends DelegatingDataSource {

        private Filling(DataSource database) {
            super(database);
        }

        @Override
        public Connection getConnection() throws SQLException {
            fail(Full.ON_CONNECTING);
            Connection connection = super.getConnection();
            return (Connection) Proxy.newProxyInstance(
                    Connection.class.getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("prepareStatement") && writes((String) arguments[0])) {
                            fail(Full.ON_WRITING);
                        }
                        if (method.getName().equals("commit")) {
                            fail(Full.ON_COMMIT);
                        }
                        try {
                            return method.invoke(connection, arguments);
                        } catch (InvocationTargetException thrown) {
                            throw thrown.getCause();
                        }
                    });
        }

        private static void fail(Full how) throws SQLException {
            if (FULL.get() == how) {
                throw how.exception();
            }
        }

        private static boolean writes(String sql) {
            return sql.strip().toLowerCase(Locale.ROOT).matches("(?s)(insert|update|delete)\\b.*");
        }
    }

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private JdbcTemplate jdbc;

    @LocalServerPort
    private int port;

    private CaseWalk walk;
    private Http agent;
    private Http manager;
    private Http tasklist;

    @BeforeEach
    void signIn() {
        walk = new CaseWalk(engine, "kiwi");
        agent = Http.as("kiwi-agent", port);
        manager = Http.as("kiwi-manager", port);
        tasklist = Http.browser("kiwi-manager", port);
    }

    @AfterEach
    void makeRoom() {
        FULL.set(null);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("Whoever starts, claims, completes or changes something is told that it is not saved, and it is not")
    void notSaved(Full how) {
        String reference = start();
        Task task = walk.task(reference, "acknowledge");
        Map<String, Integer> before = rows();
        String complete = "{\"variables\": {\"told\": {\"value\": \"letter\"}}}";
        String own = "/task/" + task.getId();

        FULL.set(how);
        List<HttpResponse<String>> answers = List.of(
                agent.post("/engine-rest/process-definition/key/kiwi-complaint/tenant-id/kiwi/start", START),
                agent.post("/engine-rest/process-definition/" + task.getProcessDefinitionId() + "/submit-form", START),
                manager.post("/engine-rest" + own + "/claim", "{\"userId\": \"kiwi-manager\"}"),
                manager.post("/engine-rest" + own + "/complete", complete),
                manager.post("/engine-rest" + own + "/submit-form", complete),
                manager.post("/engine-rest" + own + "/comment/create", "{\"message\": \"Hello\"}"),
                tasklist.post("/camunda/api/engine/engine/default" + own + "/claim", "{\"userId\": \"kiwi-manager\"}"),
                tasklist.post("/camunda/api/engine/engine/default" + own + "/submit-form", complete));
        FULL.set(null);

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            HostileBodiesTest.isPlain(answer);
            assertThat(HostileBodiesTest.message(answer)).startsWith("Not saved: the database takes nothing for now.");
        });
        assertThat(rows()).isEqualTo(before);

        assertThat(manager.post("/engine-rest" + own + "/submit-form", complete).statusCode())
                .isEqualTo(204);
    }

    @Test
    @DisplayName("A letter that could not be seen to for want of room is seen to when there is room")
    void lettersGoOn() {
        String reference = start();
        Task task = walk.task(reference, "acknowledge");
        manager.post("/engine-rest/task/" + task.getId() + "/claim", "{\"userId\": \"kiwi-manager\"}");
        manager.post(
                "/engine-rest/task/" + task.getId() + "/complete",
                "{\"variables\": {\"told\": {\"value\": \"letter\"}}}");
        Job sending = engine.getManagementService().createJobQuery().activityId("send-the-letter").list().stream()
                .max(Comparator.comparing(Job::getCreateTime))
                .orElseThrow();

        for (Full how : Full.values()) {
            FULL.set(how);
            assertThatThrownBy(() -> engine.getManagementService().executeJob(sending.getId()))
                    .isInstanceOf(RuntimeException.class);
            FULL.set(null);
        }
        assertThat(engine.getManagementService()
                        .createJobQuery()
                        .jobId(sending.getId())
                        .withRetriesLeft()
                        .count())
                .isEqualTo(1);

        engine.getManagementService().executeJob(sending.getId());
        assertThat(walk.openTasks(reference)).contains("post-letter");
        assertThat(jdbc.queryForObject("select count(*) from letter where reference = ?", Integer.class, reference))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("What is only read is read, as long as the database can be reached at all")
    void reading(Full how) {
        String reference = start();

        FULL.set(how == Full.ON_COMMIT ? null : how);
        HttpResponse<String> answer = agent.get("/engine-rest/complaint/" + reference);
        FULL.set(null);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(how == Full.ON_CONNECTING ? 503 : 200);
        assertThat(answer.body()).doesNotContainPattern(HostileBodiesTest.INSIDES);
    }

    private static final String START = "{\"variables\": {\"channel\": {\"value\": \"letter\"}, \"complainantName\":"
            + " {\"value\": \"Ada\"}, \"complainantType\": {\"value\": \"learner\"}, \"complainantAddress\":"
            + " {\"value\": \"1 High Street\"}, \"summary\": {\"value\": \"The register was wrong.\"}}}";

    private String start() {
        HttpResponse<String> answer =
                agent.post("/engine-rest/process-definition/key/kiwi-complaint/tenant-id/kiwi/start", START);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Http.json(answer).path("businessKey").asText();
    }

    /** How much there is of everything that a step leaves behind. */
    private Map<String, Integer> rows() {
        Map<String, Integer> rows = new TreeMap<>();
        for (String table : List.of(
                "complaint",
                "complaint_step",
                "complaint_limit",
                "letter",
                "ACT_RU_EXECUTION",
                "ACT_RU_TASK",
                "ACT_RU_JOB",
                "ACT_RU_VARIABLE",
                "ACT_HI_COMMENT",
                "ACT_HI_VARINST")) {
            rows.put(table, jdbc.queryForObject("select count(*) from " + table, Integer.class));
        }
        rows.put("claimed", jdbc.queryForObject("select count(ASSIGNEE_) from ACT_RU_TASK", Integer.class));
        return rows;
    }
}
