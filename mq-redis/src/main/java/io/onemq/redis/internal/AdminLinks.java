package io.onemq.redis.internal;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/**
 * The connections for administrative requests, which are safe to repeat: one to a single server, one to each node of a cluster
 * that is asked for something. Thread-safe.
 */
final class AdminLinks implements AutoCloseable {
    private final RedisSettings settings;
    private final Nodes nodes;
    private final Map<HostAndPort, AdminLink> byNode = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * Creates it; connects when needed.
     *
     * @param first a connection that is there already
     */
    AdminLinks(RedisSettings settings, Nodes nodes, @Nullable RedisLink first) {
        this.settings = settings;
        this.nodes = nodes;
        if (first != null) {
            byNode.put(first.address(), new AdminLink(settings, first.address(), first));
        }
    }

    boolean isCluster() {
        return nodes.isCluster();
    }

    /**
     * Runs requests about keys of one slot, each of which may take the request timeout.
     *
     * @param doing what is done, to begin the message of a failure with
     * @param key one of the keys
     * @throws MqException if they fail
     */
    <T> T call(String doing, byte[] key, AdminLink.Request<T> request) {
        if (!nodes.isCluster()) {
            return at(nodes.current().of(key)).call(doing, request);
        }
        HostAndPort node = nodes.current().of(key);
        try {
            return at(node).call(doing, request);
        } catch (MqException e) {
            if (e.code() != ErrorCode.CONNECTION || closed) {
                throw e;
            }
            // The node may have gone, or lost the slot to another one, while nobody asked it for anything.
            HostAndPort other = refreshed().of(key);
            if (other.equals(node)) {
                throw e;
            }
            return at(other).call(doing, request);
        }
    }

    /** As {@link #call}, for requests without a result. */
    void run(String doing, byte[] key, Consumer<RedisLink> requests) {
        Object unused = call(doing, key, on -> {
            requests.accept(on);
            return on;
        });
    }

    /** Runs a request on every node, each of which may take that time. */
    void runOnAll(String doing, int timeoutMillis, Consumer<RedisLink> request) {
        for (HostAndPort node : nodes.refreshed().nodes()) {
            at(node).run(doing + " at " + node, timeoutMillis, request);
        }
    }

    private Slots refreshed() {
        Slots slots = nodes.refreshed();
        byNode.entrySet().removeIf(entry -> {
            boolean gone = !slots.nodes().contains(entry.getKey());
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
        return slots;
    }

    private AdminLink at(HostAndPort node) {
        AdminLink link = byNode.computeIfAbsent(node, address -> new AdminLink(settings, address, null));
        if (closed) {
            // Whoever closes it may not have seen this one.
            link.close();
        }
        return link;
    }

    @Override
    public void close() {
        closed = true;
        byNode.values().forEach(AdminLink::close);
    }
}
