package io.onemq.kafka.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.onemq.ConnectionException;
import io.onemq.MqException;
import io.onemq.Ordering;
import io.onemq.Outcome;
import io.onemq.spi.DeliveryListener;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.SubscriptionSpec;
import io.onemq.spi.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShareSubscriptionTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final MqException refusal = new ConnectionException(Outcome.NOT_SENT, "no server resolves", null);
    private final Recording recording = new Recording();
    private final Queue<ShareSubscription> opened = new ConcurrentLinkedQueue<>();

    private ShareSubscription subscription(int window, IntFunction<ShareConsumer<byte[], byte[]>> consumers) {
        ShareSubscription subscription = new ShareSubscription(
                new SubscriptionSpec(
                        new TopicSpec("orders", 1, TopicSpec.Role.APPLICATION),
                        new GroupSpec("workers", Ordering.NONE),
                        "c-1",
                        window,
                        Duration.ofSeconds(30)),
                new GroupState("orders.workers", Map.of(), Map.of(), true, Map.of(), Map.of()),
                1,
                recording,
                ShareSizes.of(window, 2, 2),
                consumers,
                () -> 0,
                () -> {});
        opened.add(subscription);
        return subscription;
    }

    @AfterEach
    void close() {
        opened.forEach(ShareSubscription::close);
    }

    @Test
    void whatFindsNoRoomIsReleasedOnceAndThenKept() {
        FakeShareConsumer consumer = new FakeShareConsumer();
        ShareSubscription subscription = subscription(1, quota -> consumer);
        ShareWorker worker = new ShareWorker(consumer, subscription, false);
        assertThat(subscription.window().take(1)).isEqualTo(1);
        long now = System.nanoTime();
        ShareBatch batch = new ShareBatch(consumer, subscription, worker);
        batch.open(
                List.of(
                        new ShareDelivery(FakeShareConsumer.record(7, 1), worker, now),
                        new ShareDelivery(FakeShareConsumer.record(8, 2), worker, now)),
                now);
        batch.handOut();
        consumer.waiting.add(FakeShareConsumer.record(8, 2));

        batch.renew();

        assertThat(consumer.acknowledged).containsExactlyInAnyOrder("7 RELEASE", "8 RENEW");
        assertThat(batch.openCount()).isEqualTo(1);
        subscription.window().giveBack(1);
        batch.handOut();
        assertThat(recording.offsets()).containsExactly("orders-0@8");
    }

    @Test
    void whatWasFetchedLateIsNotReleasedUnseen() {
        FakeShareConsumer consumer = new FakeShareConsumer();
        ShareSubscription subscription = subscription(1, quota -> consumer);
        ShareWorker worker = new ShareWorker(consumer, subscription, false);
        long now = System.nanoTime();
        ShareBatch batch = new ShareBatch(consumer, subscription, worker);
        batch.open(
                List.of(new ShareDelivery(
                        FakeShareConsumer.record(7, 1),
                        worker,
                        now + Duration.ofMinutes(1).toNanos())),
                now - Duration.ofMinutes(1).toNanos());
        consumer.waiting.add(FakeShareConsumer.record(7, 1));

        batch.renew();
        batch.handOut();

        assertThat(consumer.acknowledged).containsExactly("7 RENEW");
        assertThat(recording.offsets()).containsExactly("orders-0@7");
    }

    @Test
    void whatComesInsteadOfARenewedRecordIsHandedOut() {
        FakeShareConsumer consumer = new FakeShareConsumer();
        ShareSubscription subscription = subscription(2, quota -> consumer);
        ShareWorker worker = new ShareWorker(consumer, subscription, false);
        long leaseEnd = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        ShareBatch batch = new ShareBatch(consumer, subscription, worker);
        batch.open(List.of(new ShareDelivery(FakeShareConsumer.record(7, 1), worker, leaseEnd)), System.nanoTime());
        batch.handOut();
        consumer.waiting.add(FakeShareConsumer.record(9, 3));

        batch.renew();
        batch.handOut();

        assertThat(consumer.acknowledged).containsExactly("7 RENEW");
        assertThat(recording.lost).extracting(IncomingMessage::position).containsExactly("orders-0@7");
        assertThat(recording.offsets()).containsExactly("orders-0@7", "orders-0@9");
        assertThat(batch.openCount()).isEqualTo(1);
    }

    @Test
    void nothingIsFetchedWithoutRoom() {
        FakeShareConsumer consumer = new FakeShareConsumer();
        ShareSubscription subscription = subscription(1, quota -> consumer);
        assertThat(subscription.window().take(1)).isEqualTo(1);
        consumer.waiting.add(FakeShareConsumer.record(7, 1));

        ShareSubscription unused = subscription.start();

        await().during(Duration.ofMillis(500)).atMost(SOON).until(() -> consumer.polls.get() == 0);
        subscription.window().giveBack(1);
        await().atMost(SOON).until(() -> recording.offsets().equals(List.of("orders-0@7")));
    }

    @Test
    void whatMayHaveBeenAcquiredIsFetchedBeforeItsLockEnds() {
        FakeShareConsumer consumer = new FakeShareConsumer();
        consumer.lockMillis = Optional.empty();
        ShareSubscription subscription = subscription(1, quota -> consumer);
        assertThat(subscription.window().take(1)).isEqualTo(1);

        ShareSubscription unused = subscription.start();

        await().atMost(SOON).until(() -> consumer.polls.get() > 1);
        consumer.lockMillis = Optional.of(300);
        consumer.waiting.add(FakeShareConsumer.record(7, 1));
        await().atMost(SOON).until(consumer.waiting::isEmpty);
    }

    @Test
    void aSubscriptionThatCannotStartLeavesNobodyBehind() {
        FakeShareConsumer first = new FakeShareConsumer();
        ShareSubscription subscription = subscription(4, inTurn(first));

        assertThatThrownBy(subscription::start).isSameAs(refusal);

        assertThat(first.closed).isTrue();
    }

    @Test
    void aSubscriptionThatCannotGoOnAfterAPauseIsLost() {
        FakeShareConsumer first = new FakeShareConsumer();
        FakeShareConsumer second = new FakeShareConsumer();
        FakeShareConsumer third = new FakeShareConsumer();
        ShareSubscription subscription =
                subscription(4, inTurn(first, second, third)).start();
        assertThat(subscription.pause()).isTrue();
        await().atMost(SOON).until(() -> first.closed && second.closed);

        subscription.resume();

        assertThat(recording.failures).containsExactly(refusal);
        await().atMost(SOON).until(() -> third.closed);
    }

    private IntFunction<ShareConsumer<byte[], byte[]>> inTurn(FakeShareConsumer... consumers) {
        Iterator<FakeShareConsumer> rest = List.of(consumers).iterator();
        return quota -> {
            if (!rest.hasNext()) {
                throw refusal;
            }
            return rest.next();
        };
    }

    /** Keeps what a subscription reports. */
    private static final class Recording implements DeliveryListener {
        private final List<IncomingMessage> delivered = new CopyOnWriteArrayList<>();
        private final List<IncomingMessage> lost = new CopyOnWriteArrayList<>();
        private final List<MqException> failures = new CopyOnWriteArrayList<>();

        List<String> offsets() {
            List<String> positions = new ArrayList<>();
            delivered.forEach(message -> positions.add(message.position()));
            return positions;
        }

        @Override
        public void deliver(List<? extends IncomingMessage> batch) {
            delivered.addAll(batch);
        }

        @Override
        public void leasesLost(Collection<? extends IncomingMessage> messages) {
            lost.addAll(messages);
        }

        @Override
        public void lost(MqException cause) {
            failures.add(cause);
        }

        @Override
        public void notice(String message) {
            throw new AssertionError(message);
        }
    }
}
