package io.onemq.spi;

import java.time.Duration;
import java.util.Objects;

/**
 * What to consume and how much at a time.
 *
 * @param topic the topic
 * @param group the group
 * @param consumerName a name that no other subscription has or had, made of letters, digits, dots and dashes
 * @param window how many unsettled deliveries this subscription may hold at most; at least 1
 * @param lease for how long a delivery belongs to its consumer without a renewal, where the broker has such a time
 */
public record SubscriptionSpec(TopicSpec topic, GroupSpec group, String consumerName, int window, Duration lease) {

    /**
     * Checks the arguments.
     *
     * @param topic the component's value
     * @param group the component's value
     * @param consumerName the component's value
     * @param window the component's value
     * @param lease the component's value
     */
    public SubscriptionSpec {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(consumerName, "consumerName");
        Objects.requireNonNull(lease, "lease");
        if (window < 1) {
            throw new IllegalArgumentException("window must be at least 1: " + window);
        }
    }
}
