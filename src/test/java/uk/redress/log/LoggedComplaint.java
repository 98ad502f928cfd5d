package uk.redress.log;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Puts complaints on the log as they stand in a test, without walking a case to where it is. */
final class LoggedComplaint {

    private final CaseFile file;

    private LoggedComplaint(String reference, String tenant) {
        file = new CaseFile(reference, tenant, null);
        file.opened = true;
        file.limits = new ArrayList<>();
    }

    static LoggedComplaint of(String reference, String tenant, Instant receivedAt, Map<String, Object> columns) {
        LoggedComplaint complaint = new LoggedComplaint(reference, tenant);
        Map<String, Object> all = new HashMap<>(Map.of(
                "process_key",
                tenant + "-complaint",
                "process_instance_id",
                UUID.randomUUID().toString(),
                "kind",
                "complaint",
                "state",
                "open",
                "received_at",
                receivedAt,
                "logged_at",
                receivedAt));
        all.putAll(columns);
        complaint.file.columns.putAll(all);
        return complaint;
    }

    LoggedComplaint with(RunningLimit limit) {
        file.limits.add(limit);
        return this;
    }

    LoggedComplaint limit(String element, Instant due) {
        return with(limit(element, due, Instant.EPOCH));
    }

    static RunningLimit limit(String element, Instant due, Instant armedAt) {
        DiagramElement timer = new DiagramElement(
                element, "A limit", "x", "KIW-3,KIW-4", "activity", Map.of("fact", "acknowledgedAt"));
        return RunningLimit.armed(UUID.randomUUID().toString(), timer, "instance", "activity:1", due, armedAt);
    }

    LoggedComplaint step(Step step) {
        file.steps.add(step);
        return this;
    }

    void write(CaseTables tables) {
        tables.write(file);
    }
}
