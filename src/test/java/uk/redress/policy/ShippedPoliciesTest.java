package uk.redress.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.RepositoryService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import uk.redress.RedressTest;

/**
 * The policies in the folders {@code processes/} and {@code forms/}, checked as Redress checks them at start. If this
 * fails after you have changed a policy: each line names the file, the element and the mend.
 */
@RedressTest
class ShippedPoliciesTest {

    @Autowired
    private PolicyCheck check;

    @Autowired
    private Policies policies;

    @Autowired
    private RepositoryService repository;

    static Stream<PolicyFolder> folders() {
        return new PolicyFolders(new PolicySettings(Path.of("processes"), Path.of("forms"))).read().stream();
    }

    static Stream<String> names() {
        return folders().map(PolicyFolder::name);
    }

    @Test
    void everyFolderIsReadAsAPolicy() {
        assertThat(policies.all()).extracting(Policy::tenant).containsExactlyElementsOf(names().toList());
        assertThat(names()).contains("kiwi");
    }

    @ParameterizedTest
    @MethodSource("names")
    void thePolicyPassesItsChecks(String tenant) {
        PolicyFolder folder = policies.folder(tenant);

        List<PolicyCheck.Problem> problems = check.check(
                policies.of(tenant), folder.resources(), folder.letters().keySet());

        assertThat(problems)
                .as(() -> problems.stream()
                        .map(Object::toString)
                        .collect(Collectors.joining("\n", "To be mended:\n", "")))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("names")
    void thePolicyIsDeployedForItsTenant(String tenant) {
        assertThat(policies.of(tenant).procedures().keySet())
                .isNotEmpty()
                .allSatisfy(key -> assertThat(repository
                                .createProcessDefinitionQuery()
                                .processDefinitionKey(key)
                                .tenantIdIn(tenant)
                                .count())
                        .isPositive());
    }
}
