package io.onemq.redis.internal;

import io.onemq.Retention;
import io.onemq.spi.TopicSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes and reads the retentions of topics. Thread-safe. */
final class Retentions {
    private final AdminLinks links;

    Retentions(AdminLinks links) {
        this.links = links;
    }

    /** Gives a topic its retention, if it is to have one. Returns the one that it had, if that was another. */
    Optional<Retention> declare(TopicSpec topic, int partitions) {
        Retention retention = topic.retention();
        if (retention == null) {
            return Optional.empty();
        }
        String doing = "Declaring topic " + topic.name();
        byte[] hash = TopicKeys.topic(topic.name());
        if (retention.bytes().isPresent()) {
            // Fails if the user may not ask for it: then nobody could tell what is too much.
            links.run(doing, hash, on -> on.call(Bytes.of("MEMORY"), Bytes.of("USAGE"), hash));
        }
        List<byte[]> keys = new ArrayList<>();
        for (int i = TopicKeys.streams(partitions) - 1; i >= 0; i--) {
            keys.add(TopicKeys.retention(topic.name(), i));
            if (links.isCluster() && i > 0) {
                // Each stream is in another slot; the first one is in that of the topic's hash.
                write(doing, keys, retention, "", partitions);
                keys.clear();
            }
        }
        keys.add(hash);
        Object had = write(doing, keys, retention, RetentionText.of(retention), partitions);
        return parse(had).filter(other -> !other.equals(retention));
    }

    private @Nullable Object write(String doing, List<byte[]> keys, Retention retention, String text, int partitions) {
        ScriptCall call = new ScriptCall(Script.RETAIN, keys.toArray(byte[][]::new))
                .arg(text)
                .arg(RetentionText.age(retention))
                .arg(RetentionText.bytes(retention, TopicKeys.streams(partitions)))
                .arg(RetentionText.drops(retention));
        links.run(doing, keys.get(0), call::on);
        return call.reply();
    }

    /** Returns what a topic has. */
    @Nullable Retention of(TopicSpec topic) {
        byte[] hash = TopicKeys.topic(topic.name());
        return links.call(
                        "Looking up topic " + topic.name(),
                        hash,
                        on -> parse(on.call(Bytes.of("HGET"), hash, Bytes.of(TopicKeys.RETENTION))))
                .orElse(null);
    }

    private static Optional<Retention> parse(@Nullable Object reply) {
        return reply instanceof byte[] text
                ? Optional.ofNullable(RetentionText.parse(Bytes.text(text)))
                : Optional.empty();
    }
}
