package io.onemq.redis.internal;

import java.util.List;

/**
 * One stream of a subscription.
 *
 * <p>The fence: the consumer's token stands in the stream's hash of members until somebody takes an entry from the
 * consumer. Entries that were asked for after a token was registered can therefore be acknowledged together, on the sole
 * condition that the token is still there. When it is gone, the consumer registers another one, and the generation grows:
 * entries of an earlier generation are from then on acknowledged one by one, each if it is still the consumer's.
 */
final class SubscribedStream {
    private final int partition;
    private final byte[] key;
    private final byte[] delayed;
    private final byte[] members;
    private final byte[] readers;
    private final byte[] retention;
    private final byte[] group;
    private final byte[] owner;
    private final byte[] notes;

    // Written by the settling thread; read by the reading thread before it asks for entries.
    private volatile int generation;

    // Owned by the settling thread.
    private byte[] token = Bytes.EMPTY;
    private boolean trimDue = true;
    private byte[] toldLost = Bytes.EMPTY;

    // Owned by the reading thread.
    private byte[] claimCursor = Bytes.of("-");

    SubscribedStream(String topic, int partition, String group) {
        this.partition = partition;
        this.key = Bytes.of(TopicKeys.stream(topic, partition));
        this.delayed = TopicKeys.delayed(topic, partition);
        this.members = TopicKeys.members(topic, partition, group);
        this.readers = TopicKeys.readers(topic, partition);
        this.retention = TopicKeys.retention(topic, partition);
        this.group = Bytes.of(group);
        this.owner = TopicKeys.owner(topic, partition, group);
        this.notes = TopicKeys.notes(topic, partition, group);
    }

    int partition() {
        return partition;
    }

    byte[] key() {
        return key;
    }

    byte[] delayed() {
        return delayed;
    }

    byte[] members() {
        return members;
    }

    byte[] readers() {
        return readers;
    }

    /** Removes from the stream what may go. The group learns what it has lost by that, until it says that it was told. */
    ScriptCall trim() {
        return GroupCommands.trim(key, readers, retention).arg(group).arg(toldLost);
    }

    /** Takes the answer to {@link #trim}. Returns what the group has lost and is to be told, or nothing. */
    byte[] trimmed(ScriptCall call) {
        List<?> answer = call.list();
        trimDue = Long.valueOf(1).equals(answer.get(0));
        byte[] lost = answer.size() > 1 ? (byte[]) answer.get(1) : Bytes.EMPTY;
        toldLost = lost;
        return lost;
    }

    byte[] owner() {
        return owner;
    }

    byte[] notes() {
        return notes;
    }

    int generation() {
        return generation;
    }

    /** Called when a token was registered, the number of which grows; what was asked for before is not covered by it. */
    void registered(int number, byte[] newToken) {
        token = newToken;
        generation = number;
    }

    void unregistered() {
        token = Bytes.EMPTY;
    }

    boolean isRegistered() {
        return token.length > 0;
    }

    byte[] token() {
        return token;
    }

    /** Tells whether the token can prove that the entry is still the consumer's. */
    boolean covers(RedisMessage message) {
        return isRegistered() && message.generation() == generation;
    }

    boolean isTrimDue() {
        return trimDue;
    }

    void setTrimDue(boolean due) {
        trimDue = due;
    }

    byte[] claimCursor() {
        return claimCursor;
    }

    void setClaimCursor(byte[] cursor) {
        claimCursor = cursor;
    }
}
