package io.onemq.kafka.internal;

import io.onemq.spi.OutgoingMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The topics in which delayed messages wait. All messages of a level wait equally long, so they leave in the order in which
 * they came, and it is enough to look at the first.
 */
final class DelayLevels {
    /** By how much a message is to be in its topic before it is due, so that it is not late. */
    static final long SLACK_MILLIS = 500;

    private static final String NAME = "onemq.delay";

    /** One less than a power of two: the last second of the usual delays is left to the consumer, who holds exactly. */
    private static final List<Integer> SECONDS = List.of(1, 3, 7, 15, 31, 63, 255, 1023, 4095, 16383, 65535, 262143);

    /** Where a message waits whose topic cannot take it for now. */
    private static final int LATER_SECONDS = 63;

    private final String name;
    private final Map<String, Long> delays = new LinkedHashMap<>();

    /** Creates the levels of one installation; what a topic's name cannot have is replaced in the prefix. */
    DelayLevels(String prefix) {
        this.name = prefix.replaceAll("[^A-Za-z0-9._-]", "_") + NAME;
        SECONDS.forEach(seconds -> delays.put(topic(seconds), seconds * 1_000L));
    }

    private String topic(int seconds) {
        return name + "." + seconds;
    }

    /** The native group of those who move the messages. It goes with the topics: two groups would move each one twice. */
    String group() {
        return name;
    }

    /** The topics of all levels, short delays first. */
    List<String> topics() {
        return List.copyOf(delays.keySet());
    }

    /** The topic of messages that cannot be delivered. */
    String orphans() {
        return name + ".orphans";
    }

    /** All topics that must exist. */
    List<String> all() {
        List<String> all = new ArrayList<>(delays.keySet());
        all.add(orphans());
        return all;
    }

    /** Tells whether a topic is one of these. */
    boolean isOwn(String topic) {
        return delays.containsKey(topic) || topic.equals(orphans());
    }

    /** How long messages stay in a level. */
    long delayMillis(String topic) {
        return delays.getOrDefault(topic, 0L);
    }

    /** The level for what cannot be stored in its topic for now. */
    String later() {
        return topic(LATER_SECONDS);
    }

    /** Chooses the level for a message that is due in some milliseconds; null if it goes into its topic. */
    @Nullable String choose(long leftMillis) {
        if (leftMillis < OutgoingMessage.EARLY_MILLIS) {
            return null;
        }
        String chosen = null;
        for (Map.Entry<String, Long> level : delays.entrySet()) {
            if (level.getValue() <= leftMillis - SLACK_MILLIS) {
                chosen = level.getKey();
            }
        }
        return chosen;
    }
}
