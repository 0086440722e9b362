package io.onemq.internal.consume;

import io.onemq.spi.GroupSpec;
import io.onemq.spi.TopicSpec;
import org.jspecify.annotations.Nullable;

/**
 * What a reader reads and where failed deliveries go.
 *
 * @param isolatedTopic where messages go whose consumers died with them; null for those who read dead letters
 * @param ensure makes sure, as the topology mode says, that all of it is there
 */
public record ReaderTopics(
        TopicSpec topic,
        GroupSpec group,
        TopicSpec retryTopic,
        @Nullable TopicSpec isolatedTopic,
        GroupSpec privateGroup,
        TopicSpec deadLetterTopic,
        Runnable ensure) {}
