package io.onemq.redis.internal;

import io.onemq.ConnectionException;
import io.onemq.Outcome;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Which server has a key: the only one, or the node of a cluster that serves the slot of the key. Immutable. */
final class Slots {
    private static final int COUNT = 16_384;

    private final Set<HostAndPort> nodes;

    // Empty for a single server.
    private final @Nullable HostAndPort[] bySlot;

    private Slots(Set<HostAndPort> nodes, @Nullable HostAndPort[] bySlot) {
        this.nodes = nodes;
        this.bySlot = bySlot;
    }

    /** Everything is on one server. */
    static Slots allAt(HostAndPort server) {
        return new Slots(Set.of(server), new HostAndPort[0]);
    }

    /**
     * Reads the reply to CLUSTER SLOTS: ranges of slots, each with its first and last one, the master and its replicas.
     *
     * @param asked the node that replied; one that does not tell its own name means itself
     */
    static Slots parse(List<?> ranges, HostAndPort asked) {
        HostAndPort[] bySlot = new HostAndPort[COUNT];
        Set<HostAndPort> nodes = new LinkedHashSet<>();
        for (Object each : ranges) {
            List<?> range = (List<?>) each;
            List<?> master = (List<?>) range.get(2);
            String host = master.get(0) instanceof byte[] name ? Bytes.text(name) : "";
            HostAndPort node =
                    new HostAndPort(host.isEmpty() || host.equals("?") ? asked.getHost() : host, number(master.get(1)));
            nodes.add(node);
            Arrays.fill(bySlot, number(range.get(0)), number(range.get(1)) + 1, node);
        }
        return new Slots(nodes, bySlot);
    }

    private static int number(Object part) {
        return ((Long) part).intValue();
    }

    boolean isCluster() {
        return bySlot.length > 0;
    }

    /** All servers that have something. */
    Set<HostAndPort> nodes() {
        return nodes;
    }

    /** Returns the slot of a key; keys with the same hash tag have the same. */
    static int slot(byte[] key) {
        return JedisClusterCRC16.getSlot(key);
    }

    /**
     * Returns the server that has a key.
     *
     * @throws io.onemq.MqException if no node of the cluster has it at the moment
     */
    HostAndPort of(byte[] key) {
        if (!isCluster()) {
            return nodes.iterator().next();
        }
        HostAndPort node = bySlot[slot(key)];
        if (node == null) {
            throw new ConnectionException(
                    Outcome.NOT_SENT,
                    "No node of the Redis cluster serves slot " + slot(key) + ", which has the key " + Bytes.text(key),
                    null);
        }
        return node;
    }
}
