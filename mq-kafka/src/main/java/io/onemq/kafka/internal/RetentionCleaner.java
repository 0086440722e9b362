package io.onemq.kafka.internal;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.DeleteRecordsOptions;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConfigResourcesOptions;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * Deletes what is too old from a topic whose retention spares what groups have not settled, up to where the slowest of them
 * is. Any number of clients do it at the same time.
 */
final class RetentionCleaner {
    private final String groupPrefix;
    private final boolean shareGroups;

    RetentionCleaner(String groupPrefix, boolean shareGroups) {
        this.groupPrefix = groupPrefix;
        this.shareGroups = shareGroups;
    }

    /** Deletes what is older than that time. */
    void clean(AdminCalls calls, String topic, int partitions, long millis) {
        // The ends come first: what is stored since is not among what the lookup of the time may not find.
        Map<TopicPartition, Long> limits = new HashMap<>(Offsets.readableEnds(calls, topic, partitions));
        limits.putAll(Offsets.since(calls, topic, partitions, millis));
        Map<TopicPartition, Long> beginnings = Offsets.beginnings(calls, topic, partitions);
        limits.entrySet().removeIf(limit -> limit.getValue() <= beginnings.getOrDefault(limit.getKey(), 0L));
        if (limits.isEmpty()) {
            return;
        }
        for (String id : groups(calls, topic)) {
            holdBack(limits, GroupInspection.inspect(calls, id, topic, partitions, shareGroups));
        }
        Map<TopicPartition, RecordsToDelete> deletions = new HashMap<>();
        limits.forEach((partition, offset) -> {
            if (offset > beginnings.getOrDefault(partition, 0L)) {
                deletions.put(partition, RecordsToDelete.beforeOffset(offset));
            }
        });
        if (!deletions.isEmpty()) {
            calls.await(
                    "delete old messages of topic " + topic,
                    calls.admin()
                            .deleteRecords(deletions, calls.bounded(new DeleteRecordsOptions()))
                            .all());
        }
    }

    /** A group that was declared and has no position in a partition has not settled anything there. */
    private static void holdBack(Map<TopicPartition, Long> limits, GroupState group) {
        if (!group.isNew()) {
            limits.replaceAll((partition, offset) -> Math.min(offset, settled(group, partition)));
        }
    }

    private static long settled(GroupState group, TopicPartition partition) {
        SharePartitionOffsetInfo shared = group.shared().get(partition);
        OffsetAndMetadata committed = group.committed().get(partition);
        if (group.shareExists()) {
            // The stored start follows with the next write only. That nothing lags behind the end is known at once, and
            // that end is later than those that were read before.
            return shared == null ? 0 : shared.lag().orElse(-1L) == 0 ? Long.MAX_VALUE : shared.startOffset();
        }
        return committed == null ? 0 : committed.offset();
    }

    /** The groups of the topic: by their names, which have no dot, also those that have lost their positions. */
    private Set<String> groups(AdminCalls calls, String topic) {
        String prefix = groupPrefix + topic + ".";
        Set<String> ids = new HashSet<>();
        Collection<GroupListing> listed = calls.await(
                "list the groups of topic " + topic,
                calls.admin().listGroups(calls.bounded(new ListGroupsOptions())).all());
        listed.forEach(group -> ids.add(group.groupId()));
        ids.addAll(marked(calls, topic));
        ids.removeIf(id -> !id.startsWith(prefix) || id.indexOf('.', prefix.length()) >= 0);
        return ids;
    }

    private static Set<String> marked(AdminCalls calls, String topic) {
        Set<String> ids = new HashSet<>();
        try {
            calls.answerOf(calls.admin()
                            .listConfigResources(
                                    Set.of(ConfigResource.Type.GROUP), calls.bounded(new ListConfigResourcesOptions()))
                            .all())
                    .forEach(resource -> ids.add(resource.name()));
        } catch (ExecutionException | TimeoutException e) {
            // Brokers before 4.1 do not list them: there a group that has lost its positions is not known to exist.
            if (!(KafkaErrors.unwrap(e) instanceof UnsupportedVersionException)) {
                throw KafkaErrors.request("list the groups of topic " + topic, e);
            }
        }
        return ids;
    }
}
