package uk.redress.policy;

import java.util.regex.Pattern;

/** Every file is one that the checks know, so that nothing gets into the engine past them. */
final class FileNameCheck {

    /** What Camunda takes for a diagram, table or form, whatever stands before it. */
    private static final Pattern DEPLOYED =
            Pattern.compile(".*(bpmn20\\.xml|bpmn|cmmn1[01]\\.xml|cmmn|dmn11\\.xml|dmn|form)", Pattern.DOTALL);

    private static final Pattern CHECKED = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*\\.(bpmn|dmn|form)");

    /** Camunda would take it for the picture of a diagram beside it. */
    private static final Pattern PICTURE = Pattern.compile(".*\\.(png|jpg|gif|svg)", Pattern.DOTALL);

    /** Whether Camunda would run or show what is in the file. */
    static boolean isDeployed(String name) {
        return DEPLOYED.matcher(name).matches();
    }

    void check(PolicyFiles files, Problems problems) {
        for (String name : files.resources().keySet()) {
            if (isDeployed(name) && !CHECKED.matcher(name).matches()) {
                problems.add(
                        name,
                        "has a name that is not used here. Use lower-case words with hyphens that end in .bpmn, .dmn or"
                                + " .form, without a folder.");
            }
            if (PICTURE.matcher(name).matches()) {
                problems.add(name, "is a picture, which Camunda would show instead of the diagram. Leave it out.");
            }
        }
    }
}
