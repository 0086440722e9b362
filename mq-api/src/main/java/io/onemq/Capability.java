package io.onemq;

/**
 * What a broker can do for a program. A program states what it requires with {@link MqClient.Builder#require}, and the
 * client refuses to connect if the broker lacks it, before a message flows.
 *
 * <p>A capability is probed from the live broker, its version and the chosen mode, never assumed.
 */
public enum Capability {
    /** A publish completes only when the broker has taken responsibility for the message. */
    CONFIRMED_PUBLISH,
    /**
     * What the broker has confirmed survives the sudden death of its process, not only a stop in good order. A broker without
     * it confirms before it writes.
     */
    CRASH_DURABILITY,
    /** Several named groups each get every message of a topic. */
    GROUPS,
    /** A consumer without a group gets what is published while it is attached, beside every group of the topic. */
    BROADCAST,
    /** Members of one group share its messages. */
    COMPETING_CONSUMERS,
    /** Deliveries are settled one by one, in any order. */
    ACK_IN_ANY_ORDER,
    /** A failed delivery comes back with a higher attempt number. */
    NACK,
    /** A delivery is handed back without counting an attempt. */
    RELEASE,
    /** A delivery can be held for longer than {@code consume.max-lease}, if its holder asks for it in time. */
    LEASE_EXTENSION,
    /** A refused delivery goes to the dead-letter topic with its cause. */
    DEAD_LETTER,
    /** A failed delivery comes back after a delay. */
    DELAYED_REDELIVERY,
    /** A message may be published with a delay: it goes to the groups that its topic has when it is due. */
    DELAYED_PUBLISH,
    /** A message whose time is over is handed to no handler, but goes where the dead-letter policy says. */
    MESSAGE_EXPIRY,
    /** A publish to a topic that no group would receive fails instead of vanishing or being kept. */
    UNROUTABLE_DETECTION,
    /** Messages of a topic without groups are kept for groups to come. */
    RETENTION,
    /** A topic may be declared with a {@link Retention}: what its groups have settled is kept for a while, to be replayed. */
    TOPIC_RETENTION,
    /** A topic may have a fixed number of partitions. */
    PARTITIONS,
    /** Messages with one key are handled one at a time, in publish order, with keys in parallel. */
    KEY_ORDER,
    /**
     * Messages may have a priority: while others wait, those of a high one are handed out before them or preferred to
     * them.
     */
    PRIORITY,
    /** The number of ready messages of a group can be read. */
    BACKLOG,
    /** The messages of a group that nobody holds can be dropped on request. */
    PURGE,
    /** A group can start at, or be moved to, messages that were published earlier, as far as the broker still has them. */
    REPLAY,
    /** A request gets a reply, which comes to whoever sent it and to no other. */
    REQUEST_REPLY,
    /** A running consumer can stop handling for a while and remain a member of its group. */
    PAUSE,
    /** What is published to a topic again under the same id, within a window, is confirmed and not stored again. */
    PUBLISH_DEDUP
}
