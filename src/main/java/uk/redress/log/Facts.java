package uk.redress.log;

import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.variable.value.TypedValue;

/** The variables of a case that stand in the complaint's own row. */
enum Facts {
    KIND("kind", 64),
    CHANNEL("channel", 64),
    COMPLAINANT_NAME("complainantName", 1000),
    COMPLAINANT_TYPE("complainantType", 64),
    REPRESENTATIVE("representativeName", 1000),
    DEPARTMENT("department", 255),
    REFERRAL_MANAGER("referralManager", 255),
    PREVIOUS_REFERENCE("previousReference", 64),
    DUPLICATE_OF("duplicateOf", 64),
    ABOUT("about", Evidence.LONGEST_TEXT),
    ORIGINAL_HANDLERS("originalHandlers", Evidence.LONGEST_TEXT),
    HANDLED_BY("handledBy", Evidence.LONGEST_TEXT),
    RECEIVED_AT("receivedAt", 0),
    ACKNOWLEDGED_AT("acknowledgedAt", 0),
    RESPONDED_AT("respondedAt", 0),
    ESCALATED_AT("escalatedAt", 0),
    /** The groups above the departments that have had a task of the case (SMS-10). */
    LEVELS("levels", 255),
    STAGE("stage", 0),
    STAGE_DONE("stageDone", 0),
    CLOSED_AS("closedAs", 64),
    OUTCOME("outcome", 64),
    ROOT_CAUSE("rootCause", Evidence.LONGEST_TEXT),
    LESSON("lesson", Evidence.LONGEST_TEXT);

    private static final Map<String, Facts> BY_VARIABLE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(fact -> fact.variable, fact -> fact));

    final String variable;
    private final int length;

    /** Whether no complaint is without it. */
    final boolean always;

    Facts(String variable, int length) {
        this.variable = variable;
        this.length = length;
        this.always = variable.equals("kind") || variable.equals("receivedAt");
    }

    /** The fact that a variable holds; null if the complaint's row has none of it. */
    static Facts of(String variable) {
        return BY_VARIABLE.get(variable);
    }

    String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The variable's value as the column takes it; a value of another type is none. */
    Object written(TypedValue variable) {
        return switch (this) {
            case RECEIVED_AT, ACKNOWLEDGED_AT, RESPONDED_AT, ESCALATED_AT -> instant(variable);
            case STAGE, STAGE_DONE ->
                variable != null && variable.getValue() instanceof Number number ? number.intValue() : null;
            default -> text(Evidence.of(variable));
        };
    }

    /** The instant of a date; null of anything else. */
    static Instant instant(TypedValue variable) {
        return variable != null && variable.getValue() instanceof Date date
                ? Instant.ofEpochMilli(date.getTime())
                : null;
    }

    private String text(Object value) {
        String text = value == null ? "" : String.valueOf(value).strip();
        return text.isEmpty() ? null : text.substring(0, Math.min(length, text.length()));
    }
}
