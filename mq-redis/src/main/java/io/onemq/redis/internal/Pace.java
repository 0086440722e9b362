package io.onemq.redis.internal;

/**
 * How long to wait before streams are asked again that nobody can wait for in one request. A short time after something was
 * found, longer when nothing comes. Used by one thread.
 */
final class Pace {
    private static final long MAX_MILLIS = 25;

    private long nextMillis = 1;

    /** Something was found. */
    void reset() {
        nextMillis = 1;
    }

    /** Nothing was found. */
    long nextMillis() {
        long millis = nextMillis;
        nextMillis = Math.min(MAX_MILLIS, 2 * nextMillis);
        return millis;
    }
}
