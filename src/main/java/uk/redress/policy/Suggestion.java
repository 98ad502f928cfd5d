package uk.redress.policy;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;

/** Guesses what somebody meant to write. */
public final class Suggestion {

    private static final int LONGEST_LIST = 15;

    private Suggestion() {}

    /** {@code Did you mean "x"?} if one of the names is close to what was written, else which names there are. */
    public static String among(Collection<String> names, String written) {
        return names.stream()
                .min(Comparator.comparingInt((String name) -> distance(name, written))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(name -> distance(name, written) <= Math.max(2, written.length() / 3))
                .map(name -> "Did you mean \"" + name + "\"?")
                .orElseGet(() -> whichThereAre(names));
    }

    private static String whichThereAre(Collection<String> names) {
        if (names.isEmpty()) {
            return "There is none.";
        }
        return names.size() > LONGEST_LIST
                ? "No name is like it."
                : "There are: " + names.stream().sorted().collect(Collectors.joining(", ")) + ".";
    }

    /** How many letters must be changed, added or left out to make one of the other, capitals aside. */
    private static int distance(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[b.length()];
    }
}
