package io.onemq;

import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A topic as it exists on the broker.
 *
 * @param name the topic's name
 * @param partitions the number of partitions, or empty if the topic has none
 * @param groups the names of its groups; on brokers that cannot list them (RabbitMQ), those of the groups asked for
 *     that exist
 */
public record TopicDescription(String name, OptionalInt partitions, Set<String> groups) {

    /**
     * Copies the set.
     *
     * @param name the component's value
     * @param partitions the component's value
     * @param groups the component's value
     */
    public TopicDescription {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(partitions, "partitions");
        groups = Set.copyOf(groups);
    }
}
