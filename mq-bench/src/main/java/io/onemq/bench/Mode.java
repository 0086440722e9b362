package io.onemq.bench;

import io.onemq.Group;
import io.onemq.Topic;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** What is measured: a broker and the way in which its groups are read. */
enum Mode {
    KAFKA_SHARE("kafka", 150_000, 2_000),
    KAFKA_CLASSIC("kafka", 150_000, 2_000),
    RABBITMQ("rabbitmq", 30_000, 1_000),
    REDIS("redis", 120_000, 2_000),
    MEMORY("memory", 200_000, 1_000);

    private final String broker;
    private final int messages;
    private final int maxInFlight;

    Mode(String broker, int messages, int maxInFlight) {
        this.broker = broker;
        this.messages = messages;
        this.maxInFlight = maxInFlight;
    }

    /** Finds the modes that a name stands for: a mode, or a broker with all its modes. */
    static List<Mode> named(String name) {
        return Stream.of(values())
                .filter(mode -> mode.id().equals(name) || mode.broker.equals(name))
                .toList();
    }

    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String broker() {
        return broker;
    }

    /** Enough for one to two seconds on two cores. */
    int messages() {
        return messages;
    }

    int maxInFlight() {
        return maxInFlight;
    }

    boolean hasNativeClient() {
        return this != MEMORY;
    }

    /** The options of the client that choose the mode. */
    Map<String, String> options() {
        return switch (this) {
            case KAFKA_SHARE -> Map.of("kafka.mode", "share");
            case KAFKA_CLASSIC -> Map.of("kafka.mode", "classic");
            case RABBITMQ, REDIS, MEMORY -> Map.of();
        };
    }

    Group group() {
        return Group.of("bench");
    }

    Topic topic(String name) {
        Topic topic = Topic.of(name).withGroups(group());
        return "kafka".equals(broker) ? topic.withPartitions(1) : topic;
    }
}
