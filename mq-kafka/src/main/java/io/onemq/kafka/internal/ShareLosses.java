package io.onemq.kafka.internal;

import io.onemq.MqException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Tells when a topic has dropped what a share group had not settled. The broker then moves the group on without a word, so this
 * compares where the group was with where the topic begins. Used by the watching thread.
 */
final class ShareLosses {
    private final String groupId;
    private final String topic;
    private final Supplier<AdminCalls> operations;
    private final Supplier<GroupState> inspection;
    private final int partitions;
    private final Consumer<String> listener;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private boolean told;

    ShareLosses(
            GroupState group,
            Map<TopicPartition, Long> endsBefore,
            String topic,
            int partitions,
            Supplier<AdminCalls> operations,
            Supplier<GroupState> inspection,
            Consumer<String> listener) {
        this.groupId = group.id();
        this.topic = topic;
        this.partitions = partitions;
        this.operations = operations;
        this.inspection = inspection;
        this.listener = listener;
        note(group.shared(), endsBefore);
    }

    /** A group that had nothing to settle is at the end; otherwise its stored start may be behind, but never ahead. */
    private void note(Map<TopicPartition, SharePartitionOffsetInfo> shared, Map<TopicPartition, Long> endsBefore) {
        shared.forEach((partition, info) -> {
            boolean atEnd = info.lag().orElse(-1L) == 0;
            long position = atEnd ? endsBefore.getOrDefault(partition, 0L) : info.startOffset();
            positions.merge(partition, position, Math::max);
        });
    }

    /** Looks once; where the broker does not answer, the next look sees it. */
    void look() {
        try {
            Map<TopicPartition, Long> beginnings = Offsets.beginnings(operations.get(), topic, partitions);
            positions.replaceAll((partition, position) -> compare(partition, position, beginnings));
            Map<TopicPartition, Long> ends = Offsets.ends(operations.get(), topic, partitions);
            note(inspection.get().shared(), ends);
        } catch (MqException e) {
            if (!e.retryable() && !told) {
                told = true;
                listener.accept("Whether messages are missing from Kafka group " + groupId + " cannot be told: "
                        + e.getMessage());
            }
        }
    }

    private long compare(TopicPartition partition, long position, Map<TopicPartition, Long> beginnings) {
        long beginning = beginnings.getOrDefault(partition, position);
        if (beginning > position) {
            listener.accept("Kafka group " + groupId + " was at offset " + position + " of " + partition
                    + ", which does not exist any more: the retention of the topic dropped up to "
                    + (beginning - position)
                    + " messages that it may not have settled; it resumes at the earliest one, "
                    + beginning);
        }
        return Math.max(beginning, position);
    }
}
