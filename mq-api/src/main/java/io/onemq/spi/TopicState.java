package io.onemq.spi;

import java.util.Set;

/**
 * A topic as it exists on the broker.
 *
 * @param partitions the number of partitions, or 0 if the topic has none
 * @param groups the names of the groups that exist
 */
public record TopicState(int partitions, Set<String> groups) {

    /**
     * Copies the set.
     *
     * @param partitions the component's value
     * @param groups the component's value
     */
    public TopicState {
        groups = Set.copyOf(groups);
    }
}
