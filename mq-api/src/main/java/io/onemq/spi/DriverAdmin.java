package io.onemq.spi;

import io.onemq.Retention;
import io.onemq.StartPosition;
import java.util.List;
import java.util.Optional;

/**
 * Administrative calls. Each blocks, bounded by the request timeout, and is safe to repeat; the engine repeats one
 * that failed with a retryable code. Thread-safe.
 */
public interface DriverAdmin {

    /**
     * Creates the topic and the groups unless they exist. When the method returns, every message published from then on
     * will be delivered to every named group, consumer attached or not; a group that is new starts exactly there, or at
     * its {@link GroupSpec#start}. A group that exists keeps where it is.
     *
     * <p>A topic that exists gets the retention of the specification, if that has one: it replaces what the topic had. Where
     * the broker cannot change it in place, another one is a CONFLICT. Without one in the specification the topic keeps
     * what it has.
     *
     * @param topic the topic
     * @param groups the groups to create, possibly none
     * @return the retention that this call replaced by another one, to be reported; empty if it changed none
     * @throws io.onemq.MqException with code CONFLICT if something exists with contradicting settings; for the start of a
     *     group as {@link #seek}
     */
    Optional<Retention> declare(TopicSpec topic, List<GroupSpec> groups);

    /**
     * Checks that the topic and the groups exist as declared and changes nothing.
     *
     * @param topic the topic
     * @param groups the groups
     * @throws io.onemq.MqException with code NOT_FOUND or CONFLICT, naming what is missing or different
     */
    void validate(TopicSpec topic, List<GroupSpec> groups);

    /**
     * Describes what exists.
     *
     * @param topic the topic
     * @param groups the groups to look for, on brokers that cannot list the groups of a topic
     * @return what exists
     * @throws io.onemq.MqException with code NOT_FOUND if the topic does not exist
     */
    TopicState describe(TopicSpec topic, List<GroupSpec> groups);

    /**
     * Deletes the topic with its messages and groups. Does nothing if it does not exist.
     *
     * @param topic the topic
     * @param groups its groups, on brokers that cannot list the groups of a topic
     */
    void deleteTopic(TopicSpec topic, List<GroupSpec> groups);

    /**
     * Deletes a group and what it has not settled. Does nothing if it does not exist.
     *
     * @param topic the topic
     * @param group the group
     */
    void deleteGroup(TopicSpec topic, GroupSpec group);

    /**
     * Drops the messages of the group that no consumer holds. Other groups are not affected.
     *
     * @param topic the topic
     * @param group the group
     * @return how many messages were dropped, or -1 if the broker does not tell
     */
    long purge(TopicSpec topic, GroupSpec group);

    /**
     * Moves a group that has no members: what lies in front of the position is settled, what lies behind it is delivered,
     * also if it was before. Other groups are not affected. Called only if the driver claims
     * {@link io.onemq.Capability#REPLAY}.
     *
     * @param topic the topic
     * @param group the group; its own start does not matter
     * @param position where to; never before the oldest message that is kept
     * @throws io.onemq.MqException with code NOT_FOUND if the group does not exist or a position lies behind the end of its
     *     partition, CONFLICT if the group has members, CONFIGURATION if a position is none of this topic
     */
    void seek(TopicSpec topic, GroupSpec group, StartPosition position);

    /**
     * Removes what is beyond the retention that a topic has, on brokers that do not do this by themselves. The engine calls
     * it now and then while the client is open, for each topic that the program named with a retention. The one in force
     * counts: another program may have declared another one since.
     *
     * @param topic the topic
     * @throws io.onemq.MqException with code NOT_FOUND if the topic does not exist any more
     */
    default void removeBeyondRetention(TopicSpec topic) {}

    /**
     * Reads what the group has not settled. For topics of {@link TopicSpec.Role#ISOLATED} the engine calls it even if the driver
     * does not claim {@link io.onemq.Capability#BACKLOG}, to see whether messages wait; there it must be right about zero.
     *
     * @param topic the topic
     * @param group the group
     * @return ready messages, and those in flight where the broker shows them
     * @throws io.onemq.MqException with code NOT_FOUND if the group does not exist
     */
    GroupBacklog backlog(TopicSpec topic, GroupSpec group);
}
