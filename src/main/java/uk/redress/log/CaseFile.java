package uk.redress.log;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the engine's current command adds to the log of one complaint; written when the command ends. */
final class CaseFile {

    final String reference;
    final String tenant;
    /** The process instance in which the complaint runs, or ran. */
    final String processInstanceId;
    /** Whether the complaint is logged by the current command, and has no row yet. */
    boolean opened;
    /** The columns of the complaint's row that change. */
    final Map<String, Object> columns = new LinkedHashMap<>();

    final List<Step> steps = new ArrayList<>();
    /** The limits that ran when they were first asked for, and those armed since; null until then. */
    List<RunningLimit> limits;
    /** Why what they are for has ended, of the limits of which it has. */
    final Map<RunningLimit, String> leaving = new LinkedHashMap<>();

    CaseFile(String reference, String tenant, String processInstanceId) {
        this.reference = reference;
        this.tenant = tenant;
        this.processInstanceId = processInstanceId;
    }
}
