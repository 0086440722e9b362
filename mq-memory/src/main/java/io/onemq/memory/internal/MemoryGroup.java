package io.onemq.memory.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** A group: what it has not settled, and its members. Owned by the broker's thread. */
final class MemoryGroup {
    private final ArrayDeque<GroupEntry> fresh = new ArrayDeque<>();
    private final PriorityQueue<GroupEntry> returned =
            new PriorityQueue<>(Comparator.comparingLong((GroupEntry entry) -> entry.sequence));
    private final List<MemorySubscription> members = new ArrayList<>();
    private long nextSequence;
    private long inFlight;
    private int nextMember;
    private boolean dirty;

    void append(StoredMessage message) {
        fresh.addLast(new GroupEntry(message, nextSequence++));
    }

    /** Puts a delivery that was not settled back, in front of everything that was published after it. */
    void giveBack(GroupEntry entry, boolean inGoodOrder) {
        inFlight--;
        if (!inGoodOrder) {
            entry.returns++;
        }
        returned.add(entry);
    }

    void acknowledged() {
        inFlight--;
    }

    void join(MemorySubscription member) {
        members.add(member);
    }

    void leave(MemorySubscription member) {
        members.remove(member);
    }

    List<MemorySubscription> members() {
        return List.copyOf(members);
    }

    long ready() {
        return (long) fresh.size() + returned.size();
    }

    long inFlight() {
        return inFlight;
    }

    long purge() {
        long dropped = ready();
        fresh.clear();
        returned.clear();
        return dropped;
    }

    /** Marks that there may be something to hand over. Returns false if that was marked already. */
    boolean markDirty() {
        boolean news = !dirty;
        dirty = true;
        return news;
    }

    /** Hands over what is ready, in turn to the members that have room. */
    void dispatch() {
        dirty = false;
        if (members.isEmpty() || ready() == 0) {
            return;
        }
        MemorySubscription member = memberWithRoom();
        while (member != null && ready() > 0) {
            inFlight++;
            member.take(returned.isEmpty() ? fresh.removeFirst() : returned.remove());
            member = memberWithRoom();
        }
        members().forEach(MemorySubscription::flush);
    }

    private @Nullable MemorySubscription memberWithRoom() {
        for (int i = 0; i < members.size(); i++) {
            MemorySubscription candidate = members.get((nextMember + i) % members.size());
            if (candidate.hasRoom()) {
                nextMember = (nextMember + i + 1) % members.size();
                return candidate;
            }
        }
        return null;
    }
}
