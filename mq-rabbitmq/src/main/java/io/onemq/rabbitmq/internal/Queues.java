package io.onemq.rabbitmq.internal;

import io.onemq.Ordering;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.TopicSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The queues of a group: their names and arguments. Both follow from the names of topic and group and from its ordering
 * alone, so whoever declares a queue, and on whichever server version, declares the same.
 */
final class Queues {
    /** After so many deliveries the broker dead-letters a message itself; far beyond what the library ever needs. */
    static final int DELIVERY_LIMIT = 1000;

    /** The argument of the queues of groups that are ordered by key. */
    static final String ORDERED = "x-single-active-consumer";

    private static final String INSPECT = "inspect";
    private static final String RETRY = "retry";
    private static final List<String> PRIVATE = List.of(".retry", ".isolated");

    private Queues() {}

    /** Returns the queues of a group: one, or one for each partition. */
    static List<String> of(TopicSpec topic, GroupSpec group) {
        return forPartitions(topic, name(topic, group));
    }

    /** Returns the queues of the notes of a group that is ordered by key, one for each queue of the group. */
    static List<String> notes(TopicSpec topic, GroupSpec group) {
        return forPartitions(topic, name(topic, group) + ".notes");
    }

    /**
     * Returns the queues of what a group that is ordered by key gets from the stream, to be read before its other queues.
     * No group or topic has such a name: they have no colon.
     */
    static List<String> history(TopicSpec topic, GroupSpec group) {
        return forPartitions(topic, name(topic, group) + ":history");
    }

    /** Returns the queues that tell what is still to be copied from the stream, one for each queue of the group. */
    static List<String> copies(TopicSpec topic, GroupSpec group) {
        return forPartitions(topic, name(topic, group) + ":copy");
    }

    /** Returns the exchanges that stand between topic and queues while it is found out what the queues get. */
    static List<String> boundaries(TopicSpec topic, GroupSpec group) {
        return forPartitions(topic, name(topic, group) + ":boundary");
    }

    /** Returns the streams of what the queues get from there on, one for each queue of the group. */
    static List<String> mirrors(TopicSpec topic, GroupSpec group) {
        return forPartitions(topic, name(topic, group) + ":mirror");
    }

    /** Returns the queue that tells how far the streams have been compared with the mirrors. */
    static String late(TopicSpec topic, GroupSpec group) {
        return name(topic, group) + ":late";
    }

    /** Returns the queue that tells that a group is being moved. */
    static String move(TopicSpec topic, GroupSpec group) {
        return name(topic, group) + ":move";
    }

    /** Returns the exchange that asks whoever copies for a group to let another one move it. */
    static String wanted(TopicSpec topic, GroupSpec group) {
        return name(topic, group) + ":wanted";
    }

    /** Returns the queue that belongs to whoever moves a group. */
    static String lock(TopicSpec topic, GroupSpec group) {
        return name(topic, group) + ":lock";
    }

    /** Returns the streams of a topic with a retention: one, or one for each partition. */
    static List<String> streams(TopicSpec topic) {
        return forPartitions(topic, topic.name() + ":stream");
    }

    private static String name(TopicSpec topic, GroupSpec group) {
        return topic.name() + "." + group.name();
    }

    private static List<String> forPartitions(TopicSpec topic, String base) {
        return topic.partitions() == 0
                ? List.of(base)
                : IntStream.range(0, topic.partitions())
                        .mapToObj(partition -> base + ".p" + partition)
                        .toList();
    }

    /** Returns the arguments of the queues of notes. */
    static Map<String, Object> notesArguments() {
        Map<String, Object> arguments = new HashMap<>(keepingArguments());
        arguments.put(ORDERED, true);
        return arguments;
    }

    /** Returns the arguments of queues in which the library keeps what it must know later. */
    static Map<String, Object> keepingArguments() {
        return Map.of("x-queue-type", "quorum", "x-overflow", "reject-publish", "x-delivery-limit", Integer.MAX_VALUE);
    }

    /** Returns the exchange through which the members of a group that is ordered by key know of each other. */
    static String members(TopicSpec topic, GroupSpec group) {
        return topic.name() + "." + group.name() + ".members";
    }

    /** Tells whether the broker removes messages from the queues of a group on its own account. */
    static int deliveryLimit(GroupSpec group) {
        // Nothing catches what falls out of a queue of dead letters, so nothing may fall out.
        return group.name().equals(INSPECT) ? Integer.MAX_VALUE : DELIVERY_LIMIT;
    }

    /** Returns the arguments of the queues of a group. */
    static Map<String, Object> arguments(TopicSpec topic, GroupSpec group) {
        Map<String, Object> arguments = new HashMap<>();
        arguments.put("x-queue-type", "quorum");
        arguments.put("x-overflow", "reject-publish");
        // Also where it never applies: without the argument 4.x takes 20, and without any limit a message that is
        // handed back goes to the end of the queue.
        arguments.put("x-delivery-limit", deliveryLimit(group));
        if (group.ordering() == Ordering.KEY) {
            arguments.put(ORDERED, true);
        }
        if (!group.name().equals(INSPECT)) {
            arguments.put("x-dead-letter-exchange", deadLetterExchange(topic, group));
            arguments.put("x-dead-letter-strategy", "at-least-once");
        }
        return arguments;
    }

    /** What falls out of a group's private topics belongs to the dead letters of that group. */
    private static String deadLetterExchange(TopicSpec topic, GroupSpec group) {
        for (String suffix : PRIVATE) {
            if (group.name().equals(RETRY) && topic.name().endsWith(suffix)) {
                return topic.name().substring(0, topic.name().length() - suffix.length()) + ".dlq";
            }
        }
        return topic.name() + "." + group.name() + ".dlq";
    }
}
