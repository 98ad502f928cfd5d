package uk.redress.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cmd.DeleteGroupCmd;
import org.camunda.bpm.engine.impl.cmd.DeleteMembershipCmd;
import org.camunda.bpm.engine.impl.cmd.DeleteTenantGroupMembershipCmd;
import org.camunda.bpm.engine.impl.cmd.DeleteTenantUserMembershipCmd;
import org.camunda.bpm.engine.impl.cmd.DeleteUserCmd;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import uk.redress.policy.Groups;

/**
 * Hands on the open impartial tasks (ALL-3) of which somebody has left whom they were for, the group or the company:
 * to the next in seniority, or where nobody is left, the supervisors are asked. As soon as somebody has taken them out,
 * and by the reconciliation.
 */
class Departures {

    private static final Logger LOG = LoggerFactory.getLogger(Departures.class);

    private static final Set<Class<?>> DEPARTURES = Set.of(
            DeleteUserCmd.class,
            DeleteMembershipCmd.class,
            DeleteGroupCmd.class,
            DeleteTenantUserMembershipCmd.class,
            DeleteTenantGroupMembershipCmd.class);

    private final ProcessEngineConfigurationImpl engine;

    Departures(ProcessEngineConfigurationImpl engine) {
        this.engine = engine;
    }

    /** Looks through all open impartial tasks, and hands on what is nobody's any more, each case by itself. */
    void handOn() {
        Set<String> cases = engine.getCommandExecutorTxRequired()
                .execute(context -> context.runWithoutAuthorization(() -> cases(context)));
        for (String root : cases) {
            try {
                engine.getCommandExecutorTxRequiresNew().execute(context -> {
                    Unsettled.current().look(root);
                    return null;
                });
            } catch (RuntimeException movedOn) {
                LOG.warn("The tasks of {} are handed on by the next reconciliation: {}", root, movedOn.getMessage());
            }
        }
    }

    /** The open tasks that are neither impartial nor anybody's: nobody is there whom they are for. */
    List<Open> leftBehind() {
        return engine.getCommandExecutorTxRequired()
                .execute(context -> context.runWithoutAuthorization(() -> {
                    People people = new People(context);
                    return open().values().stream()
                            .filter(task -> !ImpartialTasks.isImpartial(task.definition, task.key))
                            .filter(task -> !task.isSomebodys(people))
                            .toList();
                }));
    }

    /** Who is there, each read once. */
    private static final class People {

        private final CommandContext context;
        private final Map<String, Set<String>> members = new HashMap<>();
        private final Map<String, Boolean> there = new HashMap<>();
        private final Map<String, Boolean> working = new HashMap<>();

        People(CommandContext context) {
            this.context = context;
        }

        Set<String> of(String group, String tenant) {
            return members.computeIfAbsent(tenant + "/" + group, unread -> Routing.members(context, group, tenant));
        }

        boolean has(String person, String tenant) {
            return there.computeIfAbsent(tenant + "/" + person, unread -> Staff.belongs(context, person, tenant));
        }

        boolean work(String person, String tenant) {
            return has(person, tenant) && working.computeIfAbsent(person, unread -> Staff.hasPart(context, person));
        }
    }

    /** An open task: of which case, for whom, and what is written of whom that case bars and who sees it. */
    record Open(
            String id,
            String name,
            String instance,
            String execution,
            String reference,
            String root,
            String definition,
            String key,
            String tenant,
            String assignee,
            String barred,
            Set<String> seers,
            Set<String> groups,
            Set<String> users) {

        private static Open of(ResultSet row) throws SQLException {
            return new Open(
                    row.getString("ID_"),
                    row.getString("NAME_"),
                    row.getString("PROC_INST_ID_"),
                    row.getString("EXECUTION_ID_"),
                    row.getString("BUSINESS_KEY_"),
                    row.getString("ROOT_PROC_INST_ID_"),
                    row.getString("PROC_DEF_ID_"),
                    row.getString("TASK_DEF_KEY_"),
                    row.getString("TENANT_ID_"),
                    row.getString("ASSIGNEE_"),
                    row.getString("BARRED_"),
                    Bars.entries(row.getString("SEEN_BY_")),
                    new HashSet<>(),
                    new HashSet<>());
        }

        /**
         * Whether somebody may surely have it, and nobody has it who is not there. Who is barred is read here without
         * care: whoever is named anywhere in it may be, and long lists are not read at all.
         */
        private boolean isCertain(People people) {
            return isSomebodys(people, member -> barred != null && !barred.contains(member));
        }

        private boolean isSomebodys(People people) {
            return isSomebodys(people, member -> true);
        }

        private boolean isSomebodys(People people, Predicate<String> mayHaveIt) {
            if (assignee != null) {
                return people.work(assignee, tenant) || users.contains(assignee) && people.has(assignee, tenant);
            }
            return users.stream().anyMatch(person -> people.has(person, tenant))
                    || groups.stream().flatMap(group -> seeing(group, people)).anyMatch(mayHaveIt);
        }

        /** Of the members of a group, those who see the case where that is confidential (SMS-10). */
        private Stream<String> seeing(String group, People people) {
            boolean all = seers.isEmpty()
                    || seers.contains(Audience.EVERYBODY)
                    || Groups.isAboveDepartments(group)
                    || Groups.SUPERVISORS.equals(group);
            return people.of(group, tenant).stream()
                    .filter(member -> all
                            || seers.stream()
                                    .anyMatch(seer -> people.of(seer, tenant).contains(member)));
        }
    }

    private Set<String> cases(CommandContext context) {
        People people = new People(context);
        return open().values().stream()
                .filter(task -> ImpartialTasks.isImpartial(task.definition, task.key))
                .filter(task -> !task.isCertain(people))
                .map(Open::root)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    // At once: one by one with their candidates and variables would be five queries a task.
    private Map<String, Open> open() {
        Map<String, Open> open = new LinkedHashMap<>();
        JdbcClient.create(engine.getDataSource())
                .sql(
                        "select t.ID_, t.NAME_, t.PROC_INST_ID_, t.EXECUTION_ID_, i.BUSINESS_KEY_, i.ROOT_PROC_INST_ID_, t.PROC_DEF_ID_, t.TASK_DEF_KEY_, t.TENANT_ID_, t.ASSIGNEE_,"
                                + " l.GROUP_ID_, l.USER_ID_, s.TEXT_ as SEEN_BY_, case when a.BYTEARRAY_ID_ is null"
                                + " and o.BYTEARRAY_ID_ is null and h.BYTEARRAY_ID_ is null then coalesce(a.TEXT_, '')"
                                + " || ',' || coalesce(o.TEXT_, '') || ',' || coalesce(h.TEXT_, '') end as BARRED_"
                                + " from ACT_RU_TASK t join ACT_RU_EXECUTION i on i.ID_ = t.PROC_INST_ID_"
                                + " left join ACT_RU_IDENTITYLINK l on l.TASK_ID_ = t.ID_ and l.TYPE_ = 'candidate'"
                                + " left join ACT_RU_VARIABLE a on a.EXECUTION_ID_ = i.ROOT_PROC_INST_ID_"
                                + " and a.NAME_ = :about"
                                + " left join ACT_RU_VARIABLE o on o.EXECUTION_ID_ = i.ROOT_PROC_INST_ID_"
                                + " and o.NAME_ = :originalHandlers"
                                + " left join ACT_RU_VARIABLE h on h.EXECUTION_ID_ = i.ROOT_PROC_INST_ID_"
                                + " and h.NAME_ = :handledBy"
                                + " left join ACT_RU_VARIABLE s on s.TASK_ID_ = t.ID_ and s.NAME_ = :seenBy")
                .param("about", Bars.ABOUT)
                .param("originalHandlers", Bars.ORIGINAL_HANDLERS)
                .param("seenBy", Audience.SEEN_BY)
                .param("handledBy", Bars.HANDLED_BY)
                .query(row -> {
                    Open task = open.get(row.getString("ID_"));
                    if (task == null) {
                        task = Open.of(row);
                        open.put(row.getString("ID_"), task);
                    }
                    if (row.getString("GROUP_ID_") != null) {
                        task.groups.add(row.getString("GROUP_ID_"));
                    }
                    if (row.getString("USER_ID_") != null) {
                        task.users.add(row.getString("USER_ID_"));
                    }
                });
        return open;
    }

    /**
     * Looks after each departure that somebody brings about. What Redress does by itself at its start is looked at by
     * the reconciliation that follows. Stands before the transaction, so that whoever leaves has left by then.
     */
    final class AfterEach extends CommandInterceptor {

        @Override
        public <T> T execute(Command<T> command) {
            boolean outermost = Context.getCommandContext() == null;
            T result = next.execute(command);
            if (outermost
                    && DEPARTURES.contains(command.getClass())
                    && engine.getIdentityService().getCurrentAuthentication() != null) {
                try {
                    handOn();
                } catch (RuntimeException failed) {
                    // They have left all the same.
                    LOG.warn("What somebody has left is handed on by the next reconciliation: {}", failed.getMessage());
                }
            }
            return result;
        }
    }
}
