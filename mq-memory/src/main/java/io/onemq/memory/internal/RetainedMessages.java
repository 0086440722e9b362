package io.onemq.memory.internal;

import io.onemq.Retention;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The messages that a topic keeps for replay, in the order in which they were stored. Owned by the broker's thread. */
final class RetainedMessages {
    private final ArrayDeque<StoredMessage> messages = new ArrayDeque<>();
    private long bytes;
    private @Nullable Retention retention;

    void add(StoredMessage message) {
        messages.add(message);
        bytes += message.size();
    }

    Collection<StoredMessage> all() {
        return Collections.unmodifiableCollection(messages);
    }

    /** The limits; null to keep everything. */
    @Nullable Retention retention() {
        return retention;
    }

    void limit(Retention limits) {
        retention = limits;
    }

    /** Removes what is beyond the limits, from the oldest on and up to what may not be removed, and returns it. */
    List<StoredMessage> removeBeyond(long nowMillis) {
        Retention limits = retention;
        if (limits == null) {
            return List.of();
        }
        List<StoredMessage> removed = new ArrayList<>();
        StoredMessage first = messages.peek();
        while (first != null && isBeyond(limits, first, nowMillis) && (limits.dropsUnsettled() || first.isSettled())) {
            messages.remove();
            bytes -= first.size();
            removed.add(first);
            first = messages.peek();
        }
        return removed;
    }

    private boolean isBeyond(Retention limits, StoredMessage message, long nowMillis) {
        boolean old = limits.age()
                .filter(age -> nowMillis - message.storedMillis() > age.toMillis())
                .isPresent();
        return old || bytes > limits.bytes().orElse(Long.MAX_VALUE);
    }
}
