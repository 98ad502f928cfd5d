package uk.redress.policy;

import java.text.SimpleDateFormat;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.MismatchingMessageCorrelationException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.exception.NotFoundException;
import org.camunda.bpm.engine.exception.NullValueException;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import uk.redress.calendar.LondonTime;
import uk.redress.form.FormFiller;
import uk.redress.policy.CaseState.OpenTask;
import uk.redress.policy.CaseState.WaitingJob;
import uk.redress.policy.WalkedCompany.Person;

/**
 * One random walk: a complaint from its start to its end, and perhaps the complaints that continue it, by steps that
 * people may take and by what falls due, all of them drawn from one seed. Some steps are none that may be taken; they
 * are refused, and move nothing.
 */
final class RandomWalk {

    private static final int STEPS = 70;
    private static final int STEPS_TO_THE_END = 200;
    private static final int TRIES_AT_A_FORM = 40;

    /** The messages of the contract, and what a record of the same would pass on with them. */
    private static final Map<String, String> MESSAGES = new TreeMap<>(Map.of(
            "complaint-withdrawn", "withdrawalReason",
            "new-information", "newInformation",
            "abusive-behaviour", "behaviour",
            "escalation-requested", "escalationReason",
            "progress-requested", "progressQuestion"));

    /** What, recorded too often, would let few cases get far. */
    private static final List<String> ENDING = List.of("withdrawn", "duplicate", "category");

    private static final List<String> DAYS_TO_START = List.of(
            "2025-12-19T16:45",
            "2025-12-24T23:59",
            "2026-04-02T12:00",
            "2026-03-28T01:30",
            "2026-10-24T01:30",
            "2026-05-01T17:00",
            "2028-02-28T08:59",
            "2027-12-24T09:00");

    private final WalkedCompany company;
    private final String procedure;
    private final Random random;
    private final List<String> story = new ArrayList<>();
    private final WalkChecks checks;

    /** The references of this walk, the last one is the one that is walked. */
    private final List<String> references = new ArrayList<>();

    private final Map<String, Set<Integer>> decidedAt = new HashMap<>();
    private final List<Done> done = new ArrayList<>();
    private final List<String> goneTasks = new ArrayList<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private String reference;
    private boolean mailDown;

    /** A task that was completed, by whom. */
    record Done(String reference, String taskKey, String person) {}

    RandomWalk(WalkedCompany company, String procedure, long seed) {
        this.company = company;
        this.procedure = procedure;
        this.random = new Random(seed);
        this.checks = new WalkChecks(company);
    }

    /** What happened, a line each. */
    List<String> story() {
        return story;
    }

    /** How often which kind of step was taken. */
    Map<String, Integer> counts() {
        return counts;
    }

    List<String> references() {
        return references;
    }

    void walk() {
        ClockUtil.setCurrentTime(start());
        String previous = null;
        try {
            while (references.size() < 7 && begin(previous)) {
                toTheEnd();
                while (goesOn()) {
                    toTheEnd();
                }
                previous = reference;
                if (random.nextInt(10) > 3) {
                    return;
                }
            }
        } finally {
            company.mailServer(true);
        }
    }

    private Date start() {
        if (random.nextInt(3) == 0) {
            return CaseWalk.london(DAYS_TO_START.get(random.nextInt(DAYS_TO_START.size())));
        }
        LocalDateTime moment =
                LocalDateTime.of(2024, 1, 1, 0, 0).plusMinutes(Math.floorMod(random.nextLong(), 4 * 365 * 24 * 60L));
        return Date.from(LondonTime.at(moment.toLocalDate(), moment.toLocalTime()));
    }

    private boolean begin(String previous) {
        Map<String, Object> fixed = new HashMap<>();
        fixed.put("previousReference", previous);
        if (random.nextInt(10) > 0) {
            fixed.put("about", null);
        }
        int way = random.nextInt(10);
        if (way == 0) {
            List.of("complainantName", "complainantEmail", "complainantPhone", "complainantAddress")
                    .forEach(key -> fixed.put(key, null));
        } else if (way < 3) {
            fixed.put("complainantEmail", null);
            fixed.put("complainantAddress", "1 Station Road");
        }
        if (random.nextInt(4) > 0) {
            fixed.put("kind", "complaint");
        }
        Person taker = company.anyOf(Groups.CUSTOMER_SERVICES, random);
        illegalStart(taker, fixed);
        FormDefinition form = company.startForm(procedure, random.nextBoolean());
        reference = null;
        boolean begun = tries(previous == null ? TRIES_AT_A_FORM : 3, () -> {
            Map<String, Object> values = company.filler()
                    .fill(form, FormFiller.knownAtStart(company.policy())::get, fixed, company.userIds(), random);
            tell(taker.id() + " starts " + procedure + " " + readable(values));
            ProcessInstance instance = company.as(
                    taker,
                    () -> company.engine()
                            .getFormService()
                            .submitStartForm(company.definition(procedure), new HashMap<>(values)));
            reference = instance.getBusinessKey();
        });
        if (!begun && previous != null) {
            return false;
        }
        if (!begun) {
            throw new AssertionError("No values satisfy the start form of " + procedure);
        }
        references.add(reference);
        tell("It is " + reference);
        count("start");
        checks.begun(reference);
        return true;
    }

    /** Whether the case has gone on in another procedure, as one of its own, which is walked from here. */
    private boolean goesOn() {
        String other = company.duplicateOf(reference);
        if (other == null || references.contains(other)) {
            return false;
        }
        reference = other;
        references.add(other);
        tell("It goes on as " + other);
        count("transfer");
        checks.begun(other);
        return true;
    }

    private void illegalStart(Person taker, Map<String, Object> fixed) {
        if (random.nextInt(10) > 0) {
            return;
        }
        FormDefinition form = company.startForm(procedure, true);
        Map<String, Object> known = FormFiller.knownAtStart(company.policy());
        Map<String, Object> values = company.filler().fill(form, known::get, fixed, company.userIds(), random);
        String wrong = company.filler().spoil(form, known::get, values, random);
        int before = company.complaints();
        refused(
                "a start with " + wrong,
                () -> company.as(taker, () -> {
                    company.engine()
                            .getFormService()
                            .submitStartForm(company.definition(procedure), new HashMap<>(values));
                    return null;
                }));
        if (company.complaints() != before) {
            throw new AssertionError("A refused start has left a complaint.");
        }
    }

    private void toTheEnd() {
        for (int step = 0; step < STEPS + STEPS_TO_THE_END; step++) {
            CaseState state = state();
            checks.now(reference, state, random.nextInt(4) == 0);
            if (!state.isOver() && random.nextInt(60) == 0) {
                checks.reconciled();
            }
            if (state.isOver()) {
                company.mailServer(true);
                checks.atTheEnd(reference, done);
                return;
            }
            boolean moved = step < STEPS ? wander(state) : finish(state);
            if (!moved && step >= STEPS) {
                throw new AssertionError("The case is stuck: nothing is open that anybody can do. " + readable(state));
            }
        }
        throw new AssertionError("The case does not end. " + readable(state()));
    }

    private CaseState state() {
        return company.state(reference);
    }

    private boolean wander(CaseState state) {
        int what = random.nextInt(100);
        if (what < 36) {
            return completeAny(state);
        }
        if (what < 58) {
            return runAny(state);
        }
        if (what < 70) {
            return passTime(state);
        }
        if (what < 76) {
            return claim(state);
        }
        if (what < 79) {
            return message(state);
        }
        if (what < 83) {
            return record(state);
        }
        if (what < 96) {
            return illegal(state);
        }
        return mail();
    }

    /** What brings a case to its end soonest: whatever is open is done, and time passes only where nothing is open. */
    private boolean finish(CaseState state) {
        if (mailDown) {
            mail();
        }
        for (WaitingJob job : state.jobs()) {
            if (job.retries() == 0) {
                company.engine().getManagementService().setJobRetries(job.id(), 1);
            }
            if (job.isDue(now())) {
                return run(job);
            }
        }
        List<OpenTask> tasks = new ArrayList<>(state.tasks());
        while (!tasks.isEmpty()) {
            if (complete(tasks.remove(random.nextInt(tasks.size())))) {
                return true;
            }
        }
        return passTime(state);
    }

    private boolean completeAny(CaseState state) {
        return !state.tasks().isEmpty()
                && complete(state.tasks().get(random.nextInt(state.tasks().size())));
    }

    private boolean complete(OpenTask task) {
        Set<String> barred = barred(task);
        List<Person> able = company.candidates(task).stream()
                .filter(person -> !barred.contains(person.id()))
                .toList();
        if (able.isEmpty()) {
            return false;
        }
        Person person = able.get(random.nextInt(able.size()));
        if (task.assignee() != null && !task.assignee().equals(person.id())) {
            if (!barred.contains(task.assignee()) && random.nextBoolean()) {
                person = company.person(task.assignee());
            } else {
                assign(task, person);
            }
        } else if (task.assignee() == null && random.nextInt(3) > 0) {
            claim(task, person);
        }
        return submit(task, person);
    }

    private boolean submit(OpenTask task, Person person) {
        Map<String, Object> known = company.known(task);
        int stage = checks.stage(reference);
        Runnable fillIn = () -> {
            Map<String, Object> values =
                    company.filler().fill(company.taskForm(task), known::get, Map.of(), company.userIds(), random);
            tell(person.id() + " completes " + task.key() + " " + readable(values));
            company.as(person, () -> {
                if (random.nextBoolean()) {
                    company.engine().getFormService().submitTaskForm(task.id(), new HashMap<>(values));
                } else {
                    company.engine().getTaskService().complete(task.id(), new HashMap<>(values));
                }
                return null;
            });
        };
        boolean submitted = tries(TRIES_AT_A_FORM, fillIn);
        if (!submitted && task.key().equals("appoint-substitute")) {
            // It may be about everybody who has not dealt with it before: then somebody has to be found who is new.
            tell("the company takes on " + company.takeOn());
            submitted = tries(TRIES_AT_A_FORM, fillIn);
        }
        if (!submitted) {
            throw new AssertionError("No values satisfy the form of " + task.key());
        }
        count("complete " + task.key());
        done.add(new Done(reference, task.key(), person.id()));
        goneTasks.add(task.id());
        if (company.isImpartial(task)) {
            decidedAt.computeIfAbsent(person.id(), id -> new TreeSet<>()).add(stage);
        }
        return true;
    }

    /** Does something that depends on chance until it is not refused; a refusal moves nothing. */
    private boolean tries(int times, Runnable action) {
        for (int i = 0; i < times; i++) {
            CaseState before = reference == null ? null : state();
            try {
                action.run();
                return true;
            } catch (RuntimeException refusal) {
                if (!isClear(refusal)) {
                    throw refusal;
                }
                tell("  refused: " + refusal.getMessage());
                count("refused form");
                if (refusal instanceof AuthorizationException) {
                    throw new AssertionError("Refused, though they may: " + story.get(story.size() - 2), refusal);
                }
                unmoved(before, "a refused form");
            }
        }
        return false;
    }

    private Set<String> barred(OpenTask task) {
        if (!company.isKeptFromThem(task)) {
            return Set.of();
        }
        Set<String> barred = new HashSet<>(company.partial(reference));
        if (!company.isImpartial(task)) {
            return barred;
        }
        int stage = checks.stage(reference);
        decidedAt.forEach((person, stages) -> {
            if (stages.stream().anyMatch(earlier -> earlier < stage)) {
                barred.add(person);
            }
        });
        return barred;
    }

    private void assign(OpenTask task, Person person) {
        Person supervisor = company.anyOf(Groups.SUPERVISORS, random);
        tell(supervisor.id() + " assigns " + task.key() + " to " + person.id());
        company.as(supervisor, () -> {
            company.engine().getTaskService().setAssignee(task.id(), person.id());
            return null;
        });
    }

    private void claim(OpenTask task, Person person) {
        tell(person.id() + " claims " + task.key());
        company.as(person, () -> {
            company.engine().getTaskService().claim(task.id(), person.id());
            return null;
        });
    }

    private boolean claim(CaseState state) {
        if (state.tasks().isEmpty()) {
            return false;
        }
        OpenTask task = state.tasks().get(random.nextInt(state.tasks().size()));
        if (task.assignee() != null) {
            Person person = company.person(task.assignee());
            tell(person.id() + " gives back " + task.key());
            company.as(person, () -> {
                company.engine().getTaskService().claim(task.id(), null);
                return null;
            });
            return true;
        }
        Set<String> barred = barred(task);
        List<Person> able = company.candidates(task).stream()
                .filter(person -> !barred.contains(person.id()))
                .toList();
        if (able.isEmpty()) {
            return false;
        }
        claim(task, able.get(random.nextInt(able.size())));
        count("claim");
        return true;
    }

    private boolean runAny(CaseState state) {
        List<WaitingJob> due = state.jobs().stream()
                .filter(job -> job.isDue(now()) && job.retries() > 0)
                .toList();
        return !due.isEmpty() && run(due.get(random.nextInt(due.size())));
    }

    private boolean run(WaitingJob job) {
        tell("runs " + job.activityId() + (job.due() == null ? "" : ", due " + readable(job.due())));
        count("run " + job.activityId());
        try {
            company.engine().getManagementService().executeJob(job.id());
        } catch (ProcessEngineException | uk.redress.letter.LetterException failed) {
            if (!mailDown || !String.valueOf(failed.getMessage()).contains("mail server")) {
                throw failed;
            }
            tell("  fails: the mail server is away");
        }
        return true;
    }

    private boolean passTime(CaseState state) {
        Date end;
        Date next = state.jobs().stream()
                .filter(job -> job.retries() > 0 && !job.isDue(now()))
                .map(WaitingJob::due)
                .findFirst()
                .orElse(null);
        int how = random.nextInt(10);
        if (next != null && how < 5) {
            end = next;
        } else if (next != null && how == 5) {
            end = new Date(Math.max(now().getTime(), next.getTime() - 1000));
        } else if (next != null && how == 6) {
            end = new Date(next.getTime() + 1000);
        } else {
            end = Date.from(now().toInstant().plus(Duration.ofMinutes(1 + random.nextInt(60 * 60))));
        }
        boolean outage = random.nextInt(5) == 0;
        tell("time passes until " + readable(end) + (outage ? ", with nothing running" : ""));
        count("time");
        if (!outage) {
            until(end);
        }
        ClockUtil.setCurrentTime(end);
        return next != null || !state.tasks().isEmpty();
    }

    /** Runs what falls due, each at its time. */
    private void until(Date end) {
        for (int jobs = 0; jobs < 200; jobs++) {
            WaitingJob next = state().jobs().stream()
                    .filter(job -> job.retries() > 0 && job.isDue(end))
                    .findFirst()
                    .orElse(null);
            if (next == null) {
                return;
            }
            if (next.due() != null && next.due().after(now())) {
                ClockUtil.setCurrentTime(next.due());
            }
            run(next);
        }
        throw new AssertionError("Jobs without end fall due until " + readable(end));
    }

    private boolean message(CaseState state) {
        List<String> heard = state.subscriptions().stream()
                .filter(subscription -> subscription.type().equals("message"))
                .map(CaseState.Subscription::name)
                .filter(MESSAGES::containsKey)
                .distinct()
                .toList();
        boolean known = !heard.isEmpty() && random.nextInt(5) > 0;
        List<String> choice = known ? heard : List.copyOf(MESSAGES.keySet());
        String message = choice.get(random.nextInt(choice.size()));
        if (message.equals("complaint-withdrawn") && random.nextInt(4) > 0) {
            return false;
        }
        Map<String, Object> variables =
                random.nextBoolean() ? Map.of() : Map.of(MESSAGES.get(message), "So they said.");
        Runnable send = () -> company.engine()
                .getRuntimeService()
                .createMessageCorrelation(message)
                .processInstanceBusinessKey(reference)
                .tenantId(company.policy().tenant())
                .setVariables(variables)
                .correlate();
        if (heard.contains(message)) {
            tell("message " + message + " " + variables);
            count("message " + message);
            send.run();
        } else {
            refused("the message " + message + ", which nothing waits for", send);
        }
        return true;
    }

    /** Somebody records something about the case, by the process that the company has for it. */
    private boolean record(CaseState state) {
        String process = company.policy().tenant() + "-record";
        if (!company.has(process)) {
            return false;
        }
        FormDefinition form = company.startForm(process, false);
        Person person = company.people().get(random.nextInt(company.people().size()));
        boolean unknown = random.nextInt(12) == 0;
        Map<String, Object> fixed = new HashMap<>();
        fixed.put("recordReference", unknown ? "XYZ-2026-00001" : reference);
        fixed.put("duplicateOf", references.get(random.nextInt(references.size())));
        Map<String, Object> values = company.filler()
                .fill(form, FormFiller.knownAtStart(company.policy())::get, fixed, company.userIds(), random);
        String what = String.valueOf(values.get("happened"));
        if (ENDING.contains(what) && random.nextInt(4) > 0) {
            return false;
        }
        Runnable start = () -> company.as(
                person,
                () -> company.engine()
                        .getFormService()
                        .submitStartForm(company.definition(process), new HashMap<>(values)));
        if (unknown) {
            refused("a record about a complaint that there is not", start);
            return true;
        }
        tell(person.id() + " records " + readable(values));
        try {
            start.run();
            count("record " + what);
        } catch (RuntimeException refusal) {
            if (!isClear(refusal)) {
                throw refusal;
            }
            tell("  refused: " + refusal.getMessage());
            count("refused record " + what);
            unmoved(state, "a refused record");
        }
        return true;
    }

    private boolean illegal(CaseState state) {
        if (state.tasks().isEmpty()) {
            return false;
        }
        OpenTask task = state.tasks().get(random.nextInt(state.tasks().size()));
        Set<String> barred = barred(task);
        List<Person> candidates = company.candidates(task);
        switch (random.nextInt(4)) {
            case 0 -> {
                List<Person> others = company.people().stream()
                        .filter(person -> !candidates.contains(person)
                                && !person.id().equals(task.assignee())
                                && !person.groups().contains(Groups.ADMINISTRATORS))
                        .toList();
                if (!others.isEmpty()) {
                    trespass("who is no candidate", task, others.get(random.nextInt(others.size())));
                }
            }
            case 1 -> {
                List<Person> partial = candidates.stream()
                        .filter(person -> barred.contains(person.id()))
                        .toList();
                if (!partial.isEmpty()) {
                    Person person = partial.get(random.nextInt(partial.size()));
                    if (random.nextInt(3) == 0) {
                        refused(
                                "assigning " + task.key() + " to " + person.id() + ", who is barred",
                                () -> assign(task, person));
                    } else {
                        trespass("who is barred", task, person);
                    }
                }
            }
            case 2 -> {
                if (!goneTasks.isEmpty()) {
                    String gone = goneTasks.get(random.nextInt(goneTasks.size()));
                    Person person =
                            company.people().get(random.nextInt(company.people().size()));
                    refused(
                            person.id() + " completing a task that is gone",
                            () -> company.as(person, () -> {
                                company.engine().getTaskService().complete(gone, new HashMap<>());
                                return null;
                            }));
                }
            }
            default -> badValues(task, barred, candidates);
        }
        return true;
    }

    private void trespass(String why, OpenTask task, Person person) {
        Map<String, Object> values = company.filler()
                .fill(company.taskForm(task), company.known(task)::get, Map.of(), company.userIds(), random);
        List<Map.Entry<String, Runnable>> ways = List.of(
                Map.entry("claiming ", () -> company.engine().getTaskService().claim(task.id(), person.id())),
                Map.entry("taking ", () -> company.engine().getTaskService().setAssignee(task.id(), person.id())),
                Map.entry(
                        "completing ",
                        () -> company.engine().getTaskService().complete(task.id(), new HashMap<>(values))),
                Map.entry(
                        "submitting ",
                        () -> company.engine().getFormService().submitTaskForm(task.id(), new HashMap<>(values))));
        Map.Entry<String, Runnable> way = ways.get(random.nextInt(ways.size()));
        boolean mayAssign = person.groups().contains(Groups.SUPERVISORS);
        if (why.contains("candidate") && mayAssign && way.getKey().startsWith("tak")) {
            return;
        }
        refused(
                person.id() + ", " + why + ", " + way.getKey() + task.key(),
                () -> company.as(person, () -> {
                    way.getValue().run();
                    return null;
                }));
    }

    private void badValues(OpenTask task, Set<String> barred, List<Person> candidates) {
        List<Person> able = candidates.stream()
                .filter(person -> !barred.contains(person.id()))
                .filter(person -> task.assignee() == null || task.assignee().equals(person.id()))
                .toList();
        if (able.isEmpty()) {
            return;
        }
        Person person = able.get(random.nextInt(able.size()));
        FormDefinition form = company.taskForm(task);
        Map<String, Object> known = company.known(task);
        Map<String, Object> values = company.filler().fill(form, known::get, Map.of(), company.userIds(), random);
        String wrong = company.filler().spoil(form, known::get, values, random);
        refused(
                person.id() + " completing " + task.key() + " with " + wrong,
                () -> company.as(person, () -> {
                    company.engine().getFormService().submitTaskForm(task.id(), new HashMap<>(values));
                    return null;
                }));
    }

    private boolean mail() {
        mailDown = !mailDown && random.nextInt(3) == 0;
        company.mailServer(!mailDown);
        tell("the mail server is " + (mailDown ? "away" : "there"));
        if (!mailDown) {
            for (WaitingJob job : state().jobs()) {
                if (job.retries() == 0) {
                    tell("a supervisor has " + job.activityId() + " tried again");
                    company.engine().getManagementService().setJobRetries(job.id(), 1);
                }
            }
        }
        return true;
    }

    /** Expects a refusal that says why, and that nothing has moved. */
    private void refused(String what, Runnable action) {
        CaseState before = reference == null ? null : state();
        try {
            action.run();
        } catch (RuntimeException refusal) {
            if (!isClear(refusal)) {
                throw new AssertionError("Not refused in a way that says why: " + what, refusal);
            }
            tell("refused: " + what);
            count("refused");
            unmoved(before, what);
            return;
        }
        throw new AssertionError("Not refused: " + what);
    }

    private void unmoved(CaseState before, String what) {
        if (before != null && !state().equals(before)) {
            throw new AssertionError("Refused, but something has moved: " + what + "\nbefore " + readable(before)
                    + "\nafter " + readable(state()));
        }
    }

    private static boolean isClear(RuntimeException refusal) {
        return refusal instanceof AuthorizationException
                || refusal instanceof BadUserRequestException
                || refusal instanceof MismatchingMessageCorrelationException
                || refusal instanceof NotFoundException
                || refusal instanceof NullValueException
                || refusal instanceof jakarta.ws.rs.ClientErrorException;
    }

    private static Date now() {
        return ClockUtil.getCurrentTime();
    }

    private void tell(String what) {
        story.add("%-22s  %s".formatted(readable(now()), what));
    }

    private void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    private static String readable(Date date) {
        return new SimpleDateFormat("EEE d MMM yyyy HH:mm:ss", Locale.ENGLISH).format(date);
    }

    private static String readable(Map<String, Object> values) {
        return new TreeMap<>(values)
                .entrySet().stream()
                        .filter(entry -> entry.getValue() != null)
                        .map(entry -> entry.getKey() + "=" + shortened(String.valueOf(entry.getValue())))
                        .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= 40 ? line : line.substring(0, 40) + "… (" + line.length() + ")";
    }

    private static String readable(CaseState state) {
        return "Open: tasks "
                + state.tasks().stream()
                        .map(task -> task.key() + " due " + task.due())
                        .toList() + ", jobs "
                + state.jobs().stream()
                        .map(job -> job.activityId() + " due " + job.due() + " retries " + job.retries())
                        .toList()
                + ", subscriptions "
                + state.subscriptions().stream()
                        .map(CaseState.Subscription::name)
                        .toList()
                + ", incidents " + state.incidents() + ", steps " + state.logged() + ", letters " + state.letters();
    }
}
