package io.onemq.redis.internal;

import io.onemq.spi.TopicSpec;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Knows how many partitions topics have. Thread-safe. */
final class Layouts {
    // Short enough that a topic which was deleted and declared anew with other partitions is noticed.
    private static final long KNOWN_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long ABSENT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final AdminLinks links;
    private final Map<String, Cached> cache = new ConcurrentHashMap<>();

    Layouts(AdminLinks links) {
        this.links = links;
    }

    private record Cached(TopicLayout layout, long untilNanos) {}

    /** Returns where to publish to; asks the server if what is known is too old. */
    TopicLayout of(TopicSpec topic) {
        Cached cached = cache.get(topic.name());
        if (cached == null || System.nanoTime() - cached.untilNanos() > 0) {
            OptionalInt declared = declaredPartitions(topic.name());
            TopicLayout layout = new TopicLayout(topic.name(), declared.orElse(topic.partitions()));
            cached = new Cached(layout, System.nanoTime() + (declared.isPresent() ? KNOWN_NANOS : ABSENT_NANOS));
            cache.put(topic.name(), cached);
        }
        return cached.layout();
    }

    /** Asks the server; empty if the topic was not declared. */
    OptionalInt declaredPartitions(String topic) {
        return links.call("Looking up topic " + topic, TopicKeys.topic(topic), on -> {
            Object reply = on.call(Bytes.of("HGET"), TopicKeys.topic(topic), Bytes.of(TopicKeys.PARTITIONS));
            return reply instanceof byte[] number
                    ? OptionalInt.of(Integer.parseInt(Bytes.ascii(number)))
                    : OptionalInt.empty();
        });
    }

    void forget(String topic) {
        cache.remove(topic);
    }
}
