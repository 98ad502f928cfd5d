package uk.redress.example;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import uk.redress.example.Examples.Example;
import uk.redress.example.Examples.Step;
import uk.redress.policy.FormDefinition;
import uk.redress.policy.PolicyFolder;
import uk.redress.policy.Suggestion;

/** Says what of the examples is not as the company's diagrams, forms and people are. */
final class ExampleCheck {

    private static final String DIAGRAM = ".bpmn";

    private final PolicyFolder folder;
    private final Set<String> users;

    /** The form of each process that starts by one, by its key; and of each user task, by its id. */
    private final Map<String, String> startForms = new HashMap<>();

    private final Map<String, String> taskForms = new HashMap<>();

    /** @param users the ids of the company's people */
    ExampleCheck(PolicyFolder folder, Set<String> users) {
        this.folder = folder;
        this.users = users;
        folder.resources().forEach((file, content) -> {
            if (file.endsWith(DIAGRAM)) {
                read(Bpmn.readModelFromStream(new ByteArrayInputStream(content)));
            }
        });
    }

    private void read(BpmnModelInstance diagram) {
        diagram.getModelElementsByType(UserTask.class)
                .forEach(task -> taskForms.put(task.getId(), task.getCamundaFormRef()));
        for (StartEvent start : diagram.getModelElementsByType(StartEvent.class)) {
            if (start.getParentElement() instanceof Process process && start.getCamundaFormRef() != null) {
                startForms.put(process.getId(), start.getCamundaFormRef());
            }
        }
    }

    /**
     * What is wrong with an example, a sentence each with entry and mend.
     *
     * @param earlier the names of the examples before it
     */
    List<String> problems(Example example, Set<String> earlier) {
        List<String> problems = new ArrayList<>();
        Entry start = new Entry("start", problems);
        start.user(example.start().as());
        if (start.knows("process", startForms.keySet(), example.start().process())) {
            Set<String> fields = fields(startForms.get(example.start().process()));
            FormDefinition.startContract().fields().forEach(field -> fields.add(field.key()));
            start.form(example.start().form(), fields, earlier);
        }
        for (int i = 0; i < example.steps().size(); i++) {
            Step step = example.steps().get(i);
            Entry entry = new Entry("step " + (i + 1) + " (" + step + ")", problems);
            entry.user(step.as());
            if (step.record() != null) {
                entry.form(step.form(), fields(startForms.get(recordOf(folder.name()))), earlier);
            } else if (entry.knows("task", taskForms.keySet(), step.task())) {
                entry.form(step.form(), fields(taskForms.get(step.task())), earlier);
            }
        }
        return problems;
    }

    /** The key of the process by which a company's people record something about a complaint. */
    static String recordOf(String tenant) {
        return tenant + "-record";
    }

    private Set<String> fields(String form) {
        Set<String> fields = new TreeSet<>();
        byte[] content = form == null ? null : folder.resources().get(form + ".form");
        if (content != null) {
            FormDefinition.parse(form + ".form", content).fields().forEach(field -> fields.add(field.key()));
        }
        return fields;
    }

    /** One entry of an example, and what is wrong with it. */
    private final class Entry {
        private final String name;
        private final List<String> problems;

        Entry(String name, List<String> problems) {
            this.name = name;
            this.problems = problems;
        }

        void user(String id) {
            knows("user", users, id);
        }

        boolean knows(String what, Set<String> names, String written) {
            if (!names.contains(written)) {
                say("there is no " + what + " \"" + written + "\". " + Suggestion.among(names, written));
            }
            return names.contains(written);
        }

        void form(Map<String, Object> form, Set<String> fields, Set<String> earlier) {
            form.forEach((field, value) -> {
                if (knows("field", fields, field)) {
                    String fault = FormValues.fault(value, earlier);
                    if (fault != null) {
                        say(field + " " + fault);
                    }
                }
            });
        }

        private void say(String problem) {
            problems.add(name + ": " + problem);
        }
    }
}
