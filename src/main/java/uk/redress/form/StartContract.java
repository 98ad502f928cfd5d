package uk.redress.form;

import java.util.List;
import java.util.Map;
import java.util.Set;
import uk.redress.calendar.WorkingCalendar;
import uk.redress.policy.FormDefinition;
import uk.redress.policy.FormDefinition.Field;
import uk.redress.policy.Policy;

/** What a procedure's start form takes beside its own fields: see {@link FormDefinition#startContract()}. */
class StartContract {

    private static final Set<String> FREEDOM_OF_INFORMATION =
            Set.of("originalReference", "originalRequestedOn", "originalHandlers");

    private final List<Field> fields = FormDefinition.startContract().fields();

    /** The fields that a procedure with this start form takes: those of FOI reviews only where the form has one. */
    List<Field> fields(FormDefinition startForm) {
        boolean review = startForm.fields().stream().map(Field::key).anyMatch(FREEDOM_OF_INFORMATION::contains);
        return review
                ? fields
                : fields.stream()
                        .filter(field -> !FREEDOM_OF_INFORMATION.contains(field.key()))
                        .toList();
    }

    /** What the contract's own rules refer to: the policy's lists, and how far back the calendar reaches. */
    Map<String, Object> references(Policy policy) {
        return Map.of(
                "complainantTypes", List.copyOf(policy.complainantTypes().keySet()),
                "departments", List.copyOf(policy.departments().keySet()),
                "calendarFrom", WorkingCalendar.FIRST.toString());
    }
}
