package io.onemq.internal.consume;

import io.onemq.spi.GroupSpec;
import io.onemq.spi.TopicSpec;
import org.jspecify.annotations.Nullable;

/**
 * What a reader reads and where failed deliveries go.
 *
 * @param isolatedTopic where messages go whose consumers died with them; null for those who read dead letters
 * @param broadcast whether the group is an ephemeral one, which has no private topics and moves nothing
 * @param ensure makes sure, as the topology mode says, that all of it is there
 */
public record ReaderTopics(
        TopicSpec topic,
        GroupSpec group,
        TopicSpec retryTopic,
        @Nullable TopicSpec isolatedTopic,
        GroupSpec privateGroup,
        TopicSpec deadLetterTopic,
        boolean broadcast,
        Runnable ensure) {

    /** What a broadcast consumer reads. The topics that it has no use for are the one that it reads. */
    public static ReaderTopics ofBroadcast(TopicSpec topic, GroupSpec group, Runnable ensure) {
        return new ReaderTopics(topic, group, topic, null, group, topic, true, ensure);
    }
}
