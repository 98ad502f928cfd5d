package uk.redress.packaged;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.redress.Chromium;
import uk.redress.calendar.LondonTime;

/** Works complaints through in a real browser, as the people of a company do. Its pictures are to be looked at. */
class BrowserIT {

    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final Pattern REFERENCE = Pattern.compile("KIW-\\d{4}-\\d{5}");
    private static final DateTimeFormatter AS_TYPED = DateTimeFormatter.ofPattern("dd/MM/yyyy");
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;

    private static RunningJar jar;
    private static Chromium chromium;
    private static Browser browser;

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
        browser = chromium.browser();
        setDefaultAssertionTimeout(20_000);
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
            "Issue 3: the people of Kiwi take a complaint through Stage 1 in Tasklist, with a delay and a question on the way")
    void throughStage1WithADelay() {
        try (BrowserContext agents = signedIn("tasklist", "kiwi-agent");
                BrowserContext managers = signedIn("tasklist", "kiwi-manager");
                BrowserContext heads = signedIn("tasklist", "kiwi-head")) {
            Page agent = agents.pages().get(0);
            Page manager = managers.pages().get(0);
            Page head = heads.pages().get(0);

            String reference = logComplaint(agent, receiptThatIsWarnedOfNow());
            acknowledge(manager, reference);
            seeToLateness(head, reference);
            post(agent, reference, "acknowledgement");
            reviseDate(manager, reference);
            post(agent, reference, "delay");
            askForProgress(agent, reference);
            sayHowItStands(agent, reference);
            post(agent, reference, "progress");

            investigate(manager, reference, "Investigate the complaint");
            respond(manager, reference, "Respond to the complaint", "Not upheld");
            post(agent, reference, "response-1");
            askForNextStage(agent, reference, "Nobody has asked the tutor.", "record-answer");
        }
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

    /** The last day on which the response would be in time is the next working day, so the warning has come already. */
    private static LocalDate receiptThatIsWarnedOfNow() {
        LocalDate due = workingDaysAfter(today(), 1);
        return Stream.iterate(due.minusDays(10), day -> day.minusDays(1))
                .limit(60)
                .filter(day -> workingDaysAfter(day, 10).equals(due))
                .findFirst()
                .orElseThrow();
    }

    private static LocalDate workingDaysAfter(LocalDate from, int days) {
        return LocalDate.parse(json("kiwi-agent", "/engine-rest/calendar/kiwi?from=" + from + "&workingDays=" + days)
                .path("date")
                .asText());
    }

    private static LocalDate today() {
        return LocalDate.now(LondonTime.ZONE);
    }

    private static String logComplaint(Page page, LocalDate receivedOn) {
        openStartForm(page);
        picture(page, "start-form");
        page.getByLabel("What the person says")
                .fill("The tutor has not come for two weeks, and nobody rang back.\n\nI want a new tutor.");
        type(page, "Received on", receivedOn);
        page.getByLabel("Name", exactly()).fill("Jo Baker");
        page.getByLabel("Postal address").fill("12 High Street\nLymington SO41 9AA");
        page.getByLabel("What to bear in mind").fill("Hard of hearing: please write.");
        start(page);
        Locator row = openComplaints(page).locator("tr", new Locator.LocatorOptions().setHasText("Jo Baker"));
        assertThat(row).containsText(REFERENCE);
        picture(page, "complaints");
        String reference = row.getByRole(AriaRole.BUTTON).textContent();
        row.getByRole(AriaRole.BUTTON).click();
        assertThat(complaints(page).getByText("Logged", new Locator.GetByTextOptions().setExact(true)))
                .isVisible();
        assertThat(complaints(page).getByText("10 working days").first()).isVisible();
        closeComplaints(page);
        return reference;
    }

    private static void start(Page page) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Start").setExact(true))
                .click();
        assertThat(page.getByText("The process has been started.")).isVisible();
    }

    private static Locator openComplaints(Page page) {
        page.getByText("Complaints", new Page.GetByTextOptions().setExact(true)).click();
        return complaints(page);
    }

    private static Locator complaints(Page page) {
        return page.locator("dialog.redress-complaints");
    }

    private static void closeComplaints(Page page) {
        complaints(page)
                .getByText("Close", new Locator.GetByTextOptions().setExact(true))
                .click();
    }

    private static void openStartForm(Page page) {
        openProcess(page, "Kiwi: complaint");
        assertThat(page.getByLabel("What the person says")).isVisible();
    }

    private static void acknowledge(Page page, String reference) {
        open(page, reference, "Acknowledge the complaint");
        assertThat(page.getByText("Please note their needs:")).isVisible();
        assertThat(page.getByText(
                        Pattern.compile("Acknowledge by (Mon|Tue|Wed|Thu|Fri) \\d{1,2} [A-Z][a-z]{2} \\d{4}")))
                .isVisible();
        picture(page, "acknowledge");
        complete(page);
    }

    private static void seeToLateness(Page page, String reference) {
        open(page, reference, "Acknowledgement is late: see to it");
        page.getByLabel("What will be done").fill("I have asked for it to go today.");
        picture(page, "late");
        complete(page);
    }

    private static void reviseDate(Page page, String reference) {
        open(page, reference, "Stage 1 response: in time, or a revised date?");
        page.getByText("More time is needed").click();
        page.getByLabel("Why it takes longer").fill("The tutor is ill, and we have not heard them yet.");
        type(page, "Revised date", workingDaysAfter(today(), 10));
        picture(page, "due-soon");
        complete(page);
    }

    private static void askForProgress(Page page, String reference) {
        openProcess(page, "Kiwi: record something about a complaint");
        page.getByLabel("Reference of the complaint").fill(reference);
        page.locator(".fjs-form-field-select .fjs-input-group").click();
        picture(page, "record-choices");
        page.locator(".fjs-dropdownlist-item")
                .getByText("They ask how it stands")
                .click();
        page.getByLabel("Details").fill("Jo asks whether the tutor has said anything.");
        picture(page, "record");
        start(page);
    }

    private static void sayHowItStands(Page page, String reference) {
        open(page, reference, "Say how the complaint stands");
        assertThat(page.getByText("Jo asks whether the tutor has said anything."))
                .isVisible();
        page.getByLabel("Where things stand").fill("We have read the register, and speak to the tutor on Thursday.");
        picture(page, "tell-progress");
        complete(page);
    }

    private static void investigate(Page page, String reference, String task) {
        open(page, reference, task);
        page.getByLabel("What you found").fill("The tutor was ill, and nobody told Jo.");
        picture(page, task.toLowerCase(Locale.ROOT).replace(' ', '-'));
        complete(page);
    }

    private static void respond(Page page, String reference, String task, String outcome) {
        open(page, reference, task);
        assertThat(page.getByLabel("What you found")).hasValue("The tutor was ill, and nobody told Jo.");
        page.getByText(outcome, new Page.GetByTextOptions().setExact(true)).click();
        page.getByLabel("What you will do about it").fill("Jo has a new tutor from Monday.");
        page.getByLabel("Root cause").fill("Nobody stands in for a tutor who is ill.");
        page.getByLabel("Lesson").fill("Each tutor has a stand-in.");
        picture(page, task.toLowerCase(Locale.ROOT).replace(' ', '-'));
        complete(page);
    }

    private static void askForNextStage(Page page, String reference, String reason, String picture) {
        open(page, reference, "Record the complainant's answer");
        page.getByText("Asks for the next stage").click();
        page.getByLabel("What they are unhappy with").fill(reason);
        picture(page, picture);
        complete(page);
    }

    private static void post(Page page, String reference, String name) {
        open(page, reference, "Print and post the letter");
        picture(page, "post-letter");
        Page letter = page.context()
                .waitForPage(() -> page.getByText("Open the letter to print it").click());
        assertThat(letter.getByText("Jo Baker").first()).isVisible();
        picture(letter, "letter-" + name);
        letter.close();
        type(page, "Posted on", today());
        complete(page);
    }

    /** Opens a task of a complaint and takes it on. */
    private static void open(Page page, String reference, String task) {
        await("the task \"" + task + "\" of " + reference)
                .atMost(PATIENCE)
                .until(() -> json("admin", "/engine-rest/task?processInstanceBusinessKey=" + reference)
                        .findValuesAsText("name")
                        .contains(task));
        page.reload();
        page.locator(".tasks-list").getByText(task).first().click();
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(task))
                        .first())
                .isVisible();
        assertThat(page.locator(".fjs-form").getByText(reference).first()).isVisible();
        claim(page);
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

    private static void openProcess(Page page, String name) {
        page.getByText("Start process").first().click();
        page.locator(".modal-content")
                .getByText(name, new Locator.GetByTextOptions().setExact(true))
                .click();
    }

    private static void type(Page page, String label, LocalDate date) {
        page.getByLabel(label).fill(AS_TYPED.format(date));
        page.keyboard().press("Tab");
    }

    private static JsonNode json(String user, String path) {
        try {
            return JSON.readTree(jar.get(user, path));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
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
