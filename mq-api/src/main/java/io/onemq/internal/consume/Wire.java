package io.onemq.internal.consume;

import io.onemq.spi.IncomingMessage;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads library headers. A header that a foreign program garbled counts as absent. */
public final class Wire {
    private Wire() {}

    /** Reads a decimal header. */
    public static long number(IncomingMessage message, String header, long absent) {
        byte[] value = message.header(header);
        if (value == null || value.length == 0 || value.length > 18) {
            return absent;
        }
        long result = 0;
        for (byte digit : value) {
            if (digit < '0' || digit > '9') {
                return absent;
            }
            result = result * 10 + (digit - '0');
        }
        return result;
    }

    /** Reads a text header. */
    public static @Nullable String text(IncomingMessage message, String header) {
        byte[] value = message.header(header);
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }
}
