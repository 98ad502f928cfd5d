package uk.redress.letter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;

/**
 * Keeps letters to words: nothing in one runs, nor fetches anything when it is opened, and what somebody typed acts
 * neither as HTML nor as an expression.
 */
final class LetterSafety {

    private static final Pattern UNESCAPED =
            Pattern.compile("(data-)?th[:-](utext|inline)|\\[\\(|__[^\"_]*[$*#@~]\\{[^\"]*__");
    private static final Set<String> NOT_WORDS = Set.of(
            "script", "iframe", "frame", "object", "embed", "applet", "form", "base", "link", "audio", "video", "svg");
    private static final Set<String> FETCHING = Set.of("src", "srcset", "background", "poster", "data", "action");
    private static final Pattern FETCHING_STYLE =
            Pattern.compile("@import|url\\(\\s*[\"']?(?!data:)", Pattern.CASE_INSENSITIVE);
    private static final Pattern LINK = Pattern.compile("(?i)(https?://|mailto:|tel:|#).*");

    /** What stands in a text for bytes that are no character. */
    private static final char UNREADABLE = '\uFFFD';

    private LetterSafety() {}

    /** What is unsafe in the file of a template, each with the line and the mend. */
    static List<String> ofTemplate(String file, String template) {
        List<String> problems = new ArrayList<>();
        int unreadable = template.indexOf(UNREADABLE);
        if (unreadable >= 0) {
            problems.add(file + ", line " + line(template, unreadable)
                    + ": a character cannot be read, because the file is not in UTF-8. Save it in that encoding.");
        }
        Matcher unescaped = UNESCAPED.matcher(template);
        while (unescaped.find()) {
            problems.add(file + ", line " + line(template, unescaped.start()) + ": \"" + unescaped.group()
                    + "\" would let what a complainant typed act as HTML or as an expression. Use th:text.");
        }
        Document document = Jsoup.parse(template, Parser.htmlParser().setTrackPosition(true));
        problems.addAll(of(
                document,
                element -> file + ", line " + element.sourceRange().start().lineNumber()));
        return problems;
    }

    private static long line(String text, int position) {
        return 1
                + text.substring(0, position)
                        .chars()
                        .filter(each -> each == '\n')
                        .count();
    }

    /** What is unsafe in a letter as it was worded. */
    static List<String> ofLetter(String file, Document letter) {
        return of(letter, element -> file);
    }

    private static List<String> of(Document document, Function<Element, String> place) {
        List<String> problems = new ArrayList<>();
        for (Element element : document.getAllElements()) {
            String tag = element.normalName();
            if (NOT_WORDS.contains(tag) || tag.equals("meta") && element.hasAttr("http-equiv")) {
                problems.add(place.apply(element) + ": <" + tag
                        + "> is not for a letter, which has words alone. Leave it out.");
            }
            if (tag.equals("style") && FETCHING_STYLE.matcher(element.data()).find()) {
                problems.add(place.apply(element) + ": " + fetches("<style>"));
            }
            for (Attribute attribute : element.attributes()) {
                String problem = problem(attribute);
                if (problem != null) {
                    problems.add(place.apply(element) + ": " + problem);
                }
            }
        }
        return problems;
    }

    private static String problem(Attribute attribute) {
        String name = attribute.getKey().toLowerCase(Locale.ROOT);
        String value = attribute.getValue().strip();
        if (name.startsWith("on")) {
            return name + " would make something run when the letter is opened. Leave it out.";
        }
        boolean fetching = FETCHING.contains(name) && !value.startsWith("data:")
                || name.equals("style") && FETCHING_STYLE.matcher(value).find();
        if (fetching) {
            return fetches(name);
        }
        if (name.equals("href") && !LINK.matcher(value).matches()) {
            return "the link \"" + value + "\" is none that a letter can have. Let it begin with https://, http://,"
                    + " mailto: or tel:.";
        }
        return null;
    }

    private static String fetches(String what) {
        return what
                + " would fetch something when the letter is opened, and so tell somebody that it was. Put it into the"
                + " letter itself, as a data: address, or leave it out.";
    }
}
