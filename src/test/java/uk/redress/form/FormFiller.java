package uk.redress.form;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.dmn.feel.impl.FeelEngine;
import uk.redress.calendar.LondonTime;
import uk.redress.calendar.WorkingCalendar;
import uk.redress.policy.FormDefinition;
import uk.redress.policy.FormDefinition.Field;
import uk.redress.policy.FormDefinition.Option;
import uk.redress.policy.FormDefinition.Shape;
import uk.redress.policy.FormDefinition.Type;
import uk.redress.policy.FormDefinition.Validation;
import uk.redress.policy.Policy;

/**
 * Fills in forms at random, as a person could, from nothing but the form: its types, options, lengths, patterns and
 * rules about dates. So it can fill in the forms of a policy that it has never seen.
 */
public final class FormFiller {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");
    private static final Pattern EXAMPLE = Pattern.compile("such as (\\S+?)[.,;]?(?:\\s|$)");
    private static final List<String> ADDRESSES =
            List.of("ada@example.org", "bela@example.org", "Cy.O'Neil+x@example.org", "d@law.example");
    private static final List<String> WORDS = List.of(
            "Nobody rang back.",
            "Zoë's naïve “question” — 100 % <b>bold</b> & more",
            "${execution.id} #{x} {{y}} [[z]] %s",
            "'; drop table complaint; --",
            "ß 漢字 😀 \u202eright to left",
            "=1+1",
            "0");

    private final Feel feel;
    private final Clock clock;
    private final WorkingCalendar calendar;

    /**
     * @param clock by which the rules about dates go
     * @param calendar by which the rules about working days go
     */
    public FormFiller(Clock clock, WorkingCalendar calendar) {
        this.calendar = calendar;
        FeelEngine engine = ((DefaultDmnEngineConfiguration)
                        DmnEngineConfiguration.createDefaultDmnEngineConfiguration()
                                .buildEngine()
                                .getConfiguration())
                .getFeelEngine();
        this.feel = new Feel(() -> engine);
        this.clock = clock;
    }

    /**
     * The form that a start of this procedure is checked against: the start form with the fields of the contract that it
     * does not show.
     */
    public static FormDefinition withContract(FormDefinition form) {
        Set<String> shown = new HashSet<>();
        form.fields().forEach(field -> shown.add(field.key()));
        List<Field> all = new ArrayList<>(form.fields());
        new StartContract()
                .fields(form).stream()
                        .filter(field -> !shown.contains(field.key()))
                        .forEach(all::add);
        return new FormDefinition(form.id(), form.schemaVersion(), form.platformVersion(), all);
    }

    /** What the contract's fields refer to, such as the values on offer in a policy. */
    public static Map<String, Object> knownAtStart(Policy policy) {
        return new StartContract().references(policy);
    }

    /**
     * Values that satisfy the form.
     *
     * @param known what the case knows before
     * @param fixed values that are not left to chance; a null leaves the field out
     * @param users the ids of the company's users
     */
    public Map<String, Object> fill(
            FormDefinition form,
            Function<String, Object> known,
            Map<String, Object> fixed,
            List<String> users,
            Random random) {
        Filling filling = new Filling(form, known, fixed, users, random);
        Map<String, Object> values = filling.values();
        // Where no date is left that a choice asks for, another choice is made.
        for (int again = 0; again < 20 && filling.isStuck; again++) {
            filling = new Filling(form, known, fixed, users, random);
            values = filling.values();
        }
        return values;
    }

    /**
     * Makes values that satisfy the form into values that do not, in one way; answers what is wrong with them now.
     *
     * @param known what the case knows before
     */
    public String spoil(
            FormDefinition form, Function<String, Object> known, Map<String, Object> values, Random random) {
        List<Runnable> ways = new ArrayList<>();
        List<String> what = new ArrayList<>();
        ways.add(() -> values.put("noFieldOfThisForm", "x"));
        what.add("an unknown variable");
        for (Field field : form.fields()) {
            if (field.readOnly() || !values.containsKey(field.key()) || values.get(field.key()) == null) {
                continue;
            }
            boolean staysAsItIs = field.showsWhatIsKnown() && known.apply(field.key()) != null;
            if (field.validation().required() && !staysAsItIs) {
                ways.add(() -> values.remove(field.key()));
                what.add(field.key() + " missing");
            }
            Object wrong = wrong(field);
            ways.add(() -> values.put(field.key(), wrong));
            what.add(field.key() + " wrong");
        }
        int way = random.nextInt(ways.size());
        ways.get(way).run();
        return what.get(way);
    }

    private static Object wrong(Field field) {
        return switch (field.type()) {
            case TEXTFIELD, TEXTAREA ->
                "x"
                        .repeat(1
                                + Math.min(
                                        FormCheck.LONGEST_TEXT,
                                        field.validation().maxLength() == null
                                                ? FormCheck.LONGEST_TEXT
                                                : field.validation().maxLength()));
            case DATETIME -> "31/12/2026";
            case NUMBER -> "many";
            case CHECKBOX -> "perhaps";
            case RADIO, SELECT -> "no-such-choice";
            case CHECKLIST, TAGLIST -> 5L;
        };
    }

    private final class Filling {

        private final FormDefinition form;
        private final Function<String, Object> known;
        private final Map<String, Object> fixed;
        private final List<String> users;
        private final Random random;
        private final LocalDateTime now;

        /** A value for every field, hidden or not. */
        private final Map<String, Object> all = new LinkedHashMap<>();
        /** The moments chosen for dates, to which their times must fit. */
        private final Map<String, LocalDateTime> moments = new HashMap<>();
        /** Whether there is no date that a required field takes. */
        private boolean isStuck;

        Filling(
                FormDefinition form,
                Function<String, Object> known,
                Map<String, Object> fixed,
                List<String> users,
                Random random) {
            this.form = form;
            this.known = known;
            this.fixed = fixed;
            this.users = users;
            this.random = random;
            this.now = LocalDateTime.ofInstant(clock.instant(), LondonTime.ZONE).truncatedTo(ChronoUnit.MINUTES);
        }

        Map<String, Object> values() {
            for (Field field : form.fields()) {
                if (field.readOnly()) {
                    continue;
                }
                if (fixed.containsKey(field.key())) {
                    all.put(field.key(), fixed.get(field.key()));
                } else {
                    boolean wanted = field.validation().required() || random.nextInt(10) < 6;
                    Object value = value(field);
                    all.put(field.key(), wanted ? value : null);
                }
            }
            for (Field field : form.fields()) {
                String needed = field.properties().get("needs");
                if (needed != null && all.get(field.key()) != null && all.get(needed) == null) {
                    all.put(field.key(), null);
                }
            }
            for (Field field : form.fields()) {
                if (all.get(field.key()) != null
                        && !field.oneOf().isEmpty()
                        && field.oneOf().stream().allMatch(key -> all.get(key) == null)) {
                    String chosen = one(field.oneOf());
                    form.fields().stream()
                            .filter(other -> other.key().equals(chosen) && !fixed.containsKey(chosen))
                            .forEach(other -> all.put(chosen, value(other)));
                }
            }
            for (Field field : form.fields()) {
                String date = field.properties().get("timeOf");
                if (date != null && field.properties().containsKey("whenEmpty") && all.get(date) != null) {
                    // Of another day it has to be said; of today it may be.
                    all.putIfAbsent(field.key(), value(field));
                }
            }
            Map<String, Object> shown = shown();
            isStuck = form.fields().stream()
                    .anyMatch(field -> field.validation().required()
                            && field.properties().containsKey("notAfter")
                            && shown.containsKey(field.key())
                            && shown.get(field.key()) == null);
            shown.values().removeIf(value -> value == null);
            Map<String, Object> submitted = new HashMap<>();
            shown.forEach((key, value) -> submitted.put(key, Submitted.of(value).toStore()));
            return submitted;
        }

        /** What is left when the conditions are applied, which may depend on each other. */
        private Map<String, Object> shown() {
            Map<String, Object> shown = new LinkedHashMap<>(all);
            for (int round = 0; round <= form.fields().size(); round++) {
                Map<String, Object> context = context(shown);
                Map<String, Object> next = new LinkedHashMap<>(all);
                for (Field field : form.fields()) {
                    if (field.hiddenIf().stream()
                            .anyMatch(condition -> feel.holds(
                                    condition,
                                    name -> context.containsKey(name)
                                            ? context.get(name)
                                            : Moments.asText(known.apply(name))))) {
                        next.remove(field.key());
                    }
                }
                if (next.equals(shown)) {
                    return shown;
                }
                shown = next;
            }
            return shown;
        }

        private Map<String, Object> context(Map<String, Object> values) {
            Map<String, Object> context = new HashMap<>();
            for (Field field : form.fields()) {
                Object before = field.showsWhatIsKnown() ? known.apply(field.key()) : null;
                if (values.get(field.key()) != null) {
                    context.put(field.key(), values.get(field.key()));
                } else if (before != null) {
                    context.put(field.key(), Moments.asText(before));
                } else {
                    context.put(field.key(), field.defaultValue() != null ? field.defaultValue() : empty(field.type()));
                }
            }
            return context;
        }

        private static Object empty(Type type) {
            return switch (type) {
                case TEXTFIELD, TEXTAREA -> "";
                case CHECKBOX -> false;
                case CHECKLIST, TAGLIST -> List.of();
                default -> null;
            };
        }

        private Object value(Field field) {
            return switch (field.type()) {
                case TEXTFIELD, TEXTAREA -> text(field);
                case DATETIME -> moment(field);
                case NUMBER -> number(field);
                case CHECKBOX -> field.validation().required() || random.nextBoolean();
                case RADIO, SELECT -> one(offered(field));
                case CHECKLIST, TAGLIST ->
                    some(offered(field), field.validation().required());
            };
        }

        private Object text(Field field) {
            Map<String, String> rules = field.properties();
            if (rules.containsKey("users")) {
                Set<String> ids = new TreeSet<>();
                for (int i = 0; i <= random.nextInt(2); i++) {
                    ids.add(one(users));
                }
                return String.join(random.nextBoolean() ? "," : ", ", ids);
            }
            if (rules.containsKey("user")) {
                return one(users);
            }
            if (rules.containsKey("timeOf")) {
                LocalDateTime moment = moments.get(rules.get("timeOf"));
                return (moment == null || all.get(rules.get("timeOf")) == null
                                ? between(now.toLocalDate().atStartOfDay(), now)
                                : moment)
                        .format(TIME);
            }
            if (Set.of("date", "notBefore", "after", "workingDay").stream().anyMatch(rules::containsKey)) {
                return moment(field);
            }
            Validation validation = field.validation();
            if (validation.shape() == Shape.EMAIL) {
                return one(ADDRESSES);
            }
            if (validation.shape() == Shape.PHONE) {
                return "+441632960" + (100 + random.nextInt(900));
            }
            if (validation.pattern() != null) {
                Matcher example =
                        EXAMPLE.matcher(field.properties().getOrDefault("mend", "") + " " + field.help() + " ");
                while (example.find()) {
                    if (validation.pattern().matcher(example.group(1)).find()) {
                        return example.group(1);
                    }
                }
                if (validation.required()) {
                    throw new AssertionError("No value is known for the pattern of \"" + field.label()
                            + "\": give the field a mend with an example (\"such as …\").");
                }
                return null;
            }
            int longest = validation.maxLength() == null
                    ? FormCheck.LONGEST_TEXT
                    : Math.min(validation.maxLength(), FormCheck.LONGEST_TEXT);
            String text = one(WORDS);
            if (field.type() == Type.TEXTAREA && random.nextInt(10) == 0) {
                text = text + "\n\n" + one(WORDS);
            }
            if (random.nextInt(100) == 0) {
                text = text.repeat(longest / text.length() + 1);
            }
            if (validation.minLength() != null && text.length() < validation.minLength()) {
                text = text + "x".repeat(validation.minLength());
            }
            text = text.length() > longest ? text.substring(0, longest) : text;
            // Not half a character, which no database takes.
            return Character.isHighSurrogate(text.charAt(text.length() - 1))
                    ? text.substring(0, text.length() - 1)
                    : text;
        }

        private String moment(Field field) {
            Map<String, String> rules = field.properties();
            if (field.subtype().equals("time")) {
                return between(now.toLocalDate().atStartOfDay(), now).format(TIME);
            }
            LocalDateTime floor = floor(rules.get("notBefore"));
            LocalDateTime moment;
            if ("not-in-future".equals(rules.get("date"))) {
                LocalDateTime from = floor == null ? now.minusDays(random.nextInt(25)) : floor;
                moment = random.nextInt(3) == 0 || from.isAfter(now) ? now : between(from, now);
            } else {
                LocalDateTime from = floor == null || floor.isBefore(now) ? now : floor;
                LocalDateTime last = floor(rules.get("after"));
                if (last != null && !last.isBefore(from)) {
                    from = last.plusDays(1);
                }
                moment = between(from, from.plusDays(random.nextInt(5) == 0 ? 1 : 30));
                if (rules.containsKey("workingDay")) {
                    moment = calendar.after(moment.toLocalDate(), 0).atTime(moment.toLocalTime());
                }
                LocalDateTime latest = floor(rules.get("notAfter"));
                if (latest != null && moment.toLocalDate().isAfter(latest.toLocalDate())) {
                    moment = latest;
                    while (rules.containsKey("workingDay") && !calendar.isWorkingDay(moment.toLocalDate())) {
                        moment = moment.minusDays(1);
                    }
                    if (moment.toLocalDate().isBefore(from.toLocalDate())) {
                        return null;
                    }
                }
            }
            moments.put(field.key(), moment);
            return field.subtype().equals("datetime")
                    ? DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(moment).substring(0, 16)
                    : moment.toLocalDate().toString();
        }

        private LocalDateTime floor(String name) {
            Object value = name == null ? null : moments.containsKey(name) ? moments.get(name) : known.apply(name);
            if (value instanceof LocalDateTime moment) {
                return moment;
            }
            if (value instanceof Date date) {
                return LocalDateTime.ofInstant(date.toInstant(), LondonTime.ZONE)
                        .truncatedTo(ChronoUnit.MINUTES);
            }
            if (value instanceof String text && Moments.isA("date", text)) {
                return LocalDate.parse(text).atTime(LocalTime.NOON);
            }
            return null;
        }

        private LocalDateTime between(LocalDateTime from, LocalDateTime to) {
            long minutes = Duration.between(from, to).toMinutes();
            return minutes <= 0 ? from : from.plusMinutes(Math.floorMod(random.nextLong(), minutes + 1));
        }

        private Object number(Field field) {
            BigDecimal min = field.validation().min() == null
                    ? BigDecimal.ZERO
                    : field.validation().min();
            BigDecimal max = field.validation().max() == null
                    ? min.add(BigDecimal.TEN)
                    : field.validation().max();
            BigDecimal step =
                    field.increment() == null || field.increment().signum() <= 0 ? BigDecimal.ONE : field.increment();
            BigDecimal first = min.divide(step, 0, RoundingMode.CEILING).multiply(step);
            int steps = max.subtract(first).divide(step, 0, RoundingMode.FLOOR).intValue();
            BigDecimal number = first.add(step.multiply(BigDecimal.valueOf(random.nextInt(Math.max(1, steps + 1)))));
            return field.numberAsText() ? number.toPlainString() : (Object) number.doubleValue();
        }

        private List<Object> offered(Field field) {
            if (!field.people().isEmpty() && field.options().isEmpty()) {
                return List.copyOf(users);
            }
            Object source = field.optionsVariable() != null
                    ? known.apply(field.optionsVariable())
                    : field.optionsExpression() != null ? feel.value(field.optionsExpression(), known) : null;
            if (source instanceof Iterable<?> values) {
                List<Object> offered = new ArrayList<>();
                values.forEach(value -> offered.add(value instanceof Map<?, ?> option ? option.get("value") : value));
                return offered;
            }
            return field.options().stream().map(Option::value).toList();
        }

        private Object some(List<Object> offered, boolean required) {
            List<Object> shuffled = new ArrayList<>(offered);
            Collections.shuffle(shuffled, random);
            int least = required ? 1 : 0;
            return List.copyOf(shuffled.subList(
                    0, Math.min(shuffled.size(), least + random.nextInt(shuffled.size() + 1))));
        }

        private <T> T one(List<T> values) {
            return values.isEmpty() ? null : values.get(random.nextInt(values.size()));
        }
    }
}
