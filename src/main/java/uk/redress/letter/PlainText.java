package uk.redress.letter;

import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/**
 * A letter without its looks: paragraphs, headings and quotations parted by empty lines, lists with a dash, links with
 * their address. Elements of the class {@code on-paper} are left out.
 */
final class PlainText implements NodeVisitor {

    private static final String QUOTED = "    ";

    private final StringBuilder text = new StringBuilder();
    private String indent = "";
    private int wantedBreaks;

    private PlainText() {}

    static String of(Document letter) {
        Document copy = letter.clone();
        copy.select(".on-paper").remove();
        PlainText visitor = new PlainText();
        copy.body().traverse(visitor);
        return visitor.text.append('\n').toString();
    }

    @Override
    public void head(Node node, int depth) {
        if (node instanceof TextNode words) {
            append(words.text());
        } else if (node instanceof Element element) {
            switch (element.normalName()) {
                case "br" -> wantedBreaks = Math.max(wantedBreaks, 1);
                case "blockquote" -> {
                    part(2);
                    indent += QUOTED;
                }
                case "li" -> {
                    part(1);
                    append("- ");
                }
                default -> part(breaks(element));
            }
        }
    }

    @Override
    public void tail(Node node, int depth) {
        if (!(node instanceof Element element)) {
            return;
        }
        switch (element.normalName()) {
            case "blockquote" -> {
                part(2);
                indent = indent.substring(QUOTED.length());
            }
            case "li" -> part(1);
            case "a" -> {
                String address = element.attr("href").replaceFirst("^(mailto|tel):", "");
                if (!address.isEmpty() && !element.text().equals(address)) {
                    append(" (" + address + ")");
                }
            }
            default -> part(breaks(element));
        }
    }

    private static int breaks(Element element) {
        return switch (element.normalName()) {
            case "p", "h1", "h2", "h3", "ul", "ol", "table" -> 2;
            default -> element.isBlock() ? 1 : 0;
        };
    }

    private void part(int breaks) {
        wantedBreaks = Math.max(wantedBreaks, breaks);
    }

    private void append(String words) {
        boolean lineBegins = text.isEmpty() || wantedBreaks > 0 || text.charAt(text.length() - 1) == ' ';
        String next = lineBegins ? words.stripLeading() : words;
        if (next.isEmpty()) {
            return;
        }
        if (!text.isEmpty() && wantedBreaks > 0) {
            while (text.charAt(text.length() - 1) == ' ') {
                text.setLength(text.length() - 1);
            }
            text.append("\n".repeat(wantedBreaks));
        }
        if (text.isEmpty() || wantedBreaks > 0) {
            text.append(indent);
        }
        wantedBreaks = 0;
        text.append(next);
    }
}
