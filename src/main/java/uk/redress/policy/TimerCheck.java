package uk.redress.policy;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.impl.juel.AstChoice;
import org.camunda.bpm.impl.juel.AstDot;
import org.camunda.bpm.impl.juel.AstEval;
import org.camunda.bpm.impl.juel.AstIdentifier;
import org.camunda.bpm.impl.juel.AstNested;
import org.camunda.bpm.impl.juel.Node;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.CatchEvent;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.bpmn.instance.TimerEventDefinition;

/**
 * A limit is a timer over a stored date, stops no work, and says in its name what its expression counts. A cycle starts a
 * process of its own at moments that it names.
 */
final class TimerCheck implements DiagramCheck {

    private static final String TIMER = "timer";
    private static final String LIMIT = "limit";
    private static final String WINDOW = "window";
    private static final Set<String> KINDS = Set.of(LIMIT, "warning", "update", WINDOW);
    private static final String CYCLE = "cycle";
    private static final String A_CYCLE =
            "second, minute, hour, day, month and day of the week, such as 0 0 9 1 1,4,7,10 ? for 09:00 on the first day"
                    + " of each quarter";
    private static final String LAST_DAY = "last day";
    private static final Pattern COUNT = Pattern.compile("(\\d+|next) ((?:working |calendar )?days?|hours?)");

    @Override
    public void check(Diagram diagram, PolicyFiles files, Problems problems) {
        for (TimerEventDefinition timer : diagram.all(TimerEventDefinition.class)) {
            if (!(timer.getParentElement() instanceof CatchEvent event)) {
                continue;
            }
            if (event instanceof StartEvent start) {
                checkStart(diagram, start, timer, files.policy(), problems);
            } else {
                checkDate(diagram, event, timer, problems);
            }
            if (event instanceof BoundaryEvent boundary) {
                checkKind(diagram, boundary, files, problems);
                if (timer.getTimeDate() != null) {
                    checkNumber(diagram, boundary, timer.getTimeDate().getTextContent(), files, problems);
                }
            }
        }
    }

    private static void checkStart(
            Diagram diagram, StartEvent start, TimerEventDefinition timer, Policy policy, Problems problems) {
        if (start.getParentElement() instanceof SubProcess) {
            problems.add(
                    diagram,
                    start,
                    "starts an event sub-process by a timer, which fires again when cases move to a new version. Draw the"
                            + " limit as a timer on the border of the stage.");
            return;
        }
        if (!diagram.ownOf(policy)) {
            problems.add(
                    diagram,
                    start,
                    "starts a diagram that policies share, so it would start for every company. Give the timer to a"
                            + " diagram of the policy's own, such as " + policy.tenant() + "-review.");
        }
        if (policy.prefix(diagram.process().getId()).isPresent()) {
            problems.add(
                    diagram,
                    start,
                    "starts complaints by a timer, of which nobody has complained. Give the timer to a process of its own,"
                            + " such as " + policy.tenant() + "-review.");
        }
        if (Diagram.property(start, TIMER).filter(CYCLE::equals).isEmpty()) {
            problems.add(
                    diagram,
                    start,
                    "does not say what sort of timer it is. A timer that starts a process is a cycle: set its extension"
                            + " property \"timer\" to cycle.");
        }
        checkCycle(diagram, start, timer, problems);
    }

    private static void checkCycle(Diagram diagram, StartEvent start, TimerEventDefinition timer, Problems problems) {
        if (timer.getTimeCycle() == null || timer.getTimeDate() != null || timer.getTimeDuration() != null) {
            problems.add(
                    diagram,
                    start,
                    "does not come again and again. Set its type to \"Cycle\", with the moments as " + A_CYCLE + ".");
            return;
        }
        String cycle = timer.getTimeCycle().getTextContent().strip();
        if (cycle.startsWith("R")) {
            problems.add(
                    diagram,
                    start,
                    "comes every so often from its deployment on (" + cycle
                            + "), so that each new version moves it. Name its moments instead, as " + A_CYCLE + ".");
            return;
        }
        try {
            Cycle.parse(cycle);
        } catch (IllegalArgumentException unreadable) {
            problems.add(
                    diagram,
                    start,
                    "has the cycle \"" + cycle + "\", which cannot be read: "
                            + unreadable.getMessage().replaceFirst("\\.$", "") + ". Write it as " + A_CYCLE + ".");
        }
    }

    private static void checkDate(Diagram diagram, CatchEvent event, TimerEventDefinition timer, Problems problems) {
        if (timer.getTimeCycle() != null || timer.getTimeDuration() != null || timer.getTimeDate() == null) {
            problems.add(
                    diagram,
                    event,
                    "does not wait for a date. Set its type to \"Date\", with an expression over a stored fact such as"
                            + " ${workingDays.after(receivedAt, 10)}.");
        } else if (!Expression.isIn(timer.getTimeDate().getTextContent())) {
            problems.add(
                    diagram,
                    event,
                    "waits for the fixed date \""
                            + timer.getTimeDate().getTextContent().strip()
                            + "\". Write an expression over a stored fact, such as ${workingDays.after(receivedAt, 10)}.");
        }
    }

    private static void checkKind(Diagram diagram, BoundaryEvent event, PolicyFiles files, Problems problems) {
        String kind = Diagram.property(event, TIMER).orElse("");
        if (!KINDS.contains(kind)) {
            problems.add(
                    diagram,
                    event,
                    "does not say what sort of timer it is. Set its extension property \"timer\" to limit, warning, update"
                            + " or window.");
        } else if (!kind.equals(WINDOW) && event.cancelActivity()) {
            problems.add(
                    diagram,
                    event,
                    "would stop the work. A " + kind + " is non-interrupting: change the event's type.");
        }
        if (kind.equals(LIMIT)) {
            checkFact(diagram, event, files, problems);
        }
    }

    private static void checkFact(Diagram diagram, BoundaryEvent event, PolicyFiles files, Problems problems) {
        Optional<String> fact = Diagram.property(event, "fact");
        if (fact.isEmpty()) {
            problems.add(
                    diagram,
                    event,
                    "does not say what meets it. Set its extension property \"fact\" to the date that ends it, such as"
                            + " acknowledgedAt.");
        } else if (!files.facts().contains(fact.get())) {
            problems.add(
                    diagram,
                    event,
                    "waits for the fact \"" + fact.get() + "\", which nothing sets. "
                            + Suggestion.among(files.facts(), fact.get()));
        }
    }

    private static void checkNumber(
            Diagram diagram, BoundaryEvent event, String timeDate, PolicyFiles files, Problems problems) {
        Set<Count> counted = new LinkedHashSet<>();
        try {
            collect(Expression.parse(timeDate.strip()).root(), event.getAttachedTo(), files, new TreeSet<>(), counted);
        } catch (IllegalArgumentException unreadable) {
            return; // ExpressionCheck tells.
        }
        String name = Diagram.name(event).orElse("");
        Optional<Count> named = named(name);
        if (counted.size() > 1) {
            problems.add(
                    diagram, event, "counts differently in one expression: " + counted + ". Draw a timer for each.");
            return;
        }
        Optional<Count> count = counted.stream().findFirst();
        if (count.isEmpty() && named.isPresent()) {
            problems.add(
                    diagram,
                    event,
                    "says " + named.get() + ", but its expression " + timeDate.strip()
                            + " counts nothing. Count in the expression itself, or in an input parameter of "
                            + Diagram.call(event.getAttachedTo()) + " or of a stage around it.");
        } else if (count.isPresent() && !count.equals(named)) {
            problems.add(
                    diagram,
                    event,
                    "says " + named.map(Count::toString).orElse("no number") + ", but its expression counts "
                            + count.get()
                            + ". Make them the same: the name "
                            + (count.get().number() == 0 ? "says \"last day\"" : "says \"" + count.get() + "\"")
                            + ", or the expression changes.");
        }
    }

    /** What a timer's name says that it counts. */
    private static Optional<Count> named(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        Matcher matcher = COUNT.matcher(lower);
        if (matcher.find()) {
            long number = matcher.group(1).equals("next") ? 1 : Long.parseLong(matcher.group(1));
            return Optional.of(new Count(number, Unit.of(matcher.group(2))));
        }
        return lower.contains(LAST_DAY) ? Optional.of(new Count(0, Unit.WORKING_DAYS)) : Optional.empty();
    }

    /** Adds what an expression counts, looking up input parameters by the way. */
    private static void collect(
            Node node, BaseElement activity, PolicyFiles files, Set<String> seen, Set<Count> counted) {
        Optional<Expression.Call> call = Expression.call(node);
        if (call.isPresent()) {
            Unit unit = Unit.ofBean(call.get().bean());
            if (unit != null && call.get().arguments().size() > 1) {
                number(call.get().arguments().get(1), unit, files)
                        .ifPresent(number -> counted.add(new Count(number, unit)));
            }
        } else if (node instanceof AstIdentifier variable) {
            // Once each: a parameter may be made from an outer one of the same name.
            if (seen.add(variable.getName())) {
                Diagram.inputParameter(activity, variable.getName())
                        .map(Expression::parse)
                        .ifPresent(parameter -> collect(parameter.root(), activity, files, seen, counted));
            }
        } else if (node instanceof AstEval || node instanceof AstNested) {
            Expression.children(node).forEach(child -> collect(child, activity, files, seen, counted));
        } else if (node instanceof AstChoice choice) {
            collect(choice.getChild(1), activity, files, seen, counted);
            collect(choice.getChild(2), activity, files, seen, counted);
        }
    }

    private static Optional<Long> number(Node node, Unit unit, PolicyFiles files) {
        if (node instanceof AstDot dot
                && dot.getChild(0) instanceof AstIdentifier bean
                && bean.getName().equals("house")) {
            return Optional.ofNullable(files.policy().house().get(Expression.property(dot)))
                    .filter(house -> Unit.of(house.unit()) == unit)
                    .map(house -> (long) house.value());
        }
        return Expression.number(node);
    }

    /** What is counted. */
    enum Unit {
        WORKING_DAYS("workingDays", "working day"),
        CALENDAR_DAYS("calendarDays", "day"),
        HOURS("hours", "hour");

        private final String bean;
        private final String one;

        Unit(String bean, String one) {
            this.bean = bean;
            this.one = one;
        }

        /** The unit that a name or a house value calls so. */
        static Unit of(String words) {
            if (words.startsWith("working")) {
                return WORKING_DAYS;
            }
            return words.startsWith("hour") ? HOURS : CALENDAR_DAYS;
        }

        /** The unit that a bean counts in; null if it counts none. */
        static Unit ofBean(String bean) {
            for (Unit unit : values()) {
                if (unit.bean.equals(bean)) {
                    return unit;
                }
            }
            return null;
        }
    }

    /** So many of them. */
    record Count(long number, Unit unit) {

        /** As a timer's name says it. */
        @Override
        public String toString() {
            return number == 0 ? LAST_DAY : number + " " + unit.one + (number == 1 ? "" : "s");
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Count count && number == count.number && (number == 0 || unit == count.unit);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(number);
        }
    }
}
