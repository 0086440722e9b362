package io.onemq.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onemq.Codec;
import io.onemq.Consumer;
import io.onemq.ConsumerBuilder;
import io.onemq.Delivery;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.MqEvent;
import io.onemq.Publisher;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PauseTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @RegisterExtension
    final TestBroker test = new TestBroker();

    private final List<Delivery<String>> handled = new CopyOnWriteArrayList<>();

    private ConsumerBuilder<String> member(MqClient client) {
        return client.consumer(test.topic, test.group, Codec.string()).concurrency(4);
    }

    @Test
    void whoComesBackIsStillPaused() {
        MqClient client = test.client();
        Consumer consumer = member(client).start(handled::add);
        consumer.pause();
        test.broker().restart();
        await().atMost(SOON)
                .until(() -> consumer.isConnected()
                        && test.events.stream().anyMatch(event -> event.type() == MqEvent.Type.RECONNECTED));
        test.publisher(client).publish("m");
        await().during(Duration.ofMillis(500)).atMost(SOON).until(() -> test.ready(client) == 1 && handled.isEmpty());

        consumer.resume();
        await().atMost(SOON).until(() -> handled.size() == 1);
    }

    @Test
    void nothingIsLostWhilePausesComeAndGo() {
        MqClient client = test.client();
        Consumer one = member(client).start(handled::add);
        Consumer two = member(test.client()).start(handled::add);
        Publisher<String> publisher = test.publisher(client);
        for (int i = 0; i < 500; i++) {
            var unused = publisher.publishAsync(Message.of("m" + i));
            (i % 2 == 0 ? one : two).pause();
            (i % 3 == 0 ? two : one).resume();
        }
        one.resume();
        two.resume();

        await().atMost(SOON).until(() -> handled.size() == 500);
        assertThat(handled).extracting(Delivery::payload).doesNotHaveDuplicates();
        assertThat(handled).extracting(Delivery::attempt).containsOnly(1);
        await().atMost(SOON).until(() -> test.ready(client) == 0);
    }

    @Test
    void whoIsClosedWhilePausedLeavesAllToTheOthers() {
        MqClient client = test.client();
        Consumer consumer =
                member(client).start(delivery -> assertThat(delivery).isNull());
        consumer.pause();
        test.publisher(client).publish("m");
        consumer.close();
        Consumer unused = member(client).start(handled::add);

        await().atMost(SOON).until(() -> handled.size() == 1);
    }
}
