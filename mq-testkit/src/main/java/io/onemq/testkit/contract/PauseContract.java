package io.onemq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.onemq.Capability;
import io.onemq.Codec;
import io.onemq.Consumer;
import io.onemq.ConsumerBuilder;
import io.onemq.Delivery;
import io.onemq.ErrorCode;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.Publisher;
import io.onemq.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Consumers that stop handling for a while. */
abstract class PauseContract extends ContractCases {
    private static final Duration LEASE = Duration.ofSeconds(1);
    private static final Duration MAX_LEASE = Duration.ofSeconds(2);

    PauseContract(ContractBench bench) {
        super(bench);
    }

    /** A handler that keeps its first message until it may go on. */
    private static final class Busy {
        private final CountDownLatch started = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private final Collector<String> collector = Collector.then(delivery -> {
            started.countDown();
            Waiting.forLatch("the handler may go on", goOn);
        });

        void awaitStarted() {
            Waiting.forLatch("a handler has started", started);
        }

        void goOn() {
            goOn.countDown();
        }
    }

    private static void assertFirstAttempts(Collector<String> collector) {
        assertThat(collector.deliveries()).extracting(Delivery::attempt).containsOnly(1);
    }

    @Test
    @DisplayName("PAU-1: a paused consumer starts nothing, settles what runs, and goes on when it is resumed")
    final void aPausedConsumerHandlesNothing() {
        if (!supports(Capability.PAUSE)) {
            return;
        }
        Topic topic = declared(WORKERS);
        joinOnce(topic, WORKERS);
        Busy busy = new Busy();
        Consumer consumer = start(consumer(topic, WORKERS), busy.collector);
        List<String> ids = new ArrayList<>(publish(topic, 5));
        busy.awaitStarted();
        consumer.pause();
        consumer.pause();
        assertThat(consumer.isPaused()).isTrue();
        ids.addAll(publish(topic, 5));
        busy.goOn();
        busy.collector.assertNothingMore();
        assertThat(busy.collector.count()).as("handled").isEqualTo(1);

        consumer.resume();
        assertThat(consumer.isPaused()).isFalse();
        busy.collector.awaitExactly(ids);
        assertFirstAttempts(busy.collector);
        consumer.close();
        assertFails(ErrorCode.CLOSED, consumer::pause);
        assertFails(ErrorCode.CLOSED, consumer::resume);
    }

    @Test
    @DisplayName("PAU-2: what a paused consumer has not started goes to the other members")
    final void otherMembersGetTheWork() {
        if (!supports(Capability.PAUSE)) {
            return;
        }
        Topic topic = declared(WORKERS);
        joinOnce(topic, WORKERS);
        Busy busy = new Busy();
        Consumer paused = start(consumer(topic, WORKERS), busy.collector);
        List<String> ids = publish(topic, 20);
        busy.awaitStarted();
        paused.pause();
        if (harness().leasesMove()) {
            // Members own partitions: another one would have to take them over.
            busy.goOn();
            busy.collector.assertNothingMore();
            notOffered("What waits in a partition stays with its owner: "
                    + support(Capability.PAUSE).note());
            return;
        }
        Collector<String> other = collect(connect(), topic, WORKERS);
        List<String> rest = new ArrayList<>(ids);
        rest.remove(busy.collector.ids().get(0));
        other.awaitExactly(rest);
        assertFirstAttempts(other);
        busy.goOn();
        busy.collector.assertNothingMore();
        assertThat(busy.collector.count()).as("handled by the paused one").isEqualTo(1);
    }

    @Test
    @DisplayName("PAU-3: a paused member keeps its keys, in order, and the others go on with theirs")
    final void keysWaitForTheirMember() {
        if (!supports(Capability.PAUSE) || !supports(Capability.KEY_ORDER)) {
            return;
        }
        Topic topic = deleting(Topic.of(unique("paused")).withPartitions(8).withGroups(OrderContract.ORDERED));
        mq().admin().declare(topic);
        KeyWatch watch = new KeyWatch();
        Consumer paused = start(members(connect(), topic), watch.member("paused", delivery -> {}));
        start(members(connect(), topic), watch.member("other", delivery -> {}));
        Waiting.until("both members are at work", () -> {
            publishKeys(topic, watch);
            watch.awaitAllInOrder();
            return watch.handledBy("paused") > 0 && watch.handledBy("other") > 0;
        });
        publishKeys(topic, watch);
        watch.awaitAllInOrder();
        paused.pause();
        int before = watch.handledBy("paused");
        int others = watch.handledBy("other");
        publishKeys(topic, watch);
        publishKeys(topic, watch);
        Waiting.until("the other member goes on", () -> watch.handledBy("other") > others);
        Waiting.watch(() -> watch.handledBy("paused") > before);
        assertThat(watch.handledBy("paused")).as("handled while paused").isEqualTo(before);

        paused.resume();
        watch.awaitAllInOrder();
        assertThat(watch.handledBy("paused")).as("handled after it").isGreaterThan(before);
    }

    private static ConsumerBuilder<String> members(MqClient client, Topic topic) {
        return client.consumer(topic, OrderContract.ORDERED, Codec.string()).concurrency(4);
    }

    private void publishKeys(Topic topic, KeyWatch watch) {
        Publisher<String> publisher = publisher(topic);
        List<CompletableFuture<?>> confirmations = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            String key = "key" + i;
            confirmations.add(publisher.publishAsync(
                    Message.of(Integer.toString(watch.next(key))).withKey(key)));
        }
        confirmations.forEach(Waiting::forFuture);
    }

    @Test
    @DisplayName("PAU-4: a pause longer than consume.max-lease loses nothing and repeats nothing")
    final void aLongPauseIsHarmless() {
        if (!supports(Capability.PAUSE)) {
            return;
        }
        Topic topic = declared(WORKERS);
        joinOnce(topic, WORKERS);
        MqClient client =
                connect("consume.lease", LEASE.toMillis() + "ms", "consume.max-lease", MAX_LEASE.toMillis() + "ms");
        Collector<String> collector = Collector.accepting();
        Consumer consumer = start(client.consumer(topic, WORKERS, Codec.string()), collector);
        consumer.pause();
        List<String> ids = publish(topic, 20);
        Waiting.watch(MAX_LEASE.multipliedBy(2), () -> collector.count() > 0);
        assertThat(collector.count()).as("handled while paused").isZero();

        consumer.resume();
        collector.awaitExactly(ids);
        assertFirstAttempts(collector);
    }

    @Test
    @DisplayName("PAU-5: a batch that is not complete is handed back and comes again later")
    final void anIncompleteBatchIsHandedBack() {
        if (!supports(Capability.PAUSE)) {
            return;
        }
        Topic topic = declared(WORKERS);
        joinOnce(topic, WORKERS);
        Collector<String> collector = Collector.accepting();
        Consumer consumer = closing(
                consumer(topic, WORKERS).startBatch(5, Duration.ofSeconds(15), batch -> collect(batch, collector)));
        List<String> ids = new ArrayList<>(publish(topic, 3));
        Waiting.watch(() -> collector.count() > 0);
        consumer.pause();
        ids.addAll(publish(topic, 2));
        collector.assertNothingMore();
        assertThat(collector.count()).as("handled while paused").isZero();

        consumer.resume();
        collector.awaitExactly(ids);
        assertFirstAttempts(collector);
    }

    private static void collect(List<Delivery<String>> batch, Collector<String> collector) throws Exception {
        for (Delivery<String> delivery : batch) {
            collector.handle(delivery);
        }
    }
}
