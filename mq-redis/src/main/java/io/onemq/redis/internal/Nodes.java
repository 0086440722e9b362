package io.onemq.redis.internal;

import io.onemq.ConnectionException;
import io.onemq.MqException;
import io.onemq.Outcome;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/**
 * Knows which node of a cluster has which slots; a single server has all there is. What is known is looked up again whenever
 * something is opened, and when a node does not have what it was asked for. Thread-safe.
 */
final class Nodes {
    private final RedisSettings settings;
    private volatile Slots known;

    // Asked first the next time.
    private volatile HostAndPort lastAnswered;

    private Nodes(RedisSettings settings, HostAndPort answered, Slots known) {
        this.settings = settings;
        this.lastAnswered = answered;
        this.known = known;
    }

    /** Learns what a server has that is connected to. */
    static Nodes of(RedisSettings settings, RedisLink link, boolean isCluster) {
        Slots slots = isCluster ? ask(link) : Slots.allAt(link.address());
        return new Nodes(settings, link.address(), slots);
    }

    boolean isCluster() {
        return known.isCluster();
    }

    /** What was known last. */
    Slots current() {
        return known;
    }

    /**
     * Asks a cluster.
     *
     * @throws MqException with code CONNECTION if no node answers
     */
    Slots refreshed() {
        if (isCluster()) {
            try (RedisLink link = openAny(settings, candidates())) {
                known = ask(link);
                lastAnswered = link.address();
            } catch (RuntimeException e) {
                throw RedisErrors.translate(e, "Looking up the nodes of the Redis cluster", Outcome.NOT_SENT);
            }
        }
        return known;
    }

    private Set<HostAndPort> candidates() {
        Set<HostAndPort> all = new LinkedHashSet<>();
        all.add(lastAnswered);
        all.addAll(known.nodes());
        all.addAll(settings.addresses());
        return all;
    }

    /** Connects to the first server that takes a connection. */
    static RedisLink openAny(RedisSettings settings, Iterable<HostAndPort> servers) {
        MqException failure = null;
        for (HostAndPort server : servers) {
            try {
                return RedisLink.open(settings, server);
            } catch (MqException e) {
                failure = later(failure, e);
            }
        }
        throw failure == null
                ? new ConnectionException(Outcome.NOT_SENT, "There is no server to connect to", null)
                : failure;
    }

    /** A failure that no further attempt changes says more than one that may pass. */
    private static MqException later(@Nullable MqException first, MqException next) {
        return first != null && !first.retryable() ? first : next;
    }

    private static Slots ask(RedisLink link) {
        Slots slots =
                Slots.parse(link.call("CLUSTER", "SLOTS") instanceof List<?> list ? list : List.of(), link.address());
        if (slots.nodes().isEmpty()) {
            throw new ConnectionException(
                    Outcome.NOT_SENT,
                    "The Redis cluster at " + link.address() + " has no node that serves slots",
                    null);
        }
        return slots;
    }
}
