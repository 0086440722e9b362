package io.onemq;

/** The order in which the messages of a group are handled. */
public enum Ordering {
    /** Any member, any order. The default, and the most parallel. */
    NONE,
    /**
     * Messages with one key one at a time, in publish order; needs {@link Capability#KEY_ORDER}.
     *
     * <p>A message may come again when the connection breaks, or its member is thrown out of the group, while a handler runs
     * with it. Within one consumer it then waits until that handler has returned; a handler that never returns holds up its
     * key there, and no other one. Another consumer may overlap with it. Only the one that has the lease can settle.
     */
    KEY
}
