package uk.redress.access;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says at a start that stops what is wrong with the people, and how to mend it. */
class AccessFailureAnalyzer extends AbstractFailureAnalyzer<AccessException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, AccessException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.mend(), cause);
    }
}
