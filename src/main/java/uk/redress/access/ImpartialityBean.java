package uk.redress.access;

import org.springframework.stereotype.Component;
import uk.redress.policy.Policy;
import uk.redress.policy.PolicyBean;

/** Gives diagrams the bean {@code impartiality}: see {@link Impartiality}. */
@Component
class ImpartialityBean implements PolicyBean {

    @Override
    public String name() {
        return "impartiality";
    }

    @Override
    public Impartiality of(Policy policy) {
        return new Impartiality(policy);
    }
}
