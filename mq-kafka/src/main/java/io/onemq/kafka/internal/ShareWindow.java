package io.onemq.kafka.internal;

import java.util.concurrent.atomic.AtomicInteger;

/** The room for deliveries that the engine holds, shared by the consumers of a subscription. Thread-safe. */
final class ShareWindow {
    private final AtomicInteger free;
    private final Runnable onRoom;

    ShareWindow(int size, Runnable onRoom) {
        this.free = new AtomicInteger(size);
        this.onRoom = onRoom;
    }

    /** Takes as much room as there is, at most what is wanted. */
    int take(int wanted) {
        int seen = free.get();
        while (seen > 0) {
            int taken = Math.min(seen, wanted);
            if (free.compareAndSet(seen, seen - taken)) {
                return taken;
            }
            seen = free.get();
        }
        return 0;
    }

    void giveBack(int room) {
        if (room > 0) {
            free.addAndGet(room);
            onRoom.run();
        }
    }

    int room() {
        return free.get();
    }
}
