package io.onemq.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Codec;
import io.onemq.Consumer;
import io.onemq.Delivery;
import io.onemq.MqClient;
import io.onemq.MqEvent;
import io.onemq.Settlement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whoever asks for the outcome of a settlement gets an answer, whatever is closed meanwhile. */
class OutcomeTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    @RegisterExtension
    final TestBroker test = new TestBroker();

    @Test
    void aMoveThatWaitsForItsNextTryHasAnOutcomeWhenItsClientIsClosed() {
        MqClient client = test.client();
        List<CompletableFuture<Settlement>> outcomes = new CopyOnWriteArrayList<>();
        client.consumer(test.topic, test.group, Codec.string())
                .manualAck()
                .start(delivery -> outcomes.add(delivery.reject("cannot be moved")));
        client.admin().delete(test.topic.deadLetterTopic(test.group));
        test.publisher(client).publish("work");
        // After the third try comes a pause that is longer than the drain time.
        Awaitility.await()
                .until(() -> test.events.stream()
                                .filter(event -> event.type() == MqEvent.Type.TRANSFER_FAILED)
                                .count()
                        == 3);
        client.close();
        assertThat(outcomes).hasSize(1);
        assertThat(outcomes.get(0)).succeedsWithin(SOON).isNotEqualTo(Settlement.SETTLED);
        assertThat(test.ready(test.client())).isEqualTo(1);
    }

    @RepeatedTest(20)
    void aMessageThatIsHandledDuringTheCloseHasAnOutcome() {
        MqClient client = test.client("drain.timeout", "1ms", "ack.flush-interval", "1h");
        List<Delivery<String>> deliveries = new CopyOnWriteArrayList<>();
        test.publisher(client).publishAll(TestBroker.messages(500));
        Consumer consumer = client.consumer(test.topic, test.group, Codec.string())
                .concurrency(8)
                .start(deliveries::add);
        Awaitility.await().until(() -> deliveries.size() > 50);
        consumer.close();
        List<CompletableFuture<Settlement>> outcomes =
                List.copyOf(deliveries).stream().map(Delivery::ack).toList();
        assertThat(outcomes)
                .allSatisfy(outcome -> assertThat(outcome).succeedsWithin(SOON).isNotEqualTo(Settlement.UNKNOWN));
    }
}
