package io.onemq.redis.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.HostAndPort;

/**
 * The connections of one side of a subscription: one to a single server, or one to each node of a cluster that has some of
 * its streams. Requests are written and replies read by one thread.
 */
final class Links implements AutoCloseable {
    private final Slots slots;
    private final Map<HostAndPort, RedisLink> byNode;
    private final List<RedisLink> all;

    private Links(Slots slots, Map<HostAndPort, RedisLink> byNode) {
        this.slots = slots;
        this.byNode = byNode;
        this.all = List.copyOf(byNode.values());
    }

    /**
     * Connects to where the streams are.
     *
     * @throws io.onemq.MqException if a node cannot be reached; then nothing is left open
     */
    static Links open(RedisSettings settings, Slots slots, List<SubscribedStream> streams) {
        Map<HostAndPort, RedisLink> byNode = new HashMap<>();
        try {
            for (SubscribedStream stream : streams) {
                byNode.computeIfAbsent(slots.of(stream.key()), node -> RedisLink.open(settings, node));
            }
        } catch (RuntimeException e) {
            byNode.values().forEach(RedisLink::close);
            throw e;
        }
        return new Links(slots, byNode);
    }

    /** Returns the connection to where a key is, which belongs to one of the streams. */
    RedisLink of(byte[] key) {
        RedisLink link = all.size() == 1 ? all.get(0) : byNode.get(slots.of(key));
        if (link == null) {
            throw new IllegalStateException("No connection was opened for the key " + Bytes.text(key));
        }
        return link;
    }

    /** A cluster takes a request only if all its keys are in one slot, also where a single node has all of them. */
    boolean takesInOneRequest(List<?> streams) {
        return !slots.isCluster() || streams.size() == 1;
    }

    /** Splits streams into parts, each of which can be named in one request. */
    <T> List<List<T>> parts(List<T> streams) {
        return takesInOneRequest(streams)
                ? List.of(streams)
                : streams.stream().<List<T>>map(List::of).toList();
    }

    /** Sets how long a reply may take. */
    void timeout(int millis) {
        all.forEach(link -> link.timeout(millis));
    }

    void flush() {
        all.forEach(RedisLink::flush);
    }

    /** Ends the connections; a thread that reads or writes fails at once. Idempotent. */
    @Override
    public void close() {
        all.forEach(RedisLink::close);
    }
}
