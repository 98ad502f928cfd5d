package uk.redress.log;

import org.springframework.stereotype.Component;
import uk.redress.policy.EngineClock;
import uk.redress.policy.Policy;
import uk.redress.policy.PolicyBean;

/** Gives diagrams the bean {@code complaints}: see {@link LostCases}. */
@Component
class LostCasesBean implements PolicyBean {

    private final LostCases cases;

    LostCasesBean(CaseTables tables, EngineClock clock) {
        this.cases = new LostCases(tables, clock);
    }

    @Override
    public String name() {
        return "complaints";
    }

    @Override
    public Object of(Policy policy) {
        return cases;
    }
}
