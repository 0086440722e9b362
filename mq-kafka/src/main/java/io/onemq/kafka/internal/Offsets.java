package io.onemq.kafka.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Reads where the partitions of a topic begin and end. */
final class Offsets {
    private Offsets() {}

    /** The offsets that the next messages get at the earliest. */
    static Map<TopicPartition, Long> ends(AdminCalls calls, String topic, int partitions) {
        return list(calls, topic, all(topic, partitions), OffsetSpec::latest, IsolationLevel.READ_UNCOMMITTED);
    }

    /** The offsets up to which a group can read: transactions that are under way end before. */
    static Map<TopicPartition, Long> readableEnds(AdminCalls calls, String topic, int partitions) {
        return list(calls, topic, all(topic, partitions), OffsetSpec::latest, IsolationLevel.READ_COMMITTED);
    }

    /** The offsets of the oldest messages that are kept. */
    static Map<TopicPartition, Long> beginnings(AdminCalls calls, String topic, int partitions) {
        return list(calls, topic, all(topic, partitions), OffsetSpec::earliest, IsolationLevel.READ_UNCOMMITTED);
    }

    /** For each partition that has one, the offset of the first record with that timestamp or a later one. */
    static Map<TopicPartition, Long> since(AdminCalls calls, String topic, int partitions, long millis) {
        Map<TopicPartition, Long> found = list(
                calls,
                topic,
                all(topic, partitions),
                () -> OffsetSpec.forTimestamp(millis),
                IsolationLevel.READ_UNCOMMITTED);
        found.values().removeIf(offset -> offset < 0);
        return found;
    }

    /** As {@link #ends(AdminCalls, String, int)}, of some partitions; waits until their leaders answer. */
    static Map<TopicPartition, Long> ends(AdminCalls calls, String topic, List<TopicPartition> partitions) {
        return list(calls, topic, partitions, OffsetSpec::latest, IsolationLevel.READ_UNCOMMITTED);
    }

    static List<TopicPartition> all(String topic, int partitions) {
        return IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    private static Map<TopicPartition, Long> list(
            AdminCalls calls,
            String topic,
            List<TopicPartition> partitions,
            Supplier<OffsetSpec> which,
            IsolationLevel isolation) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(partition, which.get()));
        Map<TopicPartition, ListOffsetsResultInfo> found = calls.await(
                "read the offsets of topic " + topic,
                calls.admin()
                        .listOffsets(wanted, calls.bounded(new ListOffsetsOptions(isolation)))
                        .all());
        Map<TopicPartition, Long> offsets = new HashMap<>();
        found.forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }
}
