package io.onemq.memory.internal;

import io.onemq.Ordering;
import io.onemq.spi.GroupSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** A group: what it has not settled, and its members. Owned by the broker's thread. */
abstract class MemoryGroup {
    private final List<MemorySubscription> members = new ArrayList<>();
    private long nextSequence;
    private boolean dirty;
    private long dropped;

    /** Creates the group that a spec asks for. */
    static MemoryGroup of(GroupSpec spec, int partitions) {
        return spec.ordering() == Ordering.KEY ? new OrderedGroup(partitions) : new CompetingGroup();
    }

    abstract Ordering ordering();

    final void append(StoredMessage message) {
        hold(message);
        add(new GroupEntry(message, nextSequence++));
    }

    /** Keeps the topic from removing a message. */
    void hold(StoredMessage message) {
        message.addedToGroup();
    }

    /** Lets the topic remove a message. */
    void letGo(StoredMessage message) {
        message.settledByGroup();
    }

    /** Adds what is ready. */
    abstract void add(GroupEntry entry);

    /** Puts a delivery that was not settled back, in front of what was published after it with the same priority. */
    final void giveBack(GroupEntry entry, boolean inGoodOrder) {
        if (!inGoodOrder) {
            entry.returns++;
        }
        left(entry);
        add(entry);
    }

    final void acknowledged(GroupEntry entry) {
        letGo(entry.message);
        left(entry);
    }

    /** A delivery has ended. */
    abstract void left(GroupEntry entry);

    void join(MemorySubscription member) {
        members.add(member);
    }

    void leave(MemorySubscription member) {
        members.remove(member);
    }

    final List<MemorySubscription> members() {
        return List.copyOf(members);
    }

    abstract long ready();

    abstract long inFlight();

    final long purge() {
        return removeReady(entry -> true);
    }

    /** Drops what is ready of some partitions of the topic. */
    final void forget(Set<Integer> partitions) {
        long unused = removeReady(entry -> partitions.contains(entry.message.partition()));
    }

    /** Drops what is ready of messages that the topic has removed, and remembers to tell. */
    final void drop(Set<StoredMessage> gone) {
        dropped += removeReady(entry -> gone.contains(entry.message));
    }

    private long removeReady(Predicate<GroupEntry> which) {
        List<GroupEntry> removed = takeReady(which);
        removed.forEach(entry -> letGo(entry.message));
        return removed.size();
    }

    /** Takes entries out of what is ready. */
    abstract List<GroupEntry> takeReady(Predicate<GroupEntry> which);

    static List<GroupEntry> takeFrom(Collection<GroupEntry> ready, Predicate<GroupEntry> which) {
        List<GroupEntry> taken = ready.stream().filter(which).toList();
        if (!taken.isEmpty()) {
            ready.removeIf(which);
        }
        return taken;
    }

    /** Marks that there may be something to hand over. Returns false if that was marked already. */
    final boolean markDirty() {
        boolean news = !dirty;
        dirty = true;
        return news;
    }

    /** Hands over what is ready to members that have room. */
    final void dispatch() {
        dirty = false;
        if (!members.isEmpty()) {
            if (dropped > 0) {
                members.get(0).tellDropped(dropped);
                dropped = 0;
            }
            handOver();
            members().forEach(MemorySubscription::flush);
        }
    }

    /** Lets members take what is ready; there is one at least. */
    abstract void handOver();
}
