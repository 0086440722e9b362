package io.onemq.internal;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Makes unique message ids: 80 random bits of this process and a counter. Cheaper than a random UUID per message. */
public final class MessageIds {
    private static final String PREFIX = prefix();
    private static final AtomicLong NEXT = new AtomicLong();

    private MessageIds() {}

    /** Returns an id that no other call in any process returns. */
    public static String next() {
        return PREFIX + NEXT.getAndIncrement();
    }

    /** Returns a short random name part for this moment, for consumer names. */
    public static String incarnation() {
        return next();
    }

    private static String prefix() {
        SecureRandom random = new SecureRandom();
        long high = random.nextLong() >>> 24;
        long low = random.nextLong() >>> 24;
        return Long.toString(high, Character.MAX_RADIX) + Long.toString(low, Character.MAX_RADIX) + "-";
    }
}
