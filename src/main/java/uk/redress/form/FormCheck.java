package uk.redress.form;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import uk.redress.calendar.WorkingCalendar;
import uk.redress.policy.FormDefinition;
import uk.redress.policy.FormDefinition.Field;
import uk.redress.policy.FormDefinition.Option;
import uk.redress.policy.FormDefinition.Shape;
import uk.redress.policy.FormDefinition.Type;
import uk.redress.policy.FormDefinition.Validation;

/**
 * Checks what was submitted against a form: what the browser checks for comfort, and the form's custom properties.
 *
 * <p>Each fault is a sentence of the kind {@code "Label" is wrong in this way: do that.} None repeats a submitted
 * value, which could be anything.
 */
class FormCheck {

    /** The longest text that any field takes, in characters. */
    static final int LONGEST_TEXT = 20_000;

    private static final Pattern EMAIL = Pattern.compile("[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
            + "@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)+");
    private static final int LONGEST_EMAIL = 254;
    private static final Pattern PHONE = Pattern.compile("(\\+|00)[1-9]\\d{5,20}");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\r\\n\\t]]");
    private static final Pattern LINE_BREAK = Pattern.compile("[\\r\\n]");
    private static final Pattern PLAIN_NAME = Pattern.compile("[\\w.-]{1,60}");

    private final Clock clock;
    private final Feel feel;

    /** @param clock the engine's, in Europe/London */
    FormCheck(Clock clock, Feel feel) {
        this.clock = clock;
        this.feel = feel;
    }

    /**
     * What the form is checked against.
     *
     * @param extra fields that are taken beside those of the form, whether it shows them or not, and that no condition
     *     hides; a field of the form with the same key must satisfy both
     * @param known the value that a variable has before this form; null if it has none
     * @param isUser whether this is the id of a user of the case's tenant
     * @param people the ids of the people on offer, by what a field's custom property {@code people} says
     * @param isCaseworker whether it is the id of one who is in a group that works on cases
     * @param calendar the working days of the case's tenant; null if it has no policy
     */
    record Setting(
            List<Field> extra,
            Function<String, Object> known,
            Predicate<String> isUser,
            Function<List<String>, Set<String>> people,
            Predicate<String> isCaseworker,
            WorkingCalendar calendar) {}

    /**
     * What came out.
     *
     * @param faults what is wrong, a sentence each, in the order of the form; empty if nothing is
     * @param given what may be stored: the fields that were filled in, and those that mean something when left empty
     * @param emptied the editable fields that were submitted empty
     * @param absent the fields that were not submitted, or are hidden
     */
    record Result(List<String> faults, Map<String, Submitted> given, List<String> emptied, List<String> absent) {}

    Result check(FormDefinition form, Map<String, Submitted> submitted, Setting setting) {
        return new Run(form.fields(), submitted, setting).result();
    }

    private final class Run {

        private final Map<String, Field> shown = new LinkedHashMap<>();
        private final Map<String, Field> extra = new LinkedHashMap<>();
        private final Map<String, Submitted> submitted;
        private final Setting setting;
        private final Function<String, Object> context;

        private final List<String> faults = new ArrayList<>();
        private final Map<String, Submitted> given = new LinkedHashMap<>();
        private final List<String> emptied = new ArrayList<>();
        private final List<String> absent = new ArrayList<>();

        Run(List<Field> fields, Map<String, Submitted> submitted, Setting setting) {
            fields.forEach(field -> shown.put(field.key(), field));
            setting.extra().forEach(field -> extra.put(field.key(), field));
            this.submitted = new LinkedHashMap<>(submitted);
            this.submitted.replaceAll(
                    (key, value) -> shown.containsKey(key) ? People.asList(shown.get(key), value) : value);
            this.setting = setting;
            this.context = asTheFormHasIt();
        }

        Result result() {
            for (Field field : shown.values()) {
                checkShown(field);
            }
            for (Field field : extra.values()) {
                if (!shown.containsKey(field.key())) {
                    checkValue(field, field.validation().required());
                }
            }
            for (String name : submitted.keySet()) {
                if (!shown.containsKey(name) && !extra.containsKey(name)) {
                    faults.add((PLAIN_NAME.matcher(name).matches() ? "\"" + name + "\"" : "One of the variables")
                            + " is no field of this form: leave it out.");
                }
            }
            return new Result(faults, given, emptied, absent);
        }

        private void checkShown(Field field) {
            Submitted value = submitted.get(field.key());
            boolean empty = value == null || isEmpty(field, value);
            if (field.readOnly()) {
                if (!empty && !sameAsBefore(field, value)) {
                    faults.add(say(field, "cannot be changed here: leave it as it is."));
                }
                return;
            }
            boolean hidden = field.hiddenIf().stream().anyMatch(condition -> feel.holds(condition, context));
            if (hidden && !extra.containsKey(field.key())) {
                if (!empty && !Boolean.FALSE.equals(value.value())) {
                    faults.add(say(field, "does not apply here: leave it empty."));
                }
                absent.add(field.key());
                return;
            }
            int before = faults.size();
            checkValue(field, field.validation().required() && !hidden);
            Field also = field.people().isEmpty() ? extra.get(field.key()) : null;
            if (also != null && !empty && faults.size() == before) {
                checkFilledIn(relabelled(also, field), value);
            }
        }

        private void checkValue(Field field, boolean required) {
            Submitted value = submitted.get(field.key());
            if (value == null || isEmpty(field, value)) {
                if (field.properties().containsKey("whenEmpty")) {
                    meansNow(field);
                    return;
                }
                if (required && !(value == null && staysAsItIs(field))) {
                    faults.add(say(field, missing(field)));
                }
                (value == null ? absent : emptied).add(field.key());
                return;
            }
            given.put(field.key(), People.asText(field, value));
            checkFilledIn(field, value);
        }

        /** A date that is left empty is today; a time is now, which it can be on no other date than today. */
        private void meansNow(Field field) {
            Moments moments = moments();
            if (field.properties().get("whenEmpty").equals("today")) {
                given.put(field.key(), Submitted.of(moments.today()));
                return;
            }
            String dateKey = field.properties().get("timeOf");
            String date = text(dateKey);
            if (date == null || date.equals(moments.today())) {
                given.put(field.key(), Submitted.of(moments.time()));
            } else {
                faults.add(say(
                        field,
                        "is missing: fill it in, because \"" + field(dateKey).label() + "\" is not today."));
            }
        }

        private boolean staysAsItIs(Field field) {
            return field.showsWhatIsKnown() && setting.known().apply(field.key()) != null;
        }

        private void checkFilledIn(Field field, Submitted submitted) {
            String fault = fault(field, submitted);
            if (fault != null) {
                faults.add(say(field, fault));
            }
            String needed = field.properties().get("needs");
            if (needed != null && isMissing(needed)) {
                Field other = shown.getOrDefault(needed, extra.get(needed));
                faults.add(say(other, "is missing: fill it in, because \"" + field.label() + "\" is filled in."));
            }
            boolean oneIsAsked = field.oneOfIf() == null || feel.holds(field.oneOfIf(), context);
            if (!field.oneOf().isEmpty() && oneIsAsked && field.oneOf().stream().allMatch(this::isMissing)) {
                List<String> labels = field.oneOf().stream()
                        .map(key -> "\"" + shown.get(key).label() + "\"")
                        .toList();
                faults.add(say(field, "is filled in, so one of these must be too: " + String.join(", ", labels) + "."));
            }
        }

        private boolean isMissing(String key) {
            Field field = shown.getOrDefault(key, extra.get(key));
            Submitted value = submitted.get(key);
            boolean required = field.validation().required();
            // Where it is required, its own check says so.
            return !required && (value == null || isEmpty(field, value));
        }

        private String fault(Field field, Submitted submitted) {
            if (submitted.unusableType() != null) {
                return "was sent as a variable of the type " + submitted.unusableType() + ": send it as "
                        + asked(field.type()) + ".";
            }
            Object value = submitted.value();
            return switch (field.type()) {
                case TEXTFIELD, TEXTAREA -> value instanceof String text ? textFault(field, text) : notText();
                case DATETIME -> value instanceof String text ? momentFault(field, text) : notText();
                case NUMBER -> numberFault(field, value);
                case CHECKBOX -> value instanceof Boolean ? null : "is neither true nor false: send true or false.";
                case RADIO, SELECT -> choiceFault(field, List.of(value));
                case CHECKLIST, TAGLIST ->
                    value instanceof List<?> list
                            ? choiceFault(field, list)
                            : "is no list: send it as a variable of the type Json, such as [\"a\",\"b\"].";
            };
        }

        private String textFault(Field field, String text) {
            int length = text.strip().length();
            Integer longest = field.validation().maxLength();
            if (longest != null && length > longest || text.length() > LONGEST_TEXT) {
                int limit = longest == null ? LONGEST_TEXT : Math.min(longest, LONGEST_TEXT);
                return "is too long, with %,d characters: shorten it to %,d.".formatted(length, limit);
            }
            Integer shortest = field.validation().minLength();
            if (shortest != null && length < shortest) {
                return "is too short: write at least %,d characters.".formatted(shortest);
            }
            if (CONTROL.matcher(text).find()) {
                return "has characters that cannot be printed: type it again without them.";
            }
            if (field.type() == Type.TEXTFIELD && LINE_BREAK.matcher(text).find()) {
                return "has several lines: write it on one.";
            }
            Shape shape = field.validation().shape();
            if (shape == Shape.EMAIL
                    && (text.length() > LONGEST_EMAIL || !EMAIL.matcher(text).matches())) {
                return "is not an email address: write it like name@example.org.";
            }
            if (shape == Shape.PHONE && !PHONE.matcher(text).matches()) {
                return "is not a phone number: write it like +441632960800.";
            }
            if (field.validation().pattern() != null
                    && !field.validation().pattern().matcher(text).find()) {
                return "is not written as it should be: " + mend(field);
            }
            String moment = momentRules(field, text);
            return moment != null ? moment : userFault(field, text);
        }

        private String momentFault(Field field, String text) {
            if (!Moments.isA(field.subtype(), text)) {
                return Moments.mend(field.subtype());
            }
            return momentRules(field, text);
        }

        private String momentRules(Field field, String text) {
            return moments().fault(field, text, this::field, this::text);
        }

        private Moments moments() {
            return new Moments(clock, setting.known(), setting.calendar());
        }

        private Field field(String key) {
            return shown.containsKey(key) ? shown.get(key) : extra.get(key);
        }

        private String text(String key) {
            Submitted value = submitted.get(key);
            return value != null && !value.isEmpty() && value.value() instanceof String text ? text : null;
        }

        private String userFault(Field field, String text) {
            if (field.properties().containsKey("user") && !setting.isUser().test(text.strip())) {
                return "names no user of this company: give the id of one.";
            }
            if (FormDefinition.CASEWORKER.equals(field.properties().get("user"))
                    && !setting.isCaseworker().test(text.strip())) {
                return "names nobody who deals with complaints at this company: give the id of a manager or another who"
                        + " does.";
            }
            if (field.properties().containsKey("users")) {
                for (String id : text.split(",", -1)) {
                    if (!setting.isUser().test(id.strip())) {
                        return "names someone who is no user of this company: give ids of its users, separated by"
                                + " commas.";
                    }
                }
            }
            return null;
        }

        private String numberFault(Field field, Object value) {
            BigDecimal number = number(value, field.numberAsText());
            if (number == null) {
                return field.numberAsText()
                        ? "is no number: send it as text with digits only, such as \"5\"."
                        : "is no number: send a number, such as 5.";
            }
            Integer digits = field.decimalDigits();
            if (digits != null && number.stripTrailingZeros().scale() > digits) {
                return digits == 0
                        ? "is no whole number: enter one."
                        : "has too many decimal places: enter at most " + digits + ".";
            }
            BigDecimal step = field.increment();
            if (step != null && step.signum() > 0 && number.remainder(step).signum() != 0) {
                return "is no multiple of " + step.toPlainString() + ": enter one.";
            }
            BigDecimal min = field.validation().min();
            if (min != null && number.compareTo(min) < 0) {
                return "is too small: enter " + min.toPlainString() + " or more.";
            }
            BigDecimal max = field.validation().max();
            if (max != null && number.compareTo(max) > 0) {
                return "is too large: enter " + max.toPlainString() + " or less.";
            }
            return null;
        }

        private String choiceFault(Field field, List<?> chosen) {
            if (!field.people().isEmpty()) {
                return peopleFault(field, chosen);
            }
            List<Object> offered = offered(field);
            if (chosen.stream().allMatch(value -> offered.stream().anyMatch(each -> same(each, value)))) {
                return chosen.size() == 1
                                && chosen.get(0) instanceof String text
                                && !field.type().isList()
                        ? userFault(field, text)
                        : null;
            }
            if (offered.isEmpty()) {
                return "has nothing to choose from: leave it empty.";
            }
            String values =
                    String.join(", ", offered.stream().map(String::valueOf).toList());
            return field.type().isList()
                    ? "has a value that is not on offer: choose among " + values + "."
                    : "has a value that is not on offer: choose one of " + values + ".";
        }

        private String peopleFault(Field field, List<?> chosen) {
            if (chosen.stream().mapToInt(id -> String.valueOf(id).length() + 1).sum() > LONGEST_TEXT) {
                return "names too many people: choose fewer.";
            }
            // What a complaint begins with names anybody of the company, for the systems that know no form.
            Field contract = extra.get(field.key());
            Predicate<String> taken = contract == null
                    ? setting.people().apply(field.people())::contains
                    : FormDefinition.CASEWORKER.equals(contract.properties().get("user"))
                            ? setting.isUser().and(setting.isCaseworker())
                            : setting.isUser();
            if (chosen.stream().allMatch(id -> id instanceof String person && taken.test(person))) {
                return null;
            }
            return field.type().isList()
                    ? "names somebody who is not on offer: choose among the people of this company who are."
                    : "names somebody who is not on offer: choose one of the people of this company who are.";
        }

        private List<Object> offered(Field field) {
            Object source = null;
            if (field.optionsVariable() != null) {
                source = setting.known().apply(field.optionsVariable());
            } else if (field.optionsExpression() != null) {
                source = feel.value(field.optionsExpression(), context);
            }
            if (source instanceof Iterable<?> values) {
                List<Object> offered = new ArrayList<>();
                values.forEach(value -> offered.add(value instanceof Map<?, ?> option ? option.get("value") : value));
                return offered.stream().filter(Objects::nonNull).toList();
            }
            return field.options().stream().map(Option::value).toList();
        }

        private boolean sameAsBefore(Field field, Submitted value) {
            Object before = known(field);
            if (before == null) {
                before = field.defaultValue();
            }
            Object now = value.value();
            if (before instanceof Date moment && now instanceof String text) {
                return Moments.shows(moment, text);
            }
            if (before instanceof String then && now instanceof String text) {
                // A text field shows and sends each line break as a blank.
                return then.replaceAll("[\\r\\n\\t]", " ").equals(text.replaceAll("[\\r\\n\\t]", " "));
            }
            return same(before, now);
        }

        private Object known(Field field) {
            return People.asList(field, Submitted.of(setting.known().apply(field.key())))
                    .value();
        }

        /** A variable as the browser has it when it evaluates a condition: submitted, or of the case, or the default. */
        private Function<String, Object> asTheFormHasIt() {
            Map<String, Object> values = new HashMap<>();
            for (Field field : shown.values()) {
                Submitted value = submitted.get(field.key());
                Object before = field.showsWhatIsKnown() ? known(field) : null;
                if (value != null && !field.readOnly()) {
                    values.put(field.key(), value.value() == null ? empty(field.type()) : value.value());
                } else if (before != null) {
                    values.put(field.key(), Moments.asText(before));
                } else {
                    values.put(field.key(), field.defaultValue() != null ? field.defaultValue() : empty(field.type()));
                }
            }
            return name -> values.containsKey(name)
                    ? values.get(name)
                    : Moments.asText(setting.known().apply(name));
        }
    }

    private static boolean isEmpty(Field field, Submitted value) {
        return value.isEmpty()
                || field.type() == Type.CHECKBOX
                        && Boolean.FALSE.equals(value.value())
                        && field.validation().required();
    }

    private static Object empty(Type type) {
        return switch (type) {
            case TEXTFIELD, TEXTAREA -> "";
            case CHECKBOX -> false;
            case CHECKLIST, TAGLIST -> List.of();
            default -> null;
        };
    }

    // What is on offer and how long a text may be is the form's to say, where it shows the field; but of what the
    // policy lists (its departments), nobody offers anything else.
    private static Field relabelled(Field contract, Field shown) {
        Validation rules = contract.validation();
        boolean formChooses = shown.type().isChoice() && contract.optionsVariable() == null;
        return new Field(
                contract.key(),
                shown.label(),
                shown.help(),
                formChooses ? shown.type() : contract.type(),
                formChooses ? shown.subtype() : contract.subtype(),
                new Validation(false, null, null, null, null, rules.pattern(), rules.shape()),
                formChooses ? shown.options() : contract.options(),
                formChooses ? shown.optionsVariable() : contract.optionsVariable(),
                formChooses ? shown.optionsExpression() : contract.optionsExpression(),
                List.of(),
                false,
                null,
                null,
                null,
                false,
                contract.properties());
    }

    private static boolean same(Object one, Object other) {
        BigDecimal number = number(one, false);
        BigDecimal otherNumber = number(other, false);
        return number != null && otherNumber != null ? number.compareTo(otherNumber) == 0 : Objects.equals(one, other);
    }

    private static BigDecimal number(Object value, boolean asText) {
        try {
            return asText
                    ? value instanceof String text ? new BigDecimal(text) : null
                    : value instanceof Number number ? new BigDecimal(number.toString()) : null;
        } catch (NumberFormatException notFinite) {
            return null;
        }
    }

    private static String mend(Field field) {
        String mend = field.properties().getOrDefault("mend", field.help());
        if (mend.isEmpty()) {
            mend = "see the form";
        }
        return mend.endsWith(".") ? mend : mend + ".";
    }

    private static String missing(Field field) {
        return switch (field.type()) {
            case TEXTFIELD, TEXTAREA, NUMBER -> "is missing: fill it in.";
            case DATETIME ->
                switch (field.subtype()) {
                    case "time" -> "is missing: enter the time.";
                    case "date" -> "is missing: enter the date.";
                    default -> "is missing: enter the date and time.";
                };
            case CHECKBOX -> "is not ticked: tick it.";
            case RADIO, SELECT -> "is missing: choose one.";
            case CHECKLIST, TAGLIST -> "is missing: choose at least one.";
        };
    }

    private static String asked(Type type) {
        return switch (type) {
            case NUMBER -> "a number";
            case CHECKBOX -> "a Boolean";
            case CHECKLIST, TAGLIST -> "Json, a list of values";
            default -> "text (String)";
        };
    }

    private static String notText() {
        return "is no text: send it as text (String).";
    }

    private static String say(Field field, String what) {
        return "\"" + field.label() + "\" " + what;
    }
}
