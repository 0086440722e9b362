package io.onemq.memory.internal;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** One message in one group, until the group settles it. Owned by the broker's thread. */
final class GroupEntry {
    /** Whoever comes first: the higher priority, then the earlier publish, also for what was handed out before. */
    static final Comparator<GroupEntry> ORDER =
            Comparator.comparingInt(GroupEntry::priority).reversed().thenComparingLong(entry -> entry.sequence);

    private static final int DEFAULT_PRIORITY = 4;

    final StoredMessage message;
    final long sequence;

    /** Its place in a group that is ordered by key, -1 if it has none. */
    int partition = -1;

    /** What a consumer wants the next one to know. */
    @Nullable String note;

    /** How often its consumer ended without settling it. */
    int returns;

    GroupEntry(StoredMessage message, long sequence) {
        this.message = message;
        this.sequence = sequence;
    }

    private int priority() {
        return message.priority < 0 ? DEFAULT_PRIORITY : message.priority;
    }
}
