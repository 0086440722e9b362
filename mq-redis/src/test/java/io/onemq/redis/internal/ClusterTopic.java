package io.onemq.redis.internal;

import io.onemq.Codec;
import io.onemq.Consumer;
import io.onemq.Group;
import io.onemq.Message;
import io.onemq.MqClient;
import io.onemq.Ordering;
import io.onemq.Publisher;
import io.onemq.Topic;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.TopicSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** A topic of a test's own with partitions on every node of a cluster, and a client. */
final class ClusterTopic implements AutoCloseable {
    static final int PARTITIONS = 16;

    final Group group = Group.of("billing");
    final Group ordered = Group.of("ordered").withOrdering(Ordering.KEY);
    final Topic topic =
            Topic.of("t-" + UUID.randomUUID()).withPartitions(PARTITIONS).withGroups(group, ordered);
    final TopicSpec spec = new TopicSpec(topic.name(), PARTITIONS, TopicSpec.Role.APPLICATION);
    final GroupSpec billing = new GroupSpec(group.name(), Ordering.NONE);
    final MqClient mq;
    private final RedisCluster cluster;

    ClusterTopic(RedisCluster cluster) {
        this.cluster = cluster;
        this.mq = connect();
        mq.admin().declare(topic);
    }

    MqClient connect() {
        return MqClient.builder(cluster.url()).option("consume.lease", "5s").connect();
    }

    /** Publishes texts with fifty keys and returns those that were confirmed. */
    Set<String> publish(MqClient through, int count) {
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

    Consumer collect(MqClient through, Collection<String> into) {
        return through.consumer(topic, group, Codec.string())
                .concurrency(4)
                .start(delivery -> into.add(delivery.payload()));
    }

    @Override
    public void close() {
        mq.admin().delete(topic);
        mq.close();
    }
}
