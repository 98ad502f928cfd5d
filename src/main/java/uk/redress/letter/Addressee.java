package uk.redress.letter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Whom a letter is addressed to (ALL-6): the complainant, until a representative's authority is recorded; then the
 * representative, with a copy to the complainant unless they did not want one. Templates call it {@code addressee}.
 *
 * @param name may be empty
 * @param email may be empty
 * @param lines the lines of the address block, the name among them; empty if nothing is known
 * @param kind what they came to us with, as the start variable {@code kind} says it
 * @param representative whether it is the representative
 * @param complainant the complainant's name; may be empty
 * @param copy whether the complainant gets a copy
 * @param copyEmail where the copy goes by email; may be empty
 * @param postable whether there is an address to post to
 */
public record Addressee(
        String name,
        String email,
        List<String> lines,
        String kind,
        boolean representative,
        String complainant,
        boolean copy,
        String copyEmail,
        boolean postable) {

    /** The variables that say who a letter goes to, and what is known of them. */
    static final Set<String> VARIABLES = Set.of(
            "complainantName",
            "complainantEmail",
            "complainantPhone",
            "complainantAddress",
            "representativeName",
            "representativeRelation",
            "representativeEmail",
            "representativeAuthority",
            "copyToComplainant",
            "needs");

    private static final Set<String> NO = Set.of("no", "none", "false");

    static Addressee of(Map<String, Object> variables) {
        String complainant = text(variables, "complainantName");
        String email = text(variables, "complainantEmail");
        String kind = text(variables, "kind");
        List<String> address = Words.address(text(variables, "complainantAddress"));
        if (!isRepresented(variables)) {
            return new Addressee(
                    complainant,
                    email,
                    block(complainant, address),
                    kind,
                    false,
                    complainant,
                    false,
                    "",
                    !address.isEmpty());
        }
        String name = text(variables, "representativeName");
        List<String> careOf = new ArrayList<>();
        if (!address.isEmpty()) {
            if (!complainant.isEmpty()) {
                careOf.add("c/o " + complainant);
            }
            careOf.addAll(address);
        }
        String representativeEmail = text(variables, "representativeEmail");
        boolean same = email.equalsIgnoreCase(representativeEmail);
        boolean copy = !saysNo(variables, "copyToComplainant") && (!email.isEmpty() && !same || !address.isEmpty());
        return new Addressee(
                name,
                representativeEmail,
                block(name, careOf),
                kind,
                true,
                complainant,
                copy,
                copy && !same ? email : "",
                !address.isEmpty());
    }

    /** Colleagues, of whom the letter says no more than their titles. */
    static Addressee colleagues(String titles) {
        return new Addressee(titles, "", List.of(titles), "", false, "", false, "", false);
    }

    /** How the letter begins. */
    public String greeting() {
        return name.isEmpty() ? "Hello" : "Dear " + name;
    }

    /** The complaint, as the addressee would call it. */
    public String complaint() {
        return representative ? "the complaint" : "your complaint";
    }

    /** The question, as the addressee would call it. */
    public String question() {
        return representative ? "the question" : "your question";
    }

    /** What they came to us with (a complaint, question, comment or compliment), as the addressee would call it. */
    public String matter() {
        return switch (kind) {
            case "query" -> question();
            case "comment", "compliment" -> (representative ? "the " : "your ") + kind;
            default -> complaint();
        };
    }

    /** The complainant, as a letter to a representative calls them. */
    public String client() {
        return complainant.isEmpty() ? "the person you act for" : complainant;
    }

    /** Whether there is nobody to address (ALL-8): no name, no email and no address. */
    boolean unknown() {
        return email.isEmpty() && lines.isEmpty();
    }

    private static boolean isRepresented(Map<String, Object> variables) {
        boolean known = !text(variables, "representativeName").isEmpty()
                || !text(variables, "representativeEmail").isEmpty();
        return known
                && !text(variables, "representativeAuthority").isEmpty()
                && !saysNo(variables, "representativeAuthority");
    }

    private static boolean saysNo(Map<String, Object> variables, String name) {
        return NO.contains(text(variables, name).toLowerCase(Locale.ROOT));
    }

    private static List<String> block(String name, List<String> address) {
        List<String> lines = new ArrayList<>();
        if (!name.isEmpty()) {
            lines.add(name);
        }
        lines.addAll(address);
        return List.copyOf(lines);
    }

    private static String text(Map<String, Object> variables, String name) {
        Object value = variables.get(name);
        return value == null ? "" : value.toString().strip();
    }
}
