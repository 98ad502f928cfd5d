package uk.redress.calendar;

import de.focus_shift.jollyday.core.Holiday;
import de.focus_shift.jollyday.core.HolidayCalendar;
import de.focus_shift.jollyday.core.HolidayManager;
import de.focus_shift.jollyday.core.ManagerParameters;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bank holidays of England and Wales: those that follow a rule from the library Jollyday, with its substitute days,
 * and the one-off days from the list below.
 */
final class BankHolidays {

    /**
     * Days appointed once, by proclamation, as https://www.gov.uk/bank-holidays publishes them. Jollyday knows those that
     * are listed; they stand here so that no release of it, older or newer, moves the limit of a complaint. A day that is
     * announced goes here without waiting for the library.
     */
    private static final List<OneOff> ONE_OFFS = List.of(
            new OneOff(LocalDate.of(2020, 5, 4), LocalDate.of(2020, 5, 8), "Early May bank holiday (VE day)"),
            new OneOff(LocalDate.of(2022, 5, 30), LocalDate.of(2022, 6, 2), "Spring bank holiday"),
            new OneOff(null, LocalDate.of(2022, 6, 3), "Platinum Jubilee bank holiday"),
            new OneOff(null, LocalDate.of(2022, 9, 19), "Bank holiday for the State Funeral of Queen Elizabeth II"),
            new OneOff(null, LocalDate.of(2023, 5, 8), "Bank holiday for the coronation of King Charles III"));

    private BankHolidays() {}

    /** The name of each bank holiday from the first of these days to the last, by its date. */
    static Map<LocalDate, String> between(LocalDate first, LocalDate last) {
        TreeMap<LocalDate, String> names = new TreeMap<>();
        // England and Wales have the same bank holidays; the library has them apart.
        HolidayManager library = HolidayManager.getInstance(ManagerParameters.create(HolidayCalendar.UNITED_KINGDOM));
        for (Holiday holiday : library.getHolidays(first, last, "eng")) {
            names.put(holiday.getDate(), name(holiday));
        }
        for (OneOff oneOff : ONE_OFFS) {
            if (oneOff.insteadOf() != null) {
                names.remove(oneOff.insteadOf());
            }
            names.put(oneOff.date(), oneOff.name());
        }
        return names.subMap(first, true, last, true);
    }

    private static String name(Holiday holiday) {
        String name =
                holiday.getPropertiesKey().equals("CHRISTMAS") ? "Christmas Day" : holiday.getDescription(Locale.UK);
        return holiday.getObservedDate().isPresent() ? name + " (substitute day)" : name;
    }

    /** @param insteadOf the usual date that is a working day that year; null where the day is an additional one */
    private record OneOff(LocalDate insteadOf, LocalDate date, String name) {}
}
