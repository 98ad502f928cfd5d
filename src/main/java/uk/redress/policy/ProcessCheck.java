package uk.redress.policy;

import org.camunda.bpm.model.bpmn.instance.Process;

/** The process as a whole can be found, started, versioned and forgotten. */
final class ProcessCheck implements DiagramCheck {

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
        if (Diagram.attribute(process, "historyTimeToLive").isEmpty()) {
            problems.add(
                    diagram,
                    process,
                    "has no history time to live. Say how long finished cases are kept, such as P6Y for six years.");
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
