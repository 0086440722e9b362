package io.onemq.kafka.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Moves delayed messages on, in a thread of its own, as long as its connection lives. What ends the native clients does not
 * end the mover: it starts with new ones.
 */
final class DelayMover implements Runnable {
    private static final long FIRST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Supplier<DelayRun> runs;
    private final Notices notices;
    private final Thread thread;
    private volatile @Nullable DelayRun current;
    private volatile boolean closing;

    DelayMover(String name, Supplier<DelayRun> runs, Notices notices) {
        this.runs = runs;
        this.notices = notices;
        this.thread = new Thread(this, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public void run() {
        long pause = FIRST_PAUSE_NANOS;
        while (!closing) {
            long start = System.nanoTime();
            try {
                runOnce();
            } catch (RuntimeException e) {
                boolean lasted = System.nanoTime() - start > LONGEST_PAUSE_NANOS;
                pause = lasted ? FIRST_PAUSE_NANOS : Math.min(LONGEST_PAUSE_NANOS, 2 * pause);
                failed(e, pause);
            }
        }
    }

    private void failed(RuntimeException failure, long pause) {
        if (!closing) {
            notices.tell("Delayed messages are not moved on by this client, which tries again: "
                    + KafkaErrors.describe(failure));
            await(pause);
        }
    }

    private void runOnce() {
        try (DelayRun run = runs.get()) {
            current = run;
            // Whoever closes meanwhile either sees the run or is seen here.
            if (!closing) {
                run.run();
            }
        } finally {
            current = null;
        }
    }

    private void await(long nanos) {
        long deadline = System.nanoTime() + nanos;
        while (!closing && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(this, deadline - System.nanoTime());
        }
    }

    /** Makes the thread end soon. */
    void stop() {
        closing = true;
        DelayRun run = current;
        if (run != null) {
            run.stop();
        }
        LockSupport.unpark(thread);
    }

    /** Ends the thread and waits for it. What it holds is left to the other members of the group. */
    void close() {
        stop();
        Joining.join(thread);
    }
}
