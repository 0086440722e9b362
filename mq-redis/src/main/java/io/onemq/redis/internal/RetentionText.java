package io.onemq.redis.internal;

import io.onemq.Retention;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A retention as the field of the topic's hash has it: age in milliseconds, bytes, and 1 if it drops what is not settled. */
final class RetentionText {
    private static final int PARTS = 3;

    private RetentionText() {}

    static String of(Retention retention) {
        return age(retention) + " " + retention.bytes().orElse(0) + " " + drops(retention);
    }

    static long age(Retention retention) {
        return retention.age().map(Duration::toMillis).orElse(0L);
    }

    /** What one of several streams keeps; together no less than the topic should. */
    static long bytes(Retention retention, int streams) {
        return (retention.bytes().orElse(0) + streams - 1) / streams;
    }

    static int drops(Retention retention) {
        return retention.dropsUnsettled() ? 1 : 0;
    }

    /** Returns null for a text that is none. */
    static @Nullable Retention parse(String text) {
        String[] parts = text.split(" ", -1);
        if (parts.length != PARTS) {
            return null;
        }
        long age = Long.parseLong(parts[0]);
        long bytes = Long.parseLong(parts[1]);
        if (age == 0 && bytes == 0) {
            return null;
        }
        Retention retention = age == 0 ? Retention.ofBytes(bytes) : Retention.ofAge(Duration.ofMillis(age));
        retention = age > 0 && bytes > 0 ? retention.withBytes(bytes) : retention;
        return parts[2].equals("1") ? retention.droppingUnsettled() : retention;
    }
}
