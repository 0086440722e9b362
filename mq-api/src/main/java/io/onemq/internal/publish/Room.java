package io.onemq.internal.publish;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The bound on what is published and not yet confirmed, in messages and bytes. Taking and giving back cost two atomic
 * additions; the lock is used only when it is full. A message larger than the whole room is let in alone.
 */
final class Room {
    private final int maxMessages;
    private final long maxBytes;
    private final AtomicInteger messages = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger waiting = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition freed = lock.newCondition();

    Room(int maxMessages, long maxBytes) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
    }

    /** Takes room if there is some, and nobody waits for it already. */
    boolean tryTake(int size) {
        return waiting.get() == 0 && take(size);
    }

    /** Waits for room. Returns false after the given time. */
    boolean take(int size, long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        waiting.incrementAndGet();
        try {
            long left = nanos;
            while (!take(size)) {
                if (left <= 0) {
                    return false;
                }
                // The bound covers a release that saw no waiter just before this thread became one.
                long slice = Math.min(left, TimeUnit.MILLISECONDS.toNanos(100));
                left -= slice - Math.max(0, freed.awaitNanos(slice));
            }
            return true;
        } finally {
            waiting.decrementAndGet();
            lock.unlock();
        }
    }

    private boolean take(int size) {
        int count = messages.incrementAndGet();
        long total = bytes.addAndGet(size);
        if (count <= maxMessages && (total <= maxBytes || count == 1)) {
            return true;
        }
        messages.decrementAndGet();
        bytes.addAndGet(-size);
        return false;
    }

    /** Gives room back. */
    void release(int size) {
        messages.decrementAndGet();
        bytes.addAndGet(-size);
        // A waiter is woken when a good part is free, not for each message.
        if (waiting.get() > 0 && messages.get() <= maxMessages / 2 && bytes.get() <= maxBytes / 2) {
            lock.lock();
            try {
                freed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** How many messages are in the room. */
    int messages() {
        return messages.get();
    }
}
