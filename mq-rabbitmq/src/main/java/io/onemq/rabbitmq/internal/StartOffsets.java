package io.onemq.rabbitmq.internal;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Retention;
import io.onemq.StartPosition;
import io.onemq.spi.TopicSpec;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Finds the offsets in the streams of a topic at which a start lies. */
final class StartOffsets {
    /** How much earlier than its publisher says a message may be in the stream, before all of it is searched. */
    private static final long SKEW_MILLIS = 60_000;

    private final NativeConnection connection;
    private final TopicSpec topic;
    private final List<String> streams;

    StartOffsets(NativeConnection connection, TopicSpec topic) {
        this.connection = connection;
        this.topic = topic;
        this.streams = Queues.streams(topic);
    }

    /** Returns the offsets of the partitions that a start names, of all if it names none. */
    Map<Integer, Long> of(StartPosition start) throws IOException {
        Map<Integer, Long> offsets = find(start);
        Optional<Duration> age = Optional.ofNullable(topic.retention()).flatMap(Retention::age);
        if (age.isPresent()) {
            // The broker removes what is too old when it comes to it; whoever replays must not see a difference.
            Instant oldest = Instant.now().minus(age.get());
            for (Map.Entry<Integer, Long> offset : offsets.entrySet()) {
                offset.setValue(Math.max(offset.getValue(), since(streams.get(offset.getKey()), oldest)));
            }
        }
        return offsets;
    }

    private Map<Integer, Long> find(StartPosition start) throws IOException {
        Map<Integer, Long> offsets = new TreeMap<>();
        if (start.kind() == StartPosition.Kind.POSITIONS) {
            for (Map.Entry<Integer, Set<StreamPosition>> named : named(start).entrySet()) {
                offsets.put(named.getKey(), find(named.getKey(), named.getValue()));
            }
            return offsets;
        }
        for (int partition = 0; partition < streams.size(); partition++) {
            long offset = start.kind() == StartPosition.Kind.TIME
                    ? since(streams.get(partition), start.instant().orElseThrow())
                    : first(connection, streams.get(partition));
            offsets.put(partition, offset);
        }
        return offsets;
    }

    private Map<Integer, Set<StreamPosition>> named(StartPosition start) {
        Map<Integer, Set<StreamPosition>> named = new TreeMap<>();
        for (String text : start.positions()) {
            StreamPosition position = StreamPosition.parse(topic, text);
            named.computeIfAbsent(position.partition(), unused -> new HashSet<>())
                    .add(position);
        }
        return named;
    }

    /** Returns the first offset that a stream has. */
    static long first(NativeConnection connection, String stream) throws IOException {
        try (StreamReader reader = StreamReader.at(connection, stream, "first")) {
            // So that there is something.
            String unused = reader.fence();
            return reader.next().offset();
        }
    }

    /**
     * Returns the offset of the first message that was stored at or after a time. The broker knows the second in which it was
     * stored; within that second the time counts that the publisher gave.
     */
    private long since(String stream, Instant time) throws IOException {
        try (StreamReader from = StreamReader.at(connection, stream, second(time));
                StreamReader beyond = StreamReader.at(connection, stream, second(time.plusSeconds(1)))) {
            // Each by itself: what one channel publishes may be ahead of the reading that another one has asked for.
            String unused = beyond.fence();
            String fence = from.fence();
            long certain = beyond.next().offset();
            StreamEntry entry = from.next();
            while (!entry.isFence(fence) && entry.offset() < certain && isEarlier(entry, time)) {
                entry = from.next();
            }
            return entry.offset();
        }
    }

    private static Date second(Instant time) {
        return Date.from(Instant.ofEpochSecond(time.getEpochSecond()));
    }

    private static boolean isEarlier(StreamEntry entry, Instant time) {
        return entry.isFence() || (entry.isDated() && entry.timestamp() < time.toEpochMilli());
    }

    /** Returns the offset of the first one of some messages. */
    private long find(int partition, Set<StreamPosition> wanted) throws IOException {
        String stream = streams.get(partition);
        long created = wanted.stream().mapToLong(StreamPosition::created).min().orElseThrow();
        Set<StreamPosition> missing = new HashSet<>(wanted);
        Instant likely = Instant.ofEpochMilli(Math.max(0, created - SKEW_MILLIS));
        long found = search(stream, second(likely), missing);
        if (!missing.isEmpty()) {
            found = Math.min(found, search(stream, "first", missing));
        }
        return missing.isEmpty() ? found : removed(stream, missing);
    }

    /** Reads a stream to its end or until nothing is missing. Returns the offset of the first one that was found. */
    private long search(String stream, Object from, Set<StreamPosition> missing) throws IOException {
        long found = Long.MAX_VALUE;
        try (StreamReader reader = StreamReader.at(connection, stream, from)) {
            String fence = reader.fence();
            StreamEntry entry = reader.next();
            while (!missing.isEmpty() && !entry.isFence(fence)) {
                StreamEntry candidate = entry;
                if (missing.removeIf(position -> position.isOf(candidate))) {
                    found = Math.min(found, entry.offset());
                }
                entry = missing.isEmpty() ? entry : reader.next();
            }
        }
        return found;
    }

    /** A message that was created before the first one which is kept may have been removed; others never were there. */
    private long removed(String stream, Set<StreamPosition> missing) throws IOException {
        try (StreamReader reader = StreamReader.at(connection, stream, "first")) {
            String fence = reader.fence();
            StreamEntry oldest = reader.next();
            long first = oldest.offset();
            while (oldest.isFence() && !oldest.isFence(fence)) {
                oldest = reader.next();
            }
            for (StreamPosition position : missing) {
                if (first == 0 || oldest.isFence() || position.created() >= oldest.timestamp()) {
                    throw new MqException(
                            ErrorCode.NOT_FOUND,
                            "Topic " + topic.name() + " has no message at position " + position.partition() + "/"
                                    + position.created() + "-" + position.id() + ": no such message was ever stored");
                }
            }
            return first;
        }
    }
}
