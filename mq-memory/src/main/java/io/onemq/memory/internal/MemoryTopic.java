package io.onemq.memory.internal;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** A topic: its partitions and groups. Owned by the broker's thread. */
final class MemoryTopic {
    private final int partitions;
    private final boolean retains;
    private final long[] nextOffset;
    private final RetainedMessages retained = new RetainedMessages();
    private final Map<String, MemoryGroup> groups = new LinkedHashMap<>();
    private final Set<MemoryGroup> broadcasts = new LinkedHashSet<>();
    private int nextPartition;

    MemoryTopic(int partitions, boolean retains) {
        this.partitions = partitions;
        this.retains = retains;
        this.nextOffset = new long[Math.max(1, partitions)];
    }

    /** The declared number, 0 if none was declared. */
    int partitions() {
        return partitions;
    }

    Map<String, MemoryGroup> groups() {
        return groups;
    }

    /** Tells whether a message would be kept or reach anybody. */
    boolean takes() {
        return retains || !groups.isEmpty() || !broadcasts.isEmpty();
    }

    /** The ephemeral groups, which are none for administration. */
    Set<MemoryGroup> broadcasts() {
        return broadcasts;
    }

    /** Calls for each group, the ephemeral ones included. */
    void forEachGroup(Consumer<MemoryGroup> call) {
        groups.values().forEach(call);
        broadcasts.forEach(call);
    }

    /** The messages that are kept for replay; none if the topic does not retain them. */
    RetainedMessages retained() {
        return retained;
    }

    /** Removes what the topic does not keep any longer, also from what its groups have not been handed. */
    void removeBeyondRetention(long nowMillis) {
        List<StoredMessage> removed = retained.removeBeyond(nowMillis);
        if (!removed.isEmpty() && removed.stream().anyMatch(message -> !message.isSettled())) {
            Set<StoredMessage> gone = new HashSet<>(removed);
            groups.forEach((name, group) -> group.drop(gone));
        }
    }

    /** For each partition the offset of the next message. */
    long[] ends() {
        return nextOffset.clone();
    }

    void store(StoredMessage message, long nowMillis) {
        int partition = partitionOf(message);
        message.storedAt(partition, nextOffset[partition]++, nowMillis);
        if (retains) {
            retained.add(message);
        }
        forEachGroup(group -> group.append(message));
    }

    private int partitionOf(StoredMessage message) {
        if (nextOffset.length == 1) {
            return 0;
        }
        if (message.key != null) {
            return Math.floorMod(message.key.hashCode(), nextOffset.length);
        }
        nextPartition = (nextPartition + 1) % nextOffset.length;
        return nextPartition;
    }
}
