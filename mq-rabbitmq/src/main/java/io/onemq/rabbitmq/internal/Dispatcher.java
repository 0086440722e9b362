package io.onemq.rabbitmq.internal;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads on which the native client calls its consumers. The client runs what has arrived for one channel as one
 * task; the end of that task is the moment to hand over a batch, without a timer and without waiting for more.
 */
final class Dispatcher extends ThreadPoolExecutor {
    private static final int KEEP_ALIVE_SECONDS = 5;

    private final ThreadLocal<@Nullable Runnable> afterTask = new ThreadLocal<>();

    Dispatcher(ThreadFactory threads) {
        super(
                size(),
                size(),
                KEEP_ALIVE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                threads,
                // The client reports the end of its channels here, also when the pool has been shut down meanwhile.
                (task, pool) -> task.run());
        allowCoreThreadTimeOut(true);
    }

    private static int size() {
        return Math.max(2, Runtime.getRuntime().availableProcessors());
    }

    /** Runs something when the current task has ended. A task serves one channel, so there is one at most. */
    void afterCurrentTask(Runnable action) {
        afterTask.set(action);
    }

    @Override
    protected void afterExecute(Runnable task, @Nullable Throwable failure) {
        Runnable action = afterTask.get();
        if (action != null) {
            afterTask.remove();
            action.run();
        }
    }
}
