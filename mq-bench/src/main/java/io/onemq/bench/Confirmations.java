package io.onemq.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Counts messages that the broker has confirmed. Thread-safe. */
final class Confirmations {
    private static final long TIMEOUT_SECONDS = 120;

    private final int expected;
    private final AtomicInteger missing;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final CountDownLatch end = new CountDownLatch(1);

    Confirmations(int expected) {
        this.expected = expected;
        this.missing = new AtomicInteger(expected);
    }

    void confirmed(int count) {
        if (missing.addAndGet(-count) <= 0) {
            end.countDown();
        }
    }

    void failed(Throwable cause) {
        failure.compareAndSet(null, cause);
        end.countDown();
    }

    /** Counts one message by the way its callback was called. */
    void completed(@Nullable Throwable cause) {
        if (cause == null) {
            confirmed(1);
        } else {
            failed(cause);
        }
    }

    void await() throws InterruptedException {
        boolean ended = end.await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        Throwable cause = failure.get();
        if (cause != null) {
            throw new InvalidRoundException("A message failed: " + cause, cause);
        }
        if (!ended || missing.get() != 0) {
            throw new InvalidRoundException(missing.get() + " of " + expected + " messages are not confirmed");
        }
    }
}
