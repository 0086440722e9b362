package io.onemq;

import io.onemq.internal.Names;
import java.util.Objects;

/**
 * A named durable subscription to one topic. Every group gets every message of the topic; members of one group share
 * them. A group starts at the messages published after it was declared, unless it is told to {@link #startingAt start}
 * elsewhere. Immutable, thread-safe.
 */
public final class Group {
    private final String name;
    private final Ordering ordering;
    private final StartPosition start;

    private Group(String name, Ordering ordering, StartPosition start) {
        this.name = name;
        this.ordering = ordering;
        this.start = start;
    }

    /**
     * Creates a group without order.
     *
     * @param name 1 to 64 of the characters {@code A-Z a-z 0-9 _ -}
     * @return the group
     * @throws MqException with code INVALID_NAME if the name is not allowed
     */
    public static Group of(String name) {
        return new Group(Names.group(name), Ordering.NONE, StartPosition.latest());
    }

    /**
     * Returns this group with another ordering.
     *
     * @param ordering the ordering; KEY needs {@link Capability#KEY_ORDER}. Default NONE
     * @return a new group
     */
    public Group withOrdering(Ordering ordering) {
        return new Group(name, Objects.requireNonNull(ordering, "ordering"), start);
    }

    /**
     * Returns this group with another start. It holds for the moment in which the group is created, by whoever declares
     * it first; a group that exists keeps where it is, see {@link MqAdmin#seek}. Groups that differ in their start only are
     * equal.
     *
     * @param start where a new group starts; all but the latest needs {@link Capability#REPLAY}. Default
     *     {@link StartPosition#latest()}
     * @return a new group
     */
    public Group startingAt(StartPosition start) {
        return new Group(name, ordering, Objects.requireNonNull(start, "start"));
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
     * Returns the ordering.
     *
     * @return the ordering
     */
    public Ordering ordering() {
        return ordering;
    }

    /**
     * Returns where the group starts when it is created.
     *
     * @return the start
     */
    public StartPosition start() {
        return start;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Group group && name.equals(group.name) && ordering == group.ordering;
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return "Group[" + name
                + (ordering == Ordering.NONE ? "" : ", ordering=" + ordering)
                + (start.kind() == StartPosition.Kind.LATEST ? "" : ", start=" + start)
                + "]";
    }
}
