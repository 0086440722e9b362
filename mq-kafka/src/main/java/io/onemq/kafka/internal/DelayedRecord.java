package io.onemq.kafka.internal;

import io.onemq.spi.WireNames;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** A record in a delay level, and what becomes of it. Used by the moving thread. */
final class DelayedRecord {
    /** Without a time of its own a message is due when it leaves its level. */
    private static final long ALWAYS = Long.MAX_VALUE;

    private static final int OVERHEAD = 100;

    /** Where a record is on its way out of its level. */
    enum State {
        WAITING,
        SENT,
        DONE
    }

    private final ConsumerRecord<byte[], byte[]> record;
    private final @Nullable String target;
    private final long due;
    private State state = State.WAITING;
    private long leavesAt;
    private boolean fresh = true;
    private boolean postponed;
    private @Nullable String refusal;

    /**
     * Takes a record.
     *
     * @param readAt when it was read, in milliseconds since the epoch
     */
    DelayedRecord(ConsumerRecord<byte[], byte[]> record, long delayMillis, long readAt) {
        this.record = record;
        this.target = text(record, WireNames.TARGET);
        this.due = Decimals.parse(header(record, WireNames.NOT_BEFORE), ALWAYS);
        // Nothing enters after it was read, and nothing waits longer than it may, whatever the clock of a writer says.
        long entered = Math.min(record.timestamp(), readAt);
        this.leavesAt = Math.min(entered + delayMillis, due - DelayLevels.SLACK_MILLIS);
        if (target == null) {
            refuse("it has no header " + WireNames.TARGET);
        }
    }

    private static byte @Nullable [] header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : header.value();
    }

    private static @Nullable String text(ConsumerRecord<byte[], byte[]> record, String name) {
        byte[] value = header(record, name);
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    ConsumerRecord<byte[], byte[]> record() {
        return record;
    }

    /** The topic that the message is for; empty if it has none. */
    String target() {
        return target == null ? "" : target;
    }

    State state() {
        return state;
    }

    void become(State next) {
        state = next;
    }

    /** When it may leave, in milliseconds since the epoch. */
    long leavesAt() {
        return leavesAt;
    }

    /** Why its topic cannot have it, or null. */
    @Nullable String refusal() {
        return refusal;
    }

    /** Its topic cannot have it, now or later. */
    void refuse(String reason) {
        refusal = reason;
    }

    /** Its topic cannot have it for now. */
    void postpone() {
        postponed = true;
    }

    /** It could not leave; it may try again later. */
    void stay(long until) {
        fresh = false;
        state = State.WAITING;
        leavesAt = until;
    }

    /** Tells whether it has not tried to leave: those after it then leave no sooner. */
    boolean isFresh() {
        return fresh;
    }

    /** The topic to which it goes next. */
    String next(DelayLevels levels, long now) {
        if (refusal != null) {
            return levels.orphans();
        }
        if (postponed) {
            return levels.later();
        }
        String level = due == ALWAYS ? null : levels.choose(due - now);
        return level == null ? target() : level;
    }

    /** About how much memory it takes. */
    int size() {
        return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize()) + OVERHEAD;
    }

    /** Its id, or where it waited, for notices. */
    String id() {
        String id = text(record, WireNames.ID);
        return id == null ? Positions.of(record.topic(), record.partition(), record.offset()) : id;
    }
}
