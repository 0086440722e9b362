package io.onemq.kafka.internal;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** Measures for how long a native client has had no connection. Used by one thread. */
final class Absence {
    private final Supplier<? extends Map<MetricName, ? extends Metric>> metrics;
    private final LongSupplier clock;
    private final long longestNanos;
    private final long intervalNanos;
    private long connectedNanos;
    private long lookedNanos;

    /**
     * Creates a measurement.
     *
     * @param metrics the metrics of the client; reading them costs some microseconds, so it is done now and then only
     * @param longest how long is too long
     * @param clock tells nanoseconds
     */
    Absence(Supplier<? extends Map<MetricName, ? extends Metric>> metrics, Duration longest, LongSupplier clock) {
        this.metrics = metrics;
        this.longestNanos = longest.toNanos();
        this.intervalNanos = Math.min(TimeUnit.SECONDS.toNanos(5), longestNanos / 4);
        this.clock = clock;
        this.connectedNanos = clock.getAsLong();
        this.lookedNanos = connectedNanos;
    }

    /** Tells whether the client has had no connection for too long. */
    boolean isTooLong() {
        long now = clock.getAsLong();
        if (now - lookedNanos >= intervalNanos) {
            lookedNanos = now;
            if (Connections.count(List.of(metrics.get())) > 0) {
                connectedNanos = now;
            }
        }
        return now - connectedNanos >= longestNanos;
    }
}
