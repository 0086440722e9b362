package io.onemq.mqtt.internal;

import io.onemq.spi.ConfigKey;
import java.time.Duration;
import java.util.List;

/** The configuration keys of the driver. */
public final class MqttKeys {
    static final ConfigKey<Integer> PARTITIONS = ConfigKey.integer(
                    "mqtt.partitions",
                    1,
                    64,
                    "How many partitions a topic gets whose declaration names no number: as many members of a group can work "
                            + "at a time. Raise it for more members; each partition is a session and a connection.")
            .withDefault("4");

    static final ConfigKey<Duration> KEEP_ALIVE = ConfigKey.duration(
                    "mqtt.keep-alive",
                    Duration.ofSeconds(1),
                    "After how long without a packet the client asks for a sign of life. The broker gives up a client after "
                            + "one and a half times this. Lower it to notice a dead network sooner.")
            .withDefault("5s");

    static final ConfigKey<Long> MAX_MESSAGE_SIZE = ConfigKey.size(
                    "mqtt.max-message-size",
                    "The largest payload that is sent; a larger one fails with TOO_LARGE. The packet size that the broker "
                            + "accepts applies as well. Lower it to protect the memory of broker and consumers.")
            .withDefault("64MiB");

    private MqttKeys() {}

    /** Returns all keys. */
    public static List<ConfigKey<?>> all() {
        return List.of(PARTITIONS, KEEP_ALIVE, MAX_MESSAGE_SIZE);
    }
}
