package uk.redress.policy;

/**
 * Somebody knows already that a limit of a case cannot be kept, and does not wait for its warning. Published in the
 * engine's transaction; a listener that throws undoes what was being recorded.
 *
 * @param processInstanceId the case's root process instance
 */
public record MoreTimeNeeded(String processInstanceId) {}
