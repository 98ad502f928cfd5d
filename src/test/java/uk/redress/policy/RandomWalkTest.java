package uk.redress.policy;

import static org.assertj.core.api.Assertions.fail;

import com.icegreen.greenmail.junit5.GreenMailExtension;
import com.icegreen.greenmail.util.ServerSetup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import uk.redress.RedressTest;

/**
 * Thousands of cases of every policy take random steps. {@code -Dredress.walk.seed=} chooses other ones,
 * {@code -Dredress.walk.cases=} how many, and {@code -Dredress.walk.only=} walks a single one again, by its number.
 */
@RedressTest
@TestPropertySource(
        properties = {
            // Each refusal and each mail that waits for the mail server would be a page of stack trace.
            "logging.level.org.camunda.bpm.engine=off",
            "logging.level.uk.redress.letter=error"
        })
class RandomWalkTest {

    private static final Logger LOG = LoggerFactory.getLogger(RandomWalkTest.class);

    private static final long SEED = Long.getLong("redress.walk.seed", 20_260_302L);
    private static final int CASES = Integer.getInteger("redress.walk.cases", 2000);
    private static final Integer ONLY = Integer.getInteger("redress.walk.only");
    private static final int FAILURES_TO_SHOW = 3;

    @RegisterExtension
    static final GreenMailExtension MAIL = new GreenMailExtension(
                    new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP))
            .withPerMethodLifecycle(false);

    @DynamicPropertySource
    static void mailServer(DynamicPropertyRegistry registry) {
        registry.add("spring.mail.host", () -> "127.0.0.1");
        registry.add("spring.mail.port", () -> MAIL.getSmtp().getPort());
    }

    @Autowired
    private ApplicationContext context;

    @Autowired
    private Policies policies;

    @AfterEach
    void resetClock() {
        ClockUtil.reset();
    }

    @Test
    @DisplayName(
            "Whatever people, timers, refusals and an absent mail server do: each case has a limit while it is open,"
                    + " nobody decides twice, each letter goes out once, the log agrees with the engine, and each case ends")
    void thousandsOfCases() throws Exception {
        List<String> failures = new ArrayList<>();
        List<WalkedCompany> companies = policies.all().stream()
                .map(policy -> new WalkedCompany(context, policy, MAIL))
                .toList();
        List<Map.Entry<WalkedCompany, String>> procedures = companies.stream()
                .flatMap(company -> company.policy().procedures().keySet().stream()
                        .sorted()
                        .map(procedure -> Map.entry(company, procedure)))
                .toList();
        Map<String, Integer> counts = new TreeMap<>();
        int cases = 0;
        for (int number = ONLY == null ? 0 : ONLY; ONLY == null ? cases < cases() : number == ONLY; number++) {
            Map.Entry<WalkedCompany, String> one = procedures.get(number % procedures.size());
            RandomWalk walk = new RandomWalk(one.getKey(), one.getValue(), mixed(SEED, number));
            try {
                walk.walk();
            } catch (RuntimeException | AssertionError wrong) {
                failures.add(told(number, walk, wrong));
                MAIL.purgeEmailFromAllMailboxes();
                LOG.debug("Walk {} failed", number, wrong);
            }
            walk.counts().forEach((what, count) -> counts.merge(what, count, Integer::sum));
            cases += Math.max(1, walk.references().size());
            if (number % 100 == 99) {
                LOG.info("{} cases walked", cases);
            }
            if (failures.size() >= FAILURES_TO_SHOW) {
                break;
            }
        }
        LOG.info("Random walk of {} cases from seed {}: {}", cases, SEED, counts);
        companies.forEach(
                company -> LOG.info("Never walked at {}: {}", company.policy().name(), company.neverWalked()));
        if (!failures.isEmpty()) {
            fail(String.join("\n\n", failures));
        }
    }

    /** How many cases are walked. */
    int cases() {
        return CASES;
    }

    // Random begins alike for seeds that are alike.
    private static long mixed(long seed, int number) {
        return new SplittableRandom(seed * 1_000_003L + number).nextLong();
    }

    private static String told(int number, RandomWalk walk, Throwable wrong) {
        Throwable cause = wrong;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        StackTraceElement place = cause.getStackTrace().length == 0 ? null : cause.getStackTrace()[0];
        return "Walk " + number + " from seed " + SEED + " (again: -Dredress.walk.seed=" + SEED
                + " -Dredress.walk.only=" + number + ")\n" + wrong + (cause == wrong ? "" : "\ncaused by " + cause)
                + "\nat " + place + "\n  " + String.join("\n  ", walk.story());
    }
}
