package io.onemq.memory.internal;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The messages that are not due yet, apart from their topics. Owned by the broker's thread. */
final class Parking {
    private final PriorityQueue<Parked> parked = new PriorityQueue<>(
            Comparator.comparingLong((Parked one) -> one.message.notBefore).thenComparingLong(one -> one.sequence));
    private long nextSequence;

    /** A message that waits, and where it goes. */
    record Parked(MemoryTopic topic, StoredMessage message, long sequence) {}

    void park(MemoryTopic topic, StoredMessage message) {
        parked.add(new Parked(topic, message, nextSequence++));
    }

    boolean isEmpty() {
        return parked.isEmpty();
    }

    /** Takes out one message that is due. */
    @Nullable Parked takeDue(long nowMillis) {
        Parked first = parked.peek();
        return first != null && first.message.notBefore <= nowMillis ? parked.poll() : null;
    }

    void forget(MemoryTopic topic) {
        parked.removeIf(one -> one.topic == topic);
    }

    void clear() {
        parked.clear();
    }
}
