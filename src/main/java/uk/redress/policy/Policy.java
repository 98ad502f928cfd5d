package uk.redress.policy;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import uk.redress.calendar.CalendarException;
import uk.redress.calendar.WorkingCalendar;

/**
 * What a company's {@code policy.yaml} says: everything about a complaints policy that is not drawn on its diagrams.
 *
 * @param name the company's name, as a letter writes it
 * @param tenant the Camunda tenant; the same as the folder's name
 * @param contact whom a complainant can turn to
 * @param procedures what belongs to each process that a complaint can run in, by process definition key
 * @param roles the title in this company of each group that has a part in the policy, by group id
 * @param complainantTypes the kinds of complainant that the policy knows: label by value
 * @param departments the departments or divisions that a complaint can belong to: name by id
 * @param confidential whether a complaint is seen only by its department, by the levels that have it, by whoever is
 *     assigned, and by supervisors (SMS-10)
 * @param calendar what the policy's working days have that other companies' have not
 * @param house what we chose where the policy's text is silent, by the name that diagrams use ({@code house.<name>})
 * @param externalBodies whom a complainant can go to after the last stage
 * @param clauses the policy's obligations: our words by clause id
 */
public record Policy(
        @NotBlank String name,

        @NotBlank @Pattern(regexp = "[a-z][a-z0-9-]*", message = "must be lower-case letters, digits and hyphens")
        String tenant,

        @NotNull @Valid Contact contact,
        @NotEmpty Map<String, @Valid Procedure> procedures,
        @NotEmpty Map<String, @NotBlank String> roles,
        @NotEmpty Map<String, @NotBlank String> complainantTypes,

        Map<
                        @Pattern(
                                regexp = "[a-z][a-z0-9-]*",
                                message = "has an id that is not of lower-case letters, digits and hyphens")
                        String,
                        @NotBlank String>
                departments,

        Boolean confidential,
        @NotNull @Valid Calendar calendar,
        Map<String, @Valid HouseValue> house,
        List<@Valid ExternalBody> externalBodies,
        @NotEmpty Map<String, @Valid Clause> clauses) {

    public Policy {
        departments = departments == null ? Map.of() : departments;
        confidential = confidential != null && confidential;
        house = house == null ? Map.of() : house;
        externalBodies = externalBodies == null ? List.of() : externalBodies;
    }

    /** Whether a confidential policy names those among whom its complaints stay. */
    @AssertTrue(message = "is false: name the departments, or leave confidential out")
    public boolean isConfidentialAmongDepartments() {
        return !confidential || !departments.isEmpty();
    }

    /** The prefix of the references of complaints that run in this process, such as {@code KIW}; empty if none do. */
    public Optional<String> prefix(String processDefinitionKey) {
        return Optional.ofNullable(procedures.get(processDefinitionKey)).map(Procedure::prefix);
    }

    /**
     * Whom a complainant can turn to.
     *
     * @param mailbox the address that letters come from and replies go to
     * @param person who is responsible for the procedure, by name, where the policy wants them named in letters
     */
    public record Contact(
            @NotBlank String name,
            @NotBlank @Email String mailbox,
            @NotBlank String phone,
            @NotBlank String address,
            String person) {}

    /** What belongs to a process that a complaint can run in. */
    public record Procedure(
            @NotBlank @Pattern(regexp = "[A-Z]{3}", message = "must be three capital letters")
            String prefix) {}

    /**
     * The policy's calendar: Monday to Friday, less the bank holidays of England and Wales, less the closures.
     *
     * @param startOfBusiness the time of day of a warning, Europe/London
     */
    public record Calendar(@NotNull LocalTime startOfBusiness, List<@Valid Closure> closures) {
        public Calendar {
            closures = closures == null ? List.of() : closures;
        }

        /**
         * The working days of the policy, counted out: keep them, rather than asking twice.
         *
         * @throws CalendarException if a closure cannot be
         */
        public WorkingCalendar workingDays() {
            return WorkingCalendar.with(closures.stream()
                    .map(closure -> new uk.redress.calendar.Closure(closure.from(), closure.to(), closure.why()))
                    .toList());
        }
    }

    /** A day, or the days from the first to the last, on which the company is closed. */
    public record Closure(
            @NotNull LocalDate from,
            @NotNull LocalDate to,
            @NotBlank String why) {}

    /**
     * A number that the policy's text leaves open and that we chose.
     *
     * @param unit what it counts, such as {@code working days}
     * @param clause the clause in which it fills a gap
     */
    public record HouseValue(
            @PositiveOrZero int value,
            @NotBlank String unit,
            @NotBlank String why,
            @NotBlank String clause) {}

    /**
     * An external body that a complainant can be referred to.
     *
     * @param about what a complainant should know of it: the rest of a sentence that begins with "It"
     */
    public record ExternalBody(
            @NotBlank String name,
            String address,
            String phone,

            @Email String email,

            @Pattern(regexp = "https?://\\S+", message = "must begin with https:// or http://")
            String website,

            String about) {

        /** Whether a complainant who reads this could find it. */
        @AssertTrue(
                message = "is false: give the body an address, phone, email, website, or say in about how to find it")
        public boolean isFindable() {
            return Stream.of(address, phone, email, website, about).anyMatch(Objects::nonNull);
        }
    }

    /**
     * An obligation.
     *
     * @param text the obligation in our words
     * @param house what of it is a house decision, if anything
     */
    public record Clause(@NotBlank String text, String house) {}
}
