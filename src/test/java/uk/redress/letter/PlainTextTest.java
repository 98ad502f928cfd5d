package uk.redress.letter;

import static org.assertj.core.api.Assertions.assertThat;

import org.jsoup.Jsoup;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PlainTextTest {

    @Test
    @DisplayName(
            "Letters: the plain-text alternative keeps paragraphs, headings, lists, quotations, and the addresses of links")
    void shapes() {
        assertThat(text("""
                        <head><title>Not in the text</title><style>p { color: red }</style></head>
                        <p class="on-paper">Only on paper</p>
                        <h2>What  next</h2>
                        <p>One <strong>line</strong>,
                           still the same,<br>and another.</p>
                        <blockquote><p>First.</p><p>Second<br>of two.</p></blockquote>
                        <ul><li>By email: <a href="mailto:us@example.org">us@example.org</a></li>
                        <li><a href="https://www.gov.uk/contact-dfe">the Department</a>, or</li></ul>
                        <div>End <span>of</span> it</div><div>all</div>
                        """)).isEqualTo("""
                        What next

                        One line, still the same,
                        and another.

                            First.

                            Second
                            of two.

                        - By email: us@example.org
                        - the Department (https://www.gov.uk/contact-dfe), or

                        End of it
                        all
                        """);
    }

    @Test
    @DisplayName("Letters: an empty letter is empty text")
    void empty() {
        assertThat(text("<p> </p>")).isEqualTo("\n");
    }

    private static String text(String html) {
        return PlainText.of(Jsoup.parse(html));
    }
}
