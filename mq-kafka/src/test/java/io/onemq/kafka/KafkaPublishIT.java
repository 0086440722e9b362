package io.onemq.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Codec;
import io.onemq.MqClient;
import io.onemq.MqEvent;
import io.onemq.Topic;
import org.junit.jupiter.api.Test;

/** What ends a publisher, and what does not. */
class KafkaPublishIT extends KafkaCases {
    @Test
    void aDeletedTopicDoesNotDisturbMessagesToOthers() {
        // Longer on its way than the driver waits before it asks itself whether the topic still exists.
        MqClient mq = connect("kafka.linger.ms", "6000");
        Topic gone = declared(mq, "gone");
        Topic kept = declared(mq, "kept");
        mq.publisher(gone, Codec.string()).publish("makes the topic known to the publisher");
        mq.admin().delete(gone);
        mq.publisher(kept, Codec.string()).publish("slowly");

        assertThat(events).extracting(MqEvent::type).doesNotContain(MqEvent.Type.DISCONNECTED);
    }

    private static Topic declared(MqClient mq, String name) {
        Topic topic = Topic.of(unique(name));
        mq.admin().declare(topic);
        return topic;
    }
}
