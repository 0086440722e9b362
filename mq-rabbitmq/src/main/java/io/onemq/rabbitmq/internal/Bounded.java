package io.onemq.rabbitmq.internal;

/** Runs what should end soon, but may hang on a peer that is gone. */
final class Bounded {
    private Bounded() {}

    /** Runs a task on a thread of its own and waits for it no longer than the given time. */
    static void run(long millis, Runnable task) {
        Thread thread = new Thread(task, "onemq-rabbitmq-close");
        thread.setDaemon(true);
        thread.start();
        try {
            thread.join(millis);
        } catch (InterruptedException e) {
            // The task goes on; only the wait ends.
            Thread.currentThread().interrupt();
        }
    }
}
