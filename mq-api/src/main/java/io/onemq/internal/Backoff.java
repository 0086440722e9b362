package io.onemq.internal;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The growing, jittered delays between attempts to reach a broker again. Not thread-safe. */
public final class Backoff {
    private final long minMillis;
    private final long maxMillis;
    private long nextMillis;

    public Backoff(Duration min, Duration max) {
        this.minMillis = Math.max(1, min.toMillis());
        this.maxMillis = Math.max(minMillis, max.toMillis());
        this.nextMillis = minMillis;
    }

    /** Returns the next delay: doubled each time up to the maximum, of which the upper half is random. */
    public long nextDelayMillis() {
        long base = nextMillis;
        nextMillis = Math.min(maxMillis, base * 2);
        return base / 2 + ThreadLocalRandom.current().nextLong(base / 2 + 1);
    }

    /** Starts again with the shortest delay. */
    public void reset() {
        nextMillis = minMillis;
    }
}
