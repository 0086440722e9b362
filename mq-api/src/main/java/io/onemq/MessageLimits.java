package io.onemq;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a message can say. */
final class MessageLimits {
    private static final Instant END_OF_TIME = Instant.parse("+10000-01-01T00:00:00Z");
    private static final Duration MAX_DELAY = Duration.ofDays(7);
    private static final int MAX_PRIORITY = 9;

    private MessageLimits() {}

    static void checkTime(String name, @Nullable Instant time) {
        if (time != null && (time.isBefore(Instant.EPOCH) || !time.isBefore(END_OF_TIME))) {
            throw new MqException(
                    ErrorCode.INVALID_MESSAGE,
                    "The " + name + " of a message lies in the years 1970 to 9999, unlike " + time);
        }
    }

    static void checkDelay(Duration delay) {
        if (delay.isNegative() || delay.compareTo(MAX_DELAY) > 0) {
            throw new MqException(
                    ErrorCode.INVALID_MESSAGE, "A message is delayed by zero to seven days, not by " + delay);
        }
    }

    static void checkPriority(int priority) {
        if (priority < 0 || priority > MAX_PRIORITY) {
            throw new MqException(
                    ErrorCode.INVALID_MESSAGE,
                    "The priority of a message is 0 to " + MAX_PRIORITY + ", not " + priority);
        }
    }

    // A UTF-16 unit is at most 3 bytes of UTF-8, so short values, the usual case, are not encoded for the check.
    static void checkShort(String name, @Nullable String value) {
        if (value == null || (!value.isEmpty() && value.length() <= 85)) {
            return;
        }
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > 255) {
            throw new MqException(
                    ErrorCode.INVALID_MESSAGE,
                    "The message property " + name + " has " + bytes + " bytes of UTF-8; 1 to 255 are allowed");
        }
    }
}
