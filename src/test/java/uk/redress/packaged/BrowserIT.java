package uk.redress.packaged;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.redress.Chromium;

/** Works complaints through in a real browser, as the people of a company do. Its pictures are to be looked at. */
class BrowserIT {

    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final Pattern REFERENCE = Pattern.compile("KIW-\\d{4}-\\d{5}");

    @TempDir
    private static Path folder;

    private static RunningJar jar;
    private static Chromium chromium;
    private static Browser browser;

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
        browser = chromium.browser();
        jar = RunningJar.start(folder);
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
        if (jar != null) {
            jar.close();
        }
    }

    @Test
    @DisplayName(
            "An agent logs a complaint, the manager acknowledges and answers it, the supervisor sees it in Cockpit")
    void fromComplaintToAnswer() {
        try (BrowserContext agent = signedIn("tasklist", "kiwi-agent")) {
            logComplaint(agent.pages().get(0));
        }
        String reference;
        try (BrowserContext manager = signedIn("tasklist", "kiwi-manager")) {
            Page page = manager.pages().get(0);
            reference = acknowledge(page);
        }
        try (BrowserContext supervisor = signedIn("cockpit", "kiwi-supervisor")) {
            seeInCockpit(supervisor.pages().get(0), reference);
        }
        try (BrowserContext agent = signedIn("tasklist", "kiwi-agent")) {
            printAndPost(agent, "Acknowledgement posted");
        }
        try (BrowserContext manager = signedIn("tasklist", "kiwi-manager")) {
            Page page = manager.pages().get(0);
            investigate(page);
            respond(page);
        }
        try (BrowserContext agent = signedIn("tasklist", "kiwi-agent")) {
            printAndPost(agent, "Response posted");
        }
        org.assertj.core.api.Assertions.assertThat(jar.get("kiwi-supervisor", "/engine-rest/complaint/" + reference))
                .contains("\"closedAs\":\"answered\"", "\"outcome\":\"upheld\"");
    }

    @Test
    @DisplayName("What the server refuses is said in the form by the field's label, and nothing that was typed is lost")
    void refusedByTheServer() {
        try (BrowserContext agent = signedIn("tasklist", "kiwi-agent")) {
            Page page = agent.pages().get(0);
            openStartForm(page);
            page.getByLabel("What the person says").fill("The tutor has not come.");
            page.getByLabel("Staff whom it is about").fill("nobody-here");
            page.getByRole(
                            AriaRole.BUTTON,
                            new Page.GetByRoleOptions().setName("Start").setExact(true))
                    .click();

            Locator message =
                    page.getByText("\"Staff whom it is about\" names someone").first();
            assertThat(message).isVisible();
            message.scrollIntoViewIfNeeded();
            picture(page, "refused");
            assertThat(page.getByLabel("What the person says")).hasValue("The tutor has not come.");
        }
    }

    private static void logComplaint(Page page) {
        openStartForm(page);
        picture(page, "start-form");
        page.getByLabel("What the person says")
                .fill("The tutor has not come for two weeks, and nobody rang back.\n\nI want a new tutor.");
        page.getByLabel("Name", exactly()).fill("Jo Baker");
        page.getByLabel("Postal address").fill("12 High Street\nLymington SO41 9AA");
        page.getByLabel("What to bear in mind").fill("Hard of hearing: please write.");
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Start").setExact(true))
                .click();
        assertThat(page.getByText("The process has been started.")).isVisible();
        page.getByText("Complaints", new Page.GetByTextOptions().setExact(true)).click();
        Locator row = page.locator("dialog tr", new Page.LocatorOptions().setHasText("Jo Baker"));
        assertThat(row).containsText(REFERENCE);
        picture(page, "complaints");
        row.getByRole(AriaRole.BUTTON).click();
        assertThat(page.locator("dialog").getByText("Logged", new Locator.GetByTextOptions().setExact(true)))
                .isVisible();
        assertThat(page.locator("dialog").getByText("10 working days")).isVisible();
    }

    private static void openStartForm(Page page) {
        page.getByText("Start process").first().click();
        page.locator(".modal-content").getByText("Kiwi: complaint").click();
        assertThat(page.getByLabel("What the person says")).isVisible();
    }

    private static String acknowledge(Page page) {
        open(page, "Acknowledge the complaint");
        Locator heading = page.getByText(REFERENCE).locator("visible=true").first();
        assertThat(page.getByText("Please note their needs:")).isVisible();
        assertThat(page.getByText(
                        Pattern.compile("Acknowledge by (Mon|Tue|Wed|Thu|Fri) \\d{1,2} [A-Z][a-z]{2} \\d{4}")))
                .isVisible();
        Matcher reference = REFERENCE.matcher(heading.textContent());
        org.assertj.core.api.Assertions.assertThat(reference.find()).isTrue();
        claim(page);
        picture(page, "acknowledge");
        complete(page);
        return reference.group();
    }

    private static void investigate(Page page) {
        open(page, "Investigate the complaint");
        claim(page);
        page.getByLabel("What you found").fill("The tutor was ill, and nobody told Jo.");
        picture(page, "investigate");
        complete(page);
    }

    private static void respond(Page page) {
        page.reload();
        open(page, "Respond to the complaint");
        claim(page);
        assertThat(page.getByLabel("What you found")).hasValue("The tutor was ill, and nobody told Jo.");
        page.getByText("Upheld", new Page.GetByTextOptions().setExact(true)).click();
        page.getByLabel("What you will do about it").fill("Jo has a new tutor from Monday.");
        page.getByLabel("Root cause").fill("Nobody stands in for a tutor who is ill.");
        page.getByLabel("Lesson").fill("Each tutor has a stand-in.");
        picture(page, "respond");
        complete(page);
    }

    private static void printAndPost(BrowserContext context, String name) {
        Page page = context.pages().get(0);
        open(page, "Print and post the letter");
        claim(page);
        picture(page, "post-letter");
        Page letter = context.waitForPage(
                () -> page.getByText("Open the letter to print it").click());
        assertThat(letter.getByText("Jo Baker").first()).isVisible();
        picture(letter, name.toLowerCase().replace(' ', '-'));
        letter.close();
        page.getByLabel("Posted on")
                .fill(java.time.format.DateTimeFormatter.ofPattern("dd/MM/yyyy")
                        .format(java.time.LocalDate.now(java.time.ZoneId.of("Europe/London"))));
        page.keyboard().press("Tab");
        complete(page);
    }

    private static void seeInCockpit(Page page, String reference) {
        page.navigate(jar.address() + "/camunda/app/cockpit/default/#/processes");
        page.getByText("Kiwi: complaint").first().click();
        assertThat(page.getByText(reference).first()).isVisible();
        assertThat(page.locator(".djs-container .djs-element[data-element-id='stage-1']")
                        .first())
                .isVisible();
        picture(page, "cockpit");
    }

    private static void open(Page page, String task) {
        page.locator("ol.tasks-list, .tasks-list").getByText(task).first().click();
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(task))
                        .first())
                .isVisible();
        assertThat(page.getByText(REFERENCE).locator("visible=true").first()).isVisible();
    }

    private static void claim(Page page) {
        page.getByText("Claim", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Complete")))
                .isEnabled();
    }

    private static void complete(Page page) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Complete"))
                .click();
        assertThat(page.getByText("Select a task in the list.")).isVisible();
    }

    private static Page.GetByLabelOptions exactly() {
        return new Page.GetByLabelOptions().setExact(true);
    }

    private static BrowserContext signedIn(String app, String user) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setLocale("en-GB")
                .setTimezoneId("Europe/London")
                .setViewportSize(1440, 1000));
        Page page = context.newPage();
        page.navigate(jar.address() + "/camunda/app/" + app + "/default/");
        page.getByPlaceholder("Username").fill(user);
        page.getByPlaceholder("Password").fill("demo");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Log in"))
                .click();
        assertThat(page.getByText("Log in", new Page.GetByTextOptions().setExact(true)))
                .hasCount(0);
        return context;
    }

    private static void picture(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
    }
}
