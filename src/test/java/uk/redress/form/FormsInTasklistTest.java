package uk.redress.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.builder.AbstractFlowNodeBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import uk.redress.Chromium;
import uk.redress.RedressTest;
import uk.redress.calendar.LondonTime;
import uk.redress.calendar.WorkingCalendar;

/**
 * Every form of a task in the real Tasklist: it shows the case without a complaint of the browser's, can be filled in
 * and completed with the keyboard alone, and the server takes what the browser sends. The pictures are to be looked at.
 */
@RedressTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FormsInTasklistTest {

    private static final String PROCESS = "forms-in-tasklist";
    private static final String USER = "kiwi-manager";
    private static final Path PICTURES = Path.of("target", "screenshots", "forms");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter AS_TYPED = DateTimeFormatter.ofPattern("dd/MM/yyyy");

    private static final String TAGS = """
            {"id": "tags", "type": "default", "schemaVersion": 16, "components": [
              {"type": "taglist", "key": "about", "id": "about-field", "label": "Whom it is about",
               "properties": {"people": "of-this-tenant", "prefill": "yes"}}
            ]}""";

    @Autowired
    private ProcessEngine engine;

    @LocalServerPort
    private int port;

    private Chromium chromium;
    private Page page;
    private String deployment;
    private String instance;
    private String before;
    private String opened;
    private final List<String> complaintsOfTheBrowser = new ArrayList<>();

    @BeforeAll
    void oneTaskForEachForm() {
        chromium = Chromium.start();
        deployment = deploy();
        instance = engine.getRuntimeService()
                .createProcessInstanceByKey(PROCESS)
                .processDefinitionTenantId("kiwi")
                .setVariables(theCase())
                .execute()
                .getId();
        page = chromium.browser()
                .newContext(new Browser.NewContextOptions()
                        .setLocale("en-GB")
                        .setTimezoneId("Europe/London")
                        .setViewportSize(1440, 1400))
                .newPage();
        page.setDefaultTimeout(Duration.ofMinutes(1).toMillis());
        page.onConsoleMessage(message -> {
            // Tasklist may still ask for the task before when that has been completed, and hear 404.
            if (message.type().equals("error")
                    && (before == null || !message.location().contains(before))) {
                complaintsOfTheBrowser.add(message.text());
            }
        });
        page.onPageError(complaintsOfTheBrowser::add);
        page.navigate("http://localhost:" + port + "/camunda/app/tasklist/default/");
        page.getByPlaceholder("Username").fill(USER);
        page.getByPlaceholder("Password").fill("demo");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Log in"))
                .click();
        page.getByText("Select a task in the list.").waitFor();
    }

    @AfterAll
    void end() {
        if (deployment != null) {
            engine.getRepositoryService().deleteDeployment(deployment, true);
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @ParameterizedTest
    @MethodSource("uk.redress.form.OurFormsTest#taskForms")
    @DisplayName("Issue 3: a Camunda Form for each user task, which the keyboard alone fills in")
    void isFilledInWithTheKeyboardAlone(Path file) {
        String form = name(file);
        Task task = open(form);
        Locator shown = page.locator(".fjs-form", new Page.LocatorOptions().setHasText("KIW-2026-00017: Jo Baker"));
        shown.waitFor();
        assertThat(shown.innerText()).doesNotContain("{{", "null", "undefined");
        assertThat(shown.innerText())
                .as("what the complainant wrote, as they wrote it")
                .contains("The tutor <b>has not come</b>.\n\n# I want a new one.");

        fillIn();
        // Tasklist itself may ask for the task once more when it is completed, and hear 404: that is not the form's.
        assertThat(complaintsOfTheBrowser).isEmpty();
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(PICTURES.resolve(form + ".png"))
                .setFullPage(true));
        page.keyboard().press("Enter");

        awaitTaken(task, form);
        page.getByText("Select a task in the list.")
                .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.VISIBLE));
    }

    private Task open(String form) {
        Task task = engine.getTaskService()
                .createTaskQuery()
                .processInstanceId(instance)
                .taskDefinitionKey(form)
                .singleResult();
        engine.getTaskService().setAssignee(task.getId(), USER);
        complaintsOfTheBrowser.clear();
        before = opened;
        opened = task.getId();
        page.navigate("http://localhost:" + port + "/camunda/app/tasklist/default/#/?task=" + task.getId());
        return task;
    }

    private void awaitTaken(Task task, String form) {
        await("the form " + form + " to be taken: " + page.url())
                .atMost(Duration.ofMinutes(1))
                .until(() -> engine.getTaskService()
                                .createTaskQuery()
                                .taskId(task.getId())
                                .count()
                        == 0);
    }

    @Test
    @DisplayName("ALL-3: whom a complaint is about is chosen by name, with the keyboard alone")
    void peopleAreChosenByName() {
        page.navigate("http://localhost:" + port + "/camunda/app/tasklist/default/");
        page.getByText("Start process").click();
        page.getByRole(
                        AriaRole.LINK,
                        new Page.GetByRoleOptions().setName("Kiwi: complaint").setExact(true))
                .click();
        page.locator(".modal-dialog .fjs-form :focus").waitFor();
        page.getByLabel("What the person says").fill("The tutors were rude.");
        page.getByLabel("Staff whom it is about").focus();
        choose("kiwi-head2");
        choose("kiwi-manager");
        page.keyboard().type("a");
        page.locator(".fjs-dropdownlist-item").first().waitFor();
        page.locator(".fjs-dropdownlist").scrollIntoViewIfNeeded();
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve("people.png")));
        page.keyboard().press("Backspace");
        page.keyboard().press("Tab");
        assertThat(page.evaluate("document.activeElement.id")).asString().contains("previousReference");
        tabTo("Start");
        page.keyboard().press("Enter");

        await("the complaint").atMost(Duration.ofSeconds(15)).until(() -> rudeTutors() != null);
        assertThat(rudeTutors()).isEqualTo("kiwi-head2,kiwi-manager");
    }

    @Test
    @DisplayName("The people whom the case has are shown as tags, to be added to and taken away")
    void thePeopleOfTheCaseAreShownAsTags() {
        Task task = open("tags");
        page.getByText(name("kiwi-manager2"), new Page.GetByTextOptions().setExact(true))
                .waitFor();
        page.getByLabel("Whom it is about").focus();
        choose("kiwi-head");
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve("tags.png")));
        tabTo("Complete");
        page.keyboard().press("Enter");

        awaitTaken(task, "tags");
        assertThat(engine.getRuntimeService().getVariable(instance, "about")).isEqualTo("kiwi-manager2,kiwi-head");
    }

    private void tabTo(String button) {
        for (int i = 0;
                i < 9
                        && !page.evaluate("document.activeElement.textContent.trim()")
                                .equals(button);
                i++) {
            page.keyboard().press("Tab");
        }
    }

    private Object rudeTutors() {
        return engine
                .getRuntimeService()
                .createProcessInstanceQuery()
                .processDefinitionKey("kiwi-complaint")
                .variableValueEquals("summary", "The tutors were rude.")
                .list()
                .stream()
                .map(complaint -> engine.getRuntimeService().getVariable(complaint.getId(), "about"))
                .findFirst()
                .orElse(null);
    }

    /** Goes from field to field with the tab key, fills in each, and stops on the button that completes the task. */
    private void fillIn() {
        page.locator(".fjs-form input, .fjs-form textarea").first().focus();
        List<String> way = new ArrayList<>();
        while (way.size() < 60) {
            String at = String.valueOf(page.evaluate("""
                    () => {
                      const at = document.activeElement;
                      if (at.tagName === 'BUTTON' && at.textContent.trim() === 'Complete') return 'complete';
                      const field = at.closest('.fjs-form-field');
                      return field && at.matches('input, textarea') ? at.type + ' ' + at.id : at.tagName;
                    }"""));
            way.add(at);
            if (at.equals("complete")) {
                return;
            }
            type(at);
            awaitDrawn();
            page.keyboard().press("Tab");
        }
        throw new AssertionError("The tab key does not lead to the button \"Complete\", but to " + way);
    }

    /**
     * Until the form shows what the last key has changed, as a person would see before going on: what is hidden a moment
     * later would lose the focus to the page.
     */
    private void awaitDrawn() {
        page.evaluate("""
                () => new Promise(drawn => {
                  let unchanged = 0;
                  const changes = new MutationObserver(() => unchanged = 0);
                  changes.observe(document.querySelector('.fjs-form'), {childList: true, subtree: true});
                  const frame = () => {
                    if (++unchanged < 4) return requestAnimationFrame(frame);
                    changes.disconnect();
                    drawn();
                  };
                  requestAnimationFrame(frame);
                })""");
    }

    private void type(String field) {
        if (field.startsWith("radio")) {
            // Each choice in its turn, so that it is the last, for which most is asked, in the end.
            page.keyboard().press("Space");
        } else if (field.contains("Time")) {
            page.keyboard().type("00:00");
        } else if (field.contains("substitute-")) {
            choose("kiwi-head2");
        } else if (field.contains("department")) {
            page.keyboard().press("ArrowDown");
            take();
        } else if (field.contains("referralManager")) {
            choose("kiwi-manager2");
        } else if (field.contains("revisedDate") || field.contains("estimatedOn")) {
            page.keyboard().type(AS_TYPED.format(aWorkingDayLater()));
        } else if (field.startsWith("textarea") || field.startsWith("text") && !field.contains("On")) {
            page.keyboard().type("We know more on Monday.");
        }
    }

    /** Types a person's name, by which the list comes down to one, and takes it. */
    private void choose(String person) {
        page.keyboard().type(name(person));
        take();
    }

    /** Takes what the list stands on: a list that has only just appeared does not listen to the keyboard yet. */
    private void take() {
        page.locator(".fjs-dropdownlist-item").first().waitFor();
        awaitDrawn();
        page.keyboard().press("Enter");
    }

    private String name(String person) {
        User user = engine.getIdentityService().createUserQuery().userId(person).singleResult();
        return user.getFirstName() + " " + user.getLastName();
    }

    private static LocalDate aWorkingDayLater() {
        WorkingCalendar calendar = WorkingCalendar.with(List.of());
        return calendar.after(LocalDate.now(LondonTime.ZONE), 10);
    }

    private String deploy() {
        List<Path> files = OurFormsTest.taskForms().toList();
        AbstractFlowNodeBuilder<?, ?> all = Bpmn.createExecutableProcess(PROCESS)
                .camundaHistoryTimeToLiveString("P1D")
                .startEvent()
                .parallelGateway("all");
        List<String> forms = Stream.concat(files.stream().map(FormsInTasklistTest::name), Stream.of("tags"))
                .toList();
        for (String form : forms) {
            all = all.userTask(form)
                    .name(form)
                    .camundaCandidateGroups("referral-managers")
                    .camundaDueDate("${due}")
                    .camundaFormRef(form)
                    .camundaFormRefBinding("deployment")
                    .moveToNode("all");
        }
        DeploymentBuilder deployment = engine.getRepositoryService()
                .createDeployment()
                .tenantId("kiwi")
                .addModelInstance(PROCESS + ".bpmn", all.done())
                .addString("tags.form", TAGS);
        for (Path file : files) {
            try {
                ObjectNode form = (ObjectNode) JSON.readTree(file.toFile());
                deployment.addString(
                        name(file) + ".form", form.put("id", name(file)).toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return deployment.deploy().getId();
    }

    private static Map<String, Object> theCase() {
        Instant now = Instant.now();
        Map<String, Object> facts = new HashMap<>();
        facts.put("reference", "KIW-2026-00017");
        facts.put("complainantName", "Jo Baker");
        facts.put("complainantEmail", "jo@example.org");
        facts.put("complainantAddress", "12 High Street\nLymington SO41 9AA");
        facts.put("needs", "Hard of hearing: please write.");
        facts.put("representativeName", "Sam Baker");
        facts.put("summary", "The tutor <b>has not come</b>.\n\n# I want a new one.");
        facts.put("receivedAt", Date.from(now.minus(Duration.ofDays(9))));
        facts.put("acknowledgedAt", Date.from(now.minus(Duration.ofDays(8))));
        facts.put("respondedAt", Date.from(now.minus(Duration.ofDays(3))));
        facts.put("letterWrittenAt", Date.from(now.minus(Duration.ofDays(3))));
        facts.put("latestDue", Date.from(now.plus(Duration.ofDays(40))));
        facts.put("due", Date.from(now.plus(Duration.ofDays(5))));
        facts.put("answerBy", Date.from(now.plus(Duration.ofDays(20))));
        facts.put("what", "Stage 3 response");
        facts.put("stage", 3);
        facts.put("previousReference", "KIW-2025-00012");
        facts.put("previousSummary", "The tutor came late in May.");
        facts.put("previousOutcome", "not-upheld");
        facts.put("previousFindings", "The bus was late.");
        facts.put("previousRemedy", "None was needed.");
        facts.put("referralNote", "Jo has been patient.");
        facts.put("documents", "The register of May.");
        facts.put("outcome", "partly-upheld");
        facts.put("findings", "The tutor was ill.");
        facts.put("remedy", "A new tutor.");
        facts.put("earlierOutcome", "partly-upheld");
        facts.put("earlierFindings", "The tutor was ill, and nobody told Jo.");
        facts.put("earlierRemedy", "A new tutor from Monday.");
        facts.put("escalationReason", "Monday came, and no tutor did.");
        facts.put("newInformation", "An email of March.");
        facts.put("progressQuestion", "When will I hear?");
        facts.put("behaviour", "He shouted at Amy.");
        facts.put("about", "kiwi-manager2");
        facts.put("handledBy", "1:kiwi-manager,2:kiwi-head");
        facts.put("letterId", "none");
        facts.put("latestEstimate", Date.from(now.plus(Duration.ofDays(40))));
        facts.put("department", "finance");
        facts.put("referralManager", "kiwi-manager2");
        facts.put("forwardNote", "Jo is in a hurry.");
        facts.put("passOnNote", "The second this week.");
        facts.put("conclusionNote", "We offered Jo a refund.");
        facts.put("originalReference", "FOI-2026-118");
        facts.put("originalRequestedOn", "2026-03-02");
        facts.put("originalHandlers", "kiwi-agent,kiwi-agent2");
        return facts;
    }

    /** Policies have forms of the same name, of which each is shown here. */
    private static String name(Path form) {
        String name = form.getFileName().toString().replace(".form", "");
        Path folder = form.getParent().getFileName();
        return folder.endsWith("common") ? name : folder + "-" + name;
    }
}
