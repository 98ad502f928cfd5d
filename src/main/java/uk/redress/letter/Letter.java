package uk.redress.letter;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;

/**
 * A letter as it was written, and what became of it.
 *
 * @param id the id of the process instance that gets it out
 * @param reference of the complaint
 * @param kind the name of its template, such as {@code acknowledgement}
 * @param html the letter, ready to be printed
 * @param text the same letter as plain text
 * @param toGroups the ids of the groups whose members it is for, parted by commas; null if it is not for colleagues
 * @param addressee the addressee's name; null if none is known
 * @param email the addressee's email, or those of the colleagues, parted by commas; null if none is known
 * @param copyTo the name of the complainant, where the letter goes to a representative with a copy; else null
 * @param copyEmail the email that the copy goes to; null if none is known
 * @param copyByPost whether the copy goes on paper although the letter itself goes by email
 * @param note why it is in its state, for the people who deal with it; may be null
 * @param attempts how often it was offered to the mail server
 * @param sentAt when the mail server accepted it; null if it has not
 * @param postedOn the day it was posted; null if it was not
 * @param postedAt when the posting counts as done; null if it was not posted
 */
public record Letter(
        String id,
        String tenant,
        String reference,
        String kind,
        String subject,
        String html,
        String text,
        String toGroups,
        String addressee,
        String email,
        String copyTo,
        String copyEmail,
        boolean copyByPost,
        State state,
        String note,
        int attempts,
        Instant writtenAt,
        Instant sentAt,
        LocalDate postedOn,
        Instant postedAt) {

    /** What became of a letter. */
    public enum State {
        /** Waits for the mail server. */
        TO_SEND,
        /** The mail server has accepted it. */
        SENT,
        /** Has to be printed and posted, or its copy has. */
        TO_POST,
        /** Was posted. */
        POSTED,
        /** There is nobody to send it to, or no way to; it is kept on file (ALL-8). */
        KEPT,
        /** The step that owed it ended before it went out. */
        NOT_SENT;

        /** The state as tables and the REST API write it, such as {@code to-send}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static State of(String code) {
            return Arrays.stream(values())
                    .filter(state -> state.code().equals(code))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("No letter has the state \"" + code + "\"."));
        }
    }

    /** Whether it is for colleagues, who are told by a task too: never to be posted. */
    boolean isNotice() {
        return toGroups != null;
    }

    /** How messages and logs name it. */
    String title() {
        return "The letter \"" + subject + "\" (" + kind + ", letter id " + id + ")";
    }
}
