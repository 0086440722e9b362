package io.onemq.rabbitmq.internal;

import io.onemq.spi.BrokerInfo;
import io.onemq.spi.DriverConfig;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The largest payload that the server accepts. It does not tell before it refuses one, so the limit starts with the
 * configuration or the default of the server's version, and shrinks when the server states a smaller one. Thread-safe.
 */
final class SizeLimit {
    private static final long SINCE_4 = 16L * 1024 * 1024;
    private static final long BEFORE_4 = 128L * 1024 * 1024;
    private static final Pattern STATED = Pattern.compile("max size (\\d+)");

    private volatile long bytes;

    private SizeLimit(long bytes) {
        this.bytes = bytes;
    }

    static SizeLimit of(DriverConfig config, BrokerInfo broker) {
        return new SizeLimit(config.find(RabbitKeys.MAX_MESSAGE_SIZE)
                .orElse(ServerVersion.of(broker.version()).isAtLeast(4, 0) ? SINCE_4 : BEFORE_4));
    }

    long bytes() {
        return bytes;
    }

    /** Learns the limit from the text with which the server closed a channel, if it is stated there. */
    void learn(String replyText) {
        Matcher matcher = STATED.matcher(replyText);
        if (matcher.find()) {
            bytes = Math.min(bytes, Long.parseLong(matcher.group(1)));
        }
    }
}
