package io.onemq.kafka.internal;

import java.util.concurrent.TimeUnit;

/** Waits for the ends of threads. */
final class Joining {
    private static final long AT_MOST_MILLIS = 8_000;

    private Joining() {}

    /** Waits for a thread, but not for the calling one; keeps an interrupt for the caller. */
    static void join(Thread thread) {
        if (thread == Thread.currentThread()) {
            return;
        }
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(AT_MOST_MILLIS);
        boolean interrupted = false;
        while (thread.isAlive()) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                break;
            }
            try {
                thread.join(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
