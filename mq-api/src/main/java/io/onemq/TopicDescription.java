package io.onemq;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A topic as it exists on the broker.
 *
 * @param name the topic's name
 * @param partitions the number of partitions, or empty if the topic has none
 * @param groups the names of its groups; on brokers that cannot list them (RabbitMQ), those of the groups asked for
 *     that exist
 * @param retention the retention that the topic has, declared or by the broker's own settings; empty if it has no limits
 *     or keeps only what is not settled, or if the broker does not tell
 */
public record TopicDescription(String name, OptionalInt partitions, Set<String> groups, Optional<Retention> retention) {

    /**
     * Copies the set.
     *
     * @param name the component's value
     * @param partitions the component's value
     * @param groups the component's value
     * @param retention the component's value
     */
    public TopicDescription {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(partitions, "partitions");
        Objects.requireNonNull(retention, "retention");
        groups = Set.copyOf(groups);
    }
}
