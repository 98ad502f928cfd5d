package uk.redress.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.redress.limit.LondonDates.london;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import uk.redress.RedressTest;
import uk.redress.policy.PolicyBean;
import uk.redress.policy.PolicyException;

/** Issue 2: what diagrams call to count limits, through the engine's own expressions. */
@RedressTest
class LimitBeansTest {

    private static final String TENANT = "kiwi";

    @Autowired
    private RepositoryService repository;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private TaskService tasks;

    @Autowired
    private ManagementService management;

    @Autowired
    private List<PolicyBean> beans;

    @Autowired
    private Limits limits;

    private String deployment;

    @AfterEach
    void cleanUp() {
        ClockUtil.reset();
        if (deployment != null) {
            repository.deleteDeployment(deployment, true);
        }
    }

    @Test
    void aDiagramsTimersAndDueDatesAreCounted() {
        Date receivedAt = london("2026-04-01T17:00");
        ClockUtil.setCurrentTime(receivedAt);
        ProcessInstance instance = start(
                aTask("${workingDays.after(receivedAt, 2)}", "${workingDays.before(due, house.warningForTwoDays)}"),
                receivedAt);

        Date due = london("2026-04-07T23:59:59");
        assertThat(task(instance).getDueDate()).as("over Easter").isEqualTo(due);
        assertThat(timer(instance, "warning")).isEqualTo(london("2026-04-07T09:00"));
        assertThat(timer(instance, "limit")).isEqualTo(due);
    }

    /** Design, section 8, mistake 1. */
    @Test
    void aLimitIsNotOverBeforeItsDayIs() {
        Date receivedAt = london("2026-07-15T17:00");
        ClockUtil.setCurrentTime(receivedAt);
        ProcessInstance instance =
                start(aTask("${workingDays.after(receivedAt, 2)}", "${workingDays.before(due, 1)}"), receivedAt);

        ClockUtil.setCurrentTime(london("2026-07-17T23:59:58"));
        assertThat(limitIsOver(instance)).isFalse();
        ClockUtil.setCurrentTime(london("2026-07-18T00:00:00"));
        assertThat(limitIsOver(instance)).isTrue();
    }

    @Test
    void everyBeanAnswersInADiagram() {
        ProcessInstance instance = start(
                aTask("${calendarDays.after(receivedAt, 28)}", "${hours.warning(due, receivedAt, 4, 16)}"),
                london("2026-11-21T17:00"));

        assertThat(task(instance).getDueDate()).isEqualTo(london("2026-12-19T23:59:59"));
        assertThat(task(instance).getDescription()).isEqualTo("Answer by Sat 19 Dec 2026");
        assertThat(timer(instance, "warning")).isEqualTo(london("2026-12-18T16:00"));
    }

    @Test
    void aCaseDoesNotStartWithAMissingFactOrHouseValue() {
        BpmnModelInstance unknownValue = aTask(
                "${workingDays.after(receivedAt, house.warningForTenDays)}", "${workingDays.before(due, house.x)}");
        assertThatThrownBy(() -> start(unknownValue, london("2026-11-20T10:00")))
                .isInstanceOf(ProcessEngineException.class)
                .hasMessageContaining("processes/kiwi/policy.yaml has no house value \"x\"");

        cleanUp();
        BpmnModelInstance missingFact = aTask("${workingDays.after(receivedAt, 2)}", "${due}");
        assertThatThrownBy(() -> start(missingFact, null))
                .isInstanceOf(ProcessEngineException.class)
                .hasMessageContaining("workingDays.after: the date to count from is missing");
    }

    @Test
    void theHouseValuesAreThoseOfThePolicyAndReadOnly() {
        House house = limits.of(TENANT).house();

        assertThat(house.get("warningForTenDays")).isEqualTo(2);
        assertThat(house.get("warningForTwoDays")).isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> house.get("warningForNineDays"))
                .withMessageContaining("no house value \"warningForNineDays\". It has: ")
                .withMessageContaining("warningForTenDays");
        assertThatIllegalArgumentException().isThrownBy(() -> house.get(null));
        assertThatThrownBy(() -> house.put("warningForTenDays", 3)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> house.entrySet().iterator().next().setValue(3))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(house::clear).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void eachPolicyHasItsCountersOnce() {
        assertThat(limits.of(TENANT)).isSameAs(limits.of(TENANT));
        assertThatThrownBy(() -> limits.of("nobody"))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("\"nobody\"");
    }

    /** Design, section 2: the bean API is small and forever. A case that started years ago still calls each of these. */
    @Test
    void noNameOrMethodOfTheBeanApiHasGone() {
        assertThat(beans)
                .extracting(PolicyBean::name)
                .contains("workingDays", "calendarDays", "hours", "house", "dates", "limits");
        assertThat(methods(WorkingDays.class))
                .contains("Date after(Date, int)", "Date before(Date, int)", "int between(Date, Date)");
        assertThat(methods(CalendarDays.class)).contains("Date after(Date, int)", "Date before(Date, int)");
        assertThat(methods(Hours.class)).contains("Date after(Date, int)", "Date warning(Date, Date, int, int)");
        assertThat(methods(Dates.class))
                .contains(
                        "String day(Date)",
                        "String time(Date)",
                        "Date now()",
                        "Date moment(String)",
                        "Date earlier(Date, Date)",
                        "boolean isOver(Date)");
        assertThat(methods(RevisedDates.class)).contains("void revise(DelegateExecution)");
        assertThat(House.class).isAssignableTo(Map.class);
    }

    private static List<String> methods(Class<?> bean) {
        return Arrays.stream(bean.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .map(LimitBeansTest::signature)
                .toList();
    }

    private static String signature(Method method) {
        String parameters = Arrays.stream(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(", "));
        return method.getReturnType().getSimpleName() + " " + method.getName() + "(" + parameters + ")";
    }

    /** A sub-process with a due date, a task by then, and a warning and a limit as boundary timers. */
    private static BpmnModelInstance aTask(String due, String warning) {
        return Bpmn.createExecutableProcess("limit-beans-test")
                .camundaHistoryTimeToLive(1)
                .startEvent()
                .subProcess("stage")
                .camundaInputParameter("due", due)
                .embeddedSubProcess()
                .startEvent()
                .userTask("answer")
                .camundaDueDate("${due}")
                .documentation("Answer by ${dates.day(due)}")
                .endEvent()
                .subProcessDone()
                .boundaryEvent("warning")
                .cancelActivity(false)
                .timerWithDate(warning)
                .endEvent()
                .moveToActivity("stage")
                .boundaryEvent("limit")
                .cancelActivity(false)
                .timerWithDate("${due}")
                .endEvent()
                .moveToActivity("stage")
                .endEvent()
                .done();
    }

    private ProcessInstance start(BpmnModelInstance diagram, Date receivedAt) {
        deployment = repository
                .createDeployment()
                .tenantId(TENANT)
                .addModelInstance("limit-beans-test.bpmn", diagram)
                .deploy()
                .getId();
        return runtime.createProcessInstanceByKey("limit-beans-test")
                .processDefinitionTenantId(TENANT)
                .setVariables(Variables.createVariables().putValue("receivedAt", receivedAt))
                .execute();
    }

    private Task task(ProcessInstance instance) {
        return tasks.createTaskQuery().processInstanceId(instance.getId()).singleResult();
    }

    private Date timer(ProcessInstance instance, String id) {
        return management
                .createJobQuery()
                .processInstanceId(instance.getId())
                .activityId(id)
                .singleResult()
                .getDuedate();
    }

    private boolean limitIsOver(ProcessInstance instance) {
        return management
                        .createJobQuery()
                        .processInstanceId(instance.getId())
                        .activityId("limit")
                        .executable()
                        .count()
                == 1;
    }
}
