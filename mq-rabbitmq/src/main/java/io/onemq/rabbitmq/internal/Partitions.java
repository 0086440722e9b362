package io.onemq.rabbitmq.internal;

import io.onemq.spi.TopicSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The partitions of a topic: which one a key belongs to, and how their number is kept on the broker.
 *
 * <p>An exchange has no place for a number that a later declaration would be compared with, except for its alternate
 * exchange. So the number is part of the name of an alternate exchange that never exists; routing takes no notice of it.
 */
final class Partitions {
    private static final String MARKER = "onemq-partitions-";
    private static final Pattern CURRENT_MARKER = Pattern.compile("current is .*?" + MARKER + "(\\d+)");

    private Partitions() {}

    /** Returns the routing keys of a topic: one, or one for each partition. */
    static List<String> routingKeys(TopicSpec topic) {
        return topic.partitions() == 0
                ? List.of("")
                : IntStream.range(0, topic.partitions())
                        .mapToObj(Integer::toString)
                        .toList();
    }

    /** Returns the alternate exchange that keeps the number of partitions. */
    static String marker(int partitions) {
        return MARKER + partitions;
    }

    /** Reads the existing number from the broker's answer to a declaration with another one. */
    static OptionalInt existing(String replyText) {
        Matcher matcher = CURRENT_MARKER.matcher(replyText);
        return matcher.find() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    /** Returns the partition of a key, the same as Kafka's default partitioner. */
    static int of(String key, int partitions) {
        return (murmur2(key.getBytes(StandardCharsets.UTF_8)) & 0x7fffffff) % partitions;
    }

    /** MurmurHash2 with Kafka's seed. */
    static int murmur2(byte[] data) {
        final int m = 0x5bd1e995;
        int length = data.length;
        int h = 0x9747b28c ^ length;
        int blocks = length / 4;
        for (int i = 0; i < blocks; i++) {
            int at = i * 4;
            int k = (data[at] & 0xff)
                    | (data[at + 1] & 0xff) << 8
                    | (data[at + 2] & 0xff) << 16
                    | (data[at + 3] & 0xff) << 24;
            k *= m;
            k ^= k >>> 24;
            k *= m;
            h *= m;
            h ^= k;
        }
        int tail = blocks * 4;
        for (int i = length - 1; i >= tail; i--) {
            h ^= (data[i] & 0xff) << (8 * (i - tail));
        }
        if (tail < length) {
            h *= m;
        }
        h ^= h >>> 13;
        h *= m;
        h ^= h >>> 15;
        return h;
    }
}
