package io.onemq.memory.internal;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of a broker, which owns its state. It runs tasks in the order in which they were submitted, and a
 * follow-up after each lot of them. It starts when there is something to do and ends when there is nothing left and
 * nobody is connected.
 */
final class EventLoop {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);

    private final String threadName;
    private final BooleanSupplier keepAlive;
    private final LongSupplier waitMillis;
    private final Runnable afterTasks;
    private final Object lock = new Object();

    // Guarded by lock.
    private ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private @Nullable Thread thread;
    private boolean waiting;

    /**
     * Creates a loop.
     *
     * @param waitMillis after which time the follow-up is to run even without a task, 0 for never
     */
    EventLoop(String threadName, BooleanSupplier keepAlive, LongSupplier waitMillis, Runnable afterTasks) {
        this.threadName = threadName;
        this.keepAlive = keepAlive;
        this.waitMillis = waitMillis;
        this.afterTasks = afterTasks;
    }

    /** Runs a task soon. */
    void submit(Runnable task) {
        synchronized (lock) {
            queue.addLast(task);
            if (thread == null) {
                thread = new Thread(this::run, threadName);
                thread.setDaemon(true);
                thread.start();
            } else if (waiting) {
                lock.notifyAll();
            }
        }
    }

    /** Runs a task and returns its result, or throws what it throws. Waits for the tasks submitted before. */
    <R> R call(Supplier<R> task) {
        if (Thread.currentThread() == current()) {
            // Called back from a listener: waiting would be for ourselves, and the order must be kept all the same.
            runTasks(take());
            return task.get();
        }
        CompletableFuture<R> result = new CompletableFuture<>();
        submit(() -> {
            try {
                result.complete(task.get());
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Runs a task and waits for its end. */
    void run(Runnable task) {
        call(() -> {
            task.run();
            return Boolean.TRUE;
        });
    }

    private @Nullable Thread current() {
        synchronized (lock) {
            return thread;
        }
    }

    private void run() {
        ArrayDeque<Runnable> tasks = next();
        while (tasks != null) {
            runTasks(tasks);
            guarded(afterTasks);
            tasks = next();
        }
    }

    /** Waits for tasks; none if only the follow-up is due. Returns null when the thread is to end. */
    private @Nullable ArrayDeque<Runnable> next() {
        synchronized (lock) {
            while (queue.isEmpty()) {
                if (!keepAlive.getAsBoolean()) {
                    thread = null;
                    return null;
                }
                waiting = true;
                long millis = waitMillis.getAsLong();
                try {
                    lock.wait(millis);
                } catch (InterruptedException e) {
                    LOG.warn("{} was interrupted and goes on", threadName, e);
                } finally {
                    waiting = false;
                }
                if (millis > 0) {
                    return take();
                }
            }
            return take();
        }
    }

    private ArrayDeque<Runnable> take() {
        synchronized (lock) {
            ArrayDeque<Runnable> taken = queue;
            queue = new ArrayDeque<>();
            return taken;
        }
    }

    private static void runTasks(ArrayDeque<Runnable> tasks) {
        Runnable task = tasks.poll();
        while (task != null) {
            guarded(task);
            task = tasks.poll();
        }
    }

    // One client's listener must not end the thread that serves all of them.
    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("A task of the in-process broker failed", e);
        }
    }
}
