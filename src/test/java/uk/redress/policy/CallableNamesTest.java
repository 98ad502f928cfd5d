package uk.redress.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import uk.redress.RedressTest;

/**
 * design.md section 2: the names that diagrams call are listed in processes/README.md, and a test fails when one
 * disappears.
 */
@RedressTest
class CallableNamesTest {

    private static final Pattern LISTED = Pattern.compile("`(\\w+)\\.(\\w+)\\(([^)`]*)\\)`");

    /** What complaints may be running with. A name is added here when it is released, and never taken away. */
    private static final Set<String> EVER_RELEASED = Set.of(
            "workingDays.after/2",
            "workingDays.before/2",
            "workingDays.between/2",
            "facts.note/2",
            "facts.note/3",
            "facts.noteHere/2",
            "facts.takeHere/2",
            "calendarDays.after/2",
            "calendarDays.before/2",
            "hours.after/2",
            "hours.warning/4",
            "dates.day/1",
            "dates.time/1",
            "dates.now/0",
            "dates.moment/1",
            "dates.earlier/2",
            "dates.later/2",
            "dates.isOver/1",
            "limits.revise/1",
            "letters.write/1",
            "letters.send/1",
            "letters.posted/1",
            "letters.said/1",
            "letters.ended/1",
            "letters.outsideBodies/0",
            "record.isHeard/1",
            "record.pass/1",
            "processes.start/2",
            "processes.transfer/2",
            "reviews.gather/1",
            "reviews.analysed/1",
            "reviews.record/1",
            "complaints.close/1",
            "impartiality.appoint/1");

    @Autowired
    private List<PolicyBean> beans;

    @Autowired
    private Policies policies;

    @Test
    @DisplayName("No name that a diagram was ever given has disappeared")
    void none() {
        assertThat(callable()).containsAll(EVER_RELEASED);
        assertThat(beans).extracting(PolicyBean::name).contains("house");
    }

    @Test
    @DisplayName("The analyst's README lists every name that a diagram may call, and no other")
    void listed() throws IOException {
        Set<String> listed = LISTED.matcher(Files.readString(Path.of("processes/README.md")))
                .results()
                .map(CallableNamesTest::name)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(listed).isEqualTo(callable());
    }

    private static String name(MatchResult listed) {
        return listed.group(1) + "." + listed.group(2) + "/"
                + (listed.group(3).isBlank() ? 0 : listed.group(3).split(",").length);
    }

    private Set<String> callable() {
        Policy kiwi = policies.of("kiwi");
        return beans.stream()
                .flatMap(bean -> methods(bean.of(kiwi)).map(method -> bean.name() + "." + method))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> methods(Object bean) {
        // A map's values are its names: policy.yaml has them.
        return bean instanceof Map
                ? Stream.of()
                : Arrays.stream(bean.getClass().getDeclaredMethods())
                        .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                        .map(CallableNamesTest::signature);
    }

    private static String signature(Method method) {
        return method.getName() + "/" + method.getParameterCount();
    }
}
