package uk.redress.policy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A Camunda Form ({@code *.form}) as the server sees it: the fields that can be filled in, and what each must satisfy.
 *
 * <p>Beside what Modeler offers under "Validation", a field may carry these custom properties (in Modeler: the field's
 * "Custom properties"), which the server checks when the form is submitted:
 *
 * <table>
 * <caption>The custom properties of a field</caption>
 * <tr><td>{@code date}</td><td>{@code not-in-future} or {@code not-in-past}: the date (yyyy-MM-dd) may be today</td></tr>
 * <tr><td>{@code notBefore}</td><td>a field or a variable of the case: the date is not before the date in it</td></tr>
 * <tr><td>{@code after}</td><td>a field or a variable of the case: the date is later than the date in it</td></tr>
 * <tr><td>{@code notAfter}</td><td>a field or a variable of the case: the date is not later than the date in it</td></tr>
 * <tr><td>{@code workingDay}</td><td>{@code yes}: the date is a working day of the case's tenant</td></tr>
 * <tr><td>{@code timeOf}</td><td>a date field: this is the time (HH:mm) on that date, and what that field's
 * {@code date}, {@code notBefore} and {@code notAfter} ask holds to the minute</td></tr>
 * <tr><td>{@code people}</td><td>{@code of-this-tenant}, groups, or both, comma-separated: a select or a tag list offers those
 * people of the case's tenant, and becomes their ids, comma-separated</td></tr>
 * <tr><td>{@code user}</td><td>{@code of-this-tenant}: the id of a user of the case's tenant; or
 * {@code caseworker-of-this-tenant}: of one who is in a group that works on cases</td></tr>
 * <tr><td>{@code users}</td><td>{@code of-this-tenant}: such ids, comma-separated</td></tr>
 * <tr><td>{@code needs}</td><td>a field: where this one is filled in, that one must be too</td></tr>
 * <tr><td>{@code oneOf}</td><td>fields, comma-separated: where this one is filled in, one of them must be too</td></tr>
 * <tr><td>{@code oneOfIf}</td><td>a FEEL condition, such as {@code =channel = "email"}: {@code oneOf} asks only where it
 * holds</td></tr>
 * <tr><td>{@code prefill}</td><td>{@code yes}: the field of a task first shows what the case has by its key, to be
 * changed; without it the field begins empty, or with its default, whatever an earlier form has set by that
 * key</td></tr>
 * <tr><td>{@code whenEmpty}</td><td>{@code today}: a date that is left empty is that of today; {@code now}: a time
 * ({@code timeOf}) that is left empty is the time it is now, and is asked for where its date is another than today</td></tr>
 * <tr><td>{@code mend}</td><td>what to do if the value does not match the field's pattern, such as
 * {@code write it as HH:mm, such as 09:30}</td></tr>
 * </table>
 *
 * @param id the form's id, by which a diagram refers to it
 * @param schemaVersion the version of the form's format
 * @param platformVersion the version of Camunda that the form was made for; empty if it does not say
 * @param fields the fields that can be filled in, those in groups too, in the order of the form
 */
public record FormDefinition(String id, int schemaVersion, String platformVersion, List<Field> fields) {

    /** The names of the custom properties that the server understands. */
    public static final Set<String> PROPERTIES = Set.of(
            "date",
            "notBefore",
            "after",
            "notAfter",
            "workingDay",
            "timeOf",
            "people",
            "user",
            "users",
            "needs",
            "oneOf",
            "oneOfIf",
            "prefill",
            "whenEmpty",
            "mend");

    /** For the custom properties that are about people: those of the case's tenant. */
    public static final String OF_THIS_TENANT = "of-this-tenant";

    /** The value of the custom property {@code user} that asks for somebody who works on cases. */
    public static final String CASEWORKER = "caseworker-of-this-tenant";

    private static final String START_CONTRACT = "form/start-contract.form";

    private static final Set<String> SHOWN_ONLY =
            Set.of("text", "html", "image", "table", "iframe", "spacer", "separator", "button");

    private static final Map<String, String> UNUSABLE = Map.of(
            "dynamiclist", "Tasklist cannot complete a form with a dynamic list; use single fields",
            "expression", "what the browser works out is no fact; work it out in the diagram",
            "filepicker", "Tasklist cannot show a file picker; leave it out",
            "documentPreview", "Tasklist cannot show a document preview; leave it out");

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** What kind of value a field takes. */
    public enum Type {
        TEXTFIELD,
        TEXTAREA,
        NUMBER,
        DATETIME,
        CHECKBOX,
        CHECKLIST,
        RADIO,
        SELECT,
        TAGLIST;

        /** Whether one or several values are chosen from those on offer. */
        public boolean isChoice() {
            return this == RADIO || this == SELECT || isList();
        }

        /** Whether the value is a list. */
        public boolean isList() {
            return this == CHECKLIST || this == TAGLIST;
        }
    }

    /** What the text typed into a field must look like. */
    public enum Shape {
        EMAIL,
        PHONE
    }

    /** One of the values on offer: text, number or boolean, and what the form calls it. */
    public record Option(String label, Object value) {}

    /**
     * What Modeler calls "Validation"; null where nothing is asked.
     *
     * @param minLength in characters, not counting blanks at either end
     * @param maxLength likewise
     * @param pattern found anywhere in the text, unless it is anchored, as in the browser
     */
    public record Validation(
            boolean required,
            Integer minLength,
            Integer maxLength,
            BigDecimal min,
            BigDecimal max,
            Pattern pattern,
            Shape shape) {}

    /**
     * A field that can be filled in.
     *
     * @param key the name of the variable that it becomes
     * @param label what the form calls it
     * @param help the line of help below it; empty if there is none
     * @param subtype of a date and time: {@code date}, {@code time} or {@code datetime}; else empty
     * @param options the values on offer, where the form itself lists them
     * @param optionsVariable the variable that has the values on offer, or null
     * @param optionsExpression the FEEL expression that gives the values on offer, without its "=", or null
     * @param hiddenIf the FEEL conditions, without their "=", of the field and of the groups it is in: where one holds,
     *     the field is hidden
     * @param readOnly whether the field only shows its value (Modeler's "Read only" and "Disabled")
     * @param defaultValue what the field has before anyone fills it in, or null
     * @param decimalDigits how many a number may have, or null
     * @param increment what a number must be a multiple of, or null
     * @param numberAsText whether a number is submitted as text ("Output as string")
     * @param properties the custom properties, each of {@link #PROPERTIES}
     */
    public record Field(
            String key,
            String label,
            String help,
            Type type,
            String subtype,
            Validation validation,
            List<Option> options,
            String optionsVariable,
            String optionsExpression,
            List<String> hiddenIf,
            boolean readOnly,
            Object defaultValue,
            Integer decimalDigits,
            BigDecimal increment,
            boolean numberAsText,
            Map<String, String> properties) {

        /** Whether the field first shows what the case has by its key; else it begins empty, or with its default. */
        public boolean showsWhatIsKnown() {
            return readOnly || properties.containsKey("prefill");
        }

        /**
         * Whom the field offers: {@link #OF_THIS_TENANT}, or ids of groups; empty if it offers no people. Its options
         * are there once Redress has given out the form.
         */
        public List<String> people() {
            String people = properties.get("people");
            return people == null ? List.of() : List.of(people.split("\\s*,\\s*"));
        }

        /** The keys of the fields of which one must be filled in where this one is; empty if it does not matter. */
        public List<String> oneOf() {
            String keys = properties.get("oneOf");
            return keys == null ? List.of() : List.of(keys.split("\\s*,\\s*"));
        }

        /** The FEEL condition, without its "=", under which {@link #oneOf()} is asked for; null if it always is. */
        public String oneOfIf() {
            String condition = properties.get("oneOfIf");
            return condition == null ? null : condition.substring(1).strip();
        }
    }

    /**
     * What every complaint may be started with, whether its start form shows it or not: the contract with other systems,
     * written as a form of its own.
     */
    public static FormDefinition startContract() {
        try (InputStream contract = FormDefinition.class.getClassLoader().getResourceAsStream(START_CONTRACT)) {
            return parse(START_CONTRACT, contract.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a form.
     *
     * @param file the form's file, as error messages call it
     * @param content what is in the file
     * @throws PolicyException if it is no Camunda Form, or has a field that Tasklist cannot show or the server cannot
     *     check; the message names the file, the field and the mend
     */
    public static FormDefinition parse(String file, byte[] content) {
        JsonNode form;
        try {
            form = JSON.readTree(content);
        } catch (JsonProcessingException e) {
            String line =
                    e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
            // In brackets the parser speaks to programmers.
            String reason = e.getOriginalMessage().replaceAll("(?s) ?\\((?:start marker|.*`).*", "");
            throw new PolicyException(file + line + " is no JSON: " + reason + ".", e);
        } catch (IOException e) {
            throw new PolicyException(file + " cannot be read: " + e.getMessage() + ".", e);
        }
        return new Reader(file).read(form);
    }

    private static final class Reader {

        private static final Pattern KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

        private final String file;
        private final List<Field> fields = new ArrayList<>();
        private final Set<String> keys = new HashSet<>();

        Reader(String file) {
            this.file = file;
        }

        FormDefinition read(JsonNode form) {
            if (!form.isObject() || !form.path("components").isArray()) {
                throw new PolicyException(file + " is no Camunda Form: it has no components.");
            }
            String id = form.path("id").asText("");
            if (id.isBlank()) {
                throw new PolicyException(file + " has no id: give the form the id that the diagram refers to.");
            }
            components(form, List.of());
            for (Field field : fields) {
                references(field);
            }
            return new FormDefinition(
                    id,
                    form.path("schemaVersion").asInt(0),
                    form.path("executionPlatformVersion").asText(""),
                    List.copyOf(fields));
        }

        private void components(JsonNode parent, List<String> hiddenIf) {
            for (JsonNode component : parent.path("components")) {
                String type = component.path("type").asText("");
                List<String> conditions = conditions(component, hiddenIf);
                if (type.equals("group")) {
                    if (component.hasNonNull("path")
                            && !component.get("path").asText().isBlank()) {
                        throw wrong(component, "has a path, which would hide its fields in an object; empty its path");
                    }
                    if (component.path("isRepeating").asBoolean()) {
                        throw wrong(component, "repeats, which Tasklist cannot complete; use single fields");
                    }
                    components(component, conditions);
                } else if (UNUSABLE.containsKey(type)) {
                    throw wrong(component, "is of the type " + type + ": " + UNUSABLE.get(type));
                } else if (!SHOWN_ONLY.contains(type)) {
                    fields.add(field(component, type, conditions));
                }
            }
        }

        private List<String> conditions(JsonNode component, List<String> outer) {
            JsonNode hide = component.path("conditional").path("hide");
            if (hide.isMissingNode() || hide.isNull() || hide.asText().isBlank()) {
                return outer;
            }
            List<String> all = new ArrayList<>(outer);
            all.add(expression(component, hide, "its condition for being hidden"));
            return List.copyOf(all);
        }

        private Field field(JsonNode component, String typeName, List<String> hiddenIf) {
            Type type = type(component, typeName);
            String key = component.path("key").asText("");
            if (!KEY.matcher(key).matches()) {
                throw wrong(
                        component,
                        "has the key \"" + key + "\": use letters and digits only, such as complainantName, because it"
                                + " becomes the name of a variable");
            }
            if (!keys.add(key)) {
                throw wrong(component, "has the same key as another field; give each its own");
            }
            String subtype = type == Type.DATETIME ? component.path("subtype").asText("date") : "";
            if (type == Type.DATETIME && !Set.of("date", "time", "datetime").contains(subtype)) {
                throw wrong(component, "has the subtype " + subtype + ": use date, time or datetime");
            }
            String label = label(component, subtype);
            if (label.isEmpty() || label.startsWith("=") || label.contains("{{")) {
                throw wrong(component, "has no plain label: give it one, because error messages call it by its label");
            }
            if ((subtype.equals("time") || subtype.equals("datetime"))
                    && !component.path("timeSerializingFormat").asText("").equals("no_timezone")) {
                throw wrong(component, "would send its time with a time zone; set its time format to \"No timezone\"");
            }
            String whenEmpty = component.path("properties").path("whenEmpty").asText(null);
            boolean fits =
                    "now".equals(whenEmpty) ? component.path("properties").has("timeOf") : subtype.equals("date");
            if (whenEmpty != null && (!fits || flag(component, component.path("validate"), "required"))) {
                throw wrong(
                        component,
                        "has the custom property whenEmpty, which is for what may be left empty, a date (today) or a"
                                + " field with timeOf (now): take it away, or make it one of these and not required");
            }
            String optionsExpression = component.hasNonNull("valuesExpression")
                    ? expression(component, component.get("valuesExpression"), "where its values come from")
                    : null;
            String optionsVariable = component.hasNonNull("valuesKey")
                    ? component.get("valuesKey").asText()
                    : null;
            List<Option> options = options(component);
            boolean people = component.path("properties").has("people");
            boolean elsewhere = optionsVariable != null || optionsExpression != null;
            if (people && (type != Type.SELECT && type != Type.TAGLIST || elsewhere)) {
                throw wrong(
                        component,
                        "has the custom property people, by which Redress lists the people on offer: make it a select"
                                + " or a tag list whose options come from nowhere else");
            }
            if (type.isChoice() && options.isEmpty() && !elsewhere && !people) {
                throw wrong(component, "offers no values; list them");
            }
            return new Field(
                    key,
                    label,
                    component.path("description").asText("").strip(),
                    type,
                    subtype,
                    validation(component),
                    options,
                    optionsVariable,
                    optionsExpression,
                    hiddenIf,
                    flag(component, component, "readonly") || flag(component, component, "disabled"),
                    value(component.path("defaultValue")),
                    wholeNumber(component, component, "decimalDigits"),
                    number(component, component, "increment"),
                    flag(component, component, "serializeToString"),
                    properties(component));
        }

        private Type type(JsonNode component, String name) {
            for (Type type : Type.values()) {
                if (type.name().toLowerCase(Locale.ROOT).equals(name)) {
                    return type;
                }
            }
            throw wrong(component, "is of the type \"" + name + "\", which this version of Tasklist does not know");
        }

        private List<Option> options(JsonNode component) {
            List<Option> options = new ArrayList<>();
            for (JsonNode option : component.path("values")) {
                JsonNode value = option.isObject() ? option.path("value") : option;
                if (!value.isValueNode() || value.isNull()) {
                    throw wrong(component, "offers something without a value; give each of its values one");
                }
                options.add(new Option(option.path("label").asText(value.asText()), value(value)));
            }
            return List.copyOf(options);
        }

        private Validation validation(JsonNode component) {
            JsonNode validate = component.path("validate");
            Pattern pattern = null;
            if (validate.hasNonNull("pattern")
                    && !validate.get("pattern").asText().isEmpty()) {
                try {
                    pattern = Pattern.compile(validate.get("pattern").asText());
                } catch (PatternSyntaxException e) {
                    throw wrong(component, "has a pattern that is no regular expression: " + e.getDescription());
                }
            }
            Shape shape = switch (validate.path("validationType").asText("")) {
                case "", "custom" -> null;
                case "email" -> Shape.EMAIL;
                case "phone" -> Shape.PHONE;
                default -> throw wrong(component, "has an unknown validationType: use email or phone");
            };
            return new Validation(
                    flag(component, validate, "required"),
                    wholeNumber(component, validate, "minLength"),
                    wholeNumber(component, validate, "maxLength"),
                    number(component, validate, "min"),
                    number(component, validate, "max"),
                    pattern,
                    shape);
        }

        private Map<String, String> properties(JsonNode component) {
            Map<String, String> properties = new LinkedHashMap<>();
            component.path("properties").properties().forEach(property -> {
                if (!PROPERTIES.contains(property.getKey())) {
                    throw wrong(
                            component,
                            "has the custom property \"" + property.getKey() + "\", which the server does not know:"
                                    + " use one of "
                                    + String.join(
                                            ", ", PROPERTIES.stream().sorted().toList()));
                }
                properties.put(property.getKey(), property.getValue().asText().strip());
            });
            if (flag(component, component, "disallowPassedDates")) {
                properties.putIfAbsent("date", "not-in-past");
            }
            oneOf(component, properties, "date", "not-in-future", "not-in-past");
            oneOf(component, properties, "workingDay", "yes");
            oneOf(component, properties, "user", OF_THIS_TENANT, CASEWORKER);
            oneOf(component, properties, "users", OF_THIS_TENANT);
            oneOf(component, properties, "prefill", "yes");
            oneOf(component, properties, "whenEmpty", "today", "now");
            if (properties.containsKey("oneOfIf")) {
                expression(component, component.path("properties").path("oneOfIf"), "its custom property oneOfIf");
            }
            return Collections.unmodifiableMap(properties);
        }

        private void oneOf(JsonNode component, Map<String, String> properties, String name, String... known) {
            if (properties.containsKey(name) && !List.of(known).contains(properties.get(name))) {
                throw wrong(
                        component,
                        "has \"" + properties.get(name) + "\" for its custom property " + name + ": use "
                                + String.join(" or ", known));
            }
        }

        // A misspelt name here would quietly switch a check off.
        private void references(Field field) {
            for (String property : List.of("timeOf", "needs", "oneOf")) {
                String others = field.properties().getOrDefault(property, "");
                List<String> named = property.equals("oneOf") ? field.oneOf() : List.of(others);
                if (field.properties().containsKey(property) && !keys.containsAll(named)) {
                    throw new PolicyException(file + ": the field \"" + field.label() + "\" has \"" + others
                            + "\" for its custom property " + property
                            + ", but the form has no field of that key. Use a key of this form.");
                }
            }
            if (field.properties().containsKey("oneOfIf") && field.oneOf().isEmpty()) {
                throw new PolicyException(file + ": the field \"" + field.label()
                        + "\" has the custom property oneOfIf without oneOf. Say in oneOf which fields are meant.");
            }
        }

        private boolean flag(JsonNode component, JsonNode parent, String name) {
            JsonNode value = parent.path(name);
            if (value.isMissingNode() || value.isNull()) {
                return false;
            }
            if (!value.isBoolean()) {
                throw wrong(component, "has something else than true or false for " + name);
            }
            return value.booleanValue();
        }

        private Integer wholeNumber(JsonNode component, JsonNode parent, String name) {
            BigDecimal number = number(component, parent, name);
            try {
                return number == null ? null : number.intValueExact();
            } catch (ArithmeticException e) {
                throw wrong(component, "has no whole number for " + name);
            }
        }

        private BigDecimal number(JsonNode component, JsonNode parent, String name) {
            JsonNode value = parent.path(name);
            if (value.isMissingNode() || value.isNull() || value.asText().isBlank()) {
                return null;
            }
            try {
                return new BigDecimal(value.asText());
            } catch (NumberFormatException e) {
                throw wrong(component, "has no number for " + name + "; write the number itself");
            }
        }

        private String expression(JsonNode component, JsonNode value, String what) {
            String text = value.asText();
            if (!text.startsWith("=")) {
                throw wrong(component, "has no expression for " + what + ": begin it with \"=\"");
            }
            return text.substring(1).strip();
        }

        private static Object value(JsonNode node) {
            if (node.isTextual()) {
                return node.textValue();
            }
            if (node.isBoolean()) {
                return node.booleanValue();
            }
            if (node.isNumber()) {
                return node.decimalValue();
            }
            if (node.isArray()) {
                List<Object> values = new ArrayList<>();
                node.forEach(each -> values.add(value(each)));
                return Collections.unmodifiableList(values);
            }
            return null;
        }

        // Modeler keeps the label of a date and time elsewhere than other labels.
        private static String label(JsonNode component, String subtype) {
            String own = switch (subtype) {
                case "" -> "label";
                case "time" -> "timeLabel";
                default -> "dateLabel";
            };
            return component
                    .path(component.hasNonNull(own) ? own : "label")
                    .asText("")
                    .strip();
        }

        private PolicyException wrong(JsonNode component, String what) {
            String name = component.path("label").asText("");
            if (name.isBlank()) {
                name = component.path("key").asText(component.path("id").asText("?"));
            }
            return new PolicyException(file + ": the field \"" + name + "\" " + what + ".");
        }
    }
}
