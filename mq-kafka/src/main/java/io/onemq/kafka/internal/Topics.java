package io.onemq.kafka.internal;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.spi.TopicSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DeleteTopicsOptions;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Creates, checks and deletes topics. */
final class Topics {
    /** Room for the headers that tell why a message is a dead letter. */
    static final int ROOM_FOR_CAUSE = 64 << 10;

    private static final int DEFAULT_MAX_MESSAGE = 1_048_588;
    private static final long LOOK_AGAIN_MILLIS = 20;

    private final int defaultPartitions;
    private final short replicationFactor;

    Topics(int defaultPartitions, int replicationFactor) {
        this.defaultPartitions = defaultPartitions;
        this.replicationFactor = (short) replicationFactor;
    }

    /** Creates the topic unless it exists, waits until it can be used, and returns its number of partitions. */
    int ensure(AdminCalls calls, TopicSpec topic) {
        Optional<TopicDescription> found = describe(calls, topic.name());
        TopicDescription description = found.isPresent() ? found.get() : create(calls, topic);
        int partitions = description.partitions().size();
        refuseOtherPartitions(topic, partitions);
        awaitReady(calls, description);
        if (topic.role() != TopicSpec.Role.APPLICATION) {
            widen(calls, topic);
        }
        return partitions;
    }

    /** Returns the number of partitions of a topic that must exist as described. */
    int require(AdminCalls calls, TopicSpec topic) {
        int partitions = find(calls, topic.name())
                .orElseThrow(() ->
                        new MqException(ErrorCode.NOT_FOUND, "Topic " + topic.name() + " does not exist; declare it"));
        refuseOtherPartitions(topic, partitions);
        return partitions;
    }

    private static void refuseOtherPartitions(TopicSpec topic, int partitions) {
        if (topic.partitions() > 0 && topic.partitions() != partitions) {
            throw new MqException(
                    ErrorCode.CONFLICT,
                    "Topic " + topic.name() + " has " + partitions + " partitions, not the declared "
                            + topic.partitions() + "; declare it with " + partitions + " or delete it");
        }
    }

    /** Returns the number of partitions, or empty if there is no such topic. */
    OptionalInt find(AdminCalls calls, String name) {
        return describe(calls, name)
                .map(found -> OptionalInt.of(found.partitions().size()))
                .orElse(OptionalInt.empty());
    }

    /** Asks for the descriptions of topics at once. */
    static Map<String, KafkaFuture<TopicDescription>> descriptions(AdminCalls calls, Collection<String> names) {
        return calls.admin()
                .describeTopics(names, calls.bounded(new DescribeTopicsOptions()))
                .topicNameValues();
    }

    /** Returns which of the topics exist. */
    static Set<String> existing(AdminCalls calls, Collection<String> names) {
        Set<String> existing = new HashSet<>();
        descriptions(calls, names)
                .forEach((name, answer) -> answered(calls, name, answer).ifPresent(found -> existing.add(name)));
        return existing;
    }

    private static Optional<TopicDescription> describe(AdminCalls calls, String name) {
        return answered(
                calls,
                name,
                Objects.requireNonNull(descriptions(calls, List.of(name)).get(name)));
    }

    private static Optional<TopicDescription> answered(
            AdminCalls calls, String name, KafkaFuture<TopicDescription> answer) {
        try {
            return Optional.of(calls.answerOf(answer));
        } catch (ExecutionException | TimeoutException e) {
            if (KafkaErrors.unwrap(e) instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw KafkaErrors.request("describe topic " + name, e);
        }
    }

    private TopicDescription create(AdminCalls calls, TopicSpec topic) {
        int partitions = topic.partitions() > 0 ? topic.partitions() : partitionsOf(topic.role());
        NewTopic wanted =
                new NewTopic(topic.name(), partitions, replicationFactor).configs(settings(topic, partitions));
        try {
            calls.answerOf(calls.admin()
                    .createTopics(List.of(wanted), calls.bounded(new CreateTopicsOptions()))
                    .all());
        } catch (ExecutionException | TimeoutException e) {
            // Another program was faster; its topic is looked at like any other.
            if (!(KafkaErrors.unwrap(e) instanceof TopicExistsException)) {
                throw KafkaErrors.request("create topic " + topic.name(), e);
            }
        }
        return awaitLeaders(calls, topic.name());
    }

    /** Dead letters are browsed in one sequence; retries are shared by the members of the group. */
    private int partitionsOf(TopicSpec.Role role) {
        return role == TopicSpec.Role.DEAD_LETTER ? 1 : defaultPartitions;
    }

    private static Map<String, String> settings(TopicSpec topic, int partitions) {
        Map<String, String> settings = new HashMap<>(settings(topic.role()));
        if (topic.retention() != null) {
            settings.putAll(TopicRetention.settings(topic.retention(), partitions));
        }
        return settings;
    }

    private static Map<String, String> settings(TopicSpec.Role role) {
        return role == TopicSpec.Role.APPLICATION
                ? Map.of()
                : Map.of(
                        TopicConfig.RETENTION_MS_CONFIG,
                        "-1",
                        TopicConfig.RETENTION_BYTES_CONFIG,
                        "-1",
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE);
    }

    /** A new topic is announced before each partition has a leader, and offsets need one. */
    static TopicDescription awaitLeaders(AdminCalls calls, String name) {
        while (true) {
            Optional<TopicDescription> found = describe(calls, name);
            if (found.isPresent() && found.get().partitions().stream().allMatch(Topics::hasLeader)) {
                return found.get();
            }
            if (calls.isOver()) {
                throw new MqException(
                        ErrorCode.TIMEOUT,
                        Outcome.UNKNOWN,
                        true,
                        "Topic " + name + " was created but has no leader for every partition yet",
                        null);
            }
            calls.pause(LOOK_AGAIN_MILLIS);
        }
    }

    private static boolean hasLeader(TopicPartitionInfo partition) {
        return partition.leader() != null && !partition.leader().isEmpty();
    }

    /**
     * Leaders are announced before they take messages. If the first batches of a producer meet that moment, a later one
     * may be taken before the first, which then cannot be stored any more until its delivery timeout. A leader that
     * tells its offsets is past it.
     */
    static void awaitReady(AdminCalls calls, TopicDescription topic) {
        List<TopicPartition> led = topic.partitions().stream()
                .filter(Topics::hasLeader)
                .map(info -> new TopicPartition(topic.name(), info.partition()))
                .toList();
        Offsets.awaitLeaders(calls, topic.name(), led);
    }

    /** Makes room in a retry or dead-letter topic for the largest message of its source and the cause. */
    private static void widen(AdminCalls calls, TopicSpec topic) {
        String source = source(topic.name());
        List<String> names = new ArrayList<>(List.of(topic.name()));
        if (source != null && describe(calls, source).isPresent()) {
            names.add(source);
        }
        Map<String, Integer> limits = limits(calls, names);
        int needed = (source == null ? DEFAULT_MAX_MESSAGE : limits.getOrDefault(source, DEFAULT_MAX_MESSAGE))
                + ROOM_FOR_CAUSE;
        if (limits.getOrDefault(topic.name(), DEFAULT_MAX_MESSAGE) < needed) {
            AlterConfigOp raise = new AlterConfigOp(
                    new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(needed)),
                    AlterConfigOp.OpType.SET);
            calls.await(
                    "make room for dead letters in topic " + topic.name(),
                    calls.admin()
                            .incrementalAlterConfigs(
                                    Map.of(resource(topic.name()), List.of(raise)),
                                    calls.bounded(new AlterConfigsOptions()))
                            .all());
        }
    }

    /** Returns the size of the largest batch of records that a topic takes. */
    static int limit(AdminCalls calls, String topic) {
        return limits(calls, List.of(topic)).getOrDefault(topic, Integer.MAX_VALUE);
    }

    private static Map<String, Integer> limits(AdminCalls calls, List<String> topics) {
        Map<ConfigResource, Config> configs = calls.await(
                "read the settings of " + topics,
                calls.admin()
                        .describeConfigs(
                                topics.stream().map(Topics::resource).toList(),
                                calls.bounded(new DescribeConfigsOptions()))
                        .all());
        Map<String, Integer> limits = new HashMap<>();
        configs.forEach((resource, config) -> limits.put(
                resource.name(),
                Integer.valueOf(config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value())));
        return limits;
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    /** Returns {@code a.b} for {@code a.b.group.dlq}: neither the group nor the suffix contains a dot. */
    static @Nullable String source(String derived) {
        int suffix = derived.lastIndexOf('.');
        int group = suffix < 0 ? -1 : derived.lastIndexOf('.', suffix - 1);
        return group < 1 ? null : derived.substring(0, group);
    }

    /** Deletes the topic and waits until it is gone. Does nothing if it does not exist. */
    void delete(AdminCalls calls, String name) {
        try {
            calls.answerOf(calls.admin()
                    .deleteTopics(List.of(name), calls.bounded(new DeleteTopicsOptions()))
                    .all());
        } catch (ExecutionException | TimeoutException e) {
            if (KafkaErrors.unwrap(e) instanceof UnknownTopicOrPartitionException) {
                return;
            }
            throw KafkaErrors.request("delete topic " + name, e);
        }
        while (describe(calls, name).isPresent()) {
            if (calls.isOver()) {
                throw new MqException(
                        ErrorCode.TIMEOUT,
                        Outcome.UNKNOWN,
                        true,
                        "Topic " + name + " is still there, though its deletion was accepted",
                        null);
            }
            calls.pause(LOOK_AGAIN_MILLIS);
        }
    }
}
