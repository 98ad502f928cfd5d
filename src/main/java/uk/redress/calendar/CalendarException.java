package uk.redress.calendar;

/** A date cannot be counted; the message says which, why, and how far the calendar reaches, in words for its reader. */
public class CalendarException extends RuntimeException {

    public CalendarException(String message) {
        super(message);
    }
}
