package io.onemq.testkit.contract;

import io.onemq.Group;
import io.onemq.Topic;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * What a consumer does until it dies: it holds up to 64 messages, handles one after the other, and in the middle of one
 * it is gone.
 *
 * @param url where the broker is
 * @param options the options of its client
 * @param topic the topic
 * @param group the group
 * @param haltAfter for how many messages the handler is called before the end; a message that kills its consumer ends it
 *     earlier
 * @param isOver tells whether there is nothing more to wait for, so that the consumer is ended from outside
 */
public record CrashPlan(
        String url, Map<String, String> options, Topic topic, Group group, int haltAfter, BooleanSupplier isOver) {

    /**
     * Copies the options.
     *
     * @param url the component's value
     * @param options the component's value
     * @param topic the component's value
     * @param group the component's value
     * @param haltAfter the component's value
     * @param isOver the component's value
     */
    public CrashPlan {
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(isOver, "isOver");
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(group, "group");
        options = Map.copyOf(options);
    }
}
