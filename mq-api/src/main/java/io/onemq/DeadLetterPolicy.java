package io.onemq;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where rejected and exhausted messages of a group go. Immutable, thread-safe. */
public final class DeadLetterPolicy {
    private static final DeadLetterPolicy DEFAULT = new DeadLetterPolicy(null, false);
    private static final DeadLetterPolicy DISCARD = new DeadLetterPolicy(null, true);

    private final @Nullable Topic topic;
    private final boolean discard;

    private DeadLetterPolicy(@Nullable Topic topic, boolean discard) {
        this.topic = topic;
        this.discard = discard;
    }

    /**
     * Returns the default: the topic {@code <topic>.<group>.dlq}, created when the consumer starts.
     *
     * @return the default policy
     */
    public static DeadLetterPolicy toDefaultTopic() {
        return DEFAULT;
    }

    /**
     * Returns a policy that collects dead letters in a topic of the application's choice, for example one for several
     * groups.
     *
     * @param topic the topic, declared when the consumer starts with its groups, or with {@link Topic#deadLetterGroup()}
     *     if it names none; its first group is the one that {@link DeadLetters} reads as
     * @return the policy
     */
    public static DeadLetterPolicy toTopic(Topic topic) {
        return new DeadLetterPolicy(topic.asDeadLetterTopic(), false);
    }

    /**
     * Returns the policy that drops failed messages. Each one is reported by an event.
     *
     * @return the policy
     */
    public static DeadLetterPolicy discard() {
        return DISCARD;
    }

    /**
     * Returns the chosen topic.
     *
     * @return the topic with at least one group, or empty for the default topic or discard
     */
    public Optional<Topic> topic() {
        return Optional.ofNullable(topic);
    }

    /**
     * Tells whether failed messages are dropped.
     *
     * @return true for {@link #discard()}
     */
    public boolean isDiscard() {
        return discard;
    }
}
