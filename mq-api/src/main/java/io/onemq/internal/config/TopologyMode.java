package io.onemq.internal.config;

/** What the client does about a topic that it opens. */
public enum TopologyMode {
    /** Creates what is missing and fails if what exists contradicts the declaration. */
    CREATE,
    /** Creates nothing; fails if something is missing or contradicts the declaration. */
    VALIDATE,
    /** Neither creates nor looks. */
    NONE
}
