package io.onemq.memory.internal;

/** One message in one group, until the group settles it. Owned by the broker's thread. */
final class GroupEntry {
    final StoredMessage message;
    final long sequence;

    /** How often its consumer ended without settling it. */
    int returns;

    GroupEntry(StoredMessage message, long sequence) {
        this.message = message;
        this.sequence = sequence;
    }
}
