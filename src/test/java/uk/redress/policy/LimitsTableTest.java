package uk.redress.policy;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The table of every limit in {@code processes/README.md} says what the diagrams say. {@code
 * -Dredress.limits.write=true} writes it anew.
 */
class LimitsTableTest {

    private static final Path README = Path.of("processes/README.md");
    private static final String BEGIN = "<!-- limits: made by the build -->";
    private static final String END = "<!-- end of limits -->";

    private static final Map<Policy, PolicyFolder> POLICIES = policies();
    private static final LimitsTable TABLE = new LimitsTable(POLICIES);

    private static Map<Policy, PolicyFolder> policies() {
        Map<Policy, PolicyFolder> policies = new LinkedHashMap<>();
        try (ValidatorFactory factory = Validation.buildDefaultValidatorFactory()) {
            PolicyYaml yaml = new PolicyYaml(factory.getValidator());
            new PolicyFolders(new PolicySettings(Path.of("processes"), Path.of("forms")))
                    .read()
                    .forEach(folder -> policies.put(yaml.read(folder), folder));
        }
        return policies;
    }

    @Test
    @DisplayName("processes/README.md lists every limit of every policy as it is drawn")
    void theTableIsThatOfTheDiagrams() throws IOException {
        List<String> file = Files.readAllLines(README);
        assertThat(file).as(README + " has the places of the table").containsOnlyOnce(BEGIN, END);
        List<String> wanted = new ArrayList<>(file.subList(0, file.indexOf(BEGIN) + 1));
        wanted.add("");
        wanted.addAll(TABLE.lines());
        wanted.add("");
        wanted.addAll(file.subList(file.indexOf(END), file.size()));

        if (Boolean.getBoolean("redress.limits.write")) {
            Files.write(README, wanted);
        }
        assertThat(Files.readAllLines(README))
                .as(README + " (-Dredress.limits.write=true writes the table anew)")
                .isEqualTo(wanted);
    }

    /** The limits of the clause register; those of a policy that is not there yet wait for it. */
    @ParameterizedTest(name = "{1}: {2} {3} ({0})")
    @CsvSource({
        "juniper, JUN-1, 2, working days",
        "juniper, JUN-3, 5, working days",
        "juniper, JUN-4, 2, working days",
        "juniper, JUN-6, 14, working days",
        "juniper, JUN-8, 1, working days",
        "juniper, JUN-8, 14, working days",
        "kiwi, KIW-3, 2, working days",
        "kiwi, KIW-4, 10, working days",
        "kiwi, KIW-7, 2, working days",
        "kiwi, KIW-7, 10, working days",
        "kiwi, KIW-8, 2, working days",
        "kiwi, KIW-8, 10, working days",
        "kiwi, KIW-10, 4, times a year",
        "kiwi, ALL-7, 20, working days",
        "schools-mutual, SMS-3, 24, hours",
        "schools-mutual, SMS-4, 2, working days",
        "schools-mutual, SMS-5, 2, working days",
        "schools-mutual, SMS-7, 5, working days",
        "schools-mutual, SMS-8, 5, working days",
        "schools-mutual, SMS-9, 5, working days",
        "schools-mutual, SMS-12, 1, time a year",
        "cantium, CAN-6, 5, working days",
        "cantium, CAN-7, 20, working days",
        "cantium, CAN-9, 5, working days",
        "cantium, CAN-10, 20, working days",
        "cantium, CAN-11, 20, working days",
        "cantium, CAN-11, 40, working days",
        "interlearn, INT-3, 2, working days",
        "interlearn, INT-4, 28, calendar days",
        "interlearn, INT-8, 5, working days",
        "interlearn, INT-9, 5, working days",
        "interlearn, INT-11, 14, working days"
    })
    void theRegistersLimitsAreAllDrawn(String tenant, String clause, String number, String unit) {
        if (POLICIES.keySet().stream().noneMatch(policy -> policy.tenant().equals(tenant))) {
            return;
        }
        assertThat(TABLE.limits()).anySatisfy(limit -> {
            assertThat(limit.tenant()).isEqualTo(tenant);
            assertThat(limit.clauses()).contains(clause);
            assertThat(limit.number()).isEqualTo(number);
            assertThat(limit.unit()).isEqualTo(unit);
        });
    }

    @Test
    @DisplayName(
            "ALL-1, ALL-2: each limit has a number and a warning before it, and while one is late there are updates")
    void eachIsCountedAndWarnedOf() {
        assertThat(TABLE.limits()).isNotEmpty().allSatisfy(limit -> {
            assertThat(limit.number()).as(limit.element()).matches("\\d.*");
            assertThat(limit.from()).as(limit.element()).isNotBlank();
            assertThat(limit.warning()).as(limit.element()).isNotEqualTo("none");
        });
        assertThat(TABLE.limits()).anySatisfy(limit -> {
            assertThat(limit.tenant()).isNull();
            assertThat(limit.clauses()).contains("ALL-2");
        });
    }
}
