package io.onemq.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onemq.Codec;
import io.onemq.Delivery;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.MqException;
import io.onemq.Ordering;
import io.onemq.Publisher;
import io.onemq.Settlement;
import io.onemq.Topic;
import io.onemq.spi.BrokerUrl;
import io.onemq.spi.DeliveryListener;
import io.onemq.spi.DriverConfig;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.DriverSubscription;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.SettleRequest;
import io.onemq.spi.SubscriptionSpec;
import io.onemq.spi.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What share groups need from the driver beyond the contract. */
class KafkaShareIT extends KafkaCases {
    private static final Group WORKERS = Group.of("workers");
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void aSlowMessageHoldsUpNoOthers() {
        MqClient mq = connect("kafka.mode", "share");
        Topic topic = Topic.of(unique("slow")).withGroups(WORKERS);
        mq.admin().declare(topic);
        Publisher<String> publisher = closing(mq.publisher(topic, Codec.string()));
        CountDownLatch release = new CountDownLatch(1);
        List<String> handled = new CopyOnWriteArrayList<>();
        closing(mq.consumer(topic, WORKERS, Codec.string()).concurrency(4).start(delivery -> {
            if (delivery.payload().startsWith("slow")) {
                release.await();
            }
            handled.add(delivery.id());
        }));
        publisher.publish("slow 1");
        publisher.publish("slow 2");
        for (int i = 0; i < 200; i++) {
            publisher.publish("fast");
        }
        try {
            await().atMost(SOON).until(() -> handled.size() == 200);
        } finally {
            release.countDown();
        }
        await().atMost(SOON).until(() -> handled.size() == 202);
        assertThat(handled).doesNotHaveDuplicates();
    }

    @Test
    void theWindowFillsFromOnePartition() {
        MqClient mq = connect("kafka.mode", "share");
        Topic topic = Topic.of(unique("hot")).withGroups(WORKERS);
        mq.admin().declare(topic);
        Publisher<String> publisher = closing(mq.publisher(topic, Codec.string()));
        for (int i = 0; i < 60; i++) {
            publisher.publish(Message.of("message " + i).withKey("hot"));
        }
        List<Delivery<String>> deliveries = new CopyOnWriteArrayList<>();
        closing(mq.consumer(topic, WORKERS, Codec.string())
                .maxInFlight(20)
                .manualAck()
                .start(deliveries::add));
        await().atMost(SOON).until(() -> deliveries.size() == 20);
        for (int i = 0; i < 60; i++) {
            int next = i;
            await().atMost(SOON).until(() -> deliveries.size() > next);
            assertThat(deliveries.get(i).ack().join()).isEqualTo(Settlement.SETTLED);
            assertThat(deliveries).hasSizeLessThanOrEqualTo(20 + i + 1);
        }
        assertThat(deliveries).extracting(Delivery::id).doesNotHaveDuplicates();
    }

    @Test
    void whatWaitsBehindSlowHandlersIsNeitherDroppedNorMovedAway() {
        MqClient mq = connect("kafka.mode", "share", "consume.lease", "5s");
        Topic topic = Topic.of(unique("behind")).withGroups(WORKERS);
        mq.admin().declare(topic);
        Publisher<String> publisher = closing(mq.publisher(topic, Codec.string()));
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        List<String> handled = new CopyOnWriteArrayList<>();
        closing(mq.consumer(topic, WORKERS, Codec.string())
                .maxInFlight(4)
                .concurrency(4)
                .start(delivery -> {
                    started.countDown();
                    release.await();
                    handled.add(delivery.payload());
                }));
        publisher.publish("message 0");
        await().atMost(SOON).until(() -> started.getCount() == 0);
        // One consumer is occupied and the window has room, so that more consumers come than there is room for.
        List<String> published = new ArrayList<>(List.of("message 0"));
        for (int i = 1; i < 20; i++) {
            published.add("message " + i);
            publisher.publish(Message.of("message " + i).withKey("key " + i));
        }
        long end = System.nanoTime() + Duration.ofSeconds(25).toNanos();
        await().atMost(SOON).until(() -> System.nanoTime() - end > 0);
        release.countDown();

        await().atMost(SOON).until(() -> handled.size() >= 20);
        assertThat(handled).containsExactlyInAnyOrderElementsOf(published);
        // On a busy machine a lock may end before it is renewed, which counts as well.
        assertThat(ends(topic.name() + ".workers.isolated").stream()
                        .mapToLong(offset -> offset)
                        .sum())
                .isLessThanOrEqualTo(2);
    }

    private Collection<Long> ends(String topic) {
        KafkaConsumer<byte[], byte[]> reader = consumer();
        return reader.endOffsets(reader.partitionsFor(topic).stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .toList())
                .values();
    }

    @Test
    void aHandlerMayTakeLongerThanTheLock() {
        MqClient mq = connect("kafka.mode", "share", "consume.lease", "2s");
        Topic topic = Topic.of(unique("long")).withGroups(WORKERS);
        mq.admin().declare(topic);
        Publisher<String> publisher = closing(mq.publisher(topic, Codec.string()));
        List<Delivery<String>> deliveries = new CopyOnWriteArrayList<>();
        closing(mq.consumer(topic, WORKERS, Codec.string()).manualAck().start(deliveries::add));
        publisher.publish("x");
        publisher.publish("y");
        await().atMost(SOON).until(() -> deliveries.size() == 2);
        long end = System.nanoTime() + Duration.ofSeconds(7).toNanos();
        await().atMost(SOON).until(() -> System.nanoTime() - end > 0);

        assertThat(deliveries).hasSize(2);
        deliveries.forEach(delivery -> assertThat(delivery.ack().join()).isEqualTo(Settlement.SETTLED));
        await().atMost(SOON).until(() -> mq.admin().backlog(topic, WORKERS).ready() == 0);
    }

    @Test
    void aLeaseThatIsNotRenewedIsLostAndFenced() {
        DriverConnection connection = closing(new KafkaDriverProvider()
                .connect(DriverConfig.builder(BrokerUrl.parse(url())).build()));
        TopicSpec topic = new TopicSpec(unique("fence"), 1, TopicSpec.Role.APPLICATION);
        GroupSpec group = new GroupSpec("workers", Ordering.NONE);
        connection.admin().declare(topic, List.of(group));
        Publisher<String> publisher = closing(connect().publisher(Topic.of(topic.name()), Codec.string()));
        Recording recording = new Recording();
        DriverSubscription subscription = closing(connection.openSubscription(
                new SubscriptionSpec(topic, group, "c-1", 10, Duration.ofSeconds(2)), recording));
        publisher.publish("x");
        await().atMost(SOON).until(() -> recording.delivered.size() == 1);
        IncomingMessage first = recording.delivered.get(0);

        await().atMost(SOON).until(() -> recording.lost.contains(first));
        await().atMost(SOON).until(() -> recording.delivered.size() == 2);
        assertThat(settle(subscription, first)).isEqualTo(Settlement.LEASE_LOST);
        IncomingMessage second = recording.delivered.get(1);
        // More than one if a share consumer that was brought in for a moment had fetched it in between.
        assertThat(second.earlierDeliveries()).isBetween(1, 3);
        assertThat(settle(subscription, second)).isEqualTo(Settlement.SETTLED);
        assertThat(subscription.deliveryLimit()).isEqualTo(10);
    }

    private static Settlement settle(DriverSubscription subscription, IncomingMessage message) {
        CompletableFuture<Settlement> outcome = new CompletableFuture<>();
        subscription.settle(List.of(new SettleRequest() {
            @Override
            public IncomingMessage message() {
                return message;
            }

            @Override
            public Action action() {
                return Action.ACK;
            }

            @Override
            public boolean outcomeWanted() {
                return true;
            }

            @Override
            public void complete(Settlement settlement) {
                outcome.complete(settlement);
            }
        }));
        return outcome.join();
    }

    /** Keeps what a subscription reports. */
    private static final class Recording implements DeliveryListener {
        private final List<IncomingMessage> delivered = new CopyOnWriteArrayList<>();
        private final List<IncomingMessage> lost = new CopyOnWriteArrayList<>();

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
            throw new AssertionError("lost", cause);
        }

        @Override
        public void notice(String message) {
            throw new AssertionError(message);
        }
    }
}
