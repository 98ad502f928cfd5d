package uk.redress.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.builder.AbstractFlowNodeBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
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
    private static final DateTimeFormatter AS_TYPED = DateTimeFormatter.ofPattern("dd/MM/yyyy");

    @Autowired
    private ProcessEngine engine;

    @LocalServerPort
    private int port;

    private Chromium chromium;
    private Page page;
    private String deployment;
    private String instance;
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
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
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
        Task task = engine.getTaskService()
                .createTaskQuery()
                .processInstanceId(instance)
                .taskDefinitionKey(form)
                .singleResult();
        engine.getTaskService().setAssignee(task.getId(), USER);
        complaintsOfTheBrowser.clear();

        page.navigate("http://localhost:" + port + "/camunda/app/tasklist/default/#/?task=" + task.getId());
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

        await("the form " + form + " to be taken: " + page.url())
                .atMost(Duration.ofSeconds(15))
                .until(() -> engine.getTaskService()
                                .createTaskQuery()
                                .taskId(task.getId())
                                .count()
                        == 0);
        page.getByText("Select a task in the list.")
                .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.VISIBLE));
    }

    /** Goes from field to field with the tab key, fills in each, and stops on the button that completes the task. */
    private void fillIn() {
        page.locator(".fjs-form input, .fjs-form textarea").first().focus();
        for (int i = 0; i < 60; i++) {
            String key = String.valueOf(page.evaluate("""
                    () => {
                      const at = document.activeElement;
                      if (at.tagName === 'BUTTON' && at.textContent.trim() === 'Complete') return 'complete';
                      const field = at.closest('.fjs-form-field');
                      return field && at.matches('input, textarea') ? at.type + ' ' + at.id : '';
                    }"""));
            if (key.equals("complete")) {
                return;
            }
            type(key);
            page.keyboard().press("Tab");
        }
        throw new AssertionError("The tab key does not lead to the button \"Complete\".");
    }

    private void type(String field) {
        if (field.startsWith("radio")) {
            // Each choice in its turn, so that it is the last, for which most is asked, in the end.
            page.keyboard().press("Space");
        } else if (field.contains("Time")) {
            page.keyboard().type("00:00");
        } else if (field.contains("substitute-")) {
            page.keyboard().type("kiwi-head2");
        } else if (field.contains("revisedDate")) {
            page.keyboard().type(AS_TYPED.format(aWorkingDayLater()));
        } else if (field.startsWith("textarea") || field.startsWith("text") && !field.contains("On")) {
            page.keyboard().type("We know more on Monday.");
        }
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
        for (Path file : files) {
            all = all.userTask(name(file))
                    .name(name(file))
                    .camundaCandidateGroups("referral-managers")
                    .camundaDueDate("${due}")
                    .camundaFormRef(name(file))
                    .camundaFormRefBinding("deployment")
                    .moveToNode("all");
        }
        DeploymentBuilder deployment = engine.getRepositoryService()
                .createDeployment()
                .tenantId("kiwi")
                .addModelInstance(PROCESS + ".bpmn", all.done());
        for (Path file : files) {
            try {
                deployment.addString(file.getFileName().toString(), Files.readString(file));
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
        facts.put("due", Date.from(now.plus(Duration.ofDays(5))));
        facts.put("answerBy", Date.from(now.plus(Duration.ofDays(20))));
        facts.put("what", "Stage 3 response");
        facts.put("stage", 3);
        facts.put("previousReference", "KIW-2025-00012");
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
        return facts;
    }

    private static String name(Path form) {
        return form.getFileName().toString().replace(".form", "");
    }
}
