package io.onemq.internal.consume;

import io.onemq.spi.IncomingMessage;
import io.onemq.spi.WireNames;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a message in its group so far. It travels in the headers of a copy, or in the note that the broker
 * keeps with a message that stays where it is.
 *
 * @param attempt the number of the next attempt, 1 for the first
 * @param crashes how many consumers are known to have ended while they handled it
 * @param firstFailureMillis when the first attempt failed, in milliseconds since the epoch; 0 if none did
 * @param dueMillis when the next attempt may start, in milliseconds since the epoch; 0 for at once
 */
record Past(int attempt, int crashes, long firstFailureMillis, long dueMillis) {
    private static final int RADIX = 36;
    private static final int PARTS = 4;

    /** Reads what a copy carries. */
    static Past ofHeaders(IncomingMessage message) {
        return new Past(
                Math.max(1, (int) Wire.number(message, WireNames.ATTEMPT, 1)),
                (int) Wire.number(message, WireNames.CRASHES, 0),
                Wire.number(message, WireNames.FIRST_FAILURE, 0),
                Wire.number(message, WireNames.NOT_BEFORE, 0));
    }

    /** Reads a note; null or garbled, it says that nothing happened yet. */
    static Past ofNote(@Nullable String note) {
        String[] parts = note == null ? new String[0] : note.split("\\.", -1);
        if (parts.length != PARTS) {
            return new Past(1, 0, 0, 0);
        }
        try {
            return new Past(
                    Integer.parseInt(parts[0], RADIX),
                    Integer.parseInt(parts[1], RADIX),
                    Long.parseLong(parts[2], RADIX),
                    Long.parseLong(parts[3], RADIX));
        } catch (NumberFormatException e) {
            return new Past(1, 0, 0, 0);
        }
    }

    /** Returns the note: 40 characters at most. */
    String note() {
        return String.join(
                ".",
                Integer.toString(attempt, RADIX),
                Integer.toString(crashes, RADIX),
                Long.toString(firstFailureMillis, RADIX),
                Long.toString(dueMillis, RADIX));
    }

    /** After an attempt that failed now. */
    Past failed(long nowMillis, long delayMillis) {
        long first = firstFailureMillis == 0 ? nowMillis : firstFailureMillis;
        return new Past(attempt + 1, crashes, first, delayMillis == 0 ? 0 : nowMillis + delayMillis);
    }

    /** With more or fewer crashes. */
    Past withCrashes(int number) {
        return new Past(attempt, Math.max(0, number), firstFailureMillis, dueMillis);
    }
}
