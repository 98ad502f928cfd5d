package uk.redress.policy;

import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A small policy in good order, for tests that break it in one place. */
final class AcmePolicy {

    static final String DIAGRAM = "acme-complaint.bpmn";
    static final String SHARED = "send-letter.bpmn";
    static final String START_FORM = "acme-complaint.form";
    static final String TASK_FORM = "acknowledge.form";
    static final String YAML = "policy.yaml";
    static final Set<String> LETTERS = Set.of("acknowledgement", "_layout");

    private AcmePolicy() {}

    /** The policy that the text of a {@code policy.yaml} describes. */
    static Policy policy(String yaml) {
        try (ValidatorFactory factory = Validation.buildDefaultValidatorFactory()) {
            return new PolicyYaml(factory.getValidator()).read(new PolicyFolder("acme", yaml, Map.of(), Map.of()));
        }
    }

    static Map<String, byte[]> resources() {
        Map<String, byte[]> resources = new TreeMap<>();
        for (String file : Set.of(DIAGRAM, SHARED, START_FORM, TASK_FORM)) {
            resources.put(file, text(file).getBytes(StandardCharsets.UTF_8));
        }
        return resources;
    }

    static String text(String file) {
        try (InputStream content = AcmePolicy.class.getResourceAsStream("/policy-check/" + file)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
