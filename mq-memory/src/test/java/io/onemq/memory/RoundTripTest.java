package io.onemq.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Codec;
import io.onemq.Delivery;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.PublishResult;
import io.onemq.Publisher;
import io.onemq.Receiver;
import io.onemq.Settlement;
import io.onemq.Topic;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class RoundTripTest {
    private final Group group = Group.of("g");
    private final Topic topic = Topic.of("orders").withGroups(group);

    @Test
    void publishReceiveAck() throws Exception {
        MemoryBroker.named("round").reset();
        try (MqClient mq = MqClient.builder("memory:round").connect()) {
            Publisher<String> publisher = mq.publisher(topic, Codec.string());
            publisher.publish(Message.of("hello").withKey("k").withHeader("a", "b"));
            try (Receiver<String> receiver = mq.receiver(topic, group, Codec.string())) {
                Delivery<String> delivery =
                        receiver.receive(Duration.ofSeconds(5)).orElseThrow();
                assertThat(delivery.payload()).isEqualTo("hello");
                assertThat(delivery.position()).contains("0/0");
                assertThat(delivery.ack().get(5, TimeUnit.SECONDS)).isEqualTo(Settlement.SETTLED);
            }
            assertThat(mq.admin().backlog(topic, group).ready()).isZero();
        }
    }

    @Test
    void consumer() {
        MemoryBroker.named("round2").reset();
        List<String> seen = new CopyOnWriteArrayList<>();
        try (MqClient mq = MqClient.builder("memory:round2").connect()) {
            mq.consumer(topic, group, Codec.string()).start(d -> seen.add(d.payload()));
            Publisher<String> publisher = mq.publisher(topic, Codec.string());
            List<Message<String>> messages =
                    IntStream.range(0, 1000).mapToObj(i -> Message.of("m" + i)).toList();
            assertThat(publisher.publishAll(messages)).allMatch(PublishResult::isConfirmed);
            Awaitility.await().until(() -> seen.size() == 1000);
        }
    }
}
