package io.onemq.kafka.internal;

import java.util.concurrent.atomic.AtomicInteger;

/** The room for unsettled deliveries that the consumers of a subscription share. Thread-safe. */
final class ShareWindow {
    private final AtomicInteger free;
    private final Runnable onRoom;

    ShareWindow(int size, Runnable onRoom) {
        this.free = new AtomicInteger(size);
        this.onRoom = onRoom;
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

    boolean hasRoomFor(int wanted) {
        return free.get() >= wanted;
    }

    void giveBack(int room) {
        if (room > 0) {
            free.addAndGet(room);
            onRoom.run();
        }
    }
}
