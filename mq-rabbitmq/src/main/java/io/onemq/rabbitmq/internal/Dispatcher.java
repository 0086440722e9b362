package io.onemq.rabbitmq.internal;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The thread on which the native client calls its consumers. The client runs what has arrived for one channel as one
 * task; the end of that task is the moment to hand over a batch, without a timer and without waiting for more.
 *
 * <p>One thread only: when a task has ended, the client lets another thread run the next task of the same channel, which
 * would then be ahead of the hand-over.
 */
final class Dispatcher extends ThreadPoolExecutor {
    private static final int KEEP_ALIVE_SECONDS = 5;

    private @Nullable Runnable afterTask; // used by the one thread

    Dispatcher(ThreadFactory threads) {
        super(
                1,
                1,
                KEEP_ALIVE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                threads,
                // The client reports the end of its channels here, also when the pool has been shut down meanwhile.
                (task, pool) -> task.run());
        allowCoreThreadTimeOut(true);
    }

    /** Runs something when the current task has ended. A task serves one channel, so there is one at most. */
    void afterCurrentTask(Runnable action) {
        afterTask = action;
    }

    @Override
    protected void afterExecute(Runnable task, @Nullable Throwable failure) {
        Runnable action = afterTask;
        if (action != null) {
            afterTask = null;
            action.run();
        }
    }
}
