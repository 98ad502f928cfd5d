package uk.redress.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads and checks the YAML files of a policy folder. */
@Component
public class PolicyYaml {

    /** As much as a hundred policies, in characters. */
    private static final int LONGEST = 1024 * 1024;

    /** What Java reads where there is no character in the file's encoding. */
    private static final char UNREADABLE = '\uFFFD';

    private final ObjectMapper mapper = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(50).build())
                    .build())
            .addModule(new JavaTimeModule())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
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
        Policy policy = read(file, folder.policyYaml(), Policy.class);
        if (!policy.tenant().equals(folder.name())) {
            throw new PolicyException(file + ": tenant is \"" + policy.tenant() + "\", but the folder is \""
                    + folder.name() + "\". Make them the same.");
        }
        return policy;
    }

    /**
     * What a file of YAML says.
     *
     * @param file its path, for whoever reads what is wrong with it
     * @param type a record, with the rules that its values satisfy
     * @throws PolicyException if it is no YAML, has unknown or missing settings, or values that cannot be
     */
    public <T> T read(String file, String text, Class<T> type) {
        T content = parse(file, text, type);
        String problems = validator.validate(content).stream()
                .sorted(Comparator.comparing(
                        violation -> violation.getPropertyPath().toString()))
                .map(PolicyYaml::say)
                .collect(Collectors.joining("; "));
        if (!problems.isEmpty()) {
            throw new PolicyException(file + ": " + problems + ".");
        }
        return content;
    }

    private <T> T parse(String file, String text, Class<T> type) {
        if (text.length() > LONGEST) {
            throw new PolicyException(file + " is too large to be read: keep it below a million characters.");
        }
        if (text.indexOf(UNREADABLE) >= 0) {
            throw new PolicyException(file + " is not written in UTF-8: save it in that encoding.");
        }
        try {
            T content = mapper.readValue(text, type);
            if (content == null) {
                throw new PolicyException(file + " is empty.");
            }
            return content;
        } catch (UnrecognizedPropertyException e) {
            throw new PolicyException(
                    file + at(e) + ": " + path(e) + ": there is no such setting. Remove it, or correct its name.", e);
        } catch (MismatchedInputException e) {
            String mend = e.getMessage().startsWith("No content")
                    ? " is empty."
                    : at(e) + ": " + path(e)
                            + ": is not written as it should be. Compare it with that of another policy.";
            throw new PolicyException(file + mend, e);
        } catch (JsonMappingException e) {
            throw new PolicyException(file + at(e) + ": " + path(e) + ": " + sentence(e), e);
        } catch (JsonProcessingException e) {
            throw new PolicyException(file + at(e) + ": " + sentence(e), e);
        } catch (YAMLException e) {
            throw new PolicyException(file + ": " + firstLine(e.getMessage()), e);
        } catch (StackOverflowError e) {
            throw new PolicyException(file + " is nested too deep to be read.", e);
        }
    }

    private static String path(JsonMappingException e) {
        return e.getPath().isEmpty()
                ? "the file"
                : e.getPath().stream()
                        .map(step ->
                                step.getFieldName() == null ? String.valueOf(step.getIndex()) : step.getFieldName())
                        .collect(Collectors.joining("."));
    }

    // The parser's own words, without those for programmers.
    private static String sentence(JsonProcessingException e) {
        return firstLine(e.getOriginalMessage()).replaceAll("\\(?`?(?:\\w+\\.){2,}\\S+", "…");
    }

    private static String firstLine(String message) {
        String line = message.strip().replaceAll("(?s)[\\r\\n].*", "");
        return line.length() <= 300 ? line : line.substring(0, 300) + "…";
    }

    private static String at(JsonProcessingException e) {
        return e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
    }

    private static String say(ConstraintViolation<?> violation) {
        return violation.getPropertyPath() + " " + violation.getMessage();
    }
}
