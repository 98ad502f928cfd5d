package uk.redress.form;

import jakarta.ws.rs.BadRequestException;
import java.util.List;

/**
 * What was submitted does not satisfy the form; nothing of it is stored and the process has not moved. The message
 * names each field by its label and says how to mend it.
 *
 * <p>It is a {@link BadRequestException} because Camunda's REST resources, and those behind Tasklist, wrap the engine's
 * own exceptions, some with status 500, but let this one through whole: 400 in both, with this very message.
 */
public class FormException extends BadRequestException {

    /** @param faults what is wrong and how to mend it, a sentence for each field, in the order of the form */
    FormException(List<String> faults) {
        super(String.join(" ", faults));
    }
}
