package io.onemq.internal.config;

/** What a publish does when the bound on unconfirmed messages is reached. */
public enum OnFull {
    /** Waits for room, up to {@code publish.max-wait}. */
    WAIT,
    /** Fails at once with BUFFER_FULL. */
    FAIL
}
