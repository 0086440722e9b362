package io.onemq;

import io.onemq.internal.Engine;
import io.onemq.internal.Topology;
import io.onemq.spi.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The publishers to the topics of replies, which requests name. Thread-safe. */
final class ReplyPublishers<R> implements AutoCloseable {
    /** How many are kept; every requester may have a topic of its own. */
    private static final int MOST = 1_000;

    private static final float LOAD = 0.75f;

    private final Engine engine;
    private final Topology topology;
    private final Codec<R> codec;
    private final Duration drainTimeout;

    // Guarded by itself; the least recently used one first.
    private final Map<String, Publisher<R>> publishers = new LinkedHashMap<>(16, LOAD, true);

    ReplyPublishers(Engine engine, Topology topology, Codec<R> codec, Duration drainTimeout) {
        this.engine = engine;
        this.topology = topology;
        this.codec = codec;
        this.drainTimeout = drainTimeout;
    }

    /**
     * Returns the publisher to a topic. It has to exist: what a message asks for creates nothing.
     *
     * @throws MqException with code NOT_FOUND or INVALID_NAME if there is no such topic
     */
    Publisher<R> to(String name) {
        Publisher<R> known = known(name);
        if (known != null) {
            return known;
        }
        TopicSpec asked = Topology.spec(Topic.of(name), false);
        int partitions = topology.get(() -> engine.connection().admin().describe(asked, List.of()))
                .partitions();
        TopicSpec topic = new TopicSpec(name, partitions, TopicSpec.Role.APPLICATION);
        return add(name, new Publisher<>(engine, topology, topic, codec, drainTimeout));
    }

    private @Nullable Publisher<R> known(String name) {
        synchronized (publishers) {
            return publishers.get(name);
        }
    }

    private Publisher<R> add(String name, Publisher<R> created) {
        synchronized (publishers) {
            Publisher<R> other = publishers.putIfAbsent(name, created);
            if (other != null) {
                return other;
            }
            if (publishers.size() > MOST) {
                String eldest = publishers.keySet().iterator().next();
                Publisher<R> removed = publishers.remove(eldest);
                if (removed != null) {
                    engine.inBackground(removed::close);
                }
            }
            return created;
        }
    }

    @Override
    public void close() {
        List<Publisher<R>> all;
        synchronized (publishers) {
            all = new ArrayList<>(publishers.values());
        }
        all.forEach(Publisher::close);
    }
}
