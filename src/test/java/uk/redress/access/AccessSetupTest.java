package uk.redress.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.User;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import uk.redress.policy.Groups;

/** Design.md section 3: tenants, groups and demo users, made at start if absent. */
@AccessTest
class AccessSetupTest {

    @Autowired
    ProcessEngine engine;

    @Autowired
    IdentityService identity;

    @Autowired
    AccessSetup setup;

    @Autowired
    JdbcTemplate jdbc;

    @Test
    void aSecondStartChangesNothing() {
        List<Map<String, Object>> before = everything();

        setup.run(engine);

        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void aStartMendsARightThatWasChanged() {
        var right = engine.getAuthorizationService()
                .createAuthorizationQuery()
                .groupIdIn(Groups.DIRECTORS)
                .resourceType(Resources.PROCESS_DEFINITION)
                .singleResult();
        right.addPermission(Permissions.ALL);
        engine.getAuthorizationService().saveAuthorization(right);

        setup.run(engine);

        assertThat(engine.getAuthorizationService()
                        .createAuthorizationQuery()
                        .groupIdIn(Groups.DIRECTORS)
                        .resourceType(Resources.PROCESS_DEFINITION)
                        .singleResult()
                        .isEveryPermissionGranted())
                .isFalse();
    }

    @Test
    void eachPolicyIsATenantWithItsDepartments() {
        assertThat(identity.createTenantQuery().tenantId("acorn").singleResult().getName())
                .isEqualTo("Acorn Training");
        assertThat(identity.createGroupQuery()
                        .groupId("acorn-north")
                        .singleResult()
                        .getName())
                .isEqualTo("Acorn Training: North office");
        assertThat(identity.createGroupQuery().list())
                .extracting(Group::getId)
                .contains(
                        "customer-services",
                        "referral-managers",
                        "heads-of-service",
                        "directors",
                        "foi-officers",
                        "supervisors",
                        "analysts",
                        "camunda-admin");
    }

    @Test
    void theDemosPeopleHaveTheirGroupAndTheirCompany() {
        assertThat(members("acorn", Groups.CUSTOMER_SERVICES)).containsExactly("acorn-agent", "acorn-agent2");
        assertThat(members("acorn", Groups.REFERRAL_MANAGERS)).containsExactly("acorn-manager", "acorn-manager2");
        assertThat(members("acorn", Groups.HEADS_OF_SERVICE)).containsExactly("acorn-head", "acorn-head2");
        assertThat(members("acorn", Groups.DIRECTORS)).containsExactly("acorn-director");
        assertThat(members("acorn", Groups.SUPERVISORS)).containsExactly("acorn-supervisor");
        assertThat(members("acorn", Groups.ANALYSTS)).containsExactly("acorn-analyst");
        assertThat(members("acorn", Groups.FOI_OFFICERS)).isEmpty();
        assertThat(members("birch", Groups.FOI_OFFICERS)).containsExactly("birch-foi", "birch-foi2");
        assertThat(identity.createUserQuery()
                        .memberOfGroup(Groups.ADMINISTRATORS)
                        .list())
                .extracting(User::getId)
                .containsExactly("admin");
        assertThat(identity.createTenantQuery().userMember("admin").count()).isZero();
        assertThat(identity.checkPassword("acorn-manager", "demo")).isTrue();
        assertThat(identity.createUserQuery()
                        .userId("acorn-manager")
                        .singleResult()
                        .getLastName())
                .endsWith("(Centre manager)");
    }

    @Test
    void eachDepartmentHasAnAgentAndAManagerOfTheDemo() {
        assertThat(members("acorn", "acorn-north"))
                .as("the only one has all of them")
                .containsExactly("acorn-agent", "acorn-agent2", "acorn-manager", "acorn-manager2");
        assertThat(members("fern", "fern-payroll")).containsExactly("fern-agent", "fern-manager");
        assertThat(members("fern", "fern-finance")).containsExactly("fern-agent2", "fern-manager2");
        assertThat(members("fern", "fern-estates"))
                .as("the last of three")
                .containsExactly("fern-agent", "fern-agent2", "fern-manager", "fern-manager2");
    }

    @Test
    void rightsAreAFewRowsForGroups() {
        assertThat(jdbc.queryForObject(
                        "select count(*) from ACT_RU_AUTHORIZATION where GROUP_ID_ is not null and RESOURCE_TYPE_ <> "
                                + Resources.GROUP.resourceType(),
                        Integer.class))
                .isLessThan(100);
    }

    private List<String> members(String tenant, String group) {
        return identity
                .createUserQuery()
                .memberOfGroup(group)
                .memberOfTenant(tenant)
                .orderByUserId()
                .asc()
                .list()
                .stream()
                .map(User::getId)
                .toList();
    }

    private List<Map<String, Object>> everything() {
        return jdbc.queryForList("""
                select 'user' K, ID_ I, REV_ R from ACT_ID_USER
                union all select 'group', ID_, REV_ from ACT_ID_GROUP
                union all select 'tenant', ID_, REV_ from ACT_ID_TENANT
                union all select 'filter', ID_, REV_ from ACT_RU_FILTER
                union all select 'right', ID_, REV_ from ACT_RU_AUTHORIZATION
                union all select 'member', USER_ID_ || GROUP_ID_, 0 from ACT_ID_MEMBERSHIP
                union all select 'tenant member', ID_, 0 from ACT_ID_TENANT_MEMBER
                order by 1, 2
                """);
    }
}
