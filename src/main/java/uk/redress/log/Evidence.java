package uk.redress.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import org.camunda.bpm.engine.variable.value.FileValue;
import org.camunda.bpm.engine.variable.value.SerializableValue;
import org.camunda.bpm.engine.variable.value.TypedValue;
import uk.redress.calendar.LondonTime;

/** What was entered or found at a step, as a JSON object: long enough for every form, and never endless. */
final class Evidence {

    /** How many characters of one value are kept: as many as the forms take. */
    static final int LONGEST_TEXT = 20_000;

    private static final int LONGEST = 200_000;
    private static final DateTimeFormatter CAMUNDA =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ").withZone(LondonTime.ZONE);
    private static final ObjectMapper JSON = new ObjectMapper();

    private Evidence() {}

    /** A variable's value as evidence; null for what is empty. */
    static Object of(TypedValue variable) {
        if (variable == null) {
            return null;
        }
        if (variable instanceof FileValue file) {
            return file.getFilename();
        }
        if (variable instanceof SerializableValue serializable) {
            return parsed(serializable.getValueSerialized());
        }
        Object value = variable.getValue();
        if (value instanceof Date date) {
            return moment(Instant.ofEpochMilli(date.getTime()));
        }
        if (value == null || value instanceof Boolean || value instanceof Number) {
            return value;
        }
        String text = String.valueOf(value);
        return text.isEmpty() ? null : bounded(text);
    }

    /** An instant, in the format of Camunda's REST API. */
    static String moment(Instant instant) {
        return CAMUNDA.format(instant);
    }

    /** The instant that {@link #moment} wrote. */
    static Instant instant(String moment) {
        return CAMUNDA.parse(moment, Instant::from);
    }

    private static Object parsed(String serialized) {
        if (serialized == null) {
            return null;
        }
        try {
            JsonNode node = JSON.readTree(serialized);
            if (node.isTextual()) {
                return node.textValue().isEmpty() ? null : bounded(node.textValue());
            }
            return serialized.length() > LONGEST_TEXT ? bounded(serialized) : node;
        } catch (JsonProcessingException otherFormat) {
            return bounded(serialized);
        }
    }

    /** The JSON object; null for nothing. What no longer fits is left out, and named. */
    static String write(Map<String, Object> evidence) {
        if (evidence.isEmpty()) {
            return null;
        }
        Map<String, Object> fitting = new LinkedHashMap<>();
        StringBuilder leftOut = new StringBuilder();
        int length = 0;
        for (Map.Entry<String, Object> entry : evidence.entrySet()) {
            length += entry.getKey().length() + String.valueOf(entry.getValue()).length();
            if (length <= LONGEST) {
                fitting.put(entry.getKey(), entry.getValue());
            } else {
                leftOut.append(leftOut.isEmpty() ? "" : ", ").append(entry.getKey());
            }
        }
        if (!leftOut.isEmpty()) {
            fitting.put("leftOut", bounded(leftOut.toString()));
        }
        try {
            return JSON.writeValueAsString(fitting);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The evidence of a step cannot be written.", e);
        }
    }

    /** The object that {@link #write} wrote. */
    static Map<String, Object> read(String written) {
        if (written == null) {
            return Map.of();
        }
        try {
            return JSON.readValue(written, new TypeReference<LinkedHashMap<String, Object>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The evidence of a step cannot be read.", e);
        }
    }

    private static String bounded(String text) {
        return text.length() <= LONGEST_TEXT
                ? text
                : text.substring(0, LONGEST_TEXT) + "… (" + (text.length() - LONGEST_TEXT) + " more characters)";
    }
}
