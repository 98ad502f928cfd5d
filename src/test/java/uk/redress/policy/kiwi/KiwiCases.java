package uk.redress.policy.kiwi;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import uk.redress.policy.PolicyCases;
import uk.redress.policy.PolicyCoverage;

/** Kiwi's cases, and what Kiwi's people do with them. */
abstract class KiwiCases extends PolicyCases {

    @RegisterExtension
    static final PolicyCoverage COVERAGE = PolicyCoverage.of(
                    "kiwi",
                    "kiwi-complaint",
                    "kiwi-behaviour",
                    "kiwi-record",
                    "send-letter",
                    "keep-in-time",
                    "see-to-lateness",
                    "keep-informed",
                    "await-answer",
                    "progress")
            .by(
                    KiwiStage1Test.class,
                    KiwiDelayTest.class,
                    KiwiStagesTest.class,
                    KiwiAtAnyTimeTest.class,
                    KeepInformedTest.class);

    KiwiCases() {
        super("kiwi");
    }

    @Override
    protected Map<String, Object> intake() {
        Map<String, Object> form = new HashMap<>(super.intake());
        form.put("complainantType", "learner");
        return form;
    }

    void acknowledge(String reference) {
        acknowledgeAs("kiwi-manager", reference);
    }

    void investigate(String reference) {
        walk.complete("kiwi-manager", reference, "investigate", Map.of("findings", "The register was wrong."));
    }

    void respond(String reference) {
        walk.complete("kiwi-manager", reference, "respond", DECISION);
    }

    /** Takes a case through Stage 1, in time. */
    String answeredAtStage1(String received) {
        walk.itIs(received);
        String reference = log(Map.of());
        acknowledge(reference);
        investigate(reference);
        respond(reference);
        return reference;
    }

    /** A stage after the first: refers, investigates and responds. */
    void decide(String reference, int stage, String referrer, String decider) {
        refer(reference, stage, referrer);
        walk.complete(decider, reference, "stage-" + stage + "-investigate", Map.of("findings", "Looked at anew."));
        respondAt(reference, stage, decider);
    }

    void refer(String reference, int stage, String referrer) {
        Map<String, String> form = new HashMap<>(Map.of("referralNote", "The complainant does not agree."));
        if (stage == 3) {
            form.put("documents", "Register, letters of Stage 1 and 2.");
        }
        walk.complete(referrer, reference, "stage-" + stage + "-refer", form);
    }

    void respondAt(String reference, int stage, String decider) {
        walk.complete(decider, reference, "stage-" + stage + "-respond", DECISION);
    }
}
