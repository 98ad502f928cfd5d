package uk.redress.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** KIW-9: whom a complainant is referred to stands in policy.yaml. */
class ExternalBodyTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{name: Ombudsman} | externalBodies[0].findable is false: give the body an address",
                "{name: Ombudsman, website: \"javascript:alert(1)\"} | website must begin with https:// or http://",
                "{name: Ombudsman, email: nobody} | externalBodies[0].email must be a well-formed email address",
                "{address: Somewhere} | externalBodies[0].name must not be blank",
                "{name: Ombudsman, fax: 1} | fax"
            })
    @DisplayName(
            "KIW-9: an external body that nobody could find, or with a wrong address, is refused with what is wrong")
    void refused(String body, String problem) {
        assertThatThrownBy(() -> policy(body))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("policy.yaml")
                .hasMessageContaining(problem);
    }

    @Test
    @DisplayName("KIW-9: a body that is named on the complainant's own papers needs no address")
    void namedElsewhere() {
        assertThat(policy("{name: Your awarding organisation, about: is named on your certificate}")
                        .externalBodies())
                .singleElement()
                .satisfies(body -> assertThat(body.address()).isNull());
    }

    private static Policy policy(String body) {
        return AcmePolicy.policy(AcmePolicy.text(AcmePolicy.YAML) + "\nexternalBodies:\n  - " + body + "\n");
    }
}
