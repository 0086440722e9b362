package io.onemq.redis.internal;

import io.onemq.spi.TopicSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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

    /**
     * What a topic was declared with.
     *
     * @param windowMillis for how long ids are remembered, 0 if the topic has no deduplication
     */
    record Declared(int partitions, long windowMillis) {}

    private record Cached(TopicLayout layout, long untilNanos) {}

    /** Returns where to publish to; asks the server if what is known is too old. */
    TopicLayout of(TopicSpec topic) {
        Cached cached = cache.get(topic.name());
        if (cached == null || System.nanoTime() - cached.untilNanos() > 0) {
            Optional<Declared> declared = declared(topic.name());
            TopicLayout layout = new TopicLayout(
                    topic.name(),
                    declared.map(Declared::partitions).orElse(topic.partitions()),
                    declared.map(Declared::windowMillis).orElse(0L));
            cached = new Cached(layout, System.nanoTime() + (declared.isPresent() ? KNOWN_NANOS : ABSENT_NANOS));
            cache.put(topic.name(), cached);
        }
        return cached.layout();
    }

    /** Asks the server; empty if the topic was not declared. */
    OptionalInt declaredPartitions(String topic) {
        Optional<Declared> declared = declared(topic);
        return declared.isPresent() ? OptionalInt.of(declared.get().partitions()) : OptionalInt.empty();
    }

    /** Asks the server; empty if the topic was not declared. */
    Optional<Declared> declared(String topic) {
        return links.call("Looking up topic " + topic, TopicKeys.topic(topic), on -> {
            Object reply = on.call(
                    Bytes.of("HMGET"),
                    TopicKeys.topic(topic),
                    Bytes.of(TopicKeys.PARTITIONS),
                    Bytes.of(TopicKeys.DEDUPLICATION));
            return reply instanceof List<?> fields && fields.get(0) instanceof byte[] partitions
                    ? Optional.of(new Declared((int) number(partitions), number(fields.get(1))))
                    : Optional.empty();
        });
    }

    private static long number(@Nullable Object field) {
        return field instanceof byte[] digits ? Long.parseLong(Bytes.ascii(digits)) : 0;
    }

    void forget(String topic) {
        cache.remove(topic);
    }
}
