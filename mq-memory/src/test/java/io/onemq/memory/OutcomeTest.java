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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
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

    @Test
    void aMoveThatFailsWhileItsConsumerIsClosedIsNotReportedAsDone() {
        MqClient client = test.client();
        List<Delivery<String>> held = new CopyOnWriteArrayList<>();
        Consumer consumer = client.consumer(test.topic, test.group, Codec.string())
                .manualAck()
                .start(held::add);
        client.admin().delete(test.topic.deadLetterTopic(test.group));
        test.publisher(client).publish("work");
        Awaitility.await().until(() -> held.size() == 1);
        CompletableFuture<Void> closed = CompletableFuture.runAsync(consumer::close);
        Awaitility.await().until(() -> TestBroker.isClosed(consumer));
        assertThat(held.get(0).reject("cannot be moved")).succeedsWithin(SOON).isEqualTo(Settlement.LEASE_LOST);
        assertThat(closed).succeedsWithin(SOON);
        assertThat(test.ready(client)).isEqualTo(1);
    }

    /** The shorter the time between the last look of the consumer and that of its broker, the more tries it takes. */
    @RepeatedTest(20)
    void aNackDuringTheCloseIsReportedAsDoneOnlyIfItCounts() {
        MqClient client = test.client("drain.timeout", "1ms");
        List<Delivery<String>> held = new CopyOnWriteArrayList<>();
        test.publisher(client).publishAll(TestBroker.messages(1000));
        Consumer consumer = client.consumer(test.topic, test.group, Codec.string())
                .maxInFlight(1000)
                .manualAck()
                .start(held::add);
        Awaitility.await().until(() -> held.size() == 1000);
        CompletableFuture<Void> closed = CompletableFuture.runAsync(consumer::close);
        Set<String> counted =
                held.stream().map(delivery -> Map.entry(delivery.id(), delivery.nack(Duration.ZERO))).toList().stream()
                        .filter(nack -> nack.getValue().join() == Settlement.SETTLED)
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet());
        assertThat(closed).succeedsWithin(SOON);

        Map<String, Integer> attempts = new ConcurrentHashMap<>();
        client.consumer(test.topic, test.group, Codec.string())
                .start(delivery -> attempts.merge(delivery.id(), delivery.attempt(), Math::max));
        Awaitility.await().until(() -> attempts.size() == 1000);
        assertThat(counted).allSatisfy(id -> assertThat(attempts).containsEntry(id, 2));
    }
}
