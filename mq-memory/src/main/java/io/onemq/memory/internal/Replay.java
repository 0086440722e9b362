package io.onemq.memory.internal;

import io.onemq.ConfigurationException;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.StartPosition;
import io.onemq.spi.TopicSpec;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A place in a topic to start from. Owned by the broker's thread.
 *
 * @param retained what the topic has
 * @param offsets for each partition the offset of its first message; others are not concerned
 */
record Replay(Collection<StoredMessage> retained, Map<Integer, Long> offsets) {
    // Numbers of more digits are no positions of anything.
    private static final Pattern POSITION = Pattern.compile("(\\d{1,9})/(\\d{1,18})");

    /** The notation of positions. */
    static String position(int partition, long offset) {
        return partition + "/" + offset;
    }

    static Replay of(TopicSpec spec, MemoryTopic topic, StartPosition start) {
        long[] ends = topic.ends();
        Map<Integer, Long> offsets = new HashMap<>();
        switch (start.kind()) {
            case LATEST -> everywhere(ends, offsets);
            case EARLIEST -> IntStream.range(0, ends.length).forEach(partition -> offsets.put(partition, 0L));
            case TIME -> {
                everywhere(ends, offsets);
                addTime(topic, start.instant().orElseThrow().toEpochMilli(), offsets);
            }
            case POSITIONS -> start.positions().forEach(position -> addPosition(spec, ends, position, offsets));
        }
        return new Replay(topic.retained().all(), offsets);
    }

    private static void everywhere(long[] ends, Map<Integer, Long> offsets) {
        IntStream.range(0, ends.length).forEach(partition -> offsets.put(partition, ends[partition]));
    }

    private static void addTime(MemoryTopic topic, long millis, Map<Integer, Long> offsets) {
        for (StoredMessage message : topic.retained().all()) {
            if (message.storedMillis() >= millis) {
                offsets.merge(message.partition(), message.offset(), Math::min);
            }
        }
    }

    private static void addPosition(TopicSpec spec, long[] ends, String position, Map<Integer, Long> offsets) {
        Matcher parts = POSITION.matcher(position);
        if (!parts.matches() || Integer.parseInt(parts.group(1)) >= ends.length) {
            throw new ConfigurationException("Topic " + spec.name() + " has no position " + position
                    + ": positions are <partition>/<offset>, and it has " + ends.length + " partitions");
        }
        int partition = Integer.parseInt(parts.group(1));
        long offset = Long.parseLong(parts.group(2));
        if (offset > ends[partition]) {
            throw new MqException(
                    ErrorCode.NOT_FOUND,
                    "Topic " + spec.name() + " has no message at " + position + ": its next one will be at "
                            + position(partition, ends[partition]));
        }
        offsets.merge(partition, offset, Math::min);
    }

    /** Lets a group without members go on from here. */
    void into(MemoryGroup group) {
        group.forget(offsets.keySet());
        for (StoredMessage message : retained) {
            Long from = offsets.get(message.partition());
            if (from != null && message.offset() >= from) {
                group.append(message);
            }
        }
    }
}
