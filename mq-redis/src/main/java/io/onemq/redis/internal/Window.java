package io.onemq.redis.internal;

import java.util.concurrent.TimeUnit;

/** How many more deliveries a subscription may hold. Thread-safe. */
final class Window {
    private int free;
    private boolean ended;
    private boolean closed;

    Window(int size) {
        this.free = size;
    }

    synchronized void take(int deliveries) {
        free -= deliveries;
    }

    synchronized void giveBack(int deliveries) {
        free += deliveries;
        notifyAll();
    }

    synchronized int free() {
        return closed ? 0 : free;
    }

    /** Gives no room until {@link #open}. */
    synchronized void close() {
        closed = true;
    }

    synchronized void open() {
        closed = false;
        notifyAll();
    }

    /** Waits until there is room and returns how much; 0 when the wait has been ended. */
    synchronized int awaitRoom() throws InterruptedException {
        while ((closed || free <= 0) && !ended) {
            wait();
        }
        return ended ? 0 : free;
    }

    /** Waits until there is room, for that time at most, or until the end. */
    synchronized void awaitRoom(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        long left = deadline - System.nanoTime();
        while (free <= 0 && !ended && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = deadline - System.nanoTime();
        }
    }

    /** Waits for that time or until the end. */
    synchronized void pause(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        long left = deadline - System.nanoTime();
        while (!ended && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = deadline - System.nanoTime();
        }
    }

    /** Ends every wait. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }
}
