package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Capability;
import io.onemq.DeadLetters;
import io.onemq.Delivery;
import io.onemq.ErrorCode;
import io.onemq.Message;
import io.onemq.Publisher;
import io.onemq.Settlement;
import io.onemq.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Messages with a priority. */
abstract class PriorityContract extends ContractCases {
    private static final int NORMAL = 120;
    private static final int HIGH = 40;

    PriorityContract(ContractBench bench) {
        super(bench);
    }

    /** Tells whether priorities are offered. If not, asserts that such messages are refused, and that nothing is sent. */
    private boolean offered() {
        if (supports(Capability.PRIORITY)) {
            return true;
        }
        Topic topic = declared(WORKERS);
        Publisher<String> publisher = publisher(topic);
        for (int priority : new int[] {0, 4, 9}) {
            Message<String> message = of(priority, "never sent");
            assertRefused(Capability.PRIORITY, () -> publisher.publish(message));
            assertRefused(Capability.PRIORITY, () -> Waiting.forFuture(publisher.publishAsync(message)));
            assertThat(publisher.publishAll(List.of(message)).get(0).isConfirmed())
                    .as("confirmed")
                    .isFalse();
        }
        assertNothingLeft(topic, WORKERS);
        return false;
    }

    private static Message<String> of(int priority, String payload) {
        return Message.builder(payload).priority(priority).build();
    }

    /** The i-th of many: one without a priority, then 0 to 4 in turn, and again. */
    private static Message<String> normal(int i) {
        return i % 6 == 0 ? Message.of("normal") : of(i % 6 - 1, "normal");
    }

    /** The i-th of many: 5 to 9 in turn. */
    private static Message<String> high(int i) {
        return of(5 + i % 5, "high");
    }

    /** Consumes with a window of one, and asserts that of three that came two were high, as long as there were any. */
    private void assertHighPreferred(Topic topic) {
        Collector<String> collector = Collector.accepting();
        start(consumer(topic, WORKERS).maxInFlight(1), collector);
        collector.awaitCount(NORMAL + HIGH);
        collector.assertNothingMore();
        List<String> payloads = collector.payloads();
        assertThat(payloads).filteredOn("high"::equals).hasSize(HIGH);
        assertThat(payloads.lastIndexOf("high") + 1 - HIGH)
                .as("messages of normal priority before the last of high priority")
                .isLessThanOrEqualTo(HIGH / 2 + 1);
    }

    private static void publishAll(Publisher<String> publisher, List<Message<String>> messages) {
        publisher
                .publishAll(messages)
                .forEach(result ->
                        assertThat(result.isConfirmed()).as("confirmed").isTrue());
    }

    @Test
    @DisplayName("PRI-1: messages of high priority are preferred to those that wait longer")
    final void highPrioritiesArePreferred() {
        if (!offered()) {
            return;
        }
        Topic topic = declared(WORKERS);
        Publisher<String> publisher = publisher(topic);
        publishAll(
                publisher,
                IntStream.range(0, NORMAL).mapToObj(PriorityContract::normal).toList());
        publishAll(
                publisher,
                IntStream.range(0, HIGH).mapToObj(PriorityContract::high).toList());

        assertHighPreferred(topic);
    }

    @Test
    @DisplayName("PRI-1: messages of high priority are preferred once their delay is over")
    final void delayedMessagesArePreferredWhenDue() {
        if (!offered() || !supports(Capability.DELAYED_PUBLISH)) {
            return;
        }
        Topic topic = declared(WORKERS);
        Publisher<String> publisher = publisher(topic);
        List<Message<String>> messages = new ArrayList<>();
        IntStream.range(0, NORMAL).forEach(i -> messages.add(normal(i)));
        IntStream.range(0, HIGH)
                .forEach(i -> messages.add(
                        high(i).toBuilder().delay(Duration.ofSeconds(3)).build()));
        publishAll(publisher, messages);
        Waiting.until(
                "the delayed messages",
                () -> mq().admin().backlog(topic, WORKERS).ready() == NORMAL + HIGH);

        assertHighPreferred(topic);
    }

    @Test
    @DisplayName("PRI-2: the priority reaches the consumer, and stays through retries, dead letters and a redrive")
    final void prioritiesStay() {
        if (!offered()) {
            return;
        }
        Topic topic = declared(WORKERS);
        Publisher<String> publisher = publisher(topic);
        publishAll(publisher, List.of(Message.of("none"), of(0, "0"), of(4, "4"), of(5, "5"), of(9, "9")));
        Collector<String> collector = Collector.then(PriorityContract::failInEveryWay);
        var consumer = start(consumer(topic, WORKERS), collector);
        DeadLetters letters = mq().deadLetters(topic, WORKERS);
        Waiting.until("5 dead letters", () -> letters.count() == 5);
        consumer.close();

        assertThat(collector.deliveries()).hasSize(15).allSatisfy(PriorityContract::assertOwnPriority);
        assertThat(letters.browse(10))
                .hasSize(5)
                .allSatisfy(letter -> assertThat(letter.message().priority())
                        .isEqualTo(priorityOf(new String(letter.message().payload(), StandardCharsets.UTF_8))));
        assertThat(letters.redriveAll()).isEqualTo(5);
        Collector<String> redriven = collect(topic, WORKERS);
        redriven.awaitCount(5);
        assertThat(redriven.deliveries()).allSatisfy(PriorityContract::assertOwnPriority);
    }

    /** A retry at once, one that waits for a long time, and a dead letter. */
    private static void failInEveryWay(Delivery<String> delivery) {
        CompletableFuture<Settlement> unused = switch (delivery.attempt()) {
            case 1 -> delivery.nack(Duration.ZERO);
            case 2 -> delivery.nack(Duration.ofSeconds(4));
            default -> delivery.reject("enough");
        };
    }

    private static void assertOwnPriority(Delivery<String> delivery) {
        assertThat(delivery.priority()).as(delivery.toString()).isEqualTo(priorityOf(delivery.payload()));
    }

    private static OptionalInt priorityOf(String payload) {
        return payload.equals("none") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(payload));
    }

    @Test
    @DisplayName("PRI-3: a priority outside of 0 to 9 is refused")
    final void impossiblePrioritiesAreRefused() {
        assertFails(ErrorCode.INVALID_MESSAGE, () -> of(-1, "never sent"));
        assertFails(ErrorCode.INVALID_MESSAGE, () -> of(10, "never sent"));
        if (!offered()) {
            return;
        }
        Topic topic = declared(WORKERS);
        String lowest = publish(topic, of(0, "lowest"));
        String highest = publish(topic, of(9, "highest"));

        collect(topic, WORKERS).awaitExactly(List.of(lowest, highest));
    }

    @Test
    @DisplayName("PRI-4: a message with a delay is in time although one of another priority has longer to wait")
    final void delaysAreKeptWhateverThePriorities() {
        if (!offered()) {
            return;
        }
        Topic topic = declared(WORKERS);
        Collector<String> collector = Collector.then(PriorityContract::retryLater);
        start(consumer(topic, WORKERS), collector);
        // The later ones of the same delay go where the first one still waits.
        List<Message<String>> first = List.of(of(1, "9"), of(6, "9"), Message.of("9"), Message.of("4"));
        publishAll(publisher(topic), first);
        Waiting.until(
                "the retry of the short delay", () -> retries(collector).anyMatch(retry -> isPayload(retry, "4")));
        publishAll(publisher(topic), List.of(of(9, "9"), of(3, "9"), of(5, "9")));
        collector.awaitCount(14);

        collector.assertNothingMore();
        retries(collector).forEach(retry -> assertPunctual(collector, retry));
    }

    private static void retryLater(Delivery<String> delivery) {
        if (delivery.attempt() == 1) {
            CompletableFuture<Settlement> unused =
                    delivery.nack(Duration.ofSeconds(Long.parseLong(delivery.payload())));
        }
    }

    private static Stream<Collector.Arrival<String>> retries(Collector<String> collector) {
        return collector.arrivals().stream()
                .filter(arrival -> arrival.delivery().attempt() == 2);
    }

    private static boolean isPayload(Collector.Arrival<String> arrival, String payload) {
        return arrival.delivery().payload().equals(payload);
    }

    private static void assertPunctual(Collector<String> collector, Collector.Arrival<String> retry) {
        Delivery<String> delivery = retry.delivery();
        long failed = collector.arrivals().stream()
                .filter(arrival -> arrival.delivery().id().equals(delivery.id()))
                .findFirst()
                .orElseThrow()
                .nanos();
        Duration delay = Duration.ofSeconds(Long.parseLong(delivery.payload()));
        Punctual.check(delay, Duration.ofNanos(retry.nanos() - failed));
    }
}
