package io.onemq;

import io.onemq.internal.Topology;
import java.time.Duration;

/** Where replies go by default. */
final class ReplyTopics {
    private static final String SUFFIX = ".replies";

    /** Nobody reads older ones: requesters see what comes while they are attached. */
    private static final Retention RETENTION =
            Retention.ofAge(Duration.ofMinutes(5)).droppingUnsettled();

    private ReplyTopics() {}

    /** The topic of the replies to the requests of a topic. It has no groups, so some brokers would keep all of it. */
    static Topic of(Topic topic, Topology topology) {
        Topic replies = Topic.of(topic.name() + SUFFIX);
        Topic limited = replies.withRetention(RETENTION);
        boolean keeps = topology.supports(Capability.RETENTION, Topology.spec(replies, false));
        boolean limits = topology.supports(Capability.TOPIC_RETENTION, Topology.spec(limited, false));
        // Whoever declares the topic by other means has decided that.
        return keeps && limits && !topology.isValidating() ? limited : replies;
    }
}
