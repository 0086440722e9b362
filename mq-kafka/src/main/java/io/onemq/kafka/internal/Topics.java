package io.onemq.kafka.internal;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import io.onemq.spi.TopicSpec;
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
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DeleteTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Creates, checks and deletes topics. */
final class Topics {
    private static final long LOOK_AGAIN_MILLIS = 20;

    private final int defaultPartitions;
    private final short replicationFactor;

    Topics(int defaultPartitions, int replicationFactor) {
        this.defaultPartitions = defaultPartitions;
        this.replicationFactor = (short) replicationFactor;
    }

    /** Creates the topic unless it exists, and waits until it can be used. */
    TopicEnds ensure(AdminCalls calls, TopicSpec topic) {
        CauseRoom room = topic.role() == TopicSpec.Role.APPLICATION ? null : CauseRoom.ask(calls, topic.name());
        Optional<TopicDescription> found = describe(calls, topic.name());
        boolean created = found.isEmpty() && create(calls, topic, room);
        TopicDescription description = found.isPresent() ? found.get() : awaitLeaders(calls, topic.name());
        refuseOtherPartitions(topic, description.partitions().size());
        TopicEnds ends = awaitReady(calls, description);
        if (room != null && !created) {
            room.make();
        }
        return ends;
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

    /** Returns false if another program was faster; its topic is looked at like any other. */
    private boolean create(AdminCalls calls, TopicSpec topic, @Nullable CauseRoom room) {
        int partitions = topic.partitions() > 0 ? topic.partitions() : partitionsOf(topic.role());
        NewTopic wanted =
                new NewTopic(topic.name(), partitions, replicationFactor).configs(settings(topic, partitions, room));
        try {
            calls.answerOf(calls.admin()
                    .createTopics(List.of(wanted), calls.bounded(new CreateTopicsOptions()))
                    .all());
            return true;
        } catch (ExecutionException | TimeoutException e) {
            if (KafkaErrors.unwrap(e) instanceof TopicExistsException) {
                return false;
            }
            throw KafkaErrors.request("create topic " + topic.name(), e);
        }
    }

    /** Dead letters are browsed in one sequence; retries are shared by the members of the group. */
    private int partitionsOf(TopicSpec.Role role) {
        return role == TopicSpec.Role.DEAD_LETTER ? 1 : defaultPartitions;
    }

    private static Map<String, String> settings(TopicSpec topic, int partitions, @Nullable CauseRoom room) {
        Map<String, String> settings = new HashMap<>();
        if (room != null) {
            settings.put(TopicConfig.RETENTION_MS_CONFIG, "-1");
            settings.put(TopicConfig.RETENTION_BYTES_CONFIG, "-1");
            settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
            settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(room.needed()));
        }
        if (topic.retention() != null) {
            settings.putAll(TopicRetention.settings(topic.retention(), partitions));
        }
        return settings;
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
    static TopicEnds awaitReady(AdminCalls calls, TopicDescription topic) {
        List<TopicPartition> led = topic.partitions().stream()
                .filter(Topics::hasLeader)
                .map(info -> new TopicPartition(topic.name(), info.partition()))
                .toList();
        return new TopicEnds(topic.partitions().size(), Offsets.ends(calls, topic.name(), led));
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
