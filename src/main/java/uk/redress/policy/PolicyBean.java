package uk.redress.policy;

/**
 * A bean that diagrams call by name and that differs by policy: each expression gets the one of its own tenant.
 *
 * <p>Its name is part of the bean API that every diagram ever deployed relies on: it is never changed or removed.
 */
public interface PolicyBean {

    /** The name by which expressions call it. */
    String name();

    /** The object that expressions of this policy's diagrams see. */
    Object of(Policy policy);
}
