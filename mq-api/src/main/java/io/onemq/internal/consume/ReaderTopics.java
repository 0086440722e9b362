package io.onemq.internal.consume;

import io.onemq.spi.GroupSpec;
import io.onemq.spi.TopicSpec;

/**
 * What a reader reads and where failed deliveries go.
 *
 * @param ensure makes sure, as the topology mode says, that all of it is there
 */
public record ReaderTopics(
        TopicSpec topic,
        GroupSpec group,
        TopicSpec retryTopic,
        GroupSpec retryGroup,
        TopicSpec deadLetterTopic,
        Runnable ensure) {}
