package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.LongString;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** Renders the typed header values of AMQP as bytes: strings and byte arrays as they are, the rest as text. */
final class HeaderValues {
    private HeaderValues() {}

    static byte[] bytes(@Nullable Object value) {
        if (value instanceof LongString text) {
            return text.getBytes();
        }
        if (value instanceof byte[] raw) {
            return raw;
        }
        if (value == null) {
            return new byte[0];
        }
        return text(value).getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Object value) {
        return value instanceof Date time ? time.toInstant().toString() : value.toString();
    }

    /** Reads a decimal number; anything else is -1. */
    static long number(@Nullable Object value) {
        if (value instanceof Long || value instanceof Integer) {
            return Math.max(-1, ((Number) value).longValue());
        }
        if (!(value instanceof LongString text) || text.length() > 18 || text.length() == 0) {
            return -1;
        }
        long result = 0;
        for (byte digit : text.getBytes()) {
            if (digit < '0' || digit > '9') {
                return -1;
            }
            result = result * 10 + (digit - '0');
        }
        return result;
    }
}
