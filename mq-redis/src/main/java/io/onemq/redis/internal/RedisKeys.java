package io.onemq.redis.internal;

import io.onemq.spi.ConfigKey;
import java.time.Duration;
import java.util.List;

/** The configuration keys of the driver. */
public final class RedisKeys {
    static final ConfigKey<Duration> REPLY_TIMEOUT = ConfigKey.duration(
                    "redis.reply-timeout",
                    Duration.ofMillis(100),
                    "How long the server may take to answer until the connection counts as lost. "
                            + "Raise it for a server that pauses, lower it to notice a dead network sooner.")
            .withDefault("10s");

    static final ConfigKey<Duration> CLAIM_INTERVAL = ConfigKey.duration(
                    "redis.claim-interval",
                    Duration.ofMillis(10),
                    "How often a consumer looks for deliveries that others handed back or whose lease has run out. "
                            + "Lower it for faster redelivery, raise it to spare the server.")
            .withDefault("500ms");

    static final ConfigKey<Long> MAX_MESSAGE_SIZE = ConfigKey.size(
                    "redis.max-message-size",
                    "The largest payload or header that is sent; a larger one fails with TOO_LARGE. The server's own "
                            + "limit, proto-max-bulk-len, applies as well where it can be read. "
                            + "Lower it to protect the memory of server and consumers.")
            .withDefault("512MiB");

    static final ConfigKey<Boolean> ALLOW_EVICTION = ConfigKey.bool(
                    "redis.allow-eviction",
                    "Whether to connect to a server that may drop whole topics when its memory is full (maxmemory "
                            + "with an allkeys policy). Set it only where losing messages is acceptable.")
            .withDefault("false");

    static final ConfigKey<String> TRUSTSTORE = ConfigKey.string(
            "redis.tls.truststore",
            "A file with the certificates that the server is checked against, for rediss URLs; "
                    + "the Java runtime's own if it is not set.");

    static final ConfigKey<String> TRUSTSTORE_PASSWORD = ConfigKey.string(
                    "redis.tls.truststore-password", "The password of the truststore.")
            .asSecret();

    static final ConfigKey<String> KEYSTORE = ConfigKey.string(
            "redis.tls.keystore", "A file with the certificate that this client shows, for servers that ask for one.");

    static final ConfigKey<String> KEYSTORE_PASSWORD = ConfigKey.string(
                    "redis.tls.keystore-password", "The password of the keystore.")
            .asSecret();

    private RedisKeys() {}

    /** Returns all keys. */
    public static List<ConfigKey<?>> all() {
        return List.of(
                REPLY_TIMEOUT,
                CLAIM_INTERVAL,
                MAX_MESSAGE_SIZE,
                ALLOW_EVICTION,
                TRUSTSTORE,
                TRUSTSTORE_PASSWORD,
                KEYSTORE,
                KEYSTORE_PASSWORD);
    }
}
