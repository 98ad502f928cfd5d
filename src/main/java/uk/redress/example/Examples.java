package uk.redress.example;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a company's {@code examples.yaml} says: the complaints that its demonstration begins with.
 *
 * @param examples each complaint, in the order in which they are made
 */
record Examples(@NotEmpty List<@NotNull @Valid Example> examples) {

    /** Whether a name means one example. */
    @AssertTrue(message = "is false: two examples have the same name; give each its own")
    public boolean isEachNameOnce() {
        return examples == null
                || examples.stream()
                                .filter(Objects::nonNull)
                                .map(Example::name)
                                .distinct()
                                .count()
                        == examples.size();
    }

    /**
     * A complaint, and what has been done about it.
     *
     * @param name what it is an example of; by this name later ones refer to it
     */
    record Example(@NotBlank String name, @NotNull @Valid Start start, List<@NotNull @Valid Step> steps) {
        Example {
            steps = steps == null ? List.of() : steps;
        }
    }

    /**
     * How it was logged.
     *
     * @param as the user who logged it
     * @param process the key of the process that it runs in
     * @param form what the start form is filled in with, beside the receipt
     */
    record Start(
            @NotBlank String as,
            @NotBlank String process,
            @NotNull @Valid Received received,
            Map<String, Object> form) {
        Start {
            form = form == null ? Map.of() : form;
        }
    }

    /**
     * When it was received.
     *
     * @param workingDaysAgo how many working days of the company ago
     * @param at the time of day, HH:mm, Europe/London
     */
    record Received(
            @NotNull @PositiveOrZero Integer workingDaysAgo,

            @NotNull
            @Pattern(regexp = "([01]\\d|2[0-3]):[0-5]\\d", message = "is no time of day: write it as \"09:30\"")
            String at) {}

    /**
     * What somebody did about it.
     *
     * @param task the id of the task that they completed; null where they recorded something
     * @param record what they recorded about it, such as {@code withdrawn}; null where they completed a task
     * @param as the user who did it
     * @param form what the form is filled in with
     */
    record Step(String task, String record, @NotBlank String as, Map<String, Object> form) {
        Step {
            form = form == null ? Map.of() : form;
        }

        /** Whether it is one thing that somebody did. */
        @AssertTrue(message = "is false: a step names either a task or what was recorded")
        public boolean isOneThing() {
            return (task == null) != (record == null);
        }

        @Override
        public String toString() {
            return task == null ? "record " + record : "task " + task;
        }
    }
}
