package uk.redress.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.camunda.bpm.model.bpmn.instance.StartEvent;

/** Every form shows in Tasklist as it does in Modeler, and asks for what the server can check and store. */
final class FormCheck {

    static final String ENDING = ".form";

    /** Tasklist's form-js. */
    private static final int NEWEST_SCHEMA = 16;

    private static final String PLATFORM_VERSION = "7.22.0";
    private static final int LONGEST_TEXT = 20_000;
    private static final int LONGEST_LINE = 4_000;

    private static final Set<String> FIELDS = Set.of(
            "textfield", "textarea", "number", "datetime", "checkbox", "checklist", "radio", "select", "taglist");

    private static final Set<String> OTHERS =
            Set.of("text", "html", "image", "table", "group", "expression", "spacer", "separator");

    private static final Map<String, String> REFUSED = Map.of(
            "dynamiclist", "which cannot be filled in in Tasklist. Ask for the things one by one",
            "filepicker", "which breaks the whole form in Tasklist. Ask for the name of the document",
            "documentPreview", "which Tasklist does not know. Leave it out",
            "iframe", "which Tasklist may not load. Use a text with a link",
            "button", "but Tasklist has buttons of its own. Leave it out");

    private static final Set<String> WITH_CHOICES = Set.of("radio", "select", "checklist", "taglist");

    private static final Pattern KEY = Pattern.compile("[a-z][A-Za-z0-9]*");

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** The form in a file; empty, with a problem told, if there is none in it. */
    static Optional<JsonNode> read(String file, byte[] content, Problems problems) {
        try {
            JsonNode form = JSON.readTree(content);
            if (form != null && form.isObject()) {
                return Optional.of(form);
            }
            problems.add(file, "holds no form. Save it again in Modeler.");
        } catch (JsonProcessingException broken) {
            problems.add(
                    file,
                    "is no valid form: line " + broken.getLocation().getLineNr() + ": " + broken.getOriginalMessage()
                            + ". Save it again in Modeler, or take the version before.");
        } catch (IOException e) {
            problems.add(file, "cannot be read: " + e.getMessage() + ". Save it again in Modeler.");
        }
        return Optional.empty();
    }

    /** The keys of a form's fields. */
    static Set<String> keys(JsonNode form) {
        Set<String> keys = new TreeSet<>();
        for (JsonNode component : components(form)) {
            if (!component.path("key").asText().isBlank()) {
                keys.add(component.path("key").asText());
            }
        }
        return keys;
    }

    /** The ids of the forms among the files. */
    static Set<String> ids(PolicyFiles files) {
        Set<String> ids = new TreeSet<>();
        for (String file : files.resources().keySet()) {
            if (file.endsWith(ENDING)) {
                ids.add(idOf(file));
            }
        }
        return ids;
    }

    void check(PolicyFiles files, Problems problems) {
        Set<String> startForms = new HashSet<>();
        files.diagrams()
                .forEach(diagram -> diagram.all(StartEvent.class)
                        .forEach(start ->
                                Diagram.attribute(start, "formRef").ifPresent(form -> startForms.add(form + ENDING))));
        files.forms().forEach((file, form) -> {
            checkForm(file, form, problems);
            Map<String, JsonNode> byKey = new TreeMap<>();
            for (JsonNode component : components(form)) {
                Part part = new Part(file, component, problems);
                checkType(part);
                checkCondition(part, files);
                if (FIELDS.contains(part.type())) {
                    checkKey(part, byKey, startForms.contains(file));
                    checkLabel(part);
                    checkLength(part);
                    checkChoices(part);
                }
            }
        });
    }

    private static void checkForm(String file, JsonNode form, Problems problems) {
        if (!idOf(file).equals(form.path("id").asText())) {
            problems.add(
                    file,
                    "has the id \"" + form.path("id").asText() + "\". Make it the file's name: \"" + idOf(file)
                            + "\".");
        }
        int schema = form.path("schemaVersion").asInt(0);
        if (schema < 1 || schema > NEWEST_SCHEMA) {
            problems.add(
                    file,
                    "has the schema version " + form.path("schemaVersion").asText("(none)")
                            + ", but Tasklist reads up to " + NEWEST_SCHEMA + ". Set schemaVersion to " + NEWEST_SCHEMA
                            + ".");
        }
        if (!"Camunda Platform".equals(form.path("executionPlatform").asText())
                || !PLATFORM_VERSION.equals(
                        form.path("executionPlatformVersion").asText())) {
            problems.add(
                    file,
                    "is not made for Camunda Platform " + PLATFORM_VERSION
                            + ", so Modeler would offer what Tasklist cannot show. Set that version in Modeler, at the"
                            + " bottom of the form.");
        }
    }

    private static void checkType(Part part) {
        String type = part.type();
        if (REFUSED.containsKey(type)) {
            part.tell("is a " + type + ", " + REFUSED.get(type) + ".");
        } else if (!FIELDS.contains(type) && !OTHERS.contains(type) && !type.equals("default")) {
            Set<String> known = new TreeSet<>(FIELDS);
            known.addAll(OTHERS);
            part.tell(
                    "is of the type \"" + type + "\", which Tasklist does not know. " + Suggestion.among(known, type));
        }
    }

    private static void checkKey(Part part, Map<String, JsonNode> byKey, boolean startForm) {
        String key = part.component().path("key").asText();
        if (!KEY.matcher(key).matches()) {
            part.tell("has the key \"" + key
                    + "\". Give it the name of the variable that it sets: letters and digits, beginning small.");
            return;
        }
        if (byKey.put(key, part.component()) != null) {
            part.tell("has the key \"" + key + "\", which another field of this form has too. Give each its own.");
        }
        if (PolicyFiles.SET_BY_REDRESS.contains(key)) {
            part.tell("would overwrite \"" + key + "\", which Redress sets. Choose another key.");
        }
        if (startForm && !PolicyFiles.START_VARIABLES.contains(key)) {
            part.tell("has the key \"" + key + "\", but a start form may set only what every case begins with. "
                    + Suggestion.among(PolicyFiles.START_VARIABLES, key));
        }
    }

    private static void checkLabel(Part part) {
        if (part.label().isEmpty()) {
            part.tell("has no label. Name it as the caseworker would ask for it.");
        }
    }

    private static void checkLength(Part part) {
        JsonNode maxLength = part.component().path("validate").path("maxLength");
        if (part.type().equals("textarea") && (!maxLength.isNumber() || maxLength.asInt() > LONGEST_TEXT)) {
            part.tell("has no maximum length up to " + LONGEST_TEXT + ". Set one under Validation.");
        }
        if (part.type().equals("textfield") && maxLength.isNumber() && maxLength.asInt() > LONGEST_LINE) {
            part.tell("allows more than " + LONGEST_LINE
                    + " characters, which cannot be stored. Lower its maximum length, or make it a text area.");
        }
    }

    private static void checkChoices(Part part) {
        if (!WITH_CHOICES.contains(part.type())
                || part.component().has("valuesKey")
                || part.component().has("valuesExpression")) {
            return;
        }
        Set<String> values = new HashSet<>();
        for (JsonNode choice : part.component().path("values")) {
            String value = choice.path("value").asText();
            if (value.isBlank() || choice.path("label").asText().isBlank()) {
                part.tell("has a choice without a value or a label. Give it both.");
            } else if (!values.add(value)) {
                part.tell("has the value \"" + value + "\" twice. Give each choice its own.");
            }
        }
        if (values.isEmpty()) {
            part.tell("has nothing to choose from. Add its values.");
        }
    }

    private static void checkCondition(Part part, PolicyFiles files) {
        String condition =
                part.component().path("conditional").path("hide").asText("").strip();
        if (condition.isEmpty()) {
            return;
        }
        Optional<Set<String>> names = FormCondition.names(condition);
        if (names.isEmpty()) {
            part.tell("is hidden on the condition \"" + condition
                    + "\", which the server cannot check. Use only =, !=, and, or, not, null, true, false, and texts in"
                    + " quotes, such as =told = \"said\".");
            return;
        }
        for (String name : names.get()) {
            if (!files.variables().contains(name)) {
                part.tell("is hidden by \"" + name + "\", which nothing sets. "
                        + Suggestion.among(files.variables(), name));
            }
        }
    }

    private static List<JsonNode> components(JsonNode parent) {
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode component : parent.path("components")) {
            all.add(component);
            all.addAll(components(component));
        }
        return all;
    }

    private static String idOf(String file) {
        return file.substring(0, file.length() - ENDING.length());
    }

    /** A part of a form, with what a message needs. */
    private record Part(String file, JsonNode component, Problems problems) {

        String type() {
            return component.path("type").asText();
        }

        Optional<String> label() {
            for (String name : List.of("label", "dateLabel", "timeLabel")) {
                Optional<String> label = Diagram.filled(component.path(name).asText(null));
                if (label.isPresent()) {
                    return label;
                }
            }
            return Optional.empty();
        }

        void tell(String message) {
            String id = component.path("key").asText(component.path("id").asText(type()));
            problems.add(file, id, label().orElse(null), message);
        }
    }
}
