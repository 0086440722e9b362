package io.onemq;

import java.util.Objects;

/**
 * The state of a client's connection, found by asking the broker.
 *
 * @param up true if the broker answered in time
 * @param broker name and version of the broker, as it reported them when the client connected
 * @param detail one sentence: what answered, or why not
 */
public record Health(boolean up, String broker, String detail) {

    /**
     * Checks that nothing is null.
     *
     * @param up the component's value
     * @param broker the component's value
     * @param detail the component's value
     */
    public Health {
        Objects.requireNonNull(broker, "broker");
        Objects.requireNonNull(detail, "detail");
    }
}
