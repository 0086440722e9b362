package io.onemq.internal.consume;

import java.util.concurrent.atomic.AtomicInteger;

/** How many deliveries the application holds, and whether it may hold one more. Thread-safe. */
final class Grants {
    private final int most;
    private final AtomicInteger held = new AtomicInteger();

    Grants(int most) {
        this.most = most;
    }

    /** Counts one more if there is room for it. */
    boolean take() {
        int count = held.get();
        // Never counts beyond the bound, not even for a moment: somebody else would see no room and give up, too.
        while (count < most) {
            if (held.compareAndSet(count, count + 1)) {
                return true;
            }
            count = held.get();
        }
        return false;
    }

    /** Counts one more that its settlement gives back, whether there is room for it or not. */
    void force() {
        held.incrementAndGet();
    }

    /** Takes one back. Returns whether somebody may have seen no room. */
    boolean giveBack() {
        return held.getAndDecrement() >= most;
    }

    int count() {
        return held.get();
    }
}
