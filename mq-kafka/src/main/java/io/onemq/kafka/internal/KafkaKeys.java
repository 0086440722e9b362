package io.onemq.kafka.internal;

import io.onemq.spi.ConfigKey;
import java.util.List;

/** The keys of this driver. */
final class KafkaKeys {
    static final ConfigKey<KafkaMode> MODE = ConfigKey.oneOf(
                    "kafka.mode",
                    KafkaMode.class,
                    "The kind of native group that a new group without order becomes. "
                            + "Set classic to have positions that other tools can read and move.")
            .withDefault("auto");

    static final ConfigKey<GroupProtocol> GROUP_PROTOCOL = ConfigKey.oneOf(
                    "kafka.group-protocol",
                    GroupProtocol.class,
                    "How members of an application's classic groups, those ordered by key included, share the partitions. "
                            + "Set consumer (KIP-848, from Kafka 4.0) to let the broker assign them, which disturbs large "
                            + "groups less.")
            .withDefault("classic");

    static final ConfigKey<Integer> PARTITIONS = ConfigKey.integer(
                    "kafka.partitions",
                    1,
                    10_000,
                    "The number of partitions of a new topic that does not fix one. "
                            + "It bounds the members of a classic group that work at the same time.")
            .withDefault("8");

    static final ConfigKey<Integer> REPLICATION_FACTOR = ConfigKey.integer(
                    "kafka.replication-factor",
                    -1,
                    Short.MAX_VALUE,
                    "The replication factor of a new topic; -1 takes the broker's default.replication.factor.")
            .withDefault("-1");

    static final ConfigKey<Integer> SHARE_CONSUMERS = ConfigKey.integer(
                    "kafka.share-consumers",
                    1,
                    100,
                    "With how many native share consumers a subscription starts; they divide maxInFlight. "
                            + "Fewer make larger batches, which is faster.")
            .withDefault("2");

    static final ConfigKey<Integer> MAX_SHARE_CONSUMERS = ConfigKey.integer(
                    "kafka.max-share-consumers",
                    1,
                    100,
                    "How many native share consumers a subscription grows to while unsettled messages occupy the others. "
                            + "It helps from one more than the topic has partitions.")
            .withDefault("32");

    static final ConfigKey<String> GROUP_PREFIX = ConfigKey.string(
            "kafka.group-prefix",
            "Put before TOPIC.GROUP to make the native group id, which is unique in the cluster. "
                    + "Set it where several installations share topics, or where access rules go by prefix.");

    static final List<ConfigKey<?>> ALL = List.of(
            MODE, GROUP_PROTOCOL, PARTITIONS, REPLICATION_FACTOR, SHARE_CONSUMERS, MAX_SHARE_CONSUMERS, GROUP_PREFIX);

    private KafkaKeys() {}
}
