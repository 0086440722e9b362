package io.onemq.testkit.junit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that stands until it is moved. As a parameter of a test in a class with {@link MqTest} it is the clock of the
 * in-process broker of that test: retries, delays and expiry follow it, so that no test waits for a backoff. Real brokers
 * have a clock of their own, and the parameter fails there before the test starts.
 *
 * <p>Thread-safe. Starts at the beginning of 2030.
 */
public final class TestClock extends Clock {
    private Instant now = Instant.parse("2030-01-01T00:00:00Z");

    /** Creates a clock. */
    public TestClock() {}

    /**
     * Moves the clock forward.
     *
     * @param by how far, not negative
     * @throws IllegalArgumentException if it is negative
     */
    public synchronized void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("A clock moves forward, not by " + by);
        }
        now = now.plus(by);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }
}
