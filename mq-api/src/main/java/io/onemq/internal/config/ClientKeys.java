package io.onemq.internal.config;

import io.onemq.spi.BrokerUrl;
import io.onemq.spi.CommonKeys;
import io.onemq.spi.ConfigKey;
import java.time.Duration;
import java.util.List;

/** The keys that mean the same on every broker. */
public final class ClientKeys {
    /** Where the broker is. */
    public static final ConfigKey<BrokerUrl> URL = ConfigKey.of(
                    "url",
                    BrokerUrl::parse,
                    "a broker URL such as amqp://user:password@host:5672/vhost",
                    "Where the broker is; its scheme selects the driver. "
                            + "Set it outside the program to run the same program on another broker.")
            .asSecret();

    /** How long {@code publish} blocks. */
    public static final ConfigKey<Duration> PUBLISH_TIMEOUT = ConfigKey.duration(
                    "publish.timeout",
                    Duration.ofMillis(1),
                    "How long a blocking publish waits for the broker's confirmation. "
                            + "Lower it where the caller has a deadline of its own.")
            .withDefault("30s");

    /** How long a publish waits for room. */
    public static final ConfigKey<Duration> PUBLISH_MAX_WAIT = ConfigKey.duration(
                    "publish.max-wait",
                    "How long a publish waits for room among the unconfirmed messages. "
                            + "Lower it where a blocked caller does harm.")
            .withDefault("30s");

    /** What a publish does when there is no room. */
    public static final ConfigKey<OnFull> PUBLISH_ON_FULL = ConfigKey.oneOf(
                    "publish.on-full",
                    OnFull.class,
                    "Whether a publish waits for room among the unconfirmed messages or fails at once. "
                            + "Choose fail on threads that must never block, such as event loops.")
            .withDefault("wait");

    /** What happens to a topic that is opened. */
    public static final ConfigKey<TopologyMode> TOPOLOGY = ConfigKey.oneOf(
                    "topology",
                    TopologyMode.class,
                    "Whether opening a topic creates what is missing, only compares, or does neither. "
                            + "Choose validate or none where the program has no right to create topics.")
            .withDefault("create");

    /** Parallel handlers. */
    public static final ConfigKey<Integer> CONSUME_CONCURRENCY = ConfigKey.integer(
                    "consume.concurrency",
                    1,
                    10_000,
                    "How many handlers of one consumer run at the same time. "
                            + "Raise it for handlers that wait for something, such as a database.")
            .withDefault("1");

    /** Unsettled deliveries. */
    public static final ConfigKey<Integer> CONSUME_MAX_IN_FLIGHT = ConfigKey.integer(
                    "consume.max-in-flight",
                    1,
                    100_000,
                    "How many unsettled deliveries one consumer holds at most. "
                            + "Raise it for many fast handlers, lower it for large messages or to share work evenly.")
            .withDefault("128");

    /** The lease of a delivery. */
    public static final ConfigKey<Duration> CONSUME_LEASE = ConfigKey.duration(
                    "consume.lease",
                    Duration.ofSeconds(1),
                    "How long a delivery belongs to its consumer; renewed after a third while the handler runs. "
                            + "Raise it where processes pause for long, lower it to take over sooner from a dead one.")
            .withDefault("30s");

    /** The end of renewals. */
    public static final ConfigKey<Duration> CONSUME_MAX_LEASE = ConfigKey.duration(
                    "consume.max-lease",
                    Duration.ofSeconds(1),
                    "How long the lease of one delivery is renewed in all. "
                            + "Raise it for handlers that take longer, within what the broker permits.")
            .withDefault("25m");

    /** The size of a batch of settlements. */
    public static final ConfigKey<Integer> ACK_FLUSH_SIZE = ConfigKey.integer(
                    "ack.flush-size",
                    1,
                    100_000,
                    "How many settlements are collected until they are sent to the broker. "
                            + "Lower it to see fewer deliveries again after a crash.")
            .withDefault("256");

    /** The age of a batch of settlements. */
    public static final ConfigKey<Duration> ACK_FLUSH_INTERVAL = ConfigKey.duration(
                    "ack.flush-interval",
                    "How long a settlement waits for others before it is sent to the broker. "
                            + "Lower it to see fewer deliveries again after a crash.")
            .withDefault("100ms");

    /** How long close waits. */
    public static final ConfigKey<Duration> DRAIN_TIMEOUT = ConfigKey.duration(
                    "drain.timeout",
                    "How long closing waits for running handlers and unconfirmed messages. "
                            + "Keep it below the time after which the platform kills the process.")
            .withDefault("30s");

    private static final List<ConfigKey<?>> ALL = List.of(
            URL,
            CommonKeys.CLIENT_NAME,
            CommonKeys.CONNECT_TIMEOUT,
            CommonKeys.REQUEST_TIMEOUT,
            CommonKeys.RECONNECT_MIN_DELAY,
            CommonKeys.RECONNECT_MAX_DELAY,
            PUBLISH_TIMEOUT,
            CommonKeys.DELIVERY_TIMEOUT,
            CommonKeys.MAX_UNCONFIRMED,
            CommonKeys.MAX_UNCONFIRMED_BYTES,
            PUBLISH_MAX_WAIT,
            PUBLISH_ON_FULL,
            TOPOLOGY,
            CONSUME_CONCURRENCY,
            CONSUME_MAX_IN_FLIGHT,
            CONSUME_LEASE,
            CONSUME_MAX_LEASE,
            ACK_FLUSH_SIZE,
            ACK_FLUSH_INTERVAL,
            DRAIN_TIMEOUT);

    private ClientKeys() {}

    /** Returns every common key, those of {@link CommonKeys} included. */
    public static List<ConfigKey<?>> all() {
        return ALL;
    }
}
