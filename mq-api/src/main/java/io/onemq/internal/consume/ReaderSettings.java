package io.onemq.internal.consume;

import io.onemq.DeadLetterPolicy;
import io.onemq.RetryPolicy;
import java.time.Duration;

/** How one consumer or receiver reads. */
public record ReaderSettings(
        int maxInFlight,
        Duration lease,
        Duration maxLease,
        int ackFlushSize,
        Duration ackFlushInterval,
        Duration drainTimeout,
        Duration connectTimeout,
        Duration reconnectMin,
        Duration reconnectMax,
        RetryPolicy retry,
        DeadLetterPolicy deadLetters) {

    /** How many settlements are collected: never more than half the window, or the source would run dry. */
    int flushSize(int window) {
        return Math.max(1, Math.min(ackFlushSize, window / 2));
    }

    long maxLeaseNanos() {
        return maxLease.toNanos();
    }
}
