package io.onemq.spi;

import io.onemq.Ordering;
import java.util.Objects;

/**
 * A group as a driver sees it. The name is already validated.
 *
 * @param name the group's name
 * @param ordering the order that the group asks for
 */
public record GroupSpec(String name, Ordering ordering) {

    /**
     * Checks the arguments.
     *
     * @param name the component's value
     * @param ordering the component's value
     */
    public GroupSpec {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(ordering, "ordering");
    }
}
