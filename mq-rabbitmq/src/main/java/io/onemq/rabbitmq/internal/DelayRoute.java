package io.onemq.rabbitmq.internal;

import io.onemq.spi.OutgoingMessage;

/**
 * The way of a delayed message through the broker: names and routing keys.
 *
 * <p>Each level has a topic exchange and two queues, in which every message waits for two to the power of the level
 * seconds: one for messages of high priority and one for the others. The routing key says of each level, from the
 * highest down, whether the message waits there ({@code 1}, or {@code 2} with high priority) or passes on to the next
 * lower one ({@code 0}); behind these words it names the target. Below the lowest level is the
 * return exchange, to which the queues of the groups are bound.
 */
final class DelayRoute {
    /** Enough for 12 days. */
    static final int LEVELS = 20;

    static final String PREFIX = "onemq.delay.";
    static final String RETURN = PREFIX + "return";

    private static final String PASSES = "0";
    private static final String WAITS = "1";
    private static final String WAITS_HIGH = "2";
    private static final int LONGEST = (1 << LEVELS) - 1;
    private static final String ANY_LEVELS = "*.".repeat(LEVELS);

    /** What the broker writes on a message for each queue in which it waits, beside the routing key. */
    private static final int TRACE_BYTES = 160;

    /** The fixed part of that, and the largest properties that a message has beside its headers. */
    private static final int FIXED_BYTES = 2048;

    private DelayRoute() {}

    /** Returns for how many seconds a message is to wait in delay queues: rounded down, 0 if it need not. */
    static int seconds(long notBefore, long nowMillis) {
        return notBefore == 0 ? 0 : (int) Math.max(0, Math.min(LONGEST, (notBefore - nowMillis) / 1000));
    }

    /** Returns the exchange of a level, which is also the name of its queue for messages without high priority. */
    static String level(int level) {
        return PREFIX + level;
    }

    /** Returns the queue of a level for messages of high priority. */
    static String highLevel(int level) {
        return PREFIX + "high." + level;
    }

    /** Returns the exchange that a message which is to wait is published to. */
    static String exchange(int seconds) {
        return level(31 - Integer.numberOfLeadingZeros(seconds));
    }

    /** Returns the routing key of a message which is to wait. */
    static String routingKey(int seconds, boolean high, String target) {
        String waits = high ? WAITS_HIGH : WAITS;
        StringBuilder key = new StringBuilder(2 * LEVELS + target.length());
        for (int level = LEVELS - 1; level >= 0; level--) {
            key.append((seconds & 1 << level) == 0 ? PASSES : waits).append('.');
        }
        return key.append(target).toString();
    }

    /**
     * Returns the words that name a target. The word before the name is there for topics without partitions too:
     * otherwise a partition of one topic could have the words of another topic.
     *
     * @param topic the name of the topic
     * @param routingKey the routing key at the topic's exchange
     */
    static String target(String topic, String routingKey) {
        return (routingKey.isEmpty() ? "all." : "p" + routingKey + ".") + topic;
    }

    /** Returns the pattern by which a target is bound to the return exchange. It matches that target only. */
    static String targetPattern(String target) {
        return ANY_LEVELS + target;
    }

    /** Returns the pattern that matches what waits at a level without high priority. */
    static String waits(int level) {
        return pattern(level, WAITS);
    }

    /** Returns the pattern that matches what waits at a level with high priority. */
    static String waitsHigh(int level) {
        return pattern(level, WAITS_HIGH);
    }

    /** Returns the pattern that matches what passes a level. */
    static String passes(int level) {
        return pattern(level, PASSES);
    }

    private static String pattern(int level, String word) {
        return "*.".repeat(LEVELS - 1 - level) + word + ".#";
    }

    /** Returns how many bytes more a message may have when it has gone its way. */
    static long growth(int seconds, String routingKey) {
        return FIXED_BYTES + (long) Integer.bitCount(seconds) * (TRACE_BYTES + routingKey.length());
    }

    /** Tells whether a message may have been published to an exchange. */
    static boolean mayLeadTo(String exchange, OutgoingMessage message) {
        return message.topic().name().equals(exchange) || (message.notBefore() > 0 && exchange.startsWith(PREFIX));
    }
}
