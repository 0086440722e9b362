package io.onemq.redis.internal;

/**
 * The keys of a topic. Those of a partition begin with the same hash tag and so share a slot: the stream
 * <code>{topic/0}</code>, the sorted set <code>{topic/0}:delayed</code> of what is not due yet and, per group, the hash of
 * its members <code>{topic/0}:members:group</code>. The broadcast consumers are in the hash <code>{topic/0}:readers</code>, how long settled
 * entries stay in <code>{topic/0}:retention</code>. What the topic as a whole is, is a hash beside partition 0. A group that
 * is ordered by key has the hashes <code>{topic/0}:owner:group</code> and <code>{topic/0}:notes:group</code> per partition,
 * and <code>{topic/0}:seats:group</code> beside partition 0 only.
 */
final class TopicKeys {
    /** Field of the topic's hash: the number of partitions, 0 if the topic has none. */
    static final String PARTITIONS = "partitions";

    /** Field of the topic's hash: its retention as a text. */
    static final String RETENTION = "retention";

    private TopicKeys() {}

    static String stream(String topic, int partition) {
        return "{" + topic + "/" + partition + "}";
    }

    static byte[] topic(String topic) {
        return Bytes.of(stream(topic, 0) + ":topic");
    }

    static byte[] delayed(String topic, int partition) {
        return Bytes.of(stream(topic, partition) + ":delayed");
    }

    static byte[] members(String topic, int partition, String group) {
        return Bytes.of(stream(topic, partition) + ":members:" + group);
    }

    /** The hash of the broadcast consumers, each with its position and the end of its lease. */
    static byte[] readers(String topic, int partition) {
        return Bytes.of(stream(topic, partition) + ":readers");
    }

    /** The hash of what the stream keeps that is settled, and of what groups have lost by it. */
    static byte[] retention(String topic, int partition) {
        return Bytes.of(stream(topic, partition) + ":retention");
    }

    /** The hash of who owns a partition, in a group that is ordered by key. */
    static byte[] owner(String topic, int partition, String group) {
        return Bytes.of(stream(topic, partition) + ":owner:" + group);
    }

    /** The hash of notes about entries that are not settled, in a group that is ordered by key. */
    static byte[] notes(String topic, int partition, String group) {
        return Bytes.of(stream(topic, partition) + ":notes:" + group);
    }

    /** The hash of members that share the partitions of a group that is ordered by key. */
    static byte[] seats(String topic, String group) {
        return Bytes.of(stream(topic, 0) + ":seats:" + group);
    }

    /** The field of the topic's hash with the ordering of a group. */
    static byte[] ordering(String group) {
        return Bytes.of("group:" + group);
    }

    /** How many streams a topic with that number of partitions has. */
    static int streams(int partitions) {
        return Math.max(1, partitions);
    }
}
