package uk.redress.calendar;

import java.time.LocalDate;

/**
 * A day that is no working day.
 *
 * @param why {@code Saturday}, {@code Sunday}, the name of the bank holiday, or the reason of the organisation's closure
 */
public record DayOff(LocalDate date, String why) {}
