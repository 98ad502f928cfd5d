package uk.redress.letter;

import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import uk.redress.policy.EngineClock;
import uk.redress.policy.Policy;
import uk.redress.policy.PolicyBean;

/** Gives diagrams the bean {@code letters}: see {@link Letters}. */
@Component
class LettersBean implements PolicyBean {

    private final LetterTemplates templates;
    private final LetterStore store;
    private final Mailer mailer;
    private final EngineClock clock;
    private final TransactionTemplate ownTransaction;

    LettersBean(
            LetterTemplates templates,
            LetterStore store,
            Mailer mailer,
            EngineClock clock,
            PlatformTransactionManager transactions) {
        this.templates = templates;
        this.store = store;
        this.mailer = mailer;
        this.clock = clock;
        this.ownTransaction = new TransactionTemplate(transactions);
        this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    @Override
    public String name() {
        return "letters";
    }

    @Override
    public Letters of(Policy policy) {
        return new Letters(policy, templates, store, mailer, clock, ownTransaction);
    }
}
