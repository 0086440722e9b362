package io.onemq.spi;

import io.onemq.Retention;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A topic as it exists on the broker.
 *
 * @param partitions the number of partitions, or 0 if the topic has none
 * @param groups the names of the groups that exist
 * @param retention the retention that is in force, also by settings that others made; null if there is none, or if the
 *     broker does not tell
 */
public record TopicState(
        int partitions, Set<String> groups, @Nullable Retention retention) {

    /**
     * Copies the set.
     *
     * @param partitions the component's value
     * @param groups the component's value
     * @param retention the component's value
     */
    public TopicState {
        groups = Set.copyOf(groups);
    }

    /**
     * Creates the state of a topic without a retention.
     *
     * @param partitions the component's value
     * @param groups the component's value
     */
    public TopicState(int partitions, Set<String> groups) {
        this(partitions, groups, null);
    }
}
