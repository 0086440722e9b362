package io.onemq.redis.internal;

/** Waiting for the threads of the driver. */
final class Threads {
    private Threads() {}

    /** Waits for the end of a thread; an interrupt does not shorten the wait but is kept. */
    static void join(Thread thread, long millis) {
        long deadline = System.nanoTime() + millis * 1_000_000;
        boolean interrupted = false;
        long left = millis;
        while (left > 0 && thread.isAlive()) {
            try {
                thread.join(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            left = (deadline - System.nanoTime()) / 1_000_000;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
