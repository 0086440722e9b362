package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Delivery;
import io.onemq.Message;
import io.onemq.Settlement;
import io.onemq.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Retries that wait longer than a consumer holds them. */
abstract class DelayContract extends ContractCases {

    DelayContract(ContractBench bench) {
        super(bench);
    }

    /** Takes the first attempt as failed, with the payload as the delay in milliseconds, and the next ones as done. */
    private static Collector<String> failingOnce() {
        return Collector.then(delivery -> {
            if (delivery.attempt() == 1) {
                CompletableFuture<Settlement> unused =
                        delivery.nack(Duration.ofMillis(Long.parseLong(delivery.payload())));
            }
        });
    }

    private static void assertPunctual(Collector<String> collector, String id) {
        List<Collector.Arrival<String>> arrivals = collector.arrivals().stream()
                .filter(arrival -> arrival.delivery().id().equals(id))
                .toList();
        assertThat(arrivals)
                .extracting(arrival -> arrival.delivery().attempt())
                .as("attempts of " + id)
                .containsExactly(1, 2);
        Duration delay =
                Duration.ofMillis(Long.parseLong(arrivals.get(0).delivery().payload()));
        Punctual.check(
                delay,
                Duration.ofNanos(arrivals.get(1).nanos() - arrivals.get(0).nanos()));
    }

    @Test
    @DisplayName("FAIL-21: retries that wait leave the window to other messages and to shorter retries")
    final void waitingRetriesTakeNoRoom() {
        Topic topic = declared(WORKERS);
        Collector<String> collector = failingOnce();
        start(consumer(topic, WORKERS).maxInFlight(4), collector);
        List<String> waiting = new ArrayList<>();
        IntStream.range(0, 20).forEach(i -> waiting.add(publish(topic, "20000")));
        collector.awaitAll(waiting);
        String shorter = publish(topic, "4000");
        String shortest = publish(topic, "500");
        List<String> others = new ArrayList<>();
        IntStream.range(0, 20).forEach(i -> others.add(publish(topic, "0")));
        Waiting.until("the shorter retries", () -> attempted(collector, 2).containsAll(List.of(shorter, shortest)));
        collector.awaitAll(others);

        assertThat(attempted(collector, 2)).as("retries that came").doesNotContainAnyElementsOf(waiting);
        assertPunctual(collector, shorter);
        assertPunctual(collector, shortest);
        Waiting.until("the other retries", () -> attempted(collector, 2).containsAll(waiting));
        waiting.forEach(id -> assertPunctual(collector, id));
    }

    private static Set<String> attempted(Collector<String> collector, int attempt) {
        Set<String> ids = new HashSet<>();
        for (Delivery<String> delivery : collector.deliveries()) {
            if (delivery.attempt() == attempt) {
                ids.add(delivery.id());
            }
        }
        return ids;
    }

    @Test
    @DisplayName("FAIL-22: retries with different delays come each on its own time, and whole")
    final void everyRetryHasItsOwnTime() {
        Topic topic = declared(WORKERS);
        Collector<String> collector = failingOnce();
        start(consumer(topic, WORKERS), collector);
        List<Message<String>> messages = new ArrayList<>();
        for (String delay : List.of("9000", "6000", "3000", "4500")) {
            messages.add(Same.sampleOf(delay).withId(unique("retry")));
        }
        messages.forEach(message -> publish(topic, message));
        collector.awaitCount(2 * messages.size());

        collector.assertNothingMore();
        for (Message<String> message : messages) {
            String id = message.id().orElseThrow();
            assertPunctual(collector, id);
            collector.deliveries().stream()
                    .filter(delivery -> delivery.id().equals(id))
                    .forEach(delivery -> Same.message(delivery, message));
        }
    }

    @Test
    @DisplayName("FAIL-22: a retry waits for its time while its consumer comes and goes")
    final void retriesWaitForTheirConsumer() {
        Topic topic = declared(WORKERS);
        Collector<String> collector = failingOnce();
        var first = start(consumer(topic, WORKERS), collector);
        String id = publish(topic, "5000");
        collector.awaitCount(1);
        first.close();
        start(consumer(topic, WORKERS), collector);
        collector.awaitCount(2);

        collector.assertNothingMore();
        assertPunctual(collector, id);
    }
}
