package io.onemq.memory.internal;

import io.onemq.Ordering;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A group without order: each message goes to the next member that has room. */
class CompetingGroup extends MemoryGroup {
    private final PriorityQueue<GroupEntry> ready = new PriorityQueue<>(GroupEntry.ORDER);
    private long inFlight;
    private int nextMember;

    @Override
    Ordering ordering() {
        return Ordering.NONE;
    }

    @Override
    void add(GroupEntry entry) {
        ready.add(entry);
    }

    @Override
    void left(GroupEntry entry) {
        inFlight--;
    }

    @Override
    long ready() {
        return ready.size();
    }

    @Override
    long inFlight() {
        return inFlight;
    }

    @Override
    List<GroupEntry> takeReady(Predicate<GroupEntry> which) {
        return takeFrom(ready, which);
    }

    @Override
    void handOver() {
        if (ready.isEmpty()) {
            return;
        }
        // Nobody's turn is used up while there is nothing for them: single messages go to one after the other, too.
        List<MemorySubscription> members = members();
        MemorySubscription member = memberWithRoom(members);
        while (member != null) {
            inFlight++;
            member.take(ready.remove());
            member = ready.isEmpty() ? null : memberWithRoom(members);
        }
    }

    private @Nullable MemorySubscription memberWithRoom(List<MemorySubscription> members) {
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
