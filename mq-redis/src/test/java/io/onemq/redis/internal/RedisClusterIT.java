package io.onemq.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.onemq.Codec;
import io.onemq.ConfigurationException;
import io.onemq.Consumer;
import io.onemq.ErrorCode;
import io.onemq.Group;
import io.onemq.IdempotencyStore;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.MqException;
import io.onemq.Ordering;
import io.onemq.Publisher;
import io.onemq.RetryPolicy;
import io.onemq.Settlement;
import io.onemq.StartPosition;
import io.onemq.Topic;
import io.onemq.redis.RedisIdempotencyStore;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.DriverPublisher;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.SubscriptionSpec;
import io.onemq.spi.TopicSpec;
import io.onemq.testkit.runtime.Brokers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;

/** What can be different where the partitions of a topic are on several nodes. */
class RedisClusterIT {
    private static final int PARTITIONS = 16;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static RedisCluster cluster;

    private final Group group = Group.of("billing");
    private final Group ordered = Group.of("ordered").withOrdering(Ordering.KEY);
    private final Topic topic =
            Topic.of("t-" + UUID.randomUUID()).withPartitions(PARTITIONS).withGroups(group, ordered);
    private final TopicSpec spec = new TopicSpec(topic.name(), PARTITIONS, TopicSpec.Role.APPLICATION);
    private final GroupSpec billing = new GroupSpec(group.name(), Ordering.NONE);
    private MqClient mq;

    @BeforeAll
    static void startCluster() throws IOException {
        cluster = new RedisCluster();
    }

    @AfterAll
    static void closeCluster() {
        cluster.close();
    }

    @BeforeEach
    void declare() {
        mq = connect();
        mq.admin().declare(topic);
    }

    @AfterEach
    void delete() {
        mq.admin().delete(topic);
        mq.close();
    }

    private static MqClient connect() {
        return MqClient.builder(cluster.url()).option("consume.lease", "5s").connect();
    }

    private Set<String> publish(MqClient through, int count) {
        Set<String> confirmed = ConcurrentHashMap.newKeySet();
        try (Publisher<String> publisher = through.publisher(topic, Codec.string())) {
            List<CompletableFuture<?>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String text = "m" + i;
                all.add(publisher
                        .publishAsync(Message.of(text).withKey("key" + i % 50))
                        .thenRun(() -> confirmed.add(text)));
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        }
        return confirmed;
    }

    private Consumer collect(MqClient through, Collection<String> into) {
        return through.consumer(topic, group, Codec.string())
                .concurrency(4)
                .start(delivery -> into.add(delivery.payload()));
    }

    @Test
    void theTestHasPartitionsOnEveryNode() {
        assertThat(IntStream.range(0, PARTITIONS)
                        .mapToObj(i -> cluster.nodeOf(TopicKeys.stream(topic.name(), i)))
                        .distinct())
                .hasSize(3);
    }

    @Test
    void membersShareWhatIsPublishedToAllPartitions() {
        ConcurrentLinkedQueue<String> got = new ConcurrentLinkedQueue<>();
        try (MqClient other = connect()) {
            collect(mq, got);
            collect(other, got);
            publish(mq, 5_000);
            await().atMost(LONG).until(() -> got.size() >= 5_000);
            assertThat(got).doesNotHaveDuplicates().hasSize(5_000);
            await().until(() -> mq.admin().backlog(topic, group).ready() == 0
                    && mq.admin().backlog(topic, group).inFlight().orElse(0) == 0);
        }
    }

    @Test
    void anOrderedGroupKeepsItsOrderWhileMembersComeAndGo() {
        Map<String, Integer> last = new ConcurrentHashMap<>();
        List<String> wrong = new CopyOnWriteArrayList<>();
        AtomicInteger handled = new AtomicInteger();
        MqClient first = connect();
        orderedMember(first, last, wrong, handled);
        try (MqClient second = connect();
                Publisher<String> publisher = mq.publisher(topic, Codec.string())) {
            publishInOrder(publisher, 0, 20);
            await().atMost(LONG).until(() -> handled.get() > 100);
            orderedMember(second, last, wrong, handled);
            publishInOrder(publisher, 20, 40);
            await().atMost(LONG).until(() -> handled.get() > 1_000);
            first.close();
            publishInOrder(publisher, 40, 50);
            await().atMost(LONG)
                    .until(() -> !wrong.isEmpty()
                            || last.size() == 50 && last.values().stream().allMatch(number -> number == 49));
        }
        assertThat(wrong).isEmpty();
    }

    private void orderedMember(MqClient client, Map<String, Integer> last, List<String> wrong, AtomicInteger handled) {
        Consumer unused = client.consumer(topic, ordered, Codec.string())
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
            publish(mq, 200);
            DeliveryLog slow = subscribe(connection, Duration.ofMillis(300));
            List<IncomingMessage> old = slow.await(200);
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
        log.opened(connection.openSubscription(new SubscriptionSpec(spec, billing, log.consumer(), 400, lease), log));
        return log;
    }

    @Test
    void retriesDelaysAndDeadLettersGoThroughTopicsOnOtherNodes() {
        Map<String, AtomicInteger> attempts = new ConcurrentHashMap<>();
        mq.consumer(topic, group, Codec.string())
                .concurrency(8)
                .retry(RetryPolicy.fixed(3, Duration.ofMillis(1_500)))
                .start(delivery -> {
                    attempts.computeIfAbsent(delivery.payload(), text -> new AtomicInteger())
                            .incrementAndGet();
                    throw new IllegalStateException("always");
                });
        try (Publisher<String> publisher = mq.publisher(topic, Codec.string())) {
            for (int i = 0; i < 48; i++) {
                publisher.publish(Message.builder("later" + i)
                        .delay(Duration.ofMillis(1_500))
                        .build());
            }
        }
        await().atMost(LONG)
                .until(() -> mq.deadLetters(topic, group).browse(100).size() == 48);
        assertThat(attempts).hasSize(48);
        assertThat(attempts.values()).allSatisfy(count -> assertThat(count).hasValue(3));
    }

    @Test
    void aBroadcastConsumerSeesEveryPartition() {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        try (Consumer broadcast = mq.broadcast(topic, Codec.string()).start(delivery -> seen.add(delivery.payload()))) {
            Set<String> published = publish(mq, 500);
            await().untilAsserted(() -> assertThat(seen).containsAll(published));
            assertThat(broadcast.isConnected()).isTrue();
        }
    }

    @Test
    void aGroupIsPurgedMovedAndDeletedOnEveryNode() {
        publish(mq, 320);
        assertThat(mq.admin().backlog(topic, group).ready()).isEqualTo(320);
        assertThat(mq.admin().purge(topic, group)).hasValue(320);
        mq.admin().seek(topic, group, StartPosition.earliest());
        assertThat(mq.admin().backlog(topic, group).ready()).isEqualTo(320);
        ConcurrentLinkedQueue<String> got = new ConcurrentLinkedQueue<>();
        try (Consumer consumer = collect(mq, got)) {
            await().until(() -> got.size() == 320);
            assertThatThrownBy(() -> mq.admin().seek(topic, group, StartPosition.latest()))
                    .isInstanceOfSatisfying(
                            MqException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
            assertThat(consumer.isConnected()).isTrue();
        }
        mq.admin().deleteGroup(topic, group);
        assertThatThrownBy(() -> mq.admin().backlog(topic, group))
                .isInstanceOfSatisfying(
                        MqException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void nothingIsLostWhenSlotsMove() throws Exception {
        Set<String> got = ConcurrentHashMap.newKeySet();
        collect(mq, got);
        try (MqClient other = connect()) {
            collect(other, got);
            CompletableFuture<Set<String>> published = CompletableFuture.supplyAsync(() -> publishSlowly(other, 4_000));
            await().until(() -> got.size() > 200);
            for (int partition = 0; partition < 6; partition++) {
                String stream = TopicKeys.stream(topic.name(), partition);
                ClusterNode from = cluster.nodeOf(stream);
                cluster.move(stream, cluster.nodes.get((cluster.nodes.indexOf(from) + 1) % 3));
            }
            assertThat(published).isNotDone();

            Set<String> confirmed = published.get(60, TimeUnit.SECONDS);

            assertThat(confirmed).hasSize(4_000);
            await().atMost(LONG).untilAsserted(() -> assertThat(got).containsAll(confirmed));
            await().atMost(LONG).until(() -> mq.admin().backlog(topic, group).ready() == 0);
        }
    }

    @Test
    void nothingIsLostWhenATopicWithoutPartitionsMoves() {
        Topic single = Topic.of("single-" + UUID.randomUUID()).withGroups(group);
        Set<String> got = ConcurrentHashMap.newKeySet();
        Set<String> confirmed = new HashSet<>();
        try (MqClient client = connect();
                Publisher<String> publisher = client.publisher(single, Codec.string());
                Consumer consumer =
                        client.consumer(single, group, Codec.string()).start(delivery -> got.add(delivery.payload()))) {
            String stream = TopicKeys.stream(single.name(), 0);
            for (int round = 0; round < 6; round++) {
                for (int i = 0; i < 20; i++) {
                    publisher.publish(round + "/" + i);
                    confirmed.add(round + "/" + i);
                }
                // The consumer waits in the server.
                await().atMost(LONG).until(() -> got.containsAll(confirmed));
                ClusterNode from = cluster.nodeOf(stream);
                cluster.move(stream, cluster.nodes.get((cluster.nodes.indexOf(from) + 1) % 3));
            }
            publisher.publish("last");
            await().atMost(LONG).until(() -> got.contains("last") && consumer.isConnected());
            client.admin().delete(single);
        }
    }

    private Set<String> publishSlowly(MqClient through, int count) {
        Set<String> confirmed = ConcurrentHashMap.newKeySet();
        try (Publisher<String> publisher = through.publisher(topic, Codec.string())) {
            List<CompletableFuture<?>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String text = "m" + i;
                all.add(publisher
                        .publishAsync(Message.of(text).withKey("key" + i % 50))
                        .thenRun(() -> confirmed.add(text)));
                if (i % 10 == 0) {
                    TimeUnit.MILLISECONDS.sleep(10);
                }
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return confirmed;
    }

    @Test
    void nothingIsLostWhenANodeIsAway() throws Exception {
        Set<String> got = ConcurrentHashMap.newKeySet();
        collect(mq, got);
        try (MqClient other = connect()) {
            collect(other, got);
            CompletableFuture<Set<String>> published = CompletableFuture.supplyAsync(() -> publishSlowly(other, 3_000));
            await().until(() -> got.size() > 200);
            ClusterNode node = cluster.nodes.get(1);
            node.stop();
            TimeUnit.SECONDS.sleep(5);
            node.start();
            cluster.awaitWhole();

            Set<String> confirmed = published.get(60, TimeUnit.SECONDS);

            assertThat(confirmed).hasSize(3_000);
            await().atMost(LONG).untilAsserted(() -> assertThat(got).containsAll(confirmed));
        }
    }

    @Test
    void aNodeThatIsAwayDoesNotKeepTheOthersFromConfirming() {
        ClusterNode away = cluster.nodes.get(2);
        long elsewhere = IntStream.range(0, PARTITIONS)
                .filter(i -> cluster.nodeOf(TopicKeys.stream(topic.name(), i)) != away)
                .count();
        PublishLog log = new PublishLog();
        try (DriverConnection connection = Fixture.connect(cluster.url(), Map.of())) {
            away.stop();
            DriverPublisher publisher = connection.openPublisher(log);

            publisher.publish(oneForEachPartition());

            assertThat(log.awaitLost().retryable()).isTrue();
            assertThat(log.confirmed).hasSize((int) elsewhere);
            assertThat(log.failed).isEmpty();
        } finally {
            away.start();
            cluster.awaitWhole();
        }
    }

    @Test
    void aSlotThatIsElsewhereKeepsBackWhatIsForIt() {
        PublishLog log = new PublishLog();
        try (DriverConnection connection = Fixture.connect(cluster.url(), Map.of());
                DriverPublisher publisher = connection.openPublisher(log)) {
            publisher.publish(oneForEachPartition());
            log.awaitConfirmed(PARTITIONS);
            String first = TopicKeys.stream(topic.name(), 0);
            ClusterNode from = cluster.nodeOf(first);
            cluster.move(first, cluster.nodes.get((cluster.nodes.indexOf(from) + 1) % 3));

            publisher.publish(oneForEachPartition());

            assertThat(log.awaitLost()).hasMessageContaining("MOVED");
            assertThat(log.confirmed).hasSize(2 * PARTITIONS - 1);
            assertThat(log.failed).isEmpty();
        }
    }

    private List<TestMessage> oneForEachPartition() {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(i -> new TestMessage(spec, "m" + i))
                .toList();
    }

    @Test
    void knowsItsNodesFromAnyOfThem() throws Exception {
        try (MqClient all = MqClient.builder(cluster.urlOfAll().replace("redis://", "redis://127.0.0.1:1,"))
                .connect()) {
            Set<String> confirmed = publish(all, 100);
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
        assertThat(mq.unwrap(RedisClient.class)).isEmpty();
        RedisClusterClient client = mq.unwrap(RedisClusterClient.class).orElseThrow();
        assertThat(client.xlen(TopicKeys.stream(topic.name(), 3))).isZero();

        RedisIdempotencyStore store = RedisIdempotencyStore.of(mq);
        assertThat(store.begin("k", "a", LONG)).isEqualTo(IdempotencyStore.Claim.GRANTED);
        assertThat(store.begin("k", "b", LONG)).isEqualTo(IdempotencyStore.Claim.BUSY);
    }
}
