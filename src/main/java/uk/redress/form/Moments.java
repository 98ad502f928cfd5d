package uk.redress.form;

import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.function.Function;
import uk.redress.calendar.CalendarException;
import uk.redress.calendar.LondonTime;
import uk.redress.calendar.WorkingCalendar;
import uk.redress.policy.FormDefinition.Field;

/** The dates and times of a form, all of them Europe/London, and the custom properties that are about them. */
class Moments {

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd").withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm").withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter DATE_AND_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm").withResolverStyle(ResolverStyle.STRICT);

    private final LocalDateTime now;
    private final Function<String, Object> known;
    private final WorkingCalendar calendar;

    /** @param calendar the working days of the case's tenant; null if it has no policy */
    Moments(Clock clock, Function<String, Object> known, WorkingCalendar calendar) {
        this.now = LocalDateTime.ofInstant(clock.instant(), LondonTime.ZONE);
        this.known = known;
        this.calendar = calendar;
    }

    /** Whether the text is a date, a time or both, as the browser sends it and REST callers must. */
    static boolean isA(String subtype, String text) {
        try {
            switch (subtype) {
                case "time" -> TIME.parse(text);
                case "datetime" -> DATE_AND_TIME.parse(text);
                default -> DATE.parse(text);
            }
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    /** The date of today, as a form sends it. */
    String today() {
        return DATE.format(now);
    }

    /** The time it is now, as a form sends it. */
    String time() {
        return TIME.format(now);
    }

    static String mend(String subtype) {
        return switch (subtype) {
            case "time" -> "is no time of day: give it as HH:mm, such as 09:30.";
            case "datetime" -> "is no date and time: give it as yyyy-MM-ddTHH:mm, such as 2026-11-24T09:30.";
            default -> "is no date: give it as yyyy-MM-dd, such as 2026-11-24.";
        };
    }

    /** Whether a form that shows this moment may send it back as this text. */
    static boolean shows(Date moment, String text) {
        String shown = String.valueOf(asText(moment));
        return shown.startsWith(text) || text.startsWith(shown);
    }

    /** A Date as a form shows it; anything else as it is. */
    static Object asText(Object value) {
        return value instanceof Date date
                ? DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(local(date).truncatedTo(ChronoUnit.SECONDS))
                : value;
    }

    /**
     * What is wrong with a date or a time by the field's custom properties; null if nothing is.
     *
     * @param fields a field of the form or of the contract, by key; null if there is none
     * @param texts what was submitted for a field, by key; null if nothing was
     */
    String fault(Field field, String text, Function<String, Field> fields, Function<String, String> texts) {
        String dateKey = field.properties().get("timeOf");
        if (dateKey != null) {
            return timeFault(fields.apply(dateKey), texts.apply(dateKey), text, texts);
        }
        String rule = field.properties().get("date");
        String floor = field.properties().get("notBefore");
        String after = field.properties().get("after");
        String ceiling = field.properties().get("notAfter");
        boolean workingDay = field.properties().containsKey("workingDay");
        if (rule == null && floor == null && after == null && ceiling == null && !workingDay) {
            return null;
        }
        LocalDateTime moment = moment(text);
        if (moment == null) {
            return mend("date");
        }
        LocalDate date = moment.toLocalDate();
        boolean timed = isA("datetime", text);
        if ("not-in-future".equals(rule) && (timed ? moment.isAfter(now) : date.isAfter(now.toLocalDate()))) {
            return "is in the future: give today or an earlier date.";
        }
        if ("not-in-past".equals(rule) && (timed ? moment.isBefore(minute()) : date.isBefore(now.toLocalDate()))) {
            return "is in the past: give today or a later date.";
        }
        LocalDateTime earliest = known(floor, texts);
        LocalDateTime last = known(after, texts);
        LocalDateTime latest = latest(ceiling, texts);
        if (latest != null && last != null && !latest.toLocalDate().isAfter(last.toLocalDate())) {
            return "cannot be given: it would have to be after " + LondonTime.day(last.toLocalDate())
                    + ", but no later than " + LondonTime.day(latest.toLocalDate()) + ".";
        }
        if (earliest != null && (timed ? moment.isBefore(earliest) : date.isBefore(earliest.toLocalDate()))) {
            return "is too early: give " + (timed ? time(earliest) : LondonTime.day(earliest.toLocalDate()))
                    + " or later.";
        }
        if (last != null && !date.isAfter(last.toLocalDate())) {
            return "is too early: give a date after " + LondonTime.day(last.toLocalDate()) + ".";
        }
        if (latest != null && (timed ? moment.isAfter(latest) : date.isAfter(latest.toLocalDate()))) {
            return "is too late: give " + (timed ? time(latest) : LondonTime.day(latest.toLocalDate()))
                    + " or earlier.";
        }
        return workingDay && calendar != null ? dayOffFault(date, latest) : null;
    }

    private String dayOffFault(LocalDate date, LocalDateTime latest) {
        try {
            if (calendar.isWorkingDay(date)) {
                return null;
            }
            LocalDate next = calendar.after(date, 0);
            return "is no working day (" + LondonTime.day(date) + "): choose "
                    + (latest == null || !next.isAfter(latest.toLocalDate())
                            ? LondonTime.day(next) + ", say."
                            : "an earlier one.");
        } catch (CalendarException beyond) {
            return "is too far away: choose a date up to " + LondonTime.day(WorkingCalendar.LAST) + ".";
        }
    }

    private String timeFault(Field dateField, String dateText, String text, Function<String, String> texts) {
        if (!isA("time", text)) {
            return mend("time");
        }
        if (dateField == null || dateText != null && !isA("date", dateText)) {
            return null;
        }
        LocalDate date = dateText == null ? now.toLocalDate() : LocalDate.parse(dateText, DATE);
        LocalDateTime moment = date.atTime(LocalTime.parse(text, TIME));
        String rule = dateField.properties().get("date");
        boolean isToday = date.equals(now.toLocalDate());
        if ("not-in-future".equals(rule) && isToday && moment.isAfter(now)) {
            return "is in the future: give the time it is now, or an earlier one.";
        }
        if ("not-in-past".equals(rule) && isToday && moment.isBefore(minute())) {
            return "is in the past: give the time it is now, or a later one.";
        }
        String floor = dateField.properties().get("notBefore");
        LocalDateTime earliest = known(floor, texts);
        if (earliest != null && date.equals(earliest.toLocalDate()) && moment.isBefore(earliest)) {
            return "is too early: give " + time(earliest) + " or later.";
        }
        String ceiling = dateField.properties().get("notAfter");
        LocalDateTime latest = latest(ceiling, texts);
        if (latest != null && date.equals(latest.toLocalDate()) && moment.isAfter(latest)) {
            return "is too late: give " + time(latest) + " or earlier.";
        }
        return null;
    }

    /** The last minute that the date in a field or a variable leaves; of a date alone, that of its day. */
    private LocalDateTime latest(String name, Function<String, String> texts) {
        LocalDateTime moment = known(name, texts);
        return moment != null && moment.toLocalTime().equals(LocalTime.MIDNIGHT)
                ? moment.toLocalDate().atTime(LocalTime.MAX)
                : moment;
    }

    private LocalDateTime known(String name, Function<String, String> texts) {
        if (name == null) {
            return null;
        }
        String submitted = texts.apply(name);
        Object value = submitted != null ? submitted : known.apply(name);
        if (value instanceof Date date) {
            return local(date).truncatedTo(ChronoUnit.MINUTES);
        }
        return value instanceof String text ? moment(text) : null;
    }

    private LocalDateTime minute() {
        return now.truncatedTo(ChronoUnit.MINUTES);
    }

    private static LocalDateTime moment(String text) {
        if (isA("date", text)) {
            return LocalDate.parse(text, DATE).atStartOfDay();
        }
        return isA("datetime", text) ? LocalDateTime.parse(text, DATE_AND_TIME) : null;
    }

    private static String time(LocalDateTime moment) {
        return LondonTime.time(LondonTime.at(moment.toLocalDate(), moment.toLocalTime()));
    }

    private static LocalDateTime local(Date date) {
        return LocalDateTime.ofInstant(date.toInstant(), LondonTime.ZONE);
    }
}
