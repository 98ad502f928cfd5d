package uk.redress.letter;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** What people typed, cut as a letter shows it; templates call it {@code words}. Templates escape it, this does not. */
public final class Words {

    Words() {}

    /** The paragraphs of a text, which empty lines part, and the lines of each; none if the text is null or empty. */
    public List<List<String>> paragraphs(String text) {
        if (text == null || text.isBlank()) {
            return List.of();
        }
        return Arrays.stream(text.strip().split("\\R\\s*\\R")).map(Words::lines).toList();
    }

    /**
     * The text or list itself: for what a letter makes no sense without.
     *
     * @throws IllegalArgumentException if it is absent or empty; the letter is then not written
     */
    public Object needed(Object value) {
        boolean empty = value == null
                || value instanceof String text && text.isBlank()
                || value instanceof Collection<?> list && list.isEmpty();
        if (empty) {
            throw new IllegalArgumentException(
                    "What this line shows is empty, and the letter makes no sense without it. Fill it in.");
        }
        return value;
    }

    /** The lines of an address: as they were typed, or, where it was typed on one line, its parts between commas. */
    static List<String> address(String address) {
        if (address == null || address.isBlank()) {
            return List.of();
        }
        List<String> lines = lines(address);
        return lines.size() > 1
                ? lines
                : Arrays.stream(lines.get(0).split(","))
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList();
    }

    private static List<String> lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }
}
