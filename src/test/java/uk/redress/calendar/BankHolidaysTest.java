package uk.redress.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.Year;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Issue 2: the bank holidays of England and Wales, as https://www.gov.uk/bank-holidays publishes them. */
class BankHolidaysTest {

    private static Map<LocalDate, String> of(Year year) {
        return BankHolidays.between(year.atDay(1), year.atMonth(12).atEndOfMonth());
    }

    @ParameterizedTest
    @CsvSource({
        "2019, 01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26",
        "2020, 01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28",
        "2021, 01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
        "2022, 01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
        "2023, 01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
        "2024, 01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
        "2025, 01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
        "2026, 01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
        "2027, 01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"
    })
    void areThosePublished(Year year, String monthDays) {
        assertThat(of(year).keySet())
                .containsExactly(Stream.of(monthDays.split(" "))
                        .map(monthDay -> year.atMonthDay(MonthDay.parse("--" + monthDay)))
                        .toArray(LocalDate[]::new));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2020-05-08 | Early May bank holiday (VE day)",
                "2020-12-28 | Boxing Day (substitute day)",
                "2021-12-27 | Christmas Day (substitute day)",
                "2022-01-03 | New Year's Day (substitute day)",
                "2022-06-02 | Spring bank holiday",
                "2022-06-03 | Platinum Jubilee bank holiday",
                "2022-09-19 | Bank holiday for the State Funeral of Queen Elizabeth II",
                "2023-05-08 | Bank holiday for the coronation of King Charles III",
                "2025-12-25 | Christmas Day",
                "2026-04-03 | Good Friday",
                "2026-04-06 | Easter Monday",
                "2026-05-04 | Early May Bank Holiday",
                "2026-08-31 | Summer Bank Holiday"
            })
    void haveTheirNamesInEnglishWhateverTheMachinesLanguage(LocalDate date, String name) {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertThat(of(Year.of(date.getYear()))).containsEntry(date, name);
        } finally {
            Locale.setDefault(before);
        }
    }

    static IntStream yearsOfTheCalendar() {
        return IntStream.rangeClosed(WorkingCalendar.FIRST.getYear(), WorkingCalendar.LAST.getYear());
    }

    @ParameterizedTest
    @MethodSource("yearsOfTheCalendar")
    void areAtLeastEightAYearAndNeverOnAWeekend(int year) {
        assertThat(of(Year.of(year))).hasSizeGreaterThanOrEqualTo(8);
        assertThat(of(Year.of(year)).keySet())
                .noneMatch(
                        date -> date.getDayOfWeek() == DayOfWeek.SATURDAY || date.getDayOfWeek() == DayOfWeek.SUNDAY);
    }

    @Test
    void leaveTheUsualDateAWorkingDayWhereTheHolidayWasMoved() {
        WorkingCalendar calendar = WorkingCalendar.with(List.of());
        assertThat(calendar.isWorkingDay(LocalDate.of(2020, 5, 4))).isTrue();
        assertThat(calendar.isWorkingDay(LocalDate.of(2022, 5, 30))).isTrue();
    }
}
