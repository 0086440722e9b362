package io.onemq.kafka.internal;

import java.util.concurrent.atomic.AtomicInteger;

/** Room for unsettled deliveries. Thread-safe. */
final class ShareWindow {
    private final AtomicInteger free;

    ShareWindow(int size) {
        this.free = new AtomicInteger(size);
    }

    boolean tryTake(int wanted) {
        int seen = free.get();
        while (seen >= wanted) {
            if (free.compareAndSet(seen, seen - wanted)) {
                return true;
            }
            seen = free.get();
        }
        return false;
    }

    void giveBack(int room) {
        free.addAndGet(room);
    }
}
