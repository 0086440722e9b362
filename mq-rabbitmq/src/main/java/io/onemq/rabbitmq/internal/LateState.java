package io.onemq.rabbitmq.internal;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How far the streams of a topic have been compared with what a group gets, as it is kept until that is over. Times are in
 * milliseconds since the epoch.
 *
 * @param until the time up to which messages are looked for
 * @param last the time of the last comparison
 * @param partitions how far each partition is
 */
record LateState(long until, long last, Map<Integer, Compared> partitions) {
    /**
     * How far one partition is.
     *
     * @param stream the offset up to which the stream has been compared
     * @param mirror the offset from which the mirror is read next: some of it again, since it may have been ahead
     * @param mirrorEnd the offset up to which the mirror has been read
     */
    record Compared(long stream, long mirror, long mirrorEnd) {}

    static LateState parse(String text) {
        String[] words = text.split(" ", -1);
        Map<Integer, Compared> partitions = new TreeMap<>();
        for (int i = 2; i < words.length; i++) {
            long[] numbers = Arrays.stream(words[i].split(":", -1))
                    .mapToLong(Long::parseLong)
                    .toArray();
            partitions.put((int) numbers[0], new Compared(numbers[1], numbers[2], numbers[3]));
        }
        return new LateState(Long.parseLong(words[0]), Long.parseLong(words[1]), partitions);
    }

    @Override
    public String toString() {
        return until + " " + last
                + partitions.entrySet().stream()
                        .map(entry -> " " + entry.getKey() + ":" + entry.getValue().stream() + ":"
                                + entry.getValue().mirror() + ":"
                                + entry.getValue().mirrorEnd())
                        .collect(Collectors.joining());
    }
}
