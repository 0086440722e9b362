package io.onemq.spi;

import io.onemq.Ordering;
import io.onemq.StartPosition;
import java.util.Objects;

/**
 * A group as a driver sees it. The name is already validated.
 *
 * @param name the group's name
 * @param ordering the order that the group asks for
 * @param start where the group starts if it is new; LATEST unless the driver claims {@link io.onemq.Capability#REPLAY}
 */
public record GroupSpec(String name, Ordering ordering, StartPosition start) {

    /**
     * Checks the arguments.
     *
     * @param name the component's value
     * @param ordering the component's value
     * @param start the component's value
     */
    public GroupSpec {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(ordering, "ordering");
        Objects.requireNonNull(start, "start");
    }

    /**
     * Creates a group that starts at the latest.
     *
     * @param name the component's value
     * @param ordering the component's value
     */
    public GroupSpec(String name, Ordering ordering) {
        this(name, ordering, StartPosition.latest());
    }
}
