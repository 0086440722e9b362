package io.onemq.redis.internal;

import io.onemq.Retention;
import io.onemq.spi.TopicSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes and reads the retentions of topics. Thread-safe. */
final class Retentions {
    private final AdminLink link;

    Retentions(AdminLink link) {
        this.link = link;
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
            link.run(doing, on -> on.call(Bytes.of("MEMORY"), Bytes.of("USAGE"), hash));
        }
        int streams = TopicKeys.streams(partitions);
        List<byte[]> keys = new ArrayList<>(List.of(hash));
        for (int i = 0; i < streams; i++) {
            keys.add(TopicKeys.retention(topic.name(), i));
        }
        ScriptCall call = new ScriptCall(Script.RETAIN, keys.toArray(byte[][]::new))
                .arg(RetentionText.of(retention))
                .arg(RetentionText.age(retention))
                .arg(RetentionText.bytes(retention, streams))
                .arg(RetentionText.drops(retention));
        link.run(doing, call::on);
        return parse(call.reply()).filter(had -> !had.equals(retention));
    }

    /** Returns what a topic has. */
    @Nullable Retention of(TopicSpec topic) {
        return link.call(
                        "Looking up topic " + topic.name(),
                        on -> parse(on.call(
                                Bytes.of("HGET"), TopicKeys.topic(topic.name()), Bytes.of(TopicKeys.RETENTION))))
                .orElse(null);
    }

    private static Optional<Retention> parse(@Nullable Object reply) {
        return reply instanceof byte[] text
                ? Optional.ofNullable(RetentionText.parse(Bytes.text(text)))
                : Optional.empty();
    }
}
