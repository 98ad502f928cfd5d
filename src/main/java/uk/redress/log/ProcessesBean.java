package uk.redress.log;

import org.springframework.stereotype.Component;
import uk.redress.policy.Policy;
import uk.redress.policy.PolicyBean;

/** Gives diagrams the bean {@code processes}: see {@link Processes}. */
@Component
class ProcessesBean implements PolicyBean {

    private final Complaints complaints;
    private final CaseTables tables;
    private final References references;

    ProcessesBean(Complaints complaints, CaseTables tables, References references) {
        this.complaints = complaints;
        this.tables = tables;
        this.references = references;
    }

    @Override
    public String name() {
        return "processes";
    }

    @Override
    public Processes of(Policy policy) {
        return new Processes(policy, complaints, tables, references);
    }
}
