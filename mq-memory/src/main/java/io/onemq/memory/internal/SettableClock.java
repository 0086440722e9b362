package io.onemq.memory.internal;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;

/** A clock that can be exchanged under those who hold it. */
final class SettableClock extends Clock {
    private volatile Clock current = Clock.systemUTC();

    void set(Clock other) {
        current = other;
    }

    @Override
    public ZoneId getZone() {
        return current.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return current.withZone(zone);
    }

    @Override
    public Instant instant() {
        return current.instant();
    }

    @Override
    public long millis() {
        return current.millis();
    }
}
