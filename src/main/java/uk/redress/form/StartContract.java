package uk.redress.form;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import uk.redress.calendar.WorkingCalendar;
import uk.redress.policy.FormDefinition;
import uk.redress.policy.FormDefinition.Field;
import uk.redress.policy.Policy;

/**
 * What every complaint may be started with, whether its start form shows it or not: the contract with other systems,
 * written as a form of its own ({@code form/start-contract.form}).
 */
class StartContract {

    private static final String FILE = "form/start-contract.form";

    private static final Set<String> FREEDOM_OF_INFORMATION =
            Set.of("originalReference", "originalRequestedOn", "originalHandlers");

    private final List<Field> fields;

    StartContract() {
        try (InputStream file = getClass().getClassLoader().getResourceAsStream(FILE)) {
            fields = FormDefinition.parse(FILE, file.readAllBytes()).fields();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

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
