package io.onemq.kafka.internal;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/** The notation of positions: {@code <topic>-<partition>@<offset>}. */
final class Positions {
    private static final Pattern NOTATION = Pattern.compile("(.+)-(\\d{1,9})@(\\d{1,18})");

    private Positions() {}

    static String of(String topic, int partition, long offset) {
        return topic + '-' + partition + '@' + offset;
    }

    /** Returns the partition of a position, or nothing if it is none. */
    static Optional<TopicPartition> partition(String position) {
        Matcher parts = NOTATION.matcher(position);
        return parts.matches()
                ? Optional.of(new TopicPartition(parts.group(1), Integer.parseInt(parts.group(2))))
                : Optional.empty();
    }

    /** Returns the offset of something that is a position. */
    static long offset(String position) {
        return Long.parseLong(position.substring(position.lastIndexOf('@') + 1));
    }
}
