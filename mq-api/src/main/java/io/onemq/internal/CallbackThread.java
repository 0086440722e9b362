package io.onemq.internal;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The one thread of a client on which futures complete. Results that arrive together share one wake-up. A blocking call
 * of the library made on it would wait for itself, so it is refused.
 */
public final class CallbackThread implements AutoCloseable {
    private static final long COLLECT_NANOS = 100_000;

    private final Handoff<Callback> callbacks = new Handoff<>();
    private final Events events;
    private final Thread thread;
    private volatile BooleanSupplier manyExpected = () -> false;
    private volatile boolean parked;
    private volatile boolean closed;
    private volatile boolean ended;

    public CallbackThread(String clientName, Events events) {
        this.events = events;
        thread = new Thread(this::run, "onemq-callback-" + clientName);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Sets a condition under which so many callbacks are still to come that none of them needs to be prompt. While it
     * holds and callbacks do come, the thread sleeps for a moment at a time and is not woken for each of them: a wake-up
     * costs more than a callback, and may take the core from the very thread that brings the callbacks.
     */
    public void collectWhile(BooleanSupplier condition) {
        manyExpected = condition;
    }

    /** Runs the callback soon; never blocks. After close the callback runs on the calling thread. */
    public void execute(Callback callback) {
        callbacks.add(callback);
        if (parked) {
            LockSupport.unpark(thread);
        }
        // The thread may have looked for the last time before this came.
        if (ended) {
            drain();
        }
    }

    /** Tells whether the calling thread is this one. */
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /** Fails if the calling thread is this one. */
    public void refuseBlocking(String call) {
        if (isCurrent()) {
            throw new MqException(
                    ErrorCode.WOULD_DEADLOCK,
                    call + " blocks and was called on the thread that completes futures, where it would wait for "
                            + "itself; use the asynchronous form, or continue with thenApplyAsync on another executor");
        }
    }

    private void run() {
        boolean collecting = false;
        while (!closed || !callbacks.isEmpty()) {
            drain();
            if (collecting) {
                LockSupport.parkNanos(this, COLLECT_NANOS);
            } else {
                sleep();
            }
            collecting = !callbacks.isEmpty() && manyExpected.getAsBoolean();
        }
        ended = true;
        drain();
    }

    private void sleep() {
        parked = true;
        if (callbacks.isEmpty() && !closed) {
            LockSupport.park(this);
        }
        parked = false;
    }

    private void drain() {
        Callback callback = callbacks.takeAll();
        while (callback != null) {
            Callback next = callbacks.next(callback);
            runOne(callback);
            callback = next;
        }
    }

    private void runOne(Callback callback) {
        try {
            callback.run();
        } catch (RuntimeException | Error e) {
            events.uncaught("a callback of the application", e);
        }
    }

    /** Runs what waits and ends the thread. Waits for it unless called on the thread itself. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        if (Thread.currentThread() != thread) {
            Threads.joinUninterruptibly(thread, 5_000);
        }
    }

    /** A piece of work for the callback thread. */
    public abstract static class Callback extends Handoff.Item implements Runnable {

        /** Wraps a runnable. */
        public static Callback of(Runnable runnable) {
            return new Callback() {
                @Override
                public void run() {
                    runnable.run();
                }
            };
        }
    }
}
