package uk.redress.form;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.engine.variable.value.SerializableValue;
import org.camunda.bpm.engine.variable.value.TypedValue;
import org.camunda.spin.plugin.variable.SpinValues;
import org.camunda.spin.plugin.variable.value.JsonValue;
import org.springframework.util.StringUtils;

/**
 * A value as it was submitted, or as the case has it, free of Camunda's wrapping.
 *
 * @param value text, number, boolean, date, list or map; null if there is none, or if it is of no such kind
 * @param unusableType the Camunda type of a value that no form can take, such as {@code Object}; else null
 */
record Submitted(Object value, String unusableType) {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    static Submitted of(Object value) {
        return new Submitted(value, null);
    }

    /** The values of a map that may be one of Camunda's; nothing is deserialized. */
    static Map<String, Submitted> all(Map<String, Object> variables) {
        Map<String, Submitted> all = new LinkedHashMap<>();
        if (variables instanceof VariableMap typed) {
            typed.keySet().forEach(name -> all.put(name, of(typed.<TypedValue>getValueTyped(name))));
        } else if (variables != null) {
            variables.forEach((name, value) ->
                    all.put(name, of(value instanceof TypedValue typed ? typed : Variables.untypedValue(value))));
        }
        return all;
    }

    static Submitted of(TypedValue typed) {
        if (typed == null) {
            return of((Object) null);
        }
        if (typed instanceof JsonValue json) {
            return json(json);
        }
        if (typed instanceof SerializableValue) {
            return unusable(typed.getType().getName());
        }
        Object value = typed.getValue();
        if (value == null
                || value instanceof String
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Date) {
            return of(value);
        }
        return unusable(typed.getType() == null ? "object" : typed.getType().getName());
    }

    private static Submitted json(JsonValue json) {
        String text = json.getValueSerialized() != null
                ? json.getValueSerialized()
                : String.valueOf((Object) json.getValue());
        try {
            return of(JSON.readValue(text, Object.class));
        } catch (JsonProcessingException e) {
            return unusable("Json");
        }
    }

    // As the REST API writes it.
    private static Submitted unusable(String type) {
        return new Submitted(null, StringUtils.capitalize(type));
    }

    /** What Camunda is to store for it. */
    Object toStore() {
        if (value instanceof List<?>) {
            try {
                return SpinValues.jsonValue(JSON.writeValueAsString(value)).create();
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
        return value;
    }

    /** Whether there is nothing in it: null, nothing but blanks, or an empty list. */
    boolean isEmpty() {
        return unusableType == null
                && (value == null
                        || value instanceof String text && text.isBlank()
                        || value instanceof List<?> list && list.isEmpty());
    }
}
