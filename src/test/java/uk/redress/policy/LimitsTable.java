package uk.redress.policy;

import java.time.Month;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.impl.juel.AstChoice;
import org.camunda.bpm.impl.juel.AstDot;
import org.camunda.bpm.impl.juel.AstEval;
import org.camunda.bpm.impl.juel.AstIdentifier;
import org.camunda.bpm.impl.juel.AstNested;
import org.camunda.bpm.impl.juel.ExpressionNode;
import org.camunda.bpm.impl.juel.Node;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.CallActivity;
import org.camunda.bpm.model.bpmn.instance.CatchEvent;
import org.camunda.bpm.model.bpmn.instance.TimerEventDefinition;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaIn;
import org.springframework.scheduling.support.CronExpression;
import uk.redress.calendar.LondonTime;
import uk.redress.policy.TimerCheck.Unit;

/** Every limit, window, update and cycle of the policies, as their diagrams have them. */
final class LimitsTable {

    private static final Set<String> KINDS = Set.of("limit", "window", "update", "cycle");

    /** What is called otherwise than the fact that is its moment. */
    private static final Map<String, String> NOUNS = Map.of(
            "received", "receipt",
            "acknowledged", "acknowledgement",
            "responded", "response",
            "escalated", "request",
            "referred", "referral",
            "asked", "question",
            "told", "the last word to the complainant",
            "updated", "the last word to the complainant");

    private final Map<Policy, List<Diagram>> own = new LinkedHashMap<>();
    private final Map<String, Diagram> shared = new LinkedHashMap<>();

    /**
     * Reads what the folders hold.
     *
     * @param policies each policy with its files
     */
    LimitsTable(Map<Policy, PolicyFolder> policies) {
        policies.forEach((policy, folder) -> {
            Problems problems = new Problems();
            List<Diagram> diagrams = folder.resources().entrySet().stream()
                    .filter(file -> file.getKey().endsWith(Diagram.ENDING))
                    .map(file -> Diagram.read(file.getKey(), file.getValue(), problems))
                    .flatMap(Optional::stream)
                    .toList();
            own.put(
                    policy,
                    diagrams.stream().filter(diagram -> diagram.ownOf(policy)).toList());
            diagrams.stream()
                    .filter(diagram -> !diagram.ownOf(policy))
                    .forEach(diagram -> shared.putIfAbsent(diagram.process().getId(), diagram));
        });
    }

    /**
     * A line of the table.
     *
     * @param tenant whose it is; null where policies share it
     */
    record Limit(
            String tenant,
            String diagram,
            String element,
            String number,
            String unit,
            String from,
            String warning,
            List<String> clauses) {

        /** As Markdown. */
        @Override
        public String toString() {
            return Stream.of(diagram, element, number, unit, from, warning, String.join(", ", clauses))
                    .collect(Collectors.joining(" | ", "| ", " |"));
        }
    }

    /** Each, the policies' own first, in the order of the diagrams; those that a diagram calls after its own. */
    List<Limit> limits() {
        List<Limit> limits = new ArrayList<>();
        own.forEach((policy, diagrams) -> diagrams.forEach(diagram -> {
            timers(diagram)
                    .forEach(timer ->
                            limits.add(new Reading(policy.tenant(), Set.of(policy), diagram, timer, null).limit()));
            called(policy, diagram).forEach(limits::add);
        }));
        shared.values()
                .forEach(diagram -> timers(diagram)
                        .forEach(timer -> limits.add(new Reading(null, own.keySet(), diagram, timer, null).limit())));
        return limits;
    }

    /** The timers of the shared diagrams that a policy's own diagram calls, each with what that call passes to it. */
    private Stream<Limit> called(Policy policy, Diagram diagram) {
        return diagram.all(CallActivity.class).stream()
                .flatMap(call -> shared.values().stream()
                        .filter(other -> other.process().getId().equals(call.getCalledElement()))
                        .flatMap(other -> timers(other)
                                .map(timer -> new Reading(policy.tenant(), Set.of(policy), other, timer, call).limit())
                                .map(limit -> new Limit(
                                        policy.tenant(),
                                        diagram.process().getId(),
                                        Diagram.name(call).orElse(call.getId()) + " (`" + call.getId() + "`)",
                                        limit.number(),
                                        limit.unit(),
                                        limit.from(),
                                        limit.warning(),
                                        clauses(call)))));
    }

    /** The table as it stands in a file of Markdown. */
    List<String> lines() {
        return Stream.concat(
                        Stream.of(
                                "| diagram | element | number | unit | counted from | warning | clause |",
                                "|---|---|---|---|---|---|---|"),
                        limits().stream().map(Limit::toString))
                .toList();
    }

    private static Stream<CatchEvent> timers(Diagram diagram) {
        return diagram.all(CatchEvent.class).stream()
                .filter(event ->
                        Diagram.property(event, "timer").filter(KINDS::contains).isPresent());
    }

    /** One timer, read for the policies that have it, or for the call that leads to it. */
    private final class Reading {
        private final String tenant;
        private final Collection<Policy> policies;
        private final Diagram diagram;
        private final CatchEvent event;
        private final CallActivity call;
        private final BaseElement scope;

        /** @param call the only one that is meant; null if all of these policies' are */
        Reading(String tenant, Collection<Policy> policies, Diagram diagram, CatchEvent event, CallActivity call) {
            this.tenant = tenant;
            this.policies = policies;
            this.diagram = diagram;
            this.event = event;
            this.call = call;
            this.scope = scope(event);
        }

        Limit limit() {
            String what = Diagram.property(event, "what")
                    .or(() -> event == scope ? Diagram.name(event) : Diagram.name(scope))
                    .orElse(event.getId());
            List<String> clauses = clauses(event);
            Optional<String> said = Diagram.property(event, "from");
            String element = what + " (`" + event.getId() + "`)";
            String key = diagram.process().getId();
            if (timer(event).getTimeCycle() != null) {
                List<ZonedDateTime> moments =
                        moments(timer(event).getTimeCycle().getTextContent());
                return new Limit(
                        tenant,
                        key,
                        element,
                        String.valueOf(moments.size()),
                        moments.size() == 1 ? "time a year" : "times a year",
                        said.orElseGet(() -> days(moments)),
                        "–",
                        clauses);
            }
            Node due = Expression.parse(date(event)).root();
            List<Expression.Call> counts = counts(due);
            return new Limit(
                    tenant,
                    key,
                    element,
                    join(counts.stream().map(call -> number(call.arguments().get(1)))),
                    join(counts.stream().map(call -> unit(Unit.ofBean(call.bean())))),
                    said.orElseGet(() -> join(
                            counts.stream().map(call -> from(call.arguments().get(0))))),
                    warning(),
                    clauses);
        }

        /** The calls that count, those of input parameters too, but not what they themselves count from. */
        private List<Expression.Call> counts(Node node) {
            Optional<Expression.Call> call = Expression.call(node);
            if (call.isPresent() && Unit.ofBean(call.get().bean()) != null) {
                return call.get().method().equals("after")
                        ? List.of(call.get())
                        : counts(call.get().arguments().get(0));
            }
            if (node instanceof AstIdentifier name) {
                return Diagram.inputParameter(scope, name.getName())
                        .map(input -> counts(Expression.parse(input).root()))
                        .orElse(List.of());
            }
            if (node instanceof AstChoice choice) {
                return Stream.of(choice.getChild(1), choice.getChild(2))
                        .flatMap(branch -> counts(branch).stream())
                        .toList();
            }
            Stream<Node> below = call.isPresent()
                    ? call.get().arguments().stream()
                    : node instanceof AstEval || node instanceof AstNested
                            ? Expression.children(node).stream()
                            : Stream.empty();
            return below.flatMap(child -> counts(child).stream()).toList();
        }

        private String number(Node node) {
            return Expression.number(node).map(String::valueOf).orElseGet(() -> join(numbers(node)));
        }

        /** The number that each policy has there, with the companies' names where they differ. */
        private Stream<String> numbers(Node node) {
            Map<String, List<String>> names = new LinkedHashMap<>();
            for (Policy policy : policies) {
                house(node, policy)
                        .or(() -> passed(node, policy))
                        .ifPresent(number -> names.computeIfAbsent(number, none -> new ArrayList<>())
                                .add(policy.name()));
            }
            return names.size() < 2
                    ? names.keySet().stream()
                    : names.entrySet().stream()
                            .map(number -> number.getKey() + " (" + String.join(", ", number.getValue()) + ")");
        }

        /** What the policy's own diagrams pass to a diagram that policies share. */
        private Optional<String> passed(Node node, Policy policy) {
            return own.get(policy).stream()
                    .flatMap(caller -> caller.all(CamundaIn.class).stream())
                    .filter(in ->
                            call == null || call.equals(in.getParentElement().getParentElement()))
                    .filter(in -> node instanceof AstIdentifier name
                            && name.getName().equals(in.getCamundaTarget())
                            && in.getCamundaSourceExpression() != null)
                    .map(in -> Expression.parse(in.getCamundaSourceExpression().strip())
                            .root())
                    .map(root -> root instanceof AstEval ? root.getChild(0) : root)
                    .map(value -> Expression.number(value)
                            .map(String::valueOf)
                            .or(() -> house(value, policy))
                            .orElse(null))
                    .filter(Objects::nonNull)
                    .findFirst();
        }

        /** What somebody counts from who counts from this. */
        private String from(Node node) {
            if (node instanceof AstIdentifier name) {
                Optional<String> input = Diagram.inputParameter(scope, name.getName());
                return input.isPresent() ? "the day it was due" : noun(name.getName());
            }
            if (node instanceof AstChoice choice) {
                return fact(choice.getChild(0)).map(LimitsTable::noun).orElseGet(() -> from(choice.getChild(1)))
                        + ", or "
                        + from(choice.getChild(2));
            }
            Optional<Expression.Call> call = Expression.call(node);
            if (call.isPresent() && call.get().bean().equals("dates")) {
                return join(call.get().arguments().stream().map(this::from));
            }
            if (call.isPresent()) {
                return "the day it was due";
            }
            return join(Expression.children(node).stream().map(this::from));
        }

        /** The fact that a condition asks for. */
        private Optional<String> fact(Node condition) {
            return Expression.nodes(condition)
                    .flatMap(node -> Expression.call(node).stream())
                    .filter(call -> call.method().equals("hasVariable"))
                    .flatMap(call -> Expression.string(call.arguments().get(0)).stream())
                    .findFirst();
        }

        /** When the warning comes that has the same due date on the border of the same activity. */
        private String warning() {
            if (Diagram.property(event, "timer").filter("limit"::equals).isEmpty()) {
                return "–";
            }
            String due = body(date(event));
            return diagram.all(BoundaryEvent.class).stream()
                    .filter(other -> Diagram.property(other, "timer")
                            .filter("warning"::equals)
                            .isPresent())
                    .filter(other -> scope.equals(other.getAttachedTo()))
                    .flatMap(other ->
                            Expression.call(Expression.parse(date(other)).root().getChild(0)).stream())
                    .filter(call -> text(call.arguments().get(0)).equals(due))
                    .map(this::before)
                    .findFirst()
                    .orElse("none");
        }

        private String before(Expression.Call warning) {
            if (warning.method().equals("warning")) {
                return count(number(warning.arguments().get(2)), "hours") + " before, or "
                        + number(warning.arguments().get(3))
                        + ":00 of the last working day before it if that is earlier and after receipt";
            }
            String number = number(warning.arguments().get(1));
            String at = ", "
                    + policies.iterator().next().calendar().startOfBusiness().toString();
            return (number.equals("0") ? "last day" : count(number, unit(Unit.ofBean(warning.bean()))) + " before")
                    + at;
        }
    }

    private static List<String> clauses(BaseElement element) {
        return Diagram.property(element, "clause").stream()
                .flatMap(value -> Stream.of(value.split(",")))
                .map(String::strip)
                .toList();
    }

    private static Optional<String> house(Node node, Policy policy) {
        return node instanceof AstDot dot
                        && dot.getChild(0) instanceof AstIdentifier bean
                        && bean.getName().equals("house")
                ? Optional.ofNullable(policy.house().get(Expression.property(dot)))
                        .map(house -> String.valueOf(house.value()))
                : Optional.empty();
    }

    /** The activity whose inputs a timer sees. */
    private static BaseElement scope(CatchEvent event) {
        return event instanceof BoundaryEvent boundary ? boundary.getAttachedTo() : event;
    }

    private static TimerEventDefinition timer(CatchEvent event) {
        return event.getChildElementsByType(TimerEventDefinition.class)
                .iterator()
                .next();
    }

    private static String date(CatchEvent event) {
        return timer(event).getTimeDate().getTextContent().strip();
    }

    private static String body(String expression) {
        return text(Expression.parse(expression).root().getChild(0));
    }

    private static String text(Node node) {
        return ((ExpressionNode) node).getStructuralId(null);
    }

    /** {@code acknowledgement} of {@code acknowledgedAt}, {@code period ended} of {@code periodEndedAt}. */
    private static String noun(String fact) {
        String words = fact.replaceFirst("At$", "").replaceAll("(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
        return Stream.of(words.split(" "))
                .map(NOUNS::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(words);
    }

    private static String unit(Unit unit) {
        return switch (unit) {
            case WORKING_DAYS -> "working days";
            case CALENDAR_DAYS -> "calendar days";
            case HOURS -> "hours";
        };
    }

    private static String count(String number, String unit) {
        return number + " " + (number.equals("1") ? unit.replaceFirst("s$", "") : unit);
    }

    private static String join(Stream<String> words) {
        return String.join(" or ", words.collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    /** The moments of a cycle in a year. */
    private static List<ZonedDateTime> moments(String cycle) {
        ZonedDateTime year = ZonedDateTime.of(2026, 1, 1, 0, 0, 0, 0, LondonTime.ZONE);
        CronExpression cron = CronExpression.parse(cycle.strip());
        return Stream.iterate(
                        cron.next(year.minusNanos(1)),
                        next -> next != null && next.getYear() == year.getYear(),
                        cron::next)
                .toList();
    }

    private static String days(List<ZonedDateTime> moments) {
        return moments.stream()
                .map(moment -> moment.getDayOfMonth() + " "
                        + Month.from(moment).getDisplayName(TextStyle.FULL, Locale.UK) + ", " + moment.toLocalTime())
                .collect(Collectors.joining("; "));
    }
}
