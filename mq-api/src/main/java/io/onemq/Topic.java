package io.onemq;

import io.onemq.internal.Names;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A named destination with the groups that subscribe to it. Publishers know topics only. Whichever side opens a topic
 * first declares the groups it names, so the start order of programs never loses a message. Immutable, thread-safe.
 */
public final class Topic {
    private static final int MAX_PARTITIONS = 10_000;
    private static final Duration MIN_WINDOW = Duration.ofSeconds(1);
    private static final Duration MAX_WINDOW = Duration.ofDays(7);

    private final String name;
    private final int partitions;
    private final boolean deadLetters;
    private final Duration deduplication;
    private final List<Group> groups;
    private final @Nullable Retention retention;

    private Topic(
            String name,
            int partitions,
            boolean deadLetters,
            Duration deduplication,
            List<Group> groups,
            @Nullable Retention retention) {
        this.name = name;
        this.partitions = partitions;
        this.deadLetters = deadLetters;
        this.deduplication = deduplication;
        this.groups = groups;
        this.retention = retention;
    }

    /**
     * Creates a topic without groups and without a fixed number of partitions.
     *
     * @param name 1 to 100 of the characters {@code A-Z a-z 0-9 . _ -}
     * @return the topic
     * @throws MqException with code INVALID_NAME if the name is not allowed
     */
    public static Topic of(String name) {
        return new Topic(Names.topic(name), 0, false, Duration.ZERO, List.of(), null);
    }

    /**
     * Returns this topic with a fixed number of partitions. Default: the driver decides. The number is part of the
     * topic: declaring an existing topic with another number fails with CONFLICT.
     *
     * @param partitions 1 to 10000; needs {@link Capability#PARTITIONS}
     * @return a new topic
     * @throws MqException with code CONFIGURATION if the number is out of range
     */
    public Topic withPartitions(int partitions) {
        if (partitions < 1 || partitions > MAX_PARTITIONS) {
            throw new ConfigurationException(
                    "Topic " + name + ": partitions must be 1 to " + MAX_PARTITIONS + ", not " + partitions);
        }
        return new Topic(name, partitions, deadLetters, deduplication, groups, retention);
    }

    /**
     * Returns this topic with deduplication: a message that is published under the id and key of one that was stored within
     * the window is confirmed, and is not stored again. So a program that does not know whether a publish succeeded, because
     * it crashed or was told UNKNOWN, publishes again under the same id, see {@link Message#withId}. Default: every publish
     * is stored. What the library itself moves, retries and dead letters, is never taken for a duplicate.
     *
     * <p>The window is part of the topic and holds for all its publishers, also for those that do not name it. Declaring a
     * topic with another window fails with CONFLICT; one that exists without gets it, which publishers that are open notice
     * within seconds. A message without an id of the application's gets one that nobody else has.
     *
     * @param window how long ids are remembered, 1 second to 7 days in whole milliseconds: longer than a publisher may be
     *     away before it publishes again; the broker keeps each id for that long. Needs {@link Capability#PUBLISH_DEDUP}
     * @return a new topic
     * @throws MqException with code CONFIGURATION if the window is out of range
     */
    public Topic withDeduplication(Duration window) {
        if (window.compareTo(MIN_WINDOW) < 0 || window.compareTo(MAX_WINDOW) > 0) {
            throw new ConfigurationException("Topic " + name + ": ids are remembered for " + MIN_WINDOW.toSeconds()
                    + " second to " + MAX_WINDOW.toDays() + " days, not for " + window);
        }
        return new Topic(name, partitions, deadLetters, Duration.ofMillis(window.toMillis()), groups, retention);
    }

    /**
     * Returns this topic with more groups.
     *
     * @param more the groups to add; one of the same name replaces the earlier one
     * @return a new topic
     */
    public Topic withGroups(Group... more) {
        Map<String, Group> merged = new LinkedHashMap<>();
        groups.forEach(group -> merged.put(group.name(), group));
        for (Group group : more) {
            merged.put(group.name(), group);
        }
        return new Topic(name, partitions, deadLetters, deduplication, List.copyOf(merged.values()), retention);
    }

    /**
     * Returns this topic with a retention: settled messages stay in it for a while and can be replayed. Default: without,
     * and then a broker keeps what its page says, on most of them what some group has not settled.
     *
     * <p>It can be changed. Declaring a topic that exists with another retention replaces the one that it has, and an event
     * ({@link MqEvent.Type#NOTICE}) tells both; where the broker cannot change it in place, it is a CONFLICT. Declaring it
     * without one leaves it as it is. With {@code topology=validate} another one than it has is a CONFLICT.
     *
     * @param retention how long and how much; needs {@link Capability#TOPIC_RETENTION}
     * @return a new topic
     */
    public Topic withRetention(Retention retention) {
        return new Topic(
                name, partitions, deadLetters, deduplication, groups, Objects.requireNonNull(retention, "retention"));
    }

    /**
     * Returns the topic that receives the dead letters of a group of this topic by default:
     * {@code <topic>.<group>.dlq}, with its group {@link #deadLetterGroup()}. It is consumed like any other topic.
     *
     * @param group the group whose dead letters are meant
     * @return the dead-letter topic
     */
    public Topic deadLetterTopic(Group group) {
        return new Topic(
                Names.deadLetters(name, group.name()), 0, true, Duration.ZERO, List.of(deadLetterGroup()), null);
    }

    /** The same topic, for dead letters: with a group to read them, and whatever brokers do for dead letters. */
    Topic asDeadLetterTopic() {
        List<Group> readers = groups.isEmpty() ? List.of(deadLetterGroup()) : groups;
        return new Topic(name, partitions, true, deduplication, readers, retention);
    }

    /**
     * Returns the group that a dead-letter topic has if no other one is named, so that it keeps its messages on every
     * broker.
     *
     * @return the group named {@code inspect}
     */
    public static Group deadLetterGroup() {
        return Group.of(Names.INSPECT);
    }

    /**
     * Returns the name.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Returns the number of partitions.
     *
     * @return the fixed number, or empty if the driver decides
     */
    public OptionalInt partitions() {
        return partitions == 0 ? OptionalInt.empty() : OptionalInt.of(partitions);
    }

    /**
     * Returns how long the ids of messages are remembered.
     *
     * @return the window of {@link #withDeduplication}, or empty if this names none
     */
    public Optional<Duration> deduplication() {
        return deduplication.isZero() ? Optional.empty() : Optional.of(deduplication);
    }

    /**
     * Returns the groups.
     *
     * @return an immutable list
     */
    public List<Group> groups() {
        return groups;
    }

    /**
     * Returns the retention that this declaration asks for.
     *
     * @return the retention, or empty if it leaves that to the broker or to another declaration
     */
    public Optional<Retention> retention() {
        return Optional.ofNullable(retention);
    }

    /**
     * Tells whether this is a dead-letter topic.
     *
     * @return true if it came from {@link #deadLetterTopic} or {@link #asDeadLetterTopic}
     */
    boolean isDeadLetterTopic() {
        return deadLetters;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Topic topic
                && name.equals(topic.name)
                && partitions == topic.partitions
                && deduplication.equals(topic.deduplication)
                && groups.equals(topic.groups)
                && Objects.equals(retention, topic.retention);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return "Topic[" + name + (partitions == 0 ? "" : ", partitions=" + partitions)
                + (deduplication.isZero() ? "" : ", deduplication=" + deduplication) + ", groups=" + groups
                + (retention == null ? "" : ", " + retention) + "]";
    }
}
