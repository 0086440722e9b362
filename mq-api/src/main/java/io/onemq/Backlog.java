package io.onemq;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * What a group has not settled.
 *
 * @param ready messages that wait for a consumer
 * @param inFlight messages that a consumer holds, or empty if the broker does not show it
 */
public record Backlog(long ready, OptionalLong inFlight) {

    /**
     * Checks that nothing is null.
     *
     * @param ready the component's value
     * @param inFlight the component's value
     */
    public Backlog {
        Objects.requireNonNull(inFlight, "inFlight");
    }
}
