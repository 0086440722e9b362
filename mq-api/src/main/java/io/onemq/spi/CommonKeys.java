package io.onemq.spi;

import java.time.Duration;
import java.util.regex.Pattern;

/** The keys common to all brokers that drivers may read through {@link DriverConfig#get}. */
public final class CommonKeys {
    /** Names this client to the broker. */
    public static final ConfigKey<String> CLIENT_NAME = ConfigKey.of(
            "client.name",
            CommonKeys::clientName,
            "1 to 100 of A-Z a-z 0-9 . _ -",
            "The name under which the broker shows this client; generated from the host name if it is not set. "
                    + "Set it to tell services apart in the broker's monitoring.");

    /** Bounds the wait for the first connection, and each attempt to connect. */
    public static final ConfigKey<Duration> CONNECT_TIMEOUT = ConfigKey.duration(
                    "connect.timeout",
                    Duration.ofMillis(1),
                    "How long the start waits for a broker that cannot be reached. "
                            + "Raise it where services start together with their broker, lower it to fail fast.")
            .withDefault("30s");

    /** Bounds one administrative request. */
    public static final ConfigKey<Duration> REQUEST_TIMEOUT = ConfigKey.duration(
                    "request.timeout",
                    Duration.ofMillis(1),
                    "How long an administrative call, such as declaring a topic, waits for its answer. "
                            + "Raise it for a loaded broker or very large topics.")
            .withDefault("30s");

    /** Bounds the fate of one message. */
    public static final ConfigKey<Duration> DELIVERY_TIMEOUT = ConfigKey.duration(
                    "publish.delivery-timeout",
                    Duration.ofMillis(1),
                    "How long an unconfirmed message is sent again across outages until its publish fails as UNKNOWN. "
                            + "Raise it to ride out longer outages, lower it where a late message is worthless.")
            .withDefault("120s");

    /** Bounds the number of unconfirmed messages. */
    public static final ConfigKey<Integer> MAX_UNCONFIRMED = ConfigKey.integer(
                    "publish.max-unconfirmed",
                    1,
                    10_000_000,
                    "How many messages a publisher keeps unconfirmed until a further publish has to wait for room. "
                            + "Raise it for throughput over a slow network.")
            .withDefault("10000");

    /** Bounds the bytes of unconfirmed messages. */
    public static final ConfigKey<Long> MAX_UNCONFIRMED_BYTES = ConfigKey.size(
                    "publish.max-unconfirmed-bytes",
                    "How many bytes of payload a publisher keeps unconfirmed until a further publish has to wait. "
                            + "Raise it for large messages, lower it for a small heap.")
            .withDefault("32MiB");

    /** The first delay before connecting again. */
    public static final ConfigKey<Duration> RECONNECT_MIN_DELAY = ConfigKey.duration(
                    "reconnect.min-delay",
                    Duration.ofMillis(1),
                    "The delay before the first attempt to connect again; it doubles with each failure. "
                            + "Raise it where many clients return to one broker at once.")
            .withDefault("100ms");

    /** The longest delay before connecting again. */
    public static final ConfigKey<Duration> RECONNECT_MAX_DELAY = ConfigKey.duration(
                    "reconnect.max-delay",
                    Duration.ofMillis(1),
                    "The longest delay between attempts to connect again. "
                            + "Lower it to be back sooner, raise it to spare a broker that many clients wait for.")
            .withDefault("5s");

    private static final Pattern CLIENT = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    private CommonKeys() {}

    private static String clientName(String text) {
        if (!CLIENT.matcher(text).matches()) {
            throw new IllegalArgumentException("too long or with other characters");
        }
        return text;
    }
}
