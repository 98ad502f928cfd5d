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
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
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
            "Issue 3: the people of Kiwi take a complaint through all four stages in Tasklist, with a delay on the way")
    void throughAllFourStagesWithADelay() {
        try (BrowserContext agents = signedIn("tasklist", "kiwi-agent");
                BrowserContext managers = signedIn("tasklist", "kiwi-manager");
                BrowserContext heads = signedIn("tasklist", "kiwi-head");
                BrowserContext directors = signedIn("tasklist", "kiwi-director")) {
            Page agent = agents.pages().get(0);
            Page manager = managers.pages().get(0);
            Page head = heads.pages().get(0);
            Page director = directors.pages().get(0);

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

            refer(manager, reference, "Refer to the Director of Quality Assurance", "refer-2");
            investigate(head, reference, "Investigate at Stage 2");
            respond(head, reference, "Respond at Stage 2", "Partly upheld");
            post(agent, reference, "response-2");
            askForNextStage(agent, reference, "The new tutor has not come either.", "record-answer-2");

            refer(head, reference, "Refer to the Managing Director", "refer-3");
            investigate(director, reference, "Investigate at Stage 3");
            respond(director, reference, "Respond at Stage 3", "Upheld");
            post(agent, reference, "response-3");
            askForNextStage(agent, reference, "I have lost a term.", "record-answer-3");

            try (BrowserContext supervisors = signedIn("cockpit", "kiwi-supervisor")) {
                seeInCockpit(supervisors.pages().get(0), reference);
            }
            referOutside(manager, reference);
            post(agent, reference, "referral-outside");
            awaitClosed("kiwi-supervisor", reference, "referred-outside");
            seeInComplaints(agent, reference);
        }
    }

    @ParameterizedTest
    @MethodSource("uk.redress.packaged.UsualCases#all")
    @DisplayName("Issue 4: the people of each company take its usual case through in Tasklist")
    void theUsualCase(UsualCases.Case usual) {
        Map<String, BrowserContext> people = new HashMap<>();
        try {
            String reference = null;
            for (UsualCases.Step step : usual.steps()) {
                Page page = people.computeIfAbsent(step.user(), user -> signedIn("tasklist", user))
                        .pages()
                        .get(0);
                if (reference == null) {
                    openProcess(page, step.task());
                    fillIn(page, usual.tenant() + "-start", step.values());
                    start(page);
                    reference = newest(step.user());
                } else if (step.isPost()) {
                    post(step.user(), reference);
                } else {
                    open(page, reference, step.task());
                    fillIn(page, usual.tenant() + "-" + step.task(), step.values());
                    complete(page);
                }
            }
            awaitClosed(usual.tenant() + "-supervisor", reference, "satisfied");
        } finally {
            people.values().forEach(BrowserContext::close);
        }
    }

    private static void fillIn(Page page, String picture, List<String> values) {
        for (String value : values) {
            String[] labelAndValue = value.split(" = ", 2);
            if (value.startsWith("sees ")) {
                assertThat(page.locator(".fjs-form")).containsText(Pattern.compile(value.substring(5)));
            } else if (labelAndValue.length == 1) {
                page.getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setName(value))
                        .first()
                        .check();
            } else {
                fillIn(page, labelAndValue[0], labelAndValue[1]);
            }
        }
        picture(page, picture.toLowerCase(Locale.ROOT).replace(' ', '-'));
    }

    private static void fillIn(Page page, String label, String value) {
        // The label of a select names no input, so getByLabel does not find it.
        Locator field = page.locator("//label[normalize-space() = '%1$s' or normalize-space() = '%1$s*']"
                .formatted(label)
                .concat("/ancestor::*[contains(@class, 'fjs-form-field ')][1]"));
        if (field.getAttribute("class").contains("fjs-form-field-select")) {
            field.locator(".fjs-input-group").click();
            page.locator(".fjs-dropdownlist-item").getByText(value).click();
        } else if (value.equals("in a week")) {
            type(page, label, workingDaysAfter(today(), 5));
        } else {
            field.locator("input, textarea").fill(value);
        }
    }

    private static String newest(String user) {
        return json(user, "/engine-rest/complaint?sortBy=loggedAt&sortOrder=desc&maxResults=1")
                .path(0)
                .path("reference")
                .asText();
    }

    /** As the form does it: that it can be filled in the walk through Kiwi's procedure shows. */
    private static void post(String user, String reference) {
        String task = awaitTask(reference, "Print and post the letter");
        jar.post(user, "/engine-rest/task/" + task + "/claim", "{\"userId\": \"" + user + "\"}");
        jar.post(user, "/engine-rest/task/" + task + "/submit-form", "{\"variables\": {}}");
    }

    @Test
    @DisplayName("What the server refuses is said in the form by the field's label, and nothing that was typed is lost")
    void refusedByTheServer() {
        try (BrowserContext agent = signedIn("tasklist", "kiwi-agent")) {
            Page page = agent.pages().get(0);
            openStartForm(page);
            page.getByLabel("What the person says").fill("The tutor has not come.");
            page.getByLabel("Reference of an earlier complaint").fill("the one of May");
            page.getByRole(
                            AriaRole.BUTTON,
                            new Page.GetByRoleOptions().setName("Start").setExact(true))
                    .click();

            Locator message = page.getByText("\"Reference of an earlier complaint\" is not written")
                    .first();
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
        if (task.endsWith("2") || task.endsWith("3")) {
            assertThat(page.locator(".fjs-form")).containsText("Jo has had no tutor for three weeks.");
        }
        if (task.endsWith("3")) {
            assertThat(page.locator(".fjs-form")).containsText("The letters of both stages");
        }
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

    private static void refer(Page page, String reference, String task, String picture) {
        open(page, reference, task);
        page.getByLabel("What they should know").fill("Jo has had no tutor for three weeks.");
        if (picture.equals("refer-3")) {
            page.getByLabel("Supporting documents passed on").fill("The register\nThe letters of both stages");
        } else {
            assertThat(page.getByLabel("Supporting documents passed on")).hasCount(0);
        }
        picture(page, picture);
        complete(page);
    }

    private static void referOutside(Page page, String reference) {
        open(page, reference, "Refer to the outside body");
        page.getByLabel("Anything to add to the letter").fill("They will ask you for this letter.");
        picture(page, "refer-outside");
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

    private static void awaitClosed(String supervisor, String reference, String closedAs) {
        await(reference + " to be closed")
                .atMost(PATIENCE)
                .until(() -> json(supervisor, "/engine-rest/complaint/" + reference)
                        .path("closedAs")
                        .asText()
                        .equals(closedAs));
    }

    private static void seeInComplaints(Page page, String reference) {
        Locator all = openComplaints(page);
        picture(page, "complaints-closed");
        all.getByText(reference).click();
        assertThat(all.getByText("Closed: referred outside", new Locator.GetByTextOptions()))
                .isVisible();
        for (String said : List.of(
                "Stage 1 response: 10 working days, revised",
                "Respond at Stage 2: done",
                "Refer to the Managing Director: done",
                "Refer to the outside body: done")) {
            assertThat(all.getByText(said).first()).isVisible();
        }
        picture(page, "complaint-closed");
        all.getByText("Closed", new Locator.GetByTextOptions().setExact(true)).scrollIntoViewIfNeeded();
        picture(page, "complaint-closed-steps");
        closeComplaints(page);
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

    /** Opens a task of a complaint and takes it on, where nobody was named for it. */
    private static void open(Page page, String reference, String task) {
        String id = awaitTask(reference, task);
        page.reload();
        page.locator(".tasks-list li")
                .filter(new Locator.FilterOptions().setHasText(reference))
                .getByText(task)
                .first()
                .click();
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(task))
                        .first())
                .isVisible();
        assertThat(page.locator(".fjs-form").getByText(reference).first()).isVisible();
        if (json("admin", "/engine-rest/task/" + id).path("assignee").isNull()) {
            page.getByText("Claim", new Page.GetByTextOptions().setExact(true)).click();
        }
        assertThat(page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Complete")))
                .isEnabled();
    }

    /** The id of a task of a complaint, once there is one. */
    private static String awaitTask(String reference, String task) {
        return await("the task \"" + task + "\" of " + reference)
                .atMost(PATIENCE)
                .until(
                        () -> json("admin", "/engine-rest/task?processInstanceBusinessKey=" + reference),
                        tasks -> tasks.findValuesAsText("name").contains(task))
                .valueStream()
                .filter(found -> found.path("name").asText().equals(task))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asText();
    }

    private static void complete(Page page) {
        Response answer = page.waitForResponse(
                response -> response.url().endsWith("/submit-form"),
                page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Complete"))::click);
        Assertions.assertThat(answer.ok())
                .as(() -> answer.status() + " " + answer.text())
                .isTrue();
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
