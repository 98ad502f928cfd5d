package uk.redress.access;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.task.TaskQuery;

/**
 * The lists that Tasklist shows on its left. They are made by code because Tasklist evaluates the expressions of stored
 * filters; nobody but administrators can make others.
 */
enum TaskFilters {
    ALL("All my tasks", "Everything that you may work on, the most urgent first", query -> query),
    MINE("My tasks", "What you have claimed", query -> query.taskAssigneeExpression("${currentUser()}")),
    TO_BE_CLAIMED("To be claimed", "What nobody has claimed yet", TaskQuery::taskUnassigned),
    DUE(
            "Due today or late",
            "What has to be done by the end of today",
            query -> query.dueBeforeExpression("${dateTime().plusDays(1).withTimeAtStartOfDay()}"));

    private final String title;
    private final String description;
    private final UnaryOperator<TaskQuery> condition;

    TaskFilters(String title, String description, UnaryOperator<TaskQuery> condition) {
        this.title = title;
        this.description = description;
        this.condition = condition;
    }

    /** Makes those that are not there yet, in the order in which Tasklist shows them; returns the ids of all. */
    static List<String> ensure(FilterService filters, TaskService tasks) {
        List<String> ids = new ArrayList<>();
        for (TaskFilters each : values()) {
            List<Filter> found =
                    filters.createTaskFilterQuery().filterName(each.title).list();
            Filter filter = found.isEmpty() ? each.create(filters, tasks) : found.get(0);
            ids.add(filter.getId());
        }
        return ids;
    }

    /** The ids of those that were made. */
    static List<String> ids(FilterService filters) {
        return Arrays.stream(values())
                .flatMap(each -> filters.createTaskFilterQuery().filterName(each.title).list().stream())
                .map(Filter::getId)
                .toList();
    }

    private Filter create(FilterService filters, TaskService tasks) {
        TaskQuery query = condition
                .apply(tasks.createTaskQuery())
                .orderByDueDate()
                .asc()
                .orderByTaskCreateTime()
                .asc();
        return filters.saveFilter(filters.newTaskFilter(title)
                .setQuery(query)
                .setProperties(Map.of(
                        "description",
                        description,
                        "priority",
                        ordinal(),
                        "refresh",
                        true,
                        "showUndefinedVariable",
                        false,
                        "variables",
                        List.of(
                                Map.of("name", "reference", "label", "Reference"),
                                Map.of("name", "complainantName", "label", "Complainant")))));
    }
}
