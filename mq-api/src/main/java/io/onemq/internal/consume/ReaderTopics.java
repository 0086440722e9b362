package io.onemq.internal.consume;

import io.onemq.spi.GroupSpec;
import io.onemq.spi.TopicSpec;

/** What a reader reads and where failed deliveries go. */
public record ReaderTopics(
        TopicSpec topic, GroupSpec group, TopicSpec retryTopic, GroupSpec retryGroup, TopicSpec deadLetterTopic) {}
