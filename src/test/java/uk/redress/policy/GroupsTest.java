package uk.redress.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.redress.policy.Groups.ADMINISTRATORS;
import static uk.redress.policy.Groups.CUSTOMER_SERVICES;
import static uk.redress.policy.Groups.DIRECTORS;
import static uk.redress.policy.Groups.FOI_OFFICERS;
import static uk.redress.policy.Groups.HEADS_OF_SERVICE;
import static uk.redress.policy.Groups.REFERRAL_MANAGERS;
import static uk.redress.policy.Groups.SUPERVISORS;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** ALL-3, JUN-2: to whom a complaint about a manager goes, "the next in seniority". */
class GroupsTest {

    @Test
    @DisplayName("Each group has those above it, the next in front")
    void seniority() {
        assertThat(Groups.seniorTo(CUSTOMER_SERVICES)).containsExactly(REFERRAL_MANAGERS, HEADS_OF_SERVICE, DIRECTORS);
        assertThat(Groups.seniorTo(REFERRAL_MANAGERS)).containsExactly(HEADS_OF_SERVICE, DIRECTORS);
        assertThat(Groups.seniorTo(HEADS_OF_SERVICE)).containsExactly(DIRECTORS);
        assertThat(Groups.seniorTo(DIRECTORS)).isEmpty();
        assertThat(Groups.seniorTo(FOI_OFFICERS)).containsExactly(HEADS_OF_SERVICE, DIRECTORS);
        assertThat(Groups.seniorTo(Groups.ofDepartment("acme", "north"))).containsExactly(HEADS_OF_SERVICE, DIRECTORS);
    }

    @Test
    @DisplayName("Whoever does no casework has nobody above them who would")
    void noCasework() {
        assertThat(Groups.seniorTo(SUPERVISORS)).isEmpty();
        assertThat(Groups.seniorTo(ADMINISTRATORS)).isEmpty();
    }
}
