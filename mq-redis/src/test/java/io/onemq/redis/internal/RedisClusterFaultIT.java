package io.onemq.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.onemq.Codec;
import io.onemq.Consumer;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.Publisher;
import io.onemq.Topic;
import io.onemq.spi.DriverConnection;
import io.onemq.spi.DriverPublisher;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Slots that move and nodes that go away while messages are under way. */
class RedisClusterFaultIT {
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
    void nothingIsLostWhenSlotsMove() throws Exception {
        Set<String> got = ConcurrentHashMap.newKeySet();
        on.collect(on.mq, got);
        try (MqClient other = on.connect()) {
            on.collect(other, got);
            CompletableFuture<Set<String>> published = CompletableFuture.supplyAsync(() -> publishSlowly(other, 4_000));
            await().until(() -> got.size() > 200);
            for (int partition = 0; partition < 6; partition++) {
                String stream = TopicKeys.stream(on.topic.name(), partition);
                ClusterNode from = cluster.nodeOf(stream);
                cluster.move(stream, cluster.nodes.get((cluster.nodes.indexOf(from) + 1) % 3));
            }
            assertThat(published).isNotDone();

            Set<String> confirmed = published.get(60, TimeUnit.SECONDS);

            assertThat(confirmed).hasSize(4_000);
            await().atMost(LONG).untilAsserted(() -> assertThat(got).containsAll(confirmed));
            await().atMost(LONG)
                    .until(() -> on.mq.admin().backlog(on.topic, on.group).ready() == 0);
        }
    }

    @Test
    void nothingIsLostWhenATopicWithoutPartitionsMoves() {
        Topic single = Topic.of("single-" + UUID.randomUUID()).withGroups(on.group);
        Set<String> got = ConcurrentHashMap.newKeySet();
        Set<String> confirmed = new HashSet<>();
        try (MqClient client = on.connect();
                Publisher<String> publisher = client.publisher(single, Codec.string());
                Consumer consumer = client.consumer(single, on.group, Codec.string())
                        .start(delivery -> got.add(delivery.payload()))) {
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
        try (Publisher<String> publisher = through.publisher(on.topic, Codec.string())) {
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
        on.collect(on.mq, got);
        try (MqClient other = on.connect()) {
            on.collect(other, got);
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
        // What the topic is has to be looked up beside its first partition.
        ClusterNode first = cluster.nodeOf(TopicKeys.stream(on.topic.name(), 0));
        ClusterNode away = cluster.nodes.get((cluster.nodes.indexOf(first) + 1) % 3);
        long elsewhere = IntStream.range(0, ClusterTopic.PARTITIONS)
                .filter(i -> cluster.nodeOf(TopicKeys.stream(on.topic.name(), i)) != away)
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
            log.awaitConfirmed(ClusterTopic.PARTITIONS);
            // The first one in turn, so that others of its node come behind it.
            String first = TopicKeys.stream(on.topic.name(), 1);
            ClusterNode from = cluster.nodeOf(first);
            cluster.move(first, cluster.nodes.get((cluster.nodes.indexOf(from) + 1) % 3));

            publisher.publish(oneForEachPartition());

            assertThat(log.awaitLost()).hasMessageContaining("MOVED");
            assertThat(log.confirmed).hasSize(2 * ClusterTopic.PARTITIONS - 1);
            assertThat(log.failed).isEmpty();
        }
    }

    private List<TestMessage> oneForEachPartition() {
        return IntStream.range(0, ClusterTopic.PARTITIONS)
                .mapToObj(i -> new TestMessage(on.spec, "m" + i))
                .toList();
    }
}
