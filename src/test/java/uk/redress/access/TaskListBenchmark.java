package uk.redress.access;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.function.Supplier;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.TaskQuery;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import uk.redress.Http;
import uk.redress.RedressApplication;
import uk.redress.calendar.LondonTime;
import uk.redress.policy.Groups;
import uk.redress.policy.Policies;

/**
 * How long a caseworker waits for Tasklist's count and first page with 35,000 open tasks on PostgreSQL. It prints
 * figures and asserts none; no ordinary test run includes it. Run it alone on a quiet machine:
 *
 * <pre>mvn test -Dtest=TaskListBenchmark</pre>
 */
@Tag("benchmark")
class TaskListBenchmark {

    private static final int TASKS = 35_000;
    private static final int RUNS = 100;

    private JdbcTemplate jdbc;
    private TaskService tasks;
    private FilterService filters;
    private IdentityService identity;
    private int port;

    @Test
    void ofFiveCompanies() throws Exception {
        measure("acorn", 5);
    }

    @Test
    void ofOneCompany() throws Exception {
        measure("acorn", 1);
    }

    /** SMS-10: each task is seen by a third of the company's people. */
    @Test
    void ofOneConfidentialCompany() throws Exception {
        measure("fern", 1);
    }

    private void measure(String company, int companies) throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                ConfigurableApplicationContext redress = start(postgres)) {
            jdbc = redress.getBean(JdbcTemplate.class);
            tasks = redress.getBean(TaskService.class);
            filters = redress.getBean(FilterService.class);
            identity = redress.getBean(IdentityService.class);
            port = redress.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
            fill(redress, company, companies);
            System.out.printf(
                    "%n%,d open tasks of %d companies, %d authorizations%n",
                    jdbc.queryForObject("select count(*) from act_ru_task", Integer.class),
                    companies,
                    jdbc.queryForObject("select count(*) from act_ru_authorization", Integer.class));
            for (String role : List.of("agent", "manager", "supervisor")) {
                as(company, role);
            }
        }
    }

    private ConfigurableApplicationContext start(EmbeddedPostgres postgres) {
        TimeZone.setDefault(TimeZone.getTimeZone(LondonTime.ZONE));
        return new SpringApplicationBuilder(RedressApplication.class)
                .run(
                        "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
                        "--spring.datasource.username=postgres",
                        "--server.port=0",
                        "--camunda.bpm.job-execution.enabled=false",
                        "--redress.policy.processes=src/test/resources/access/processes",
                        "--redress.policy.forms=src/test/resources/access/forms");
    }

    /** Writes the rows of cases with a task each, as the engine writes them: far faster than starting them. */
    private void fill(ConfigurableApplicationContext redress, String first, int companies) {
        String definition = redress.getBean(RepositoryService.class)
                .createProcessDefinitionQuery()
                .processDefinitionKey(first + "-complaint")
                .singleResult()
                .getId();
        redress.getBean(RuntimeService.class)
                .startProcessInstanceById(definition, Map.of("complainantName", "Ada Bell"));
        String company = "(array['" + first + "','birch','cedar','damson','elder'])[1 + i % " + companies + "]";
        // Of every twenty tasks five are customer services', twelve the managers', two the heads', one the directors'.
        String group =
                "(case when i / 5 % 20 < 5 then 'customer-services' when i / 5 % 20 < 17 then 'referral-managers'"
                        + " when i / 5 % 20 < 19 then 'heads-of-service' else 'directors' end)";
        String each = " from generate_series(1, " + TASKS + ") i";
        jdbc.update("insert into act_ru_execution (id_, rev_, root_proc_inst_id_, proc_inst_id_, business_key_,"
                + " proc_def_id_, act_id_, is_active_, is_concurrent_, is_scope_, is_event_scope_, suspension_state_,"
                + " cached_ent_state_, sequence_counter_, tenant_id_) select 'case-' || i, 1, 'case-' || i,"
                + " 'case-' || i, 'ACO-2026-' || i, '" + definition
                + "', 'investigate', true, false, true, false, 1, 2, 1, " + company + each);
        jdbc.update("insert into act_ru_task (id_, rev_, execution_id_, proc_inst_id_, proc_def_id_, name_,"
                + " description_, task_def_key_, assignee_, priority_, create_time_, due_date_, suspension_state_,"
                + " tenant_id_, task_state_) select 'task-' || i, 1, 'case-' || i, 'case-' || i, '" + definition
                + "', 'Investigate the complaint', 'Find out what happened and write it down.', 'investigate',"
                + " case when i % 3 = 0 then " + company + " || '-manager2' end, 50,"
                + " timestamp '2026-01-01' + i * interval '7 minutes',"
                + " timestamp '2026-01-15' + (i * 7919 % 20000) * interval '7 minutes', 1, " + company
                + ", 'Created'" + each);
        jdbc.update("insert into act_ru_identitylink (id_, rev_, group_id_, type_, task_id_, tenant_id_)"
                + " select 'link-' || i, 1, " + group + ", 'candidate', 'task-' || i, " + company + each);
        for (String variable : List.of("reference", "complainantName", "summary", "channel", "kind")) {
            jdbc.update("insert into act_ru_variable (id_, rev_, type_, name_, execution_id_, proc_inst_id_,"
                    + " proc_def_id_, text_, var_scope_, sequence_counter_, is_concurrent_local_, tenant_id_)"
                    + " select '" + variable + "-' || i, 1, 'string', '" + variable
                    + "', 'case-' || i, 'case-' || i, '" + definition + "', 'value ' || i, 'case-' || i, 1, false, "
                    + company + each);
        }
        if (redress.getBean(Policies.class).confidential().contains(first)) {
            jdbc.update("insert into act_ru_variable (id_, rev_, type_, name_, execution_id_, proc_inst_id_,"
                    + " proc_def_id_, task_id_, text_, var_scope_, sequence_counter_, is_concurrent_local_, tenant_id_)"
                    + " select 'seenBy-' || i, 1, 'string', 'seenBy', 'case-' || i, 'case-' || i, '" + definition
                    + "', 'task-' || i, ',' || '" + first
                    + "-' || (array['payroll','finance','estates'])[1 + i / 5 / 20 % 3] || ',heads-of-service,', 'task-' || i, 1,"
                    + " false, '" + first + "'" + each);
        }
        jdbc.execute("vacuum analyze");
    }

    private void as(String company, String role) {
        String user = company + "-" + role;
        List<String> groups = identity.createGroupQuery().groupMember(user).list().stream()
                .map(group -> group.getId())
                .toList();
        String all = filters.createTaskFilterQuery()
                .filterName("All my tasks")
                .singleResult()
                .getId();
        Http http = Http.as(user, port);
        identity.setAuthentication(user, groups, List.of(company));
        try {
            System.out.printf("%s sees %,d%n", user, tasks.createTaskQuery().count());
            report("count", () -> filters.count(all));
            report("first page", () -> filters.listPage(all, 0, 15));
            report("count of a group", () -> candidates().count());
            report(
                    "page 100",
                    () -> tasks.createTaskQuery().orderByDueDate().asc().listPage(1_485, 15));
        } finally {
            identity.clearAuthentication();
        }
        report("count over HTTP", () -> http.get("/engine-rest/filter/" + all + "/count"));
        report(
                "first page with its variables over HTTP",
                () -> http.sendAccepting(
                        "application/hal+json",
                        "POST",
                        "/engine-rest/filter/" + all + "/list?firstResult=0&maxResults=15",
                        "{}"));
    }

    private TaskQuery candidates() {
        return tasks.createTaskQuery()
                .taskCandidateGroup(Groups.REFERRAL_MANAGERS)
                .includeAssignedTasks();
    }

    private static void report(String what, Supplier<Object> run) {
        for (int i = 0; i < 20; i++) {
            run.get();
        }
        long[] nanos = new long[RUNS];
        for (int i = 0; i < RUNS; i++) {
            long start = System.nanoTime();
            run.get();
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        System.out.printf(
                "  %-40s median %6.1f ms, p95 %6.1f ms%n", what, nanos[RUNS / 2] / 1e6, nanos[RUNS * 95 / 100] / 1e6);
    }
}
