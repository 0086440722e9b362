package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Codec;
import io.onemq.Delivery;
import io.onemq.ErrorCode;
import io.onemq.Publisher;
import io.onemq.Receiver;
import io.onemq.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How deliveries reach the application. */
abstract class ConsumeContract extends ContractCases {

    ConsumeContract(ContractBench bench) {
        super(bench);
    }

    @Test
    @DisplayName("CON-1: twenty topics at a time stay apart")
    final void topicsStayApart() {
        List<Topic> topics =
                IntStream.range(0, 20).mapToObj(i -> topic(WORKERS)).toList();
        List<Collector<String>> collectors =
                topics.stream().map(topic -> collect(topic, WORKERS)).toList();
        List<List<String>> ids =
                topics.stream().map(topic -> publish(topic, 10)).toList();

        for (int i = 0; i < topics.size(); i++) {
            collectors.get(i).awaitAll(ids.get(i));
        }
        for (int i = 0; i < topics.size(); i++) {
            assertExact(ids.get(i), collectors.get(i).ids());
        }
    }

    @Test
    @DisplayName("CON-2: an empty receive returns when its time is over")
    final void anEmptyReceiveReturnsInTime() {
        Receiver<String> receiver = receiver(topic(WORKERS));
        Duration wait = Duration.ofMillis(300);
        long start = System.nanoTime();
        Optional<Delivery<String>> nothing = receiver.receive(wait);
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(nothing).isEmpty();
        assertThat(took).isBetween(wait, wait.plus(Waiting.tolerance(Duration.ofSeconds(2))));
    }

    private Receiver<String> receiver(Topic topic) {
        return closing(mq().receiver(topic, WORKERS, Codec.string()));
    }

    @Test
    @DisplayName("CON-3: closing a receiver ends a pending call, and later calls fail as closed")
    final void closeEndsAPendingReceive() {
        Receiver<String> receiver = receiver(topic(WORKERS));
        CountDownLatch started = new CountDownLatch(1);
        CompletableFuture<Optional<Delivery<String>>> pending = Waiting.inThread(() -> {
            started.countDown();
            return receiver.receive(Waiting.DEADLINE.multipliedBy(2));
        });
        Waiting.forLatch("the call has begun", started);
        Waiting.watch(pending::isDone);
        receiver.close();

        assertThat(Waiting.forFuture(pending)).isEmpty();
        assertFails(ErrorCode.CLOSED, () -> receiver.receive(Duration.ZERO));
    }

    @Test
    @DisplayName("CON-4: as many handlers run at a time as concurrency says, and no more")
    final void concurrencyIsReachedAndNotExceeded() {
        Topic topic = declared(WORKERS);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch together = new CountDownLatch(4);
        Collector<String> collector = Collector.then(delivery -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            together.countDown();
            Waiting.forLatch("four handlers run together", together);
            running.decrementAndGet();
        });
        start(consumer(topic, WORKERS).concurrency(4), collector);
        collector.awaitExactly(publish(topic, 200));

        assertThat(most).hasValue(4);
    }

    @Test
    @DisplayName("CON-5: a consumer survives whatever its handler throws")
    final void aThrowingHandlerEndsNoConsumer() {
        Topic topic = declared(WORKERS);
        AtomicInteger calls = new AtomicInteger();
        Collector<String> collector = Collector.then(delivery -> {
            if (delivery.attempt() == 1 && calls.incrementAndGet() % 2 == 0) {
                throw new StackOverflowError("on purpose");
            } else if (delivery.attempt() == 1) {
                throw new IOException("on purpose");
            }
        });
        start(consumer(topic, WORKERS).retry(Policies.AT_ONCE), collector);
        List<String> ids = publish(topic, 20);
        Waiting.until("forty deliveries", () -> collector.count() >= 40);

        List<String> second = collector.deliveries().stream()
                .filter(delivery -> delivery.attempt() == 2)
                .map(Delivery::id)
                .toList();
        assertExact(ids, second);
        String after = publish(topic, "afterwards");
        Waiting.until("a delivery after the failures", () -> collector.ids().contains(after));
    }

    @Test
    @DisplayName("CON-6: a consumer holds at most maxInFlight deliveries through a backlog of ten times as many")
    final void aConsumerHoldsABoundedNumber() {
        Topic topic = declared(WORKERS);
        // One by one, so that they are spread over the partitions where a topic has some.
        Publisher<String> publisher = publisher(topic);
        List<String> ids = IntStream.range(0, 100)
                .mapToObj(i -> publisher.publish("message " + i).messageId())
                .toList();
        Collector<String> collector = Collector.accepting();
        start(consumer(topic, WORKERS).maxInFlight(10).concurrency(20).manualAck(), collector);
        collector.awaitCount(10);
        collector.assertNothingMore();

        collector.deliveries().subList(0, 4).forEach(ContractCases::ack);
        collector.awaitCount(14);
        collector.assertNothingMore();
        acknowledgeAsTheyCome(collector, ids.size());
        collector.awaitExactly(ids);
    }

    private static void acknowledgeAsTheyCome(Collector<String> collector, int total) {
        for (int i = 0; i < total; i++) {
            ack(collector.awaitCount(i + 1));
        }
    }

    @Test
    @DisplayName("CON-6: what a full consumer has no room for goes to another member")
    final void othersGetWhatAFullConsumerHasNoRoomFor() {
        if (!harness().fullMembersMakeWay()) {
            notOffered("A partition stays with the members to whom the broker gave it, also while they have no room");
            return;
        }
        Topic topic = declared(WORKERS);
        Collector<String> full = Collector.accepting();
        start(consumer(topic, WORKERS).maxInFlight(10).manualAck(), full);
        Publisher<String> publisher = publisher(topic);
        List<String> ids = IntStream.range(0, 100)
                .mapToObj(i -> publisher.publish("message " + i).messageId())
                .toList();
        full.awaitCount(10);
        full.assertNothingMore();

        List<String> rest = new ArrayList<>(ids);
        rest.removeAll(full.ids());
        Collector<String> other = collect(connect(), topic, WORKERS);
        other.awaitExactly(rest);
    }

    @Test
    @DisplayName("CON-6: a receiver holds at most consume.max-in-flight deliveries")
    final void aReceiverHoldsABoundedNumber() {
        Topic topic = declared(WORKERS);
        List<String> ids = publish(topic, 30);
        Receiver<String> receiver =
                closing(connect("consume.max-in-flight", "3").receiver(topic, WORKERS, Codec.string()));
        List<Delivery<String>> held = new ArrayList<>();
        while (held.size() < 3) {
            held.add(next(receiver));
        }
        assertThat(receiver.receive(Waiting.NEGATIVE_WINDOW)).isEmpty();

        List<String> seen = new ArrayList<>();
        while (seen.size() < ids.size()) {
            Delivery<String> delivery = held.isEmpty() ? next(receiver) : held.remove(0);
            seen.add(delivery.id());
            ack(delivery);
        }
        assertExact(ids, seen);
    }

    private static Delivery<String> next(Receiver<String> receiver) {
        return receiver.receive(Waiting.DEADLINE).orElseThrow(() -> new AssertionError("No message came"));
    }

    @Test
    @DisplayName("CON-7: a batch has what there is, up to the wanted number")
    final void aBatchIsBounded() {
        Topic topic = declared(WORKERS);
        List<String> ids = publish(topic, 12);
        Receiver<String> receiver = receiver(topic);
        List<String> seen = new ArrayList<>();
        while (seen.size() < ids.size()) {
            List<Delivery<String>> batch = receiver.receiveBatch(5, Waiting.DEADLINE);
            assertThat(batch).hasSizeBetween(1, 5);
            batch.forEach(delivery -> seen.add(delivery.id()));
            batch.forEach(ContractCases::ack);
        }
        assertExact(ids, seen);
        assertThat(receiver.receiveBatch(5, Duration.ofMillis(50))).isEmpty();
    }

    @Test
    @DisplayName("CON-8: handlers run on the executor of the application")
    final void handlersRunOnTheGivenExecutor() {
        Topic topic = declared(WORKERS);
        ExecutorService executor =
                Executors.newFixedThreadPool(2, task -> new Thread(task, "handlers-of-" + topic.name()));
        closing(executor::shutdown);
        List<String> threads = new ArrayList<>();
        Collector<String> collector = Collector.then(delivery -> {
            synchronized (threads) {
                threads.add(Thread.currentThread().getName());
            }
        });
        start(consumer(topic, WORKERS).executor(executor).concurrency(2), collector);
        collector.awaitExactly(publish(topic, 20));

        assertThat(threads).hasSize(20).containsOnly("handlers-of-" + topic.name());
    }

    @Test
    @DisplayName("CON-11: the next messages come while settlements wait to be sent")
    final void collectedSettlementsHoldUpNothing() {
        Topic topic = declared(WORKERS);
        Collector<String> collector = Collector.accepting();
        start(connect("ack.flush-interval", "1h").consumer(topic, WORKERS, Codec.string()), collector);
        List<String> ids = new ArrayList<>();
        // More than any driver has native consumers, which could each hold one that is not settled.
        for (int i = 0; i < 60; i++) {
            ids.addAll(publish(topic, 1));
            collector.awaitAll(ids);
        }
        assertExact(ids, collector.ids());
    }
}
