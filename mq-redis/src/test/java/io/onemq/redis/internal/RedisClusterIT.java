package io.onemq.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.onemq.Codec;
import io.onemq.ConfigurationException;
import io.onemq.Consumer;
import io.onemq.ErrorCode;
import io.onemq.IdempotencyStore;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.MqException;
import io.onemq.Publisher;
import io.onemq.RetryPolicy;
import io.onemq.Settlement;
import io.onemq.StartPosition;
import io.onemq.redis.RedisIdempotencyStore;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.SubscriptionSpec;
import io.onemq.testkit.runtime.Brokers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;

/** What can be different where the partitions of a topic are on several nodes. */
class RedisClusterIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static RedisCluster cluster;

    private final ClusterTopic on = new ClusterTopic(cluster);

    @BeforeAll
    static void startCluster() throws IOException {
        cluster = new RedisCluster();
    }

    @AfterAll
    static void closeCluster() {
        cluster.close();
    }

    @AfterEach
    void delete() {
        on.close();
    }

    @Test
    void theTestHasPartitionsOnEveryNode() {
        assertThat(IntStream.range(0, ClusterTopic.PARTITIONS)
                        .mapToObj(i -> cluster.nodeOf(TopicKeys.stream(on.topic.name(), i)))
                        .distinct())
                .hasSize(3);
    }

    @Test
    void membersShareWhatIsPublishedToAllPartitions() {
        ConcurrentLinkedQueue<String> got = new ConcurrentLinkedQueue<>();
        try (MqClient other = on.connect()) {
            on.collect(on.mq, got);
            on.collect(other, got);
            on.publish(on.mq, 5_000);
            await().atMost(LONG).until(() -> got.size() >= 5_000);
            assertThat(got).doesNotHaveDuplicates().hasSize(5_000);
            await().until(() -> on.mq.admin().backlog(on.topic, on.group).ready() == 0
                    && on.mq.admin().backlog(on.topic, on.group).inFlight().orElse(0) == 0);
        }
    }

    @Test
    void anOrderedGroupKeepsItsOrderWhileMembersComeAndGo() {
        Map<String, Integer> last = new ConcurrentHashMap<>();
        List<String> wrong = new CopyOnWriteArrayList<>();
        AtomicInteger handled = new AtomicInteger();
        MqClient first = on.connect();
        orderedMember(first, last, wrong, handled);
        try (MqClient second = on.connect();
                Publisher<String> publisher = on.mq.publisher(on.topic, Codec.string())) {
            publishInOrder(publisher, 0, 20);
            await().atMost(LONG).until(() -> handled.get() > 100);
            orderedMember(second, last, wrong, handled);
            publishInOrder(publisher, 20, 40);
            await().atMost(LONG).until(() -> handled.get() > 1_000);
            first.close();
            publishInOrder(publisher, 40, 50);
            await().atMost(LONG)
                    .until(() -> !wrong.isEmpty()
                            || (last.size() == 50 && last.values().stream().allMatch(number -> number == 49)));
        }
        assertThat(wrong).isEmpty();
    }

    private void orderedMember(MqClient client, Map<String, Integer> last, List<String> wrong, AtomicInteger handled) {
        Consumer unused = client.consumer(on.topic, on.ordered, Codec.string())
                .concurrency(8)
                .start(delivery -> {
                    String key = delivery.key().orElseThrow();
                    int number = Integer.parseInt(delivery.payload());
                    TimeUnit.MILLISECONDS.sleep(1);
                    int before = last.getOrDefault(key, -1);
                    if (number > before + 1) {
                        wrong.add(key + ": " + number + " after " + before);
                    }
                    last.put(key, Math.max(before, number));
                    handled.incrementAndGet();
                });
    }

    private static void publishInOrder(Publisher<String> publisher, int from, int to) {
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int number = from; number < to; number++) {
            for (int key = 0; key < 50; key++) {
                all.add(publisher.publishAsync(
                        Message.of(Integer.toString(number)).withKey("key" + key)));
            }
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
    }

    @Test
    void aLateSettlementIsFencedOnEveryPartition() throws Exception {
        try (DriverConnection connection = Fixture.connect(cluster.url(), Map.of("redis.claim-interval", "50ms"))) {
            on.publish(on.mq, 200);
            DeliveryLog slow = subscribe(connection, Duration.ofMillis(300));
            List<IncomingMessage> old = slow.await(200);
            // It must take back nothing from the other one.
            slow.subscription().stop();
            DeliveryLog next = subscribe(connection, Duration.ofMillis(300));
            List<IncomingMessage> taken = next.await(200);

            assertThat(slow.ack(old)).containsOnly(Settlement.LEASE_LOST);
            assertThat(next.ack(taken)).containsOnly(Settlement.SETTLED);
            slow.subscription().close();
            next.subscription().close();
        }
    }

    private DeliveryLog subscribe(DriverConnection connection, Duration lease) {
        DeliveryLog log = new DeliveryLog("c-" + UUID.randomUUID());
        log.opened(connection.openSubscription(
                new SubscriptionSpec(on.spec, on.billing, log.consumer(), 400, lease), log));
        return log;
    }

    @Test
    void retriesDelaysAndDeadLettersGoThroughTopicsOnOtherNodes() {
        Map<String, AtomicInteger> attempts = new ConcurrentHashMap<>();
        on.mq.consumer(on.topic, on.group, Codec.string())
                .concurrency(8)
                .retry(RetryPolicy.fixed(3, Duration.ofMillis(1_500)))
                .start(delivery -> {
                    attempts.computeIfAbsent(delivery.payload(), text -> new AtomicInteger())
                            .incrementAndGet();
                    throw new IllegalStateException("always");
                });
        try (Publisher<String> publisher = on.mq.publisher(on.topic, Codec.string())) {
            for (int i = 0; i < 48; i++) {
                publisher.publish(Message.builder("later" + i)
                        .delay(Duration.ofMillis(1_500))
                        .build());
            }
        }
        await().atMost(LONG)
                .until(() -> on.mq.deadLetters(on.topic, on.group).browse(100).size() == 48);
        assertThat(attempts).hasSize(48);
        assertThat(attempts.values()).allSatisfy(count -> assertThat(count).hasValue(3));
    }

    @Test
    void aBroadcastConsumerSeesEveryPartition() {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        try (Consumer broadcast =
                on.mq.broadcast(on.topic, Codec.string()).start(delivery -> seen.add(delivery.payload()))) {
            Set<String> published = on.publish(on.mq, 500);
            await().untilAsserted(() -> assertThat(seen).containsAll(published));
            assertThat(broadcast.isConnected()).isTrue();
        }
    }

    @Test
    void aGroupIsPurgedMovedAndDeletedOnEveryNode() {
        on.publish(on.mq, 320);
        assertThat(on.mq.admin().backlog(on.topic, on.group).ready()).isEqualTo(320);
        assertThat(on.mq.admin().purge(on.topic, on.group)).hasValue(320);
        on.mq.admin().seek(on.topic, on.group, StartPosition.earliest());
        assertThat(on.mq.admin().backlog(on.topic, on.group).ready()).isEqualTo(320);
        ConcurrentLinkedQueue<String> got = new ConcurrentLinkedQueue<>();
        try (Consumer consumer = on.collect(on.mq, got)) {
            await().until(() -> got.size() == 320);
            assertThatThrownBy(() -> on.mq.admin().seek(on.topic, on.group, StartPosition.latest()))
                    .isInstanceOfSatisfying(
                            MqException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
            assertThat(consumer.isConnected()).isTrue();
        }
        on.mq.admin().deleteGroup(on.topic, on.group);
        assertThatThrownBy(() -> on.mq.admin().backlog(on.topic, on.group))
                .isInstanceOfSatisfying(
                        MqException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void knowsItsNodesFromAnyOfThem() throws Exception {
        try (MqClient all = MqClient.builder(cluster.urlOfAll().replace("redis://", "redis://127.0.0.1:1,"))
                .connect()) {
            Set<String> confirmed = on.publish(all, 100);
            assertThat(confirmed).hasSize(100);
            assertThat(all.health().up()).isTrue();
        }
    }

    @Test
    void refusesWhatAClusterOrASingleServerDoesNotHave() {
        assertThatThrownBy(() -> Fixture.connect(cluster.url() + "/1", Map.of()))
                .isInstanceOfSatisfying(
                        MqException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION));
        String single = Brokers.shared("redis").url();
        assertThatThrownBy(() -> Fixture.connect(single + ",127.0.0.1:1", Map.of()))
                .isInstanceOf(ConfigurationException.class);
    }

    @Test
    void givesAccessToANativeClientOfTheCluster() {
        assertThat(on.mq.unwrap(RedisClient.class)).isEmpty();
        RedisClusterClient client = on.mq.unwrap(RedisClusterClient.class).orElseThrow();
        assertThat(client.xlen(TopicKeys.stream(on.topic.name(), 3))).isZero();

        RedisIdempotencyStore store = RedisIdempotencyStore.of(on.mq);
        assertThat(store.begin("k", "a", LONG)).isEqualTo(IdempotencyStore.Claim.GRANTED);
        assertThat(store.begin("k", "b", LONG)).isEqualTo(IdempotencyStore.Claim.BUSY);
    }
}
