package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.BatchHandler;
import io.onemq.Codec;
import io.onemq.Consumer;
import io.onemq.DeadLetter;
import io.onemq.Delivery;
import io.onemq.ErrorCode;
import io.onemq.MqClient;
import io.onemq.Publisher;
import io.onemq.Settlement;
import io.onemq.Topic;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Handlers of batches. */
abstract class BatchContract extends ContractCases {
    private static final Duration WAIT = Duration.ofMillis(200);

    private final List<List<Delivery<String>>> batches = new CopyOnWriteArrayList<>();

    BatchContract(ContractBench bench) {
        super(bench);
    }

    private List<Delivery<String>> deliveries() {
        return batches.stream().flatMap(List::stream).toList();
    }

    private List<String> ids() {
        return deliveries().stream().map(Delivery::id).toList();
    }

    @Test
    @DisplayName("CON-9: batches hold what is there, up to their size, and do not wait for more than they may")
    final void batchesAreBounded() {
        Topic topic = declared(WORKERS);
        closing(consumer(topic, WORKERS).concurrency(2).startBatch(10, WAIT, batches::add));
        List<String> ids = publish(topic, 100);
        Waiting.until("all messages", () -> Tally.of(ids, ids()).isComplete());
        String last = publish(topic, "alone");
        Waiting.until("a message that comes alone", () -> ids().contains(last));

        Waiting.watch(() -> ids().size() > 101);
        assertExact(Stream.concat(ids.stream(), Stream.of(last)).toList(), ids());
        assertThat(batches).allSatisfy(batch -> assertThat(batch).hasSizeBetween(1, 10));
        assertThat(batches).as("batches of more than one").anyMatch(batch -> batch.size() > 1);
    }

    @Test
    @DisplayName("CON-9: what loses its lease while a batch fills is not in it, and comes again")
    final void whatIsLostWhileABatchFillsIsLeftOut() {
        Topic topic = declared(WORKERS);
        String name = unique("filling");
        MqClient filling = connectHolder(name);
        List<String> lost = new CopyOnWriteArrayList<>();
        BatchHandler<String> keeping = batch -> {
            batch.stream()
                    .filter(delivery -> !delivery.extendLease(Duration.ofMillis(1)))
                    .forEach(delivery -> lost.add(delivery.id()));
            batches.add(List.copyOf(batch));
        };
        // What comes twice fills it.
        Consumer consumer = closing(filling.consumer(topic, WORKERS, Codec.string())
                .startBatch(6, Waiting.scaled(Duration.ofSeconds(15)), keeping));
        List<String> ids = publish(topic, 3);
        Waiting.watch(Duration.ofSeconds(1), () -> !batches.isEmpty());
        takeLeases(filling, name);
        if (!harness().clientReturns()) {
            closing(consumer(topic, WORKERS).startBatch(6, WAIT, keeping));
        }
        Waiting.until("all messages", () -> Tally.of(ids, ids()).isComplete());
        // A batch that is not full is over now.
        consumer.close();
        Waiting.watch(() -> ids().size() > ids.size());
        assertThat(lost).as("messages of a batch that were lost before").isEmpty();
        assertExact(ids, ids());
    }

    @Test
    @DisplayName("CON-10: a bad message in a batch is a dead letter after its attempts, and its neighbours are not")
    final void neighboursOfABadMessageAreSpared() {
        Topic topic = declared(WORKERS);
        Publisher<String> publisher = publisher(topic);
        List<String> good = Stream.of("1", "2", "3", "4")
                .map(payload -> publisher.publish(payload).messageId())
                .toList();
        String bad = publisher.publish("bad").messageId();
        Consumer consumer =
                closing(consumer(topic, WORKERS).retry(Policies.AT_ONCE).startBatch(10, WAIT, batch -> {
                    batches.add(List.copyOf(batch));
                    if (batch.stream().anyMatch(delivery -> delivery.payload().equals("bad"))) {
                        throw new IllegalStateException("a bad message");
                    }
                }));

        Collector<String> dead = collectDeadLetters(topic, WORKERS);
        dead.awaitExactly(List.of(bad));
        DeadLetter cause = dead.deliveries().get(0).deadLetter().orElseThrow();
        assertThat(cause.reason()).isEqualTo(DeadLetter.Reason.EXHAUSTED);
        assertThat(cause.attempts()).isEqualTo(3);
        Waiting.until("the neighbours", () -> Tally.of(good, ids()).isComplete());
        assertThat(deliveries())
                .filteredOn(delivery -> good.contains(delivery.id()))
                .allMatch(delivery -> delivery.attempt() == 1, "the first attempt");
        consumer.close();
        collect(topic, WORKERS).assertNothingBut(List.of());
    }

    @Test
    @DisplayName("CON-10: a handler settles each message of a batch as it likes, and the rest is acknowledged")
    final void eachMessageHasItsOutcome() {
        Topic topic = declared(WORKERS);
        List<String> ids = Stream.of("ack", "nack", "reject", "nothing")
                .map(payload -> publish(topic, payload))
                .toList();
        Consumer consumer = closing(consumer(topic, WORKERS).startBatch(4, WAIT, batch -> {
            batches.add(List.copyOf(batch));
            batch.forEach(BatchContract::settle);
        }));
        Collector<String> dead = collectDeadLetters(topic, WORKERS);
        dead.awaitExactly(ids.subList(2, 3));
        Waiting.until("the second attempt", () -> ids().size() == 5);
        consumer.close();

        assertThat(deliveries())
                .filteredOn(delivery -> delivery.attempt() == 2)
                .extracting(Delivery::id)
                .containsExactly(ids.get(1));
        collect(topic, WORKERS).assertNothingBut(List.of());
    }

    private static void settle(Delivery<String> delivery) {
        CompletableFuture<Settlement> unused = switch (delivery.payload()) {
            case "ack" -> delivery.ack();
            case "nack" -> delivery.attempt() == 1 ? delivery.nack(Duration.ZERO) : delivery.ack();
            case "reject" -> delivery.reject("not wanted");
            default -> CompletableFuture.completedFuture(Settlement.SETTLED);
        };
    }

    @Test
    @DisplayName("CON-10: a batch that can never fill is refused")
    final void impossibleBatchesAreRefused() {
        Topic topic = declared(WORKERS);
        assertFails(
                ErrorCode.CONFIGURATION,
                () -> consumer(topic, WORKERS).maxInFlight(5).startBatch(6, WAIT, batches::add));
        assertFails(
                ErrorCode.CONFIGURATION,
                () -> consumer(topic, WORKERS).startBatch(6, Duration.ofMillis(-1), batches::add));
    }
}
