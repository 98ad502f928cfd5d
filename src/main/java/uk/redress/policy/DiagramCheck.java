package uk.redress.policy;

/** One concern that every diagram of a policy is checked for. */
interface DiagramCheck {

    /**
     * Adds what is wrong with the diagram.
     *
     * @param diagram a diagram that could be read
     * @param files everything that is deployed with it
     */
    void check(Diagram diagram, PolicyFiles files, Problems problems);
}
