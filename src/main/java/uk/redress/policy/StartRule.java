package uk.redress.policy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What must hold when a process is started, beyond what its start form says: what only the case or the log knows. */
public interface StartRule {

    /**
     * What is wrong with a start; asked before the engine begins it, and again while it does.
     *
     * @return a sentence each that names the field and the mend; empty if the process may start
     * @throws org.camunda.bpm.engine.AuthorizationException if this person may not start it so
     */
    List<String> faults(Start start);

    /** Whether a diagram started this process instance, so that nobody has filled in anything for it. */
    boolean isStartedByDiagram(String processInstanceId);

    /**
     * A start that satisfies its form.
     *
     * @param process the key of the process definition
     * @param form the start form
     * @param given the variables, by the keys of the form or of the contract
     */
    record Start(String tenant, String process, FormDefinition form, Map<String, Object> given) {

        /** What was given, without blanks at either end; null if nothing was. */
        public String text(String key) {
            Object value = given.get(key);
            return value == null || value.toString().isBlank()
                    ? null
                    : value.toString().strip();
        }

        /** A field as a message calls it, in quotes. */
        public String label(String key) {
            return '"'
                    + Stream.of(form, FormDefinition.startContract())
                            .flatMap(each -> each.fields().stream())
                            .filter(field -> field.key().equals(key))
                            .map(FormDefinition.Field::label)
                            .findFirst()
                            .orElse(key)
                    + '"';
        }
    }
}
