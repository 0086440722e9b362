package io.onemq.internal.consume;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Deliveries whose time has not come. Thread-safe. */
final class HoldQueue {
    private final PriorityQueue<Held> queue = new PriorityQueue<>(Comparator.comparingLong(Held::dueMillis));

    private record Held(InFlight delivery, long dueMillis) {}

    synchronized void hold(InFlight delivery, long dueMillis) {
        queue.add(new Held(delivery, dueMillis));
    }

    /** Takes what is due, earliest first. */
    synchronized List<InFlight> due(long nowMillis) {
        if (queue.isEmpty() || queue.peek().dueMillis() > nowMillis) {
            return List.of();
        }
        List<InFlight> due = new ArrayList<>();
        Held head = queue.peek();
        while (head != null && head.dueMillis() <= nowMillis) {
            due.add(queue.remove().delivery());
            head = queue.peek();
        }
        return due;
    }

    synchronized void clear() {
        queue.clear();
    }
}
