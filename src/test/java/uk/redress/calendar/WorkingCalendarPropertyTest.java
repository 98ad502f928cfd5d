package uk.redress.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Issue 2: the calendar agrees with a person who counts day by day on a wall calendar, whatever the closures. */
class WorkingCalendarPropertyTest {

    private static final Map<LocalDate, String> BANK_HOLIDAYS =
            BankHolidays.between(WorkingCalendar.FIRST, WorkingCalendar.LAST);

    @Property
    void agreesWithACountDayByDay(
            @ForAll("days") LocalDate from,
            @ForAll @IntRange(max = 60) int n,
            @ForAll @Size(max = 12) List<@From("closures") Closure> closures) {
        WorkingCalendar calendar = WorkingCalendar.with(closures);

        LocalDate after = walk(from, n, 1, closures);
        assertThat(calendar.after(from, n)).isEqualTo(after);
        assertThat(calendar.before(from, n)).isEqualTo(walk(from, n, -1, closures));
        assertThat(calendar.between(from, after)).isEqualTo(count(from, after, closures));
        assertThat(calendar.between(after, from)).isEqualTo(-count(from, after, closures));
        if (n > 0) {
            assertThat(calendar.between(from, after)).isEqualTo(n);
        }
        assertThat(calendar.daysOff(from, after).stream().map(DayOff::date).toList())
                .isEqualTo(from.datesUntil(after.plusDays(1))
                        .filter(day -> !works(day, closures))
                        .toList());
    }

    /** Years away from the ends, so that the longest count over the longest closures stays inside. */
    @Provide
    Arbitrary<LocalDate> days() {
        return Arbitraries.integers()
                .between(0, 10 * 365)
                .map(LocalDate.of(2022, 1, 1)::plusDays)
                .edgeCases(edges -> edges.add(
                        LocalDate.of(2022, 1, 1),
                        LocalDate.of(2024, 2, 29),
                        LocalDate.of(2026, 4, 2),
                        LocalDate.of(2026, 12, 24),
                        LocalDate.of(2027, 12, 31)));
    }

    @Provide
    Arbitrary<Closure> closures() {
        return Combinators.combine(days(), Arbitraries.integers().between(0, 20))
                .as((from, length) -> new Closure(from, from.plusDays(length), "Closed"));
    }

    private static LocalDate walk(LocalDate date, int n, int step, List<Closure> closures) {
        LocalDate day = date;
        if (n == 0) {
            while (!works(day, closures)) {
                day = day.plusDays(step);
            }
            return day;
        }
        for (int counted = 0; counted < n; ) {
            day = day.plusDays(step);
            if (works(day, closures)) {
                counted++;
            }
        }
        return day;
    }

    private static int count(LocalDate from, LocalDate to, List<Closure> closures) {
        return (int) from.plusDays(1)
                .datesUntil(to.plusDays(1))
                .filter(day -> works(day, closures))
                .count();
    }

    private static boolean works(LocalDate day, List<Closure> closures) {
        return day.getDayOfWeek() != DayOfWeek.SATURDAY
                && day.getDayOfWeek() != DayOfWeek.SUNDAY
                && !BANK_HOLIDAYS.containsKey(day)
                && closures.stream().noneMatch(closure -> !day.isBefore(closure.from()) && !day.isAfter(closure.to()));
    }
}
