package io.onemq.kafka.internal;

import io.onemq.ConfigurationException;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.StartPosition;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Finds the offsets that a position of the application means. */
final class Starts {
    private Starts() {}

    /**
     * Returns the offsets from which a group gets the messages of a topic; nothing for partitions that are not concerned.
     *
     * @param ends where the partitions end; read before, so that nothing that is stored meanwhile is skipped
     */
    static Map<TopicPartition, Long> of(
            AdminCalls calls, String topic, StartPosition start, Map<TopicPartition, Long> ends) {
        return switch (start.kind()) {
            case LATEST -> ends;
            case EARLIEST -> Offsets.beginnings(calls, topic, ends.size());
            case TIME -> {
                Map<TopicPartition, Long> starts = new HashMap<>(ends);
                starts.putAll(Offsets.since(
                        calls, topic, ends.size(), start.instant().orElseThrow().toEpochMilli()));
                yield starts;
            }
            case POSITIONS -> positions(calls, topic, start, ends);
        };
    }

    private static Map<TopicPartition, Long> positions(
            AdminCalls calls, String topic, StartPosition start, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> starts = new HashMap<>();
        for (String position : start.positions()) {
            TopicPartition partition = Positions.partition(position)
                    .filter(named -> named.topic().equals(topic) && ends.containsKey(named))
                    .orElseThrow(() -> new ConfigurationException("Topic " + topic + " has no position " + position
                            + ": positions are " + topic + "-<partition>@<offset>, and it has " + ends.size()
                            + " partitions"));
            long end = ends.getOrDefault(partition, 0L);
            long offset = Positions.offset(position);
            if (offset > end) {
                throw new MqException(
                        ErrorCode.NOT_FOUND,
                        "Topic " + topic + " has no message at " + position + ": the next one of partition "
                                + partition.partition() + " will be at offset " + end);
            }
            starts.merge(partition, offset, Math::min);
        }
        // A group must not be left in front of the oldest message: it would be told that messages are missing.
        Map<TopicPartition, Long> beginnings = Offsets.beginnings(calls, topic, ends.size());
        starts.replaceAll((partition, offset) -> Math.max(offset, beginnings.getOrDefault(partition, 0L)));
        return starts;
    }
}
