package io.onemq.kafka.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeShareGroupsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;

/** Finds out what a cluster knows of a group. The requests are under way at the same time. */
final class GroupInspection {
    private GroupInspection() {}

    /**
     * Inspects a group of a topic that exists.
     *
     * @param partitions how many partitions the topic has; with 0 the positions are left out
     */
    static GroupState inspect(AdminCalls calls, String id, String topic, int partitions, boolean shareGroups) {
        KafkaFuture<Map<ConfigResource, Config>> settings = calls.admin()
                .describeConfigs(List.of(GroupSettings.resource(id)), calls.bounded(new DescribeConfigsOptions()))
                .all();
        var described = !shareGroups
                ? null
                : calls.admin()
                        .describeShareGroups(List.of(id), calls.bounded(new DescribeShareGroupsOptions()))
                        .all();
        // Only of this topic: for a topic that is gone the broker waits for a leader.
        List<TopicPartition> wanted = Offsets.all(topic, partitions);
        var committed = partitions == 0
                ? KafkaFuture.completedFuture(Map.<TopicPartition, OffsetAndMetadata>of())
                : calls.admin()
                        .listConsumerGroupOffsets(
                                Map.of(id, new ListConsumerGroupOffsetsSpec().topicPartitions(wanted)),
                                calls.bounded(new ListConsumerGroupOffsetsOptions()))
                        .partitionsToOffsetAndMetadata(id);
        var shared = partitions == 0 || !shareGroups
                ? KafkaFuture.completedFuture(Map.<TopicPartition, SharePartitionOffsetInfo>of())
                : calls.admin()
                        .listShareGroupOffsets(
                                Map.of(id, new ListShareGroupOffsetsSpec().topicPartitions(wanted)),
                                calls.bounded(new ListShareGroupOffsetsOptions()))
                        .partitionsToOffsetInfo(id);
        Map<String, String> all = new HashMap<>();
        Map<String, String> own = new HashMap<>();
        readSettings(calls, id, settings, all, own);
        return new GroupState(
                id,
                own,
                all,
                described != null && exists(calls, id, described),
                known(offsets(calls, id, shared)),
                known(offsets(calls, id, committed)));
    }

    private static void readSettings(
            AdminCalls calls,
            String id,
            KafkaFuture<Map<ConfigResource, Config>> answer,
            Map<String, String> all,
            Map<String, String> own) {
        try {
            for (Config config : calls.answerOf(answer).values()) {
                for (ConfigEntry entry : config.entries()) {
                    all.put(entry.name(), String.valueOf(entry.value()));
                    if (entry.source() == ConfigEntry.ConfigSource.DYNAMIC_GROUP_CONFIG) {
                        own.put(entry.name(), String.valueOf(entry.value()));
                    }
                }
            }
        } catch (ExecutionException | TimeoutException e) {
            // Brokers before 4.0 have no settings for groups; their groups are then told by their offsets alone.
            if (!GroupSettings.areUnsupported(e)) {
                throw KafkaErrors.request("read the settings of group " + id, e);
            }
        }
    }

    private static boolean exists(AdminCalls calls, String id, KafkaFuture<?> description) {
        try {
            calls.answerOf(description);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            if (isAbsent(e)) {
                return false;
            }
            throw KafkaErrors.request("describe group " + id, e);
        }
    }

    private static <V> Map<TopicPartition, @Nullable V> offsets(
            AdminCalls calls, String id, KafkaFuture<Map<TopicPartition, V>> answer) {
        try {
            return calls.answerOf(answer);
        } catch (ExecutionException | TimeoutException e) {
            if (isAbsent(e)) {
                return Map.of();
            }
            throw KafkaErrors.request("read the positions of group " + id, e);
        }
    }

    private static boolean isAbsent(Exception failure) {
        return KafkaErrors.unwrap(failure) instanceof GroupIdNotFoundException;
    }

    /** Leaves out the partitions for which there is no position. */
    private static <V> Map<TopicPartition, V> known(Map<TopicPartition, @Nullable V> offsets) {
        Map<TopicPartition, V> known = new HashMap<>();
        offsets.forEach((partition, value) -> {
            if (value != null) {
                known.put(partition, value);
            }
        });
        return known;
    }
}
