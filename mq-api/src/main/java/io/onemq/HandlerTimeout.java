package io.onemq;

import io.onemq.internal.Engine;
import io.onemq.internal.consume.InFlight;
import io.onemq.internal.consume.Verdict;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Fails the attempts of handlers that take too long, and interrupts them. */
final class HandlerTimeout {
    private final Engine engine;
    private final Duration limit;

    HandlerTimeout(Engine engine, Duration limit) {
        this.engine = engine;
        this.limit = limit;
    }

    /** Calls a handler on this thread. */
    void run(InFlight inFlight, Runnable handler) {
        Call call = new Call(inFlight);
        ScheduledFuture<?> expiry = engine.timer().schedule(call::expire, limit.toNanos(), TimeUnit.NANOSECONDS);
        try {
            handler.run();
        } finally {
            expiry.cancel(false);
            call.end();
        }
    }

    /** One call of a handler. */
    private final class Call {
        private final InFlight inFlight;
        private final Thread thread = Thread.currentThread();
        private boolean ended;
        private boolean expired;

        Call(InFlight inFlight) {
            this.inFlight = inFlight;
        }

        void expire() {
            synchronized (this) {
                if (ended) {
                    return;
                }
                expired = true;
                // First, so that whatever the handler does about the interrupt comes too late to settle.
                inFlight.settle(new Verdict.Nack(new TimeoutException("The handler took longer than " + limit), null));
                thread.interrupt();
            }
        }

        /** The interrupt was meant for this call: the thread goes on with another. */
        void end() {
            synchronized (this) {
                ended = true;
                if (expired) {
                    boolean unused = Thread.interrupted();
                }
            }
        }
    }
}
