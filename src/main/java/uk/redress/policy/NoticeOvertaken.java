package uk.redress.policy;

import java.time.Instant;
import org.camunda.bpm.engine.delegate.DelegateExecution;

/**
 * The complainant was told a revised date that moves no limit, because that has been moved as far meanwhile. Published
 * while the engine's command runs.
 *
 * @param execution the execution of the diagram that gave the notice
 * @param limit the name of the limit's due date in the diagram, such as {@code responseDue}
 * @param revised the revised date that was told
 * @param due the instant at which the limit stays due
 */
public record NoticeOvertaken(DelegateExecution execution, String limit, Instant revised, Instant due) {}
