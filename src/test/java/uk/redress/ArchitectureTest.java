package uk.redress;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of design.md section 2 about packages, and of the brief about names and time. */
@AnalyzeClasses(packages = "uk.redress", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final Path SOURCES = Path.of("src/main/java");

    /** As the companies write their names, and as tenants are called; capitals do not matter. */
    private static final Set<String> COMPANIES =
            Set.of("kiwi", "juniper", "schools-mutual", "schoolsmutual", "schools mutual", "cantium", "interlearn");

    private static final Set<String> NO_NOUNS = Set.of("util", "utils", "common", "service", "impl", "manager");

    private static final String[] ABOVE_THE_POLICY = {
        "uk.redress.web..",
        "uk.redress.form..",
        "uk.redress.access..",
        "uk.redress.log..",
        "uk.redress.letter..",
        "uk.redress.limit.."
    };

    @ArchTest
    static final ArchRule nobodyImportsWeb = noClasses()
            .that()
            .resideOutsideOfPackage("uk.redress.web..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("uk.redress.web..")
            .because("dependencies point one way: web → form, access, log, letter, limit → policy, calendar");

    @ArchTest
    static final ArchRule thePolicyStandsBelow = noClasses()
            .that()
            .resideInAPackage("uk.redress.policy..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ABOVE_THE_POLICY)
            .because("dependencies point one way: web → form, access, log, letter, limit → policy, calendar");

    @ArchTest
    static final ArchRule theCalendarIsPure = classes()
            .that()
            .resideInAPackage("uk.redress.calendar..")
            .should()
            .onlyDependOnClassesThat(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(
                            "uk.redress..", "org.springframework..", "org.camunda.."))
                    .or(JavaClass.Predicates.resideInAPackage("uk.redress.calendar..")))
            .because("the arithmetic of working days needs no engine, no Spring and nothing of ours");

    @ArchTest
    static final ArchRule packagesDependInNoCircle =
            slices().matching("uk.redress.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule timeIsTheEnginesTime = noClasses()
            .should()
            .callMethodWhere(DescribedPredicate.describe("reads the machine's clock", ArchitectureTest::readsTheClock))
            .orShould()
            .callConstructorWhere(DescribedPredicate.describe(
                    "reads the machine's clock",
                    call -> call.getTargetOwner().isEquivalentTo(Date.class)
                            && call.getTarget().getRawParameterTypes().isEmpty()))
            .because("\"now\" is uk.redress.policy.EngineClock, in Europe/London, also in tests");

    @ArchTest
    static final ArchRule noInterfaceHasOneImplementationOnly = classes()
            .that()
            .areInterfaces()
            .and()
            .areNotAnnotations()
            .and()
            .areNotAnonymousClasses()
            .should(new ArchCondition<>("have more than one implementation") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    List<JavaClass> written = type.getAllSubclasses().stream()
                            .filter(sub -> !sub.getModifiers().contains(JavaModifier.ABSTRACT))
                            .toList();
                    // One elsewhere is how a package calls what stands above it.
                    if (written.size() == 1 && written.get(0).getPackage().equals(type.getPackage())) {
                        events.add(SimpleConditionEvent.violated(
                                type, type.getName() + " has one implementation only: use that class itself"));
                    }
                }
            });

    @Test
    void everyPackageIsANounThatAComplaintHandlerWouldKnow() throws IOException {
        assertThat(sources()).isNotEmpty().allSatisfy(file -> {
            for (Path folder : SOURCES.relativize(file).getParent()) {
                assertThat(NO_NOUNS).as(file.toString()).doesNotContain(folder.toString());
            }
        });
    }

    @Test
    void noCompanyIsNamedInJava() throws IOException {
        List<String> named = new ArrayList<>();
        for (Path file : sources()) {
            String text = Files.readString(file).toLowerCase(Locale.ROOT);
            COMPANIES.stream().filter(text::contains).forEach(company -> named.add(file + " names " + company));
        }
        assertThat(named)
                .as("what belongs to a company stands in its folder under processes/ and forms/")
                .isEmpty();
    }

    private static boolean readsTheClock(JavaCall<?> call) {
        String owner = call.getTargetOwner().getName();
        boolean now = call.getName().equals("now") && takesNoClock(call);
        return now && owner.startsWith("java.time.")
                || owner.equals("java.lang.System") && call.getName().equals("currentTimeMillis")
                || owner.equals(Calendar.class.getName()) && call.getName().equals("getInstance")
                || owner.equals("java.time.Clock") && call.getName().startsWith("system");
    }

    private static boolean takesNoClock(JavaAccess<?> access) {
        return ((JavaCall<?>) access)
                .getTarget().getRawParameterTypes().stream().noneMatch(type -> type.isEquivalentTo(Clock.class));
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
