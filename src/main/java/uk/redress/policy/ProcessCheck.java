package uk.redress.policy;

import java.util.regex.Pattern;
import org.camunda.bpm.model.bpmn.instance.Process;

/** The process as a whole can be found, started, versioned and forgotten. */
final class ProcessCheck implements DiagramCheck {

    /** What Camunda can read as a time to live: days alone, no years. */
    static final Pattern DAYS = Pattern.compile("P[1-9]\\d*D|[1-9]\\d*");

    @Override
    public void check(Diagram diagram, PolicyFiles files, Problems problems) {
        Process process = diagram.process();
        String expected = diagram.file().substring(0, diagram.file().length() - Diagram.ENDING.length());
        if (!expected.equals(process.getId())) {
            problems.add(
                    diagram,
                    process,
                    "has an id other than the file's name. Set the process id to \"" + expected + "\".");
        }
        if (!process.isExecutable()) {
            problems.add(diagram, process, "is not executable. Tick \"Executable\" in the process's properties.");
        }
        if (Diagram.attribute(process, "historyTimeToLive")
                .filter(DAYS.asMatchPredicate())
                .isEmpty()) {
            problems.add(
                    diagram,
                    process,
                    "does not say how long finished cases are kept. Set its history time to live in days, such as P2190D"
                            + " for six years.");
        }
        if (Diagram.attribute(process, "versionTag").isEmpty()) {
            problems.add(
                    diagram, process, "has no version tag. Give it one, such as 1.0.0, and raise it with each change.");
        }
        if (Diagram.name(process).isEmpty()) {
            problems.add(diagram, process, "has no name. Name it as Tasklist's list of processes is to show it.");
        }
    }
}
