package io.onemq.kafka.internal;

import org.jspecify.annotations.Nullable;

/** Reads the decimal numbers of headers. What a foreign program garbled counts as absent. */
final class Decimals {
    private static final int MAX_DIGITS = 18;

    private Decimals() {}

    static long parse(byte @Nullable [] text, long absent) {
        if (text == null || text.length == 0 || text.length > MAX_DIGITS) {
            return absent;
        }
        long number = 0;
        for (byte digit : text) {
            if (digit < '0' || digit > '9') {
                return absent;
            }
            number = number * 10 + (digit - '0');
        }
        return number;
    }
}
