package io.onemq.redis.internal;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.params.MigrateParams;

/** Three masters of a test's own that share the slots. */
final class RedisCluster implements AutoCloseable {
    private static final int NODES = 3;
    private static final int SLOTS = 16_384;

    final List<ClusterNode> nodes = new ArrayList<>();

    RedisCluster() throws IOException {
        for (int i = 0; i < NODES; i++) {
            nodes.add(new ClusterNode());
        }
        nodes.forEach(ClusterNode::start);
        for (int i = 0; i < NODES; i++) {
            try (Jedis jedis = nodes.get(i).jedis()) {
                jedis.clusterAddSlotsRange(i * SLOTS / NODES, (i + 1) * SLOTS / NODES - 1);
                jedis.clusterSetConfigEpoch(i + 1);
                jedis.clusterMeet("127.0.0.1", nodes.get(0).port);
            }
        }
        awaitWhole();
    }

    /** Waits until every node knows that every slot is served. */
    void awaitWhole() {
        await().atMost(Duration.ofSeconds(30)).until(() -> nodes.stream().allMatch(RedisCluster::isWhole));
    }

    private static boolean isWhole(ClusterNode node) {
        try (Jedis jedis = node.jedis()) {
            String info = jedis.clusterInfo();
            return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + NODES);
        }
    }

    /** Names one node; the others are found through it. */
    String url() {
        return "redis://" + nodes.get(0).address();
    }

    String urlOfAll() {
        return "redis://" + nodes.stream().map(ClusterNode::address).collect(Collectors.joining(","));
    }

    ClusterNode nodeOf(String key) {
        return nodes.stream().filter(node -> has(node, key)).findFirst().orElseThrow();
    }

    private static boolean has(ClusterNode node, String key) {
        try (Jedis jedis = node.jedis()) {
            List<?> slots = (List<?>) jedis.sendCommand(Protocol.Command.CLUSTER, "SLOTS");
            HostAndPort itself = new HostAndPort("127.0.0.1", node.port);
            return Slots.parse(slots, itself).of(Bytes.of(key)).equals(itself);
        }
    }

    /** Moves the slot of a key, with all that is in it, while the cluster works. */
    void move(String key, ClusterNode to) {
        ClusterNode from = nodeOf(key);
        try (Jedis source = from.jedis();
                Jedis target = to.jedis()) {
            int slot = (int) source.clusterKeySlot(key);
            target.clusterSetSlotImporting(slot, from.id());
            source.clusterSetSlotMigrating(slot, to.id());
            List<String> keys = source.clusterGetKeysInSlot(slot, 100);
            while (!keys.isEmpty()) {
                source.migrate("127.0.0.1", to.port, 5_000, new MigrateParams(), keys.toArray(String[]::new));
                keys = source.clusterGetKeysInSlot(slot, 100);
            }
            target.clusterSetSlotNode(slot, to.id());
            source.clusterSetSlotNode(slot, to.id());
        }
    }

    @Override
    public void close() {
        nodes.forEach(ClusterNode::close);
    }
}
