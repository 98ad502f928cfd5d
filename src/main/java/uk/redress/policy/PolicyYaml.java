package uk.redress.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Reads and checks {@code policy.yaml}. */
@Component
class PolicyYaml {

    private final ObjectMapper mapper = YAMLMapper.builder()
            .addModule(new JavaTimeModule())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .configure(YAMLParser.Feature.EMPTY_STRING_AS_NULL, true)
            .build();
    private final Validator validator;

    PolicyYaml(Validator validator) {
        this.validator = validator;
    }

    /**
     * The policy that a folder's {@code policy.yaml} describes.
     *
     * @throws PolicyException if it is no YAML, has unknown or missing settings, or a tenant other than the folder's
     */
    Policy read(PolicyFolder folder) {
        String file = "processes/" + folder.name() + "/policy.yaml";
        Policy policy = parse(file, folder.policyYaml());
        String problems = validator.validate(policy).stream()
                .sorted(Comparator.comparing(
                        violation -> violation.getPropertyPath().toString()))
                .map(PolicyYaml::say)
                .collect(Collectors.joining("; "));
        if (!problems.isEmpty()) {
            throw new PolicyException(file + ": " + problems + ".");
        }
        if (!policy.tenant().equals(folder.name())) {
            throw new PolicyException(file + ": tenant is \"" + policy.tenant() + "\", but the folder is \""
                    + folder.name() + "\". Make them the same.");
        }
        return policy;
    }

    private Policy parse(String file, String text) {
        try {
            Policy policy = mapper.readValue(text, Policy.class);
            if (policy == null) {
                throw new PolicyException(file + " is empty.");
            }
            return policy;
        } catch (JsonMappingException e) {
            String path = e.getPath().stream()
                    .map(step -> step.getFieldName() == null ? String.valueOf(step.getIndex()) : step.getFieldName())
                    .collect(Collectors.joining("."));
            throw new PolicyException(file + at(e) + ": " + path + ": " + e.getOriginalMessage(), e);
        } catch (JsonProcessingException e) {
            throw new PolicyException(file + at(e) + ": " + e.getOriginalMessage(), e);
        }
    }

    private static String at(JsonProcessingException e) {
        return e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
    }

    private static String say(ConstraintViolation<Policy> violation) {
        return violation.getPropertyPath() + " " + violation.getMessage();
    }
}
