package uk.redress.policy;

import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import uk.redress.calendar.LondonTime;
import uk.redress.form.FormFiller;
import uk.redress.letter.LetterStore;
import uk.redress.log.Complaint;
import uk.redress.log.ComplaintStep;
import uk.redress.log.Complaints;
import uk.redress.log.Reader;
import uk.redress.policy.CaseState.WaitingJob;

/**
 * What happens to a complaint, and when, if nobody does anything: the engine's clock runs from the receipt to whatever
 * falls due next, until nothing falls due any more.
 */
final class Timeline {

    private static final int LONGEST = 500;

    private final ApplicationContext context;
    private final ProcessEngine engine;
    private final Policy policy;

    Timeline(ApplicationContext context, Policy policy) {
        this.context = context;
        this.engine = context.getBean(ProcessEngine.class);
        this.policy = policy;
    }

    /**
     * The lines of a complaint's timeline.
     *
     * @param procedure the key of the process that it runs in
     * @param received when it is received and logged, in London, such as {@code 2025-12-19T16:45}
     * @param complaint what its start form says, beside the receipt and what else the form requires
     */
    List<String> of(String procedure, String received, Map<String, ?> complaint) {
        CaseWalk walk = new CaseWalk(engine, policy.tenant());
        walk.itIs(received);
        String reference = walk.start(policy.tenant() + "-agent", procedure, filledIn(procedure, complaint));
        int jobs = 0;
        for (List<WaitingJob> waiting = jobs(reference); !waiting.isEmpty(); waiting = jobs(reference)) {
            if (++jobs > LONGEST) {
                throw new AssertionError("Without anybody doing anything, there is no end to what happens.");
            }
            Date due = waiting.get(0).due();
            if (due != null && due.after(ClockUtil.getCurrentTime())) {
                ClockUtil.setCurrentTime(due);
            }
            engine.getManagementService().executeJob(waiting.get(0).id());
        }
        return lines(reference);
    }

    private Map<String, Object> filledIn(String procedure, Map<String, ?> complaint) {
        WalkedCompany company = new WalkedCompany(context, policy, null);
        FormDefinition form = company.startForm(procedure, false);
        Map<String, Object> fixed = new HashMap<>();
        form.fields().stream()
                .filter(field -> !field.validation().required())
                .forEach(field -> fixed.put(field.key(), null));
        fixed.putAll(complaint);
        return company.filler()
                .fill(form, FormFiller.knownAtStart(policy)::get, fixed, company.userIds(), new Random(0));
    }

    private List<WaitingJob> jobs(String reference) {
        return CaseState.of(context.getBean(JdbcClient.class), policy.tenant(), reference)
                .jobs();
    }

    private List<String> lines(String reference) {
        Complaints log = context.getBean(Complaints.class);
        Complaint complaint = log.find(new Reader(true, Set.of()), reference).orElseThrow();
        Map<String, String> letters = new HashMap<>();
        context.getBean(LetterStore.class)
                .ofComplaint(policy.tenant(), reference)
                .forEach(letter -> letters.put(letter.id(), letter.kind()));
        List<String> lines = new ArrayList<>();
        String before = "";
        boolean called = false;
        for (ComplaintStep step : log.steps(complaint, 0, 100_000)) {
            // Where a called diagram begins says nothing that its first task does not.
            String what = called ? null : what(step, letters);
            called = step.action().equals("called");
            if (what != null) {
                String when = LondonTime.time(step.at());
                lines.add("%-23s %s"
                        .formatted(when.equals(before) ? "" : when, what)
                        .stripTrailing());
                before = when;
            }
        }
        lines.add(
                complaint.state().equals("open")
                        ? "Then it waits for somebody."
                        : "It is closed: " + complaint.closedAs() + ".");
        return lines;
    }

    private String what(ComplaintStep step, Map<String, String> letters) {
        String name = step.elementName() == null ? step.elementId() : step.elementName();
        String due = step.due() == null ? "" : ", due " + LondonTime.time(step.due());
        return switch (step.action()) {
            case "started" -> name;
            case "entered" -> step.evidence().containsKey("stage") ? name + " begins" : null;
            case "task-created" -> "Task for " + roles(step) + ": " + name + due;
            case "limit-armed" -> "Limit: " + name + clauses(step) + due;
            case "limit-missed" -> "Limit passed: " + name + clauses(step) + due;
            case "limit-met" -> "Limit met: " + name + clauses(step);
            case "limit-dropped" -> "Limit dropped: " + name + clauses(step);
            case "warning" -> name + due;
            case "occurred" -> name;
            case "decided" ->
                "it-wants-a-letter".equals(step.elementId())
                        ? "Letter: " + letters.getOrDefault(step.processInstanceId(), "?")
                        : null;
            case "closed" -> "Closed";
            default -> null;
        };
    }

    private String roles(ComplaintStep step) {
        Object groups = step.evidence().get("candidateGroups");
        TreeSet<String> titles = new TreeSet<>();
        if (groups instanceof Iterable<?> ids) {
            ids.forEach(id -> titles.add(policy.roles().getOrDefault(String.valueOf(id), String.valueOf(id))));
        }
        return titles.isEmpty() ? "nobody" : String.join(" or ", titles);
    }

    private static String clauses(ComplaintStep step) {
        return step.clauses().isEmpty() ? "" : " (" + String.join(", ", step.clauses()) + ")";
    }
}
