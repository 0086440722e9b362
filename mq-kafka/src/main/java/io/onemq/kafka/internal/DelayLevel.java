package io.onemq.kafka.internal;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** A partition of a delay level that this client moves: what was read of it and has not left. Used by the moving thread. */
final class DelayLevel {
    /** What is kept of records that are not due. */
    private static final int MANY = 500;

    private static final int MANY_BYTES = 512 << 10;

    /** What is kept while they leave. */
    private static final int TOO_MANY = 4_000;

    private static final int TOO_MANY_BYTES = 4 << 20;

    private final TopicPartition partition;
    private final long delayMillis;
    private final ArrayDeque<DelayedRecord> records = new ArrayDeque<>();
    private long bytes;
    private long position = -1;
    private long committed = -1;

    DelayLevel(TopicPartition partition, long delayMillis) {
        this.partition = partition;
        this.delayMillis = delayMillis;
    }

    TopicPartition partition() {
        return partition;
    }

    /** Takes what was read, and where reading goes on. */
    void add(List<ConsumerRecord<byte[], byte[]>> read, long next, long now) {
        if (committed < 0) {
            committed = read.isEmpty() ? next : read.get(0).offset();
        }
        for (ConsumerRecord<byte[], byte[]> record : read) {
            DelayedRecord delayed = new DelayedRecord(record, delayMillis, now);
            records.add(delayed);
            bytes += delayed.size();
        }
        position = next;
    }

    /** Shows what may leave now. */
    void forEachDue(long now, Consumer<DelayedRecord> consumer) {
        for (DelayedRecord record : records) {
            if (record.state() == DelayedRecord.State.WAITING) {
                if (record.leavesAt() <= now) {
                    consumer.accept(record);
                } else if (record.isFresh()) {
                    return;
                }
            }
        }
    }

    /** When the next record leaves, in milliseconds since the epoch. */
    long leavesAt() {
        long first = Long.MAX_VALUE;
        for (DelayedRecord record : records) {
            if (record.state() == DelayedRecord.State.WAITING) {
                first = Math.min(first, record.leavesAt());
                if (record.isFresh()) {
                    return first;
                }
            }
        }
        return first;
    }

    /** Tells whether to read no more for now. Reading starts in time before the first record leaves. */
    boolean isFull(long now, long ahead) {
        if (records.size() >= TOO_MANY || bytes >= TOO_MANY_BYTES) {
            return true;
        }
        long leavesAt = leavesAt();
        boolean waits = leavesAt != Long.MAX_VALUE && leavesAt - ahead > now;
        return waits && (records.size() >= MANY || bytes >= MANY_BYTES);
    }

    boolean hasSent() {
        return records.stream().anyMatch(record -> record.state() == DelayedRecord.State.SENT);
    }

    /** The offset up to which everything has left, or -1 if that is committed. */
    long toCommit() {
        while (!records.isEmpty() && records.element().state() == DelayedRecord.State.DONE) {
            bytes -= records.remove().size();
        }
        long left = records.isEmpty() ? position : records.element().record().offset();
        return left == committed ? -1 : left;
    }

    void committed(long offset) {
        committed = offset;
    }
}
