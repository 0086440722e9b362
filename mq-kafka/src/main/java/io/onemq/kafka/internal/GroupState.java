package io.onemq.kafka.internal;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What a cluster knows of a group of one topic.
 *
 * @param id the native group id
 * @param settings the group's own settings, which outlive its offsets
 * @param effective all settings that hold for the group, the broker's defaults included; empty if it tells none
 * @param shareExists whether a share group of that id exists
 * @param shared the positions of the share group in the topic
 * @param committed the positions of the classic group in the topic
 */
record GroupState(
        String id,
        Map<String, String> settings,
        Map<String, String> effective,
        boolean shareExists,
        Map<TopicPartition, SharePartitionOffsetInfo> shared,
        Map<TopicPartition, OffsetAndMetadata> committed) {

    /** The kind of the group, from what exists or, after its offsets expired, from the mark that it left. */
    Optional<GroupMode> mode() {
        if (shareExists) {
            return Optional.of(GroupMode.SHARE);
        }
        if (!committed.isEmpty() || isMarked(GroupMode.CLASSIC)) {
            return Optional.of(GroupMode.CLASSIC);
        }
        return isMarked(GroupMode.SHARE) ? Optional.of(GroupMode.SHARE) : Optional.empty();
    }

    boolean isMarked(GroupMode mode) {
        return GroupSettings.mark(settings, mode);
    }

    /** Tells whether the group is ordered by key. */
    boolean isOrdered() {
        return committed.values().stream().anyMatch(OrderNotes::isOrdered);
    }

    /** Tells whether the group was declared for a topic of retries or dead letters. */
    boolean isPrivate() {
        return GroupSettings.privateMark(settings);
    }

    /** Returns a number among the effective settings. */
    OptionalInt number(String setting) {
        String value = effective.get(setting);
        return value == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(value));
    }

    /** Tells whether the group was never declared for the topic: it has no position and no mark. */
    boolean isNew() {
        return shared.isEmpty() && committed.isEmpty() && !isMarked(GroupMode.SHARE) && !isMarked(GroupMode.CLASSIC);
    }
}
