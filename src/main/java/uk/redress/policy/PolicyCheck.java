package uk.redress.policy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Checks the diagrams and forms of a policy against the house style, before they are deployed: what Camunda would
 * accept and would fail later, and what the next analyst would not understand.
 */
@Component
public class PolicyCheck {

    private static final List<DiagramCheck> DIAGRAM_CHECKS = List.of(
            new ProcessCheck(),
            new ElementCheck(),
            new UserTaskCheck(),
            new ImpartialityCheck(),
            new AutomationCheck(),
            new FlowCheck(),
            new GatewayCheck(),
            new CallCheck(),
            new TimerCheck(),
            new ExpressionCheck(),
            new LayoutCheck());

    private final ObjectProvider<PolicyBean> beans;

    PolicyCheck(ObjectProvider<PolicyBean> beans) {
        this.beans = beans;
    }

    /**
     * What is wrong with the files of a policy; nothing if they may be deployed.
     *
     * @param policy the policy that they are to carry
     * @param resources everything that is deployed together: content by file name
     * @param letterKinds the kinds of letter that have a template; empty if that is not known
     */
    public List<Problem> check(Policy policy, Map<String, byte[]> resources, Set<String> letterKinds) {
        Map<String, Class<?>> callable = new TreeMap<>();
        beans.forEach(bean -> callable.put(bean.name(), bean.of(policy).getClass()));
        return check(policy, resources, letterKinds, callable);
    }

    /**
     * The same, with the classes that expressions may call by the name by which they call them. Templates whose names
     * begin with an underscore are parts of letters, not kinds of them.
     */
    static List<Problem> check(
            Policy policy, Map<String, byte[]> resources, Set<String> letterKinds, Map<String, Class<?>> callable) {
        Problems problems = new Problems();
        Set<String> kinds =
                letterKinds.stream().filter(kind -> !kind.startsWith("_")).collect(Collectors.toUnmodifiableSet());
        PolicyFiles files = PolicyFiles.read(policy, resources, callable, kinds, problems);
        new FileNameCheck().check(files, problems);
        for (Diagram diagram : files.diagrams()) {
            DIAGRAM_CHECKS.forEach(check -> check.check(diagram, files, problems));
        }
        new FormFileCheck().check(files, problems);
        new DecisionCheck().check(files, problems);
        new ClauseCheck().check(files, problems);
        return problems.all();
    }

    /**
     * Something that must be mended before the policy is deployed.
     *
     * @param file the name of the file
     * @param element the id of the element of the diagram or of the field of the form; null if it is the whole file
     * @param name what the diagram or form calls it, if anything
     * @param message what is wrong and how to mend it
     */
    public record Problem(String file, String element, String name, String message) {

        /** A sentence that an analyst understands. */
        @Override
        public String toString() {
            if (element == null) {
                return file + " " + message;
            }
            String called = name == null || name.equals(element) ? element : "\"" + name + "\" (" + element + ")";
            return file + ": " + called + " " + message;
        }
    }
}
