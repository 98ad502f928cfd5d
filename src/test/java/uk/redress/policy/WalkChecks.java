package uk.redress.policy;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.MimeMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.springframework.jdbc.core.simple.JdbcClient;
import uk.redress.letter.Letter;
import uk.redress.log.Complaint;
import uk.redress.log.ComplaintLimit;
import uk.redress.log.ComplaintStep;
import uk.redress.log.Reader;
import uk.redress.policy.CaseState.Instance;
import uk.redress.policy.CaseState.OpenTask;
import uk.redress.policy.CaseState.WaitingJob;
import uk.redress.policy.WalkedCompany.Person;

/** What holds of every case at every step and at its end, whatever has happened to it and whatever its policy is. */
final class WalkChecks {

    private static final Reader EVERYTHING = new Reader(true, Set.of());

    /** ALL-8. */
    private static final Set<String> ENDS = Set.of(
            "resolved-informally",
            "answered",
            "satisfied",
            "no-further-answer",
            "withdrawn",
            "not-a-complaint",
            "outside-our-responsibility",
            "duplicate",
            "referred-outside");

    private final WalkedCompany company;

    /** The process instances that the case has had. */
    private final Set<String> instances = new HashSet<>();
    /** By limit on the log, whether it has passed while it ran, and when it was due. */
    private final Map<String, Instant> passed = new HashMap<>();

    WalkChecks(WalkedCompany company) {
        this.company = company;
    }

    void begun(String reference) {
        instances.clear();
        passed.clear();
        assertThat(reference)
                .matches("("
                        + company.policy().procedures().values().stream()
                                .map(Policy.Procedure::prefix)
                                .collect(Collectors.joining("|"))
                        + ")-\\d{4}-\\d{5,}");
    }

    /** The stage that the case is at; 0 before the first. */
    int stage(String reference) {
        return company.jdbc()
                .sql("select coalesce(stage, 0) from complaint where reference = :reference")
                .param("reference", reference)
                .query(Integer.class)
                .single();
    }

    private int limits(String reference) {
        return company.jdbc()
                .sql("select count(*) from complaint_limit where reference = :reference and met_at is null"
                        + " and dropped_at is null and extended_at is null")
                .param("reference", reference)
                .query(Integer.class)
                .single();
    }

    /** What holds at every step; with {@code all}, what takes longer to look at too. */
    void now(String reference, CaseState state, boolean all) {
        state.instances().forEach(instance -> instances.add(instance.id()));
        if (state.isOver()) {
            return;
        }
        assertThat(state.tasks().stream().anyMatch(task -> task.due() != null)
                        || state.jobs().stream().anyMatch(job -> job.retries() > 0)
                        || state.incidents() > 0
                        || limits(reference) > 0)
                .as("the open case has a limit, a task with a due date, a timer, or a step that Redress takes itself")
                .isTrue();
        assertThat(state.tasks().size() + state.jobs().size())
                .as("what somebody can do, or what falls due by itself, in the open case")
                .isPositive();
        assertThat(state.jobs().stream().filter(job -> job.retries() == 0).count())
                .as("jobs that have failed for good are incidents")
                .isEqualTo(state.incidents());
        if (all) {
            Complaint complaint = complaint(reference);
            limitsAgree(complaint, state);
            datesAgree(state);
            seenByItsOwn(reference, state);
        }
    }

    /** SMS-10: a confidential complaint is on the log for those who see its tasks, and for nobody else. */
    private void seenByItsOwn(String reference, CaseState state) {
        if (!company.policy().confidential() || state.tasks().isEmpty()) {
            return;
        }
        Set<String> seers = company.seers(state.tasks().get(0));
        for (Person person : company.people()) {
            boolean reads = person.groups().stream().anyMatch(Groups.WITH_COMPLAINTS::contains);
            boolean sees = seers.isEmpty()
                    || person.groups().stream().anyMatch(seers::contains)
                    || state.tasks().stream()
                            .anyMatch(task -> person.id().equals(task.assignee()) && !company.isNotice(task));
            Reader reader = company.as(
                    person,
                    () -> Reader.of(company.engine().getIdentityService().getCurrentAuthentication()));
            assertThat(company.complaintsLog().find(reader, reference).isPresent())
                    .as("whether " + person.id() + " finds it on the log, which is for " + seers)
                    .isEqualTo(reads && sees);
        }
    }

    /** Redress itself finds nothing to reconcile. */
    void reconciled() {
        assertThat(company.discrepancies())
                .as("discrepancies that the reconciliation finds")
                .isZero();
    }

    /** The log says of each limit that runs what the engine has, and the other way round. */
    private void limitsAgree(Complaint complaint, CaseState state) {
        boolean rootRuns = state.instances().stream().anyMatch(i -> i.id().equals(complaint.processInstanceId()));
        assertThat(complaint.state()).as("state on the log").isEqualTo(rootRuns ? "open" : "closed");
        List<String> inTheEngine = state.jobs().stream()
                .filter(WaitingJob::isTimer)
                .filter(job -> "limit".equals(kind(job)))
                .map(job -> job.activityId() + " " + job.due().toInstant())
                .sorted()
                .toList();
        List<String> onTheLog = complaint.limits().stream()
                .filter(limit -> runs(limit) && limit.missedAt() == null)
                .map(limit -> limit.elementId() + " " + limit.due())
                .sorted()
                .toList();
        assertThat(onTheLog)
                .as("the limits that run on the log are the engine's timers")
                .isEqualTo(inTheEngine);
        assertThat(complaint.nextDue())
                .as("the log's next due instant")
                .isEqualTo(complaint.limits().stream()
                        .filter(limit -> runs(limit))
                        .map(ComplaintLimit::due)
                        .min(Instant::compareTo)
                        .orElse(null));
        Instant now = ClockUtil.getCurrentTime().toInstant();
        for (ComplaintLimit limit : complaint.limits()) {
            if (runs(limit) && now.isAfter(limit.due())) {
                passed.put(limit.id(), limit.due());
            }
        }
    }

    private static boolean runs(ComplaintLimit limit) {
        return limit.metAt() == null && limit.droppedAt() == null && limit.extendedAt() == null;
    }

    private static Instant ended(ComplaintLimit limit) {
        return limit.metAt() != null
                ? limit.metAt()
                : limit.droppedAt() != null ? limit.droppedAt() : limit.extendedAt();
    }

    private String kind(WaitingJob job) {
        return company.diagram(job.definitionId()).property(job.activityId(), "timer");
    }

    /** Each date that the engine has stored is what its expression gives over the facts as they are now. */
    private void datesAgree(CaseState state) {
        Map<String, StoredVariables> stored = new HashMap<>();
        for (Instance instance : state.instances()) {
            stored.put(instance.id(), StoredVariables.of(company.jdbc(), instance.id()));
        }
        for (WaitingJob job : state.jobs()) {
            DrawnDates drawn = company.diagram(job.definitionId());
            String expression = job.isTimer() ? drawn.timeDate(job.activityId()) : null;
            if (expression != null && job.retries() > 0) {
                compare(
                        "the date of the timer " + job.activityId(),
                        job.due(),
                        value(drawn, stored.get(job.instanceId()), job.executionId(), job.activityId(), expression));
            }
        }
        for (OpenTask task : state.tasks()) {
            DrawnDates drawn = company.diagram(task.definitionId());
            String expression = drawn.dueDate(task.key());
            if (expression != null) {
                compare(
                        "the due date of the task " + task.key(),
                        task.due(),
                        value(drawn, stored.get(task.instanceId()), task.executionId(), task.key(), expression));
            }
        }
        for (Instance instance : state.instances()) {
            Instance caller = state.instances().stream()
                    .filter(other -> other.id().equals(instance.callerId()))
                    .findFirst()
                    .orElse(null);
            if (caller != null) {
                passedOn(instance, caller, stored);
            }
        }
    }

    private void passedOn(Instance instance, Instance caller, Map<String, StoredVariables> stored) {
        DrawnDates drawn = company.diagram(caller.definitionId());
        drawn.passed(instance.callerElement()).forEach((name, expression) -> {
            // What is now counts from when it is asked.
            boolean isDate = expression.contains("${") && !expression.contains("now()");
            if (isDate && stored.get(instance.id()).own().get(name) instanceof Date date) {
                compare(
                        "the date " + name + " that " + instance.callerElement() + " was passed",
                        date,
                        value(
                                drawn,
                                stored.get(caller.id()),
                                instance.callerExecution(),
                                instance.callerElement(),
                                expression));
            }
        });
    }

    private static void compare(String what, Date stored, Object counted) {
        // A fact that it counts from may be still to come; then it stays as it is.
        if (counted != null) {
            assertThat(stored).as(what).isEqualTo(counted);
        }
    }

    private Object value(
            DrawnDates drawn, StoredVariables stored, String executionId, String elementId, String expression) {
        Map<String, Object> local = stored.local(executionId);
        Set<String> revised = local.keySet().stream()
                .filter(name -> name.endsWith("Revised"))
                .map(name -> name.substring(0, name.length() - "Revised".length()))
                .collect(Collectors.toSet());
        return company.dates().value(expression, drawn.seen(elementId, company.dates(), stored.own(), local, revised));
    }

    /**
     * The variables of a process instance as the engine has stored them.
     *
     * @param own those of the instance itself
     * @param byExecution those of each of its other executions
     * @param parents the parent of each of its executions
     */
    private record StoredVariables(
            String instanceId,
            Map<String, Object> own,
            Map<String, Map<String, Object>> byExecution,
            Map<String, String> parents) {

        static StoredVariables of(JdbcClient jdbc, String instanceId) {
            StoredVariables stored = new StoredVariables(instanceId, new HashMap<>(), new HashMap<>(), new HashMap<>());
            jdbc.sql("select NAME_, TYPE_, LONG_, TEXT_, EXECUTION_ID_ from ACT_RU_VARIABLE"
                            + " where PROC_INST_ID_ = :id and TASK_ID_ is null")
                    .param("id", instanceId)
                    .query(row -> {
                        long number = row.getLong(3);
                        Object value = row.wasNull()
                                ? row.getString(4)
                                : row.getString(2).equals("date") ? new Date(number) : Long.valueOf(number);
                        String execution = row.getString(5);
                        (execution.equals(instanceId)
                                        ? stored.own
                                        : stored.byExecution.computeIfAbsent(execution, first -> new HashMap<>()))
                                .put(row.getString(1), value);
                    });
            jdbc.sql("select ID_, PARENT_ID_ from ACT_RU_EXECUTION where PROC_INST_ID_ = :id")
                    .param("id", instanceId)
                    .query(row -> {
                        stored.parents.put(row.getString(1), row.getString(2));
                    });
            return stored;
        }

        /** What an execution and those above it keep for themselves, the nearest first. */
        Map<String, Object> local(String executionId) {
            Map<String, Object> local = new HashMap<>();
            for (String id = executionId; id != null && !id.equals(instanceId); id = parents.get(id)) {
                byExecution.getOrDefault(id, Map.of()).forEach(local::putIfAbsent);
            }
            return local;
        }
    }

    /** What holds when nothing of a case runs any more. */
    void atTheEnd(String reference, List<RandomWalk.Done> done) {
        Complaint complaint = complaint(reference);
        List<ComplaintStep> steps = company.complaintsLog().steps(complaint, 0, 100_000);
        steps.stream()
                .map(ComplaintStep::processInstanceId)
                .filter(Objects::nonNull)
                .forEach(instances::add);
        assertThat(CaseState.left(company.jdbc(), List.copyOf(instances)))
                .as("what is left over in the engine after the end")
                .isZero();

        assertThat(complaint.state()).isEqualTo("closed");
        assertThat(complaint.closedAs()).as("closedAs").isIn(ENDS);
        assertThat(complaint.closedAt()).isNotNull();
        assertThat(complaint.nextDue()).as("what is due after the end").isNull();

        everyTaskHasItsSteps(reference, steps, done);
        everyBreachIsLoggedOnce(complaint, steps);
        lettersWentOutOnce(reference, steps);
    }

    private void everyTaskHasItsSteps(String reference, List<ComplaintStep> steps, List<RandomWalk.Done> done) {
        List<String> completed = steps.stream()
                .filter(step -> step.action().equals("completed"))
                .map(step -> step.elementId() + " " + step.actor())
                .sorted()
                .toList();
        assertThat(completed)
                .as("the steps on the log for what people completed")
                .isEqualTo(done.stream()
                        .filter(each -> each.reference().equals(reference))
                        .map(each -> each.taskKey() + " " + each.person())
                        .sorted()
                        .toList());
        Map<String, Integer> open = new TreeMap<>();
        for (ComplaintStep step : steps) {
            if (step.action().equals("task-created")) {
                open.merge(step.elementId(), 1, Integer::sum);
            } else if (step.action().equals("completed")
                    || step.action().equals("cancelled") && open.getOrDefault(step.elementId(), 0) > 0) {
                open.merge(step.elementId(), -1, Integer::sum);
            }
        }
        open.values().removeIf(count -> count == 0);
        assertThat(open).as("tasks that on the log never ended").isEmpty();
        List<Instant> times = steps.stream().map(ComplaintStep::at).toList();
        assertThat(times).as("the steps' times, in their order").isSorted();
    }

    private void everyBreachIsLoggedOnce(Complaint complaint, List<ComplaintStep> steps) {
        for (ComplaintLimit limit : complaint.limits()) {
            String what = "the limit " + limit.elementId() + " due " + limit.due();
            assertThat(runs(limit)).as(what + " runs on").isFalse();
            List<ComplaintStep> missed = steps.stream()
                    .filter(step -> step.action().equals("limit-missed"))
                    .filter(step -> limit.id().equals(step.limitId()))
                    .toList();
            // Each date that it has had can have passed: a recount, such as from a late acknowledgement, moves it on;
            // to a
            // date that is over too, where it is recorded late, and then the breach before it stands.
            assertThat(missed)
                    .as("breaches on the log of " + what)
                    .extracting(ComplaintStep::due)
                    .doesNotHaveDuplicates();
            if (limit.missedAt() != null) {
                assertThat(missed).as("breaches on the log of " + what).isNotEmpty();
            }
            Instant ended = ended(limit);
            // To the second, as a limit is kept.
            assertThat(limit.missedAt() != null)
                    .as(what + ", ended " + ended + ", is missed")
                    .isEqualTo(ended.getEpochSecond() > limit.due().getEpochSecond());
        }
    }

    private void lettersWentOutOnce(String reference, List<ComplaintStep> steps) {
        List<Letter> letters = company.letters().ofComplaint(company.policy().tenant(), reference);
        List<String> owed = steps.stream()
                .filter(step -> "it-wants-a-letter".equals(step.elementId()))
                .map(ComplaintStep::processInstanceId)
                .sorted()
                .toList();
        assertThat(letters.stream().map(Letter::id).sorted().toList())
                .as("each letter that was owed was written once")
                .isEqualTo(owed);
        Map<String, List<MimeMessage>> mails = mails();
        for (Letter letter : letters) {
            String what = "the letter " + letter.kind() + " (" + letter.state() + ")";
            List<MimeMessage> sent = mails.getOrDefault(letter.id(), List.of());
            if (letter.sentAt() != null) {
                int mailboxes = new HashSet<>(addresses(letter)).size();
                assertThat(sent).as("mails of " + what).hasSize(mailboxes);
            } else {
                assertThat(sent).as("mails of " + what).isEmpty();
            }
            assertThat(letter.state())
                    .as("what became of " + what)
                    .isIn(Letter.State.SENT, Letter.State.POSTED, Letter.State.KEPT, Letter.State.NOT_SENT);
        }
        Set<String> known = letters.stream().map(Letter::id).collect(Collectors.toSet());
        assertThat(mails.keySet()).as("mails that no letter stands for").isSubsetOf(known);
        try {
            company.mail().purgeEmailFromAllMailboxes();
        } catch (com.icegreen.greenmail.store.FolderException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> addresses(Letter letter) {
        List<String> addresses = new ArrayList<>();
        for (String address : letter.email().split(",")) {
            addresses.add(address.strip().toLowerCase(Locale.ROOT));
        }
        if (letter.copyEmail() != null) {
            addresses.add(letter.copyEmail().toLowerCase(Locale.ROOT));
        }
        return addresses;
    }

    /** The mails that the mail server has, by the letter whose id their Message-ID carries. */
    private Map<String, List<MimeMessage>> mails() {
        Map<String, List<MimeMessage>> mails = new HashMap<>();
        for (MimeMessage message : company.mail().getReceivedMessages()) {
            try {
                String id = message.getMessageID().replaceAll("^<|@.*$", "");
                mails.computeIfAbsent(id, none -> new ArrayList<>()).add(message);
            } catch (jakarta.mail.MessagingException e) {
                throw new IllegalStateException(e);
            }
        }
        return mails;
    }

    private Complaint complaint(String reference) {
        return company.complaintsLog().find(EVERYTHING, reference).orElseThrow();
    }
}
