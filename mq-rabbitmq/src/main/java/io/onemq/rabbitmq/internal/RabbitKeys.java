package io.onemq.rabbitmq.internal;

import static java.util.Map.entry;

import io.onemq.spi.ConfigKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The configuration keys of the driver. */
public final class RabbitKeys {
    static final ConfigKey<Duration> HEARTBEAT = ConfigKey.duration(
                    "rabbitmq.heartbeat",
                    Duration.ofSeconds(1),
                    "The heartbeat interval; a dead peer is noticed after a little more than two of them. "
                            + "Raise it for networks that stall, lower it to notice a half-open connection sooner.")
            .withDefault("10s");

    static final ConfigKey<Long> MAX_MESSAGE_SIZE = ConfigKey.size(
            "rabbitmq.max-message-size",
            "The largest payload that is sent; larger ones fail with TOO_LARGE before they reach the broker. "
                    + "Unless it is set, the default of the server's version: 16 MiB from 4.0 on, 128 MiB before. "
                    + "Set it to the server's max_message_size where that was changed.");

    static final ConfigKey<Integer> FRAME_MAX = ConfigKey.integer(
                    "rabbitmq.frame-max",
                    8192,
                    Integer.MAX_VALUE,
                    "The largest frame in bytes that is asked for; the broker may grant less. "
                            + "All headers of a message must fit in one frame.")
            .withDefault("131072");

    static final ConfigKey<Integer> CHANNEL_MAX = ConfigKey.integer(
                    "rabbitmq.channel-max",
                    1,
                    65535,
                    "How many channels one connection may have; each consumer uses one for its topic "
                            + "and one for its retries. Raise it for clients with very many consumers.")
            .withDefault("2047");

    static final ConfigKey<String> TRUST_STORE = ConfigKey.string(
            "rabbitmq.tls.trust-store",
            "Path of a PKCS12 or JKS file with the certificates that are trusted for amqps; "
                    + "the trust store of the JVM if it is not set.");

    static final ConfigKey<String> TRUST_STORE_PASSWORD = ConfigKey.string(
                    "rabbitmq.tls.trust-store-password", "The password of the trust store.")
            .asSecret();

    static final ConfigKey<String> KEY_STORE = ConfigKey.string(
            "rabbitmq.tls.key-store",
            "Path of a PKCS12 or JKS file with the certificate and key that this client shows to the broker.");

    static final ConfigKey<String> KEY_STORE_PASSWORD = ConfigKey.string(
                    "rabbitmq.tls.key-store-password", "The password of the key store and of its key.")
            .asSecret();

    private static final String IN_URL = "it belongs into the URL: amqp://user:password@host:port/virtual-host";

    private RabbitKeys() {}

    /** Returns all keys. */
    public static List<ConfigKey<?>> all() {
        return List.of(
                HEARTBEAT,
                MAX_MESSAGE_SIZE,
                FRAME_MAX,
                CHANNEL_MAX,
                TRUST_STORE,
                TRUST_STORE_PASSWORD,
                KEY_STORE,
                KEY_STORE_PASSWORD);
    }

    /** Returns settings of the native client that are not passed on, with the reason. */
    public static Map<String, String> refused() {
        return Map.ofEntries(
                entry("automatic-recovery", "the library opens lost connections again and resends what is unconfirmed"),
                entry("topology-recovery", "it would declare again what was deleted meanwhile; use 'topology'"),
                entry("network-recovery-interval", "use 'reconnect.min-delay' and 'reconnect.max-delay'"),
                entry("connection-timeout", "use 'connect.timeout'"),
                entry("handshake-timeout", "use 'connect.timeout'"),
                entry("channel-rpc-timeout", "use 'request.timeout'"),
                entry("requested-heartbeat", "use 'rabbitmq.heartbeat'"),
                entry("prefetch", "the number of unsettled deliveries is set per consumer with maxInFlight"),
                entry("auto-ack", "it would settle deliveries before they are handled"),
                entry("publisher-confirms", "every publish is confirmed"),
                entry("username", IN_URL),
                entry("password", IN_URL),
                entry("host", IN_URL),
                entry("port", IN_URL),
                entry("virtual-host", IN_URL));
    }
}
