package uk.redress.policy;

import org.camunda.bpm.engine.delegate.DelegateExecution;

/**
 * A date that has moved was passed on to a diagram that had been called with it: nobody entered it there. Published while
 * the engine's command runs.
 *
 * @param instance the process instance of the called diagram
 */
public record DatePassedOn(DelegateExecution instance, String variable) {}
