package io.onemq.spi;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Retention;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A topic as a driver sees it. The name is already validated.
 *
 * @param name the topic's name
 * @param partitions the number of partitions that the application fixed, or 0 if it left that to the driver
 * @param role what the topic is for
 * @param retention the retention that the application asks for, or null if it left that to the driver or to another
 *     declaration; null unless {@link DriverConnection#support} of this topic claims
 *     {@link io.onemq.Capability#TOPIC_RETENTION}
 */
public record TopicSpec(
        String name, int partitions, Role role, @Nullable Retention retention) {

    /**
     * Checks the arguments.
     *
     * @param name the component's value
     * @param partitions the component's value
     * @param role the component's value
     * @param retention the component's value
     */
    public TopicSpec {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(role, "role");
        if (partitions < 0) {
            throw new IllegalArgumentException("partitions must not be negative: " + partitions);
        }
    }

    /**
     * Creates a topic without a retention.
     *
     * @param name the component's value
     * @param partitions the component's value
     * @param role the component's value
     */
    public TopicSpec(String name, int partitions, Role role) {
        this(name, partitions, role, null);
    }

    /**
     * Refuses a topic with another retention than this specification asks for. For {@link DriverAdmin#validate}, and for
     * brokers that cannot change one.
     *
     * @param existing what the topic has, or null for none
     * @throws MqException with code CONFLICT
     */
    public void requireRetention(@Nullable Retention existing) {
        if (retention != null && !Objects.equals(retention, existing)) {
            throw new MqException(
                    ErrorCode.CONFLICT,
                    "Topic " + name + " has " + (existing == null ? "no retention" : existing.toString())
                            + ", not the declared " + retention);
        }
    }

    /** What a topic is for. */
    public enum Role {
        /** Declared by an application. */
        APPLICATION,
        /** Private to one group: failed deliveries that wait for their next attempt. Never expires by time. */
        RETRY,
        /**
         * Private to one group: messages that are handled one at a time because consumers died with them. Never expires by
         * time. Here {@link IncomingMessage#earlierDeliveries} is exact: each delivery counts whose subscription ended
         * without {@link DriverSubscription#close}, even if it was the first one and ended at once.
         */
        ISOLATED,
        /** Dead letters of a group. Never expires by time. */
        DEAD_LETTER
    }
}
