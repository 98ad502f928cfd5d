package uk.redress.policy;

import com.icegreen.greenmail.base.GreenMailOperations;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import uk.redress.calendar.WorkingCalendar;
import uk.redress.form.FormFiller;
import uk.redress.letter.LetterStore;
import uk.redress.limit.Limits;
import uk.redress.log.Complaints;
import uk.redress.packaged.RunningJar;
import uk.redress.policy.CaseState.OpenTask;
import uk.redress.reconciliation.Reconciliation;

/** One company as random walks find it: its people, its diagrams and forms, its mail; whatever its policy is. */
final class WalkedCompany {

    private final ProcessEngine engine;
    private final ApplicationContext context;
    private final Policy policy;
    private final GreenMailOperations mail;
    private final JdbcClient jdbc;
    private final FormFiller filler;
    private final CountedDates dates;
    private final List<Person> people = new ArrayList<>();
    private final Map<String, DrawnDates> diagrams = new HashMap<>();
    private final Map<String, FormDefinition> forms = new HashMap<>();
    private final Map<String, ProcessDefinition> definitions = new HashMap<>();
    private final int noMailServer = RunningJar.freePort();

    /** Somebody of the company. */
    record Person(String id, List<String> groups) {}

    WalkedCompany(ApplicationContext context, Policy policy, GreenMailOperations mail) {
        this.context = context;
        this.engine = context.getBean(ProcessEngine.class);
        this.policy = policy;
        this.mail = mail;
        this.jdbc = context.getBean(JdbcClient.class);
        WorkingCalendar calendar =
                context.getBean(Limits.class).of(policy.tenant()).calendar();
        this.filler = new FormFiller(context.getBean(EngineClock.class), calendar);
        this.dates = new CountedDates(
                policy,
                calendar,
                List.copyOf(context.getBeansOfType(PolicyBean.class).values()));
        for (User user : engine.getIdentityService()
                .createUserQuery()
                .memberOfTenant(policy.tenant())
                .orderByUserId()
                .asc()
                .list()) {
            List<String> groups =
                    engine.getIdentityService().createGroupQuery().groupMember(user.getId()).list().stream()
                            .map(Group::getId)
                            .sorted()
                            .toList();
            people.add(new Person(user.getId(), groups));
        }
        people.sort(Comparator.comparing(Person::id));
        engine.getRepositoryService()
                .createProcessDefinitionQuery()
                .tenantIdIn(policy.tenant())
                .latestVersion()
                .list()
                .forEach(definition -> definitions.put(definition.getKey(), definition));
    }

    ProcessEngine engine() {
        return engine;
    }

    Policy policy() {
        return policy;
    }

    GreenMailOperations mail() {
        return mail;
    }

    JdbcClient jdbc() {
        return jdbc;
    }

    FormFiller filler() {
        return filler;
    }

    CountedDates dates() {
        return dates;
    }

    Complaints complaintsLog() {
        return context.getBean(Complaints.class);
    }

    LetterStore letters() {
        return context.getBean(LetterStore.class);
    }

    List<Person> people() {
        return people;
    }

    /** Adds to the company somebody in no group, who has had to do with no case yet; answers the user id. */
    String takeOn() {
        User newcomer = engine.getIdentityService().newUser(policy.tenant() + "-newcomer" + people.size());
        newcomer.setFirstName("New");
        newcomer.setLastName("Comer");
        newcomer.setPassword("Walked-1-walk!");
        engine.getIdentityService().saveUser(newcomer);
        engine.getIdentityService().createTenantUserMembership(policy.tenant(), newcomer.getId());
        people.add(new Person(newcomer.getId(), List.of()));
        // The forms offer them from now on.
        forms.clear();
        return newcomer.getId();
    }

    List<String> userIds() {
        return people.stream().map(Person::id).toList();
    }

    Person person(String id) {
        return people.stream()
                .filter(person -> person.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    Person anyOf(String group, Random random) {
        List<Person> members = people.stream()
                .filter(person -> person.groups().contains(group))
                .toList();
        return members.get(random.nextInt(members.size()));
    }

    /** Whether the company has a process of this key. */
    boolean has(String processKey) {
        return definitions.containsKey(processKey);
    }

    String definition(String processKey) {
        return definitions.get(processKey).getId();
    }

    /** The people for whom a task is, by its candidate groups and users, and who see its case (SMS-10). */
    List<Person> candidates(OpenTask task) {
        List<String> names = jdbc.sql("select coalesce(GROUP_ID_, USER_ID_) from ACT_RU_IDENTITYLINK"
                        + " where TASK_ID_ = :task and TYPE_ = 'candidate'")
                .param("task", task.id())
                .query(String.class)
                .list();
        Set<String> seers = policy.confidential() && !isNotice(task) ? seers(task) : Set.of();
        return people.stream()
                .filter(person -> names.contains(person.id())
                        || person.groups().stream().anyMatch(names::contains)
                                && (seers.isEmpty() || person.groups().stream().anyMatch(seers::contains)))
                .toList();
    }

    /** The groups that see the confidential case of a task; none where it has no department yet. */
    Set<String> seers(OpenTask task) {
        Map<String, String> known = new HashMap<>();
        jdbc.sql("select v.NAME_, v.TEXT_ from ACT_RU_EXECUTION i join ACT_RU_EXECUTION r on r.ID_ ="
                        + " i.ROOT_PROC_INST_ID_ join ACT_RU_VARIABLE v on v.EXECUTION_ID_ = r.ID_"
                        + " where i.ID_ = :instance and v.NAME_ in ('department', 'levels') and v.TEXT_ is not null")
                .param("instance", task.instanceId())
                .query(row -> {
                    known.put(row.getString(1), row.getString(2));
                });
        if (!known.containsKey("department")) {
            return Set.of();
        }
        Set<String> seers = new HashSet<>(
                List.of(policy.tenant() + "-" + known.get("department"), Groups.SUPERVISORS, Groups.ADMINISTRATORS));
        seers.addAll(List.of(known.getOrDefault("levels", "").split(",")));
        return seers;
    }

    /** Whether a task only tells of its case. */
    boolean isNotice(OpenTask task) {
        return "true".equals(diagram(task.definitionId()).property(task.key(), "notice"));
    }

    /** What a task knows of its case. */
    Map<String, Object> known(OpenTask task) {
        return engine.getTaskService().getVariables(task.id());
    }

    /** The ids of those whom the complaint is about, or who dealt with the request that it asks to look at again. */
    List<String> partial(String reference) {
        return jdbc
                .sql(
                        "select v.TEXT_ from ACT_RU_VARIABLE v join complaint c on c.process_instance_id ="
                                + " v.EXECUTION_ID_ where c.reference = :reference and v.NAME_ in ('about', 'originalHandlers') and v.TEXT_ is not null")
                .param("reference", reference)
                .query(String.class)
                .list()
                .stream()
                .flatMap(ids -> List.of(ids.split("[\\s,]+")).stream())
                .toList();
    }

    /** The reference under which a complaint goes on; null if it does not. */
    String duplicateOf(String reference) {
        return jdbc.sql("select duplicate_of from complaint where reference = :reference and duplicate_of is not null")
                .param("reference", reference)
                .query(String.class)
                .optional()
                .orElse(null);
    }

    FormDefinition taskForm(OpenTask task) {
        return forms.computeIfAbsent(
                task.definitionId() + " " + task.key(),
                key -> parse(key, () -> engine.getFormService().getDeployedTaskForm(task.id())));
    }

    /** @param withContract whether other fields than the form shows are filled in too, as another system could */
    FormDefinition startForm(String processKey, boolean withContract) {
        FormDefinition form = forms.computeIfAbsent(
                processKey, key -> parse(key, () -> engine.getFormService().getDeployedStartForm(definition(key))));
        return withContract ? FormFiller.withContract(form) : form;
    }

    private static FormDefinition parse(String name, Supplier<InputStream> resource) {
        try (InputStream content = resource.get()) {
            return FormDefinition.parse(name, content.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    DrawnDates diagram(String definitionId) {
        return diagrams.computeIfAbsent(
                definitionId, id -> new DrawnDates(engine.getRepositoryService().getBpmnModelInstance(id)));
    }

    /** Whether whoever does this task investigates or decides (ALL-3). */
    boolean isImpartial(OpenTask task) {
        return "true".equals(impartial(task));
    }

    /** Whether this task is kept from whom the case is about (ALL-3). */
    boolean isKeptFromThem(OpenTask task) {
        return isImpartial(task) || "about".equals(impartial(task));
    }

    private String impartial(OpenTask task) {
        return diagram(task.definitionId()).property(task.key(), "impartial");
    }

    CaseState state(String reference) {
        return CaseState.of(jdbc, policy.tenant(), reference);
    }

    /** What does not agree among the log, the letters and the engine: how many discrepancies Redress itself finds. */
    int discrepancies() {
        return context.getBean(Reconciliation.class).run().orElseThrow().standing();
    }

    /** The elements of the company's diagrams that no case has ever been through. */
    List<String> neverWalked() {
        Set<String> walked =
                new HashSet<>(jdbc.sql("select distinct PROC_DEF_KEY_ || ' ' || ACT_ID_ from ACT_HI_ACTINST"
                                + " where TENANT_ID_ = :tenant")
                        .param("tenant", policy.tenant())
                        .query(String.class)
                        .list());
        return definitions.entrySet().stream()
                .flatMap(definition -> diagram(definition.getValue().getId()).flowNodes().stream()
                        .map(node -> definition.getKey() + " " + node))
                .filter(node -> !walked.contains(node))
                .sorted()
                .toList();
    }

    /** How many complaints the log has. */
    int complaints() {
        return jdbc.sql("select count(*) from complaint").query(Integer.class).single();
    }

    /** Lets the mail server be there or not. */
    void mailServer(boolean there) {
        context.getBean(JavaMailSenderImpl.class).setPort(there ? mail.getSmtp().getPort() : noMailServer);
    }

    /** Does something with a person's rights. */
    <T> T as(Person person, Callable<T> action) {
        engine.getIdentityService().setAuthentication(person.id(), person.groups(), List.of(policy.tenant()));
        try {
            return action.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            engine.getIdentityService().clearAuthentication();
        }
    }
}
