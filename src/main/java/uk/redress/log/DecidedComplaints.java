package uk.redress.log;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import uk.redress.calendar.LondonTime;
import uk.redress.log.ComplaintLimit.State;

/** Counts and lists the complaints that a review is about, for its form and for the record. */
final class DecidedComplaints {

    /** More rows than this nobody reads in a form; the log has every complaint. */
    private static final int MOST_ROWS = 1000;

    private static final int MOST_CAUSES = 200;
    private static final int MOST_REFERENCES = 3;

    /** As much of a text as a cell of a table shows. */
    private static final int CELL = 200;

    private static final String LIMIT = "-limit";
    private static final Set<State> LATE = Set.of(State.MET_LATE, State.MISSED);

    private final List<Complaint> complaints;
    private final Map<String, String> complainantTypes;

    /** The complaints that named a root cause, by the root cause as it is compared; the most frequent first. */
    private final List<List<Complaint>> byRootCause;

    /**
     * @param complaints all of them closed, in the order in which they are listed
     * @param complainantTypes what the policy calls each type
     */
    DecidedComplaints(List<Complaint> complaints, Map<String, String> complainantTypes) {
        this.complaints = complaints;
        this.complainantTypes = complainantTypes;
        Map<String, List<Complaint>> causes = new TreeMap<>();
        complaints.stream()
                .filter(complaint -> complaint.rootCause() != null)
                .forEach(complaint -> causes.computeIfAbsent(
                                line(complaint.rootCause()).toLowerCase(Locale.ROOT), cause -> new ArrayList<>())
                        .add(complaint));
        byRootCause = new ArrayList<>(causes.values());
        byRootCause.sort((one, other) -> other.size() - one.size());
    }

    /** What was counted, for the record. */
    Map<String, Object> counts() {
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("decided", complaints.size());
        counts.put("outcomes", outcomes());
        counts.put("stages", stages());
        counts.put(
                "rootCauses",
                byRootCause.stream()
                        .filter(complaintsOfOne -> complaintsOfOne.size() > 1)
                        .limit(MOST_CAUSES)
                        .map(ofOne -> Map.of("rootCause", cause(ofOne), "complaints", ofOne.size()))
                        .toList());
        counts.put(
                "otherRootCauses",
                byRootCause.stream().filter(ofOne -> ofOne.size() == 1).count());
        Timeliness timeliness = timeliness();
        Map<String, Object> limits = new LinkedHashMap<>();
        limits.put("met", timeliness.met.size());
        limits.put("late", timeliness.late.size());
        limits.put("missed", timeliness.missed.size());
        limits.put("extended", timeliness.extended);
        limits.put("averageSecondsLate", average(timeliness.overrun()).toSeconds());
        limits.put("mostSecondsLate", most(timeliness.overrun()).toSeconds());
        limits.put("averageSecondsToSpare", average(timeliness.met).toSeconds());
        counts.put("limits", limits);
        counts.put(
                "answeredLate",
                answeredLate().stream().map(Complaint::reference).toList());
        return counts;
    }

    /** The counts in a few lines of Markdown, in which nothing stands that somebody has typed. */
    String summary() {
        if (complaints.isEmpty()) {
            return "**No complaint was decided and closed in this period.**";
        }
        List<String> lines = new ArrayList<>();
        lines.add("**" + number(complaints.size(), "complaint was", "complaints were") + " decided and closed.**");
        lines.add("- Outcome: "
                + outcomes().entrySet().stream()
                        .map(outcome -> outcome.getValue() + " " + words(outcome.getKey()))
                        .collect(Collectors.joining(", ")));
        lines.add("- Closed at: "
                + stages().entrySet().stream()
                        .map(stage -> (stage.getKey().equals("none") ? "no stage" : "stage " + stage.getKey()) + ": "
                                + stage.getValue())
                        .collect(Collectors.joining(", ")));
        Timeliness timeliness = timeliness();
        lines.add("- Limits: " + timeliness.inWords());
        lines.add("- Answered late: " + answeredLate().size() + " of " + complaints.size());
        if (complaints.size() > MOST_ROWS) {
            lines.add("- The list shows the last " + number(MOST_ROWS, "complaint", "complaints")
                    + "; the complaints log has them all");
        }
        return String.join("\n", lines);
    }

    /** A row for each root cause. */
    List<Map<String, Object>> rootCauseRows() {
        return byRootCause.stream()
                .limit(MOST_CAUSES)
                .map(ofOne -> {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("rootCause", cause(ofOne));
                    row.put("complaints", ofOne.size());
                    row.put(
                            "references",
                            ofOne.stream()
                                            .limit(MOST_REFERENCES)
                                            .map(Complaint::reference)
                                            .collect(Collectors.joining(", "))
                                    + (ofOne.size() > MOST_REFERENCES ? ", …" : ""));
                    return row;
                })
                .toList();
    }

    /** A row for each limit that was not met in time. */
    List<Map<String, Object>> lateRows() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Complaint complaint : complaints) {
            for (ComplaintLimit limit : complaint.limits()) {
                if (rows.size() < MOST_ROWS && LATE.contains(state(limit))) {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("reference", complaint.reference());
                    row.put("limit", called(limit));
                    row.put("due", LondonTime.day(limit.due()));
                    row.put("done", done(limit));
                    row.put("lateBy", words(late(limit)));
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    /** A row for each complaint, of the last of them. */
    List<Map<String, Object>> caseRows() {
        return complaints.stream()
                .skip(Math.max(0, complaints.size() - MOST_ROWS))
                .map(complaint -> {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("reference", complaint.reference());
                    row.put(
                            "complainantType",
                            complainantTypes.getOrDefault(complaint.complainantType(), complaint.complainantType()));
                    row.put(
                            "decision",
                            capital(words(complaint.outcome()))
                                    + (complaint.stage() == null ? "" : " at stage " + complaint.stage()));
                    row.put("rootCause", cell(complaint.rootCause()));
                    row.put("lesson", cell(complaint.lesson()));
                    return row;
                })
                .toList();
    }

    private Map<String, Integer> outcomes() {
        Map<String, Integer> outcomes = new LinkedHashMap<>();
        List.of("upheld", "partly-upheld", "not-upheld").forEach(known -> outcomes.put(known, 0));
        complaints.forEach(complaint -> outcomes.merge(complaint.outcome(), 1, Integer::sum));
        return outcomes;
    }

    private Map<String, Integer> stages() {
        Map<String, Integer> stages = new TreeMap<>();
        complaints.forEach(complaint ->
                stages.merge(complaint.stage() == null ? "none" : String.valueOf(complaint.stage()), 1, Integer::sum));
        return stages;
    }

    private List<Complaint> answeredLate() {
        Predicate<ComplaintLimit> answer = limit -> Facts.RESPONDED_AT.variable.equals(limit.fact());
        return complaints.stream()
                .filter(complaint ->
                        complaint.limits().stream().anyMatch(answer.and(limit -> LATE.contains(state(limit)))))
                .toList();
    }

    private Timeliness timeliness() {
        Timeliness timeliness = new Timeliness();
        for (Complaint complaint : complaints) {
            for (ComplaintLimit limit : complaint.limits()) {
                timeliness.add(limit);
            }
        }
        return timeliness;
    }

    /**
     * How the limits of these complaints were kept. A revised date is a limit of its own (ALL-2); one that was dropped in
     * time was neither met nor missed.
     */
    private static final class Timeliness {

        private final List<Duration> met = new ArrayList<>();
        private final List<Duration> late = new ArrayList<>();
        private final List<Duration> missed = new ArrayList<>();
        private int extended;

        void add(ComplaintLimit limit) {
            switch (state(limit)) {
                case MET -> met.add(limit.margin(Instant.EPOCH));
                case MET_LATE -> late.add(DecidedComplaints.late(limit));
                case MISSED -> missed.add(DecidedComplaints.late(limit));
                case EXTENDED -> extended++;
                default -> {}
            }
        }

        List<Duration> overrun() {
            List<Duration> overrun = new ArrayList<>(late);
            overrun.addAll(missed);
            return overrun;
        }

        String inWords() {
            StringBuilder words = new StringBuilder(met.size() + " met in time");
            if (!met.isEmpty()) {
                words.append(" with ")
                        .append(DecidedComplaints.words(average(met)))
                        .append(" to spare on average");
            }
            words.append(", ").append(late.size()).append(" met late, ");
            words.append(missed.size()).append(" missed, ");
            words.append(extended).append(" extended");
            if (!overrun().isEmpty()) {
                words.append("; late by ")
                        .append(DecidedComplaints.words(average(overrun())))
                        .append(" on average, by ")
                        .append(DecidedComplaints.words(most(overrun())))
                        .append(" at most");
            }
            return words.toString();
        }
    }

    /** The complaints are closed, so no limit of theirs still runs, and no "now" matters. */
    private static State state(ComplaintLimit limit) {
        return limit.state(Instant.EPOCH);
    }

    private static Duration late(ComplaintLimit limit) {
        return limit.margin(Instant.EPOCH).negated();
    }

    private static Duration average(List<Duration> durations) {
        return durations.isEmpty()
                ? Duration.ZERO
                : durations.stream().reduce(Duration.ZERO, Duration::plus).dividedBy(durations.size());
    }

    private static Duration most(List<Duration> durations) {
        return durations.stream().max(Duration::compareTo).orElse(Duration.ZERO);
    }

    private static String words(Duration duration) {
        long days = duration.toDays();
        int hours = duration.toHoursPart();
        if (days == 0) {
            return hours == 0 ? "less than an hour" : number(hours, "hour", "hours");
        }
        return number(days, "day", "days") + (hours == 0 ? "" : " " + number(hours, "hour", "hours"));
    }

    private static String done(ComplaintLimit limit) {
        if (limit.metAt() != null) {
            return LondonTime.day(limit.metAt());
        }
        return limit.extendedAt() == null ? "never" : "put off too late, on " + LondonTime.day(limit.extendedAt());
    }

    /** A limit's name says the days; its id says what they are for. */
    private static String called(ComplaintLimit limit) {
        String what = limit.elementId().endsWith(LIMIT)
                ? limit.elementId().substring(0, limit.elementId().length() - LIMIT.length())
                : limit.elementId();
        return capital(words(what)) + (limit.name() == null ? "" : ": " + limit.name());
    }

    private static String number(long number, String one, String many) {
        return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? one : many);
    }

    private static String cause(List<Complaint> ofOne) {
        return cell(ofOne.get(0).rootCause());
    }

    private static String cell(String text) {
        if (text == null) {
            return "";
        }
        String line = line(text);
        return line.length() <= CELL ? line : line.substring(0, CELL) + "…";
    }

    private static String line(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    private static String words(String kebab) {
        return kebab.replace('-', ' ');
    }

    private static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
