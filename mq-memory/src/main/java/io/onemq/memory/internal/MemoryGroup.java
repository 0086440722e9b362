package io.onemq.memory.internal;

import io.onemq.Ordering;
import io.onemq.spi.GroupSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A group: what it has not settled, and its members. Owned by the broker's thread. */
abstract class MemoryGroup {
    private final List<MemorySubscription> members = new ArrayList<>();
    private long nextSequence;
    private boolean dirty;

    /** Creates the group that a spec asks for. */
    static MemoryGroup of(GroupSpec spec, int partitions) {
        return spec.ordering() == Ordering.KEY ? new OrderedGroup(partitions) : new CompetingGroup();
    }

    abstract Ordering ordering();

    final void append(StoredMessage message) {
        add(new GroupEntry(message, nextSequence++));
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

    abstract long purge();

    /** Drops what is ready of some partitions. */
    abstract void forget(Set<Integer> partitions);

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
            handOver();
            members().forEach(MemorySubscription::flush);
        }
    }

    /** Lets members take what is ready; there is one at least. */
    abstract void handOver();
}
