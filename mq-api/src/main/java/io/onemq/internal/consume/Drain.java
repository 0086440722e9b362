package io.onemq.internal.consume;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits, when a reader is closed, for what the application and the failure path still have to do. */
final class Drain {
    private static final long POLL_MILLIS = 5;

    private Drain() {}

    /** Returns when nothing is left, the time is over, or the thread is interrupted, which it stays. */
    static void await(BooleanSupplier somethingLeft, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        boolean interrupted = false;
        while (somethingLeft.getAsBoolean() && !interrupted && System.nanoTime() - deadline < 0) {
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
