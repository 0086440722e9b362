package io.onemq.memory.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** A group: what it has not settled, and its members. Owned by the broker's thread. */
final class MemoryGroup {
    private final PriorityQueue<GroupEntry> ready = new PriorityQueue<>(GroupEntry.ORDER);
    private final List<MemorySubscription> members = new ArrayList<>();
    private long nextSequence;
    private long inFlight;
    private int nextMember;
    private boolean dirty;

    void append(StoredMessage message) {
        ready.add(new GroupEntry(message, nextSequence++));
    }

    /** Puts a delivery that was not settled back, in front of what was published after it with the same priority. */
    void giveBack(GroupEntry entry, boolean inGoodOrder) {
        inFlight--;
        if (!inGoodOrder) {
            entry.returns++;
        }
        ready.add(entry);
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
        return ready.size();
    }

    long inFlight() {
        return inFlight;
    }

    long purge() {
        long dropped = ready();
        ready.clear();
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
        if (members.isEmpty() || ready.isEmpty()) {
            return;
        }
        // Nobody's turn is used up while there is nothing for them: single messages go to one after the other, too.
        MemorySubscription member = memberWithRoom();
        while (member != null) {
            inFlight++;
            member.take(ready.remove());
            member = ready.isEmpty() ? null : memberWithRoom();
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
