package io.onemq;

/** The order in which the messages of a group are handled. */
public enum Ordering {
    /** Any member, any order. The default, and the most parallel. */
    NONE,
    /** Messages with one key one at a time, in publish order; needs {@link Capability#KEY_ORDER}. */
    KEY
}
