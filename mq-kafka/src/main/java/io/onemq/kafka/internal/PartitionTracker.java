package io.onemq.kafka.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What one ownership of a partition has delivered and what of it is settled. It knows the offsets that were really
 * delivered and does no arithmetic over gaps, which compaction and transactions leave. Used by one thread.
 */
final class PartitionTracker {
    private static final int FIRST_CAPACITY = 64;

    private final TopicPartition partition;
    private final SettledAhead settledBefore;
    private final HandOutNotes notes;
    private final @Nullable OrderNotes orderNotes;
    private final long start;

    // Rings of the deliveries from head to tail; a null delivery is settled.
    private long[] offsets = new long[FIRST_CAPACITY];
    private @Nullable ClassicDelivery[] deliveries = new ClassicDelivery[FIRST_CAPACITY];
    private long head;
    private long tail;

    private boolean owned = true;
    private boolean ending;
    private boolean changed;
    private int waiting;
    private long delivered;
    private long position;
    private @Nullable OffsetAndMetadata committed;
    private Optional<Integer> leaderEpoch = Optional.empty();

    /** Starts an ownership at a position, with what an earlier owner settled above it and what came back from it. */
    PartitionTracker(TopicPartition partition, long position, SettledAhead settledBefore, HandOutNotes notes) {
        this(partition, position, settledBefore, notes, null);
    }

    /** Starts an ownership in a group that may be ordered by key, with what its earlier owner noted. */
    PartitionTracker(
            TopicPartition partition,
            long position,
            SettledAhead settledBefore,
            HandOutNotes notes,
            @Nullable OrderNotes orderNotes) {
        this.notes = notes;
        this.orderNotes = orderNotes;
        this.partition = partition;
        this.start = position;
        this.delivered = position;
        this.position = position;
        this.settledBefore = settledBefore;
    }

    TopicPartition partition() {
        return partition;
    }

    /** Where the ownership started. */
    long start() {
        return start;
    }

    boolean isOwned() {
        return owned;
    }

    /** Tells whether what is not settled stays here. */
    boolean stays() {
        return owned && !ending;
    }

    /** Ends the ownership. */
    void end() {
        owned = false;
    }

    /** What was delivered and is not settled. */
    List<ClassicDelivery> unsettled() {
        List<ClassicDelivery> unsettled = new ArrayList<>();
        for (long sequence = head; sequence < tail; sequence++) {
            ClassicDelivery delivery = deliveries[slot(sequence)];
            if (delivery != null) {
                unsettled.add(delivery);
            }
        }
        return unsettled;
    }

    /** Notes that records up to a position were fetched and wait here. */
    void fetched(int records, OffsetAndMetadata next) {
        waiting += records;
        position = next.offset();
        leaderEpoch = next.leaderEpoch();
        changed = true;
    }

    /** Makes a delivery of the next waiting record, or null if an earlier owner settled it. */
    @Nullable ClassicDelivery deliver(ConsumerRecord<byte[], byte[]> record) {
        waiting--;
        if (tail - head == offsets.length) {
            grow();
        }
        int slot = slot(tail);
        offsets[slot] = record.offset();
        ClassicDelivery delivery = null;
        if (settledBefore.isEmpty() || !settledBefore.contains(record.offset())) {
            delivery = new ClassicDelivery(record, this, tail);
        }
        deliveries[slot] = delivery;
        delivered = record.offset() + 1;
        tail++;
        advance();
        return delivery;
    }

    /**
     * Asks whether a record may be delivered. If not, what is to be known of it when this owner dies is committed first.
     *
     * @param lastOffset the offset of the last record for which there is room now
     */
    boolean mayDeliver(long offset, long lastOffset) {
        if (notes.cover(offset)) {
            return true;
        }
        notes.want(offset, lastOffset, head < tail ? offsets[slot(head)] : delivered);
        changed = true;
        return false;
    }

    /** How often the message of an offset has come back from owners that died. */
    int returnsOf(long offset) {
        return notes.found().of(offset);
    }

    /** What was noted of the message of an offset, in a group that is ordered by key. */
    @Nullable String noteOf(long offset) {
        return orderNotes == null ? null : orderNotes.of(offset);
    }

    /** Notes something of a delivery that stays unsettled. Returns false if it was settled before. */
    boolean note(ClassicDelivery delivery, String note) {
        if (orderNotes == null || !isCurrent(delivery)) {
            return false;
        }
        orderNotes.put(delivery.record().offset(), note);
        changed = true;
        return true;
    }

    /** Settles a delivery. Returns false if it was settled or handed back before. */
    boolean settle(ClassicDelivery delivery) {
        if (!isCurrent(delivery)) {
            return false;
        }
        deliveries[slot(delivery.sequence())] = null;
        if (orderNotes != null) {
            orderNotes.settled(delivery.record().offset());
        }
        changed = true;
        advance();
        return true;
    }

    /** Puts a fresh delivery in the place of one that is handed back. Null if that was settled before. */
    @Nullable ClassicDelivery handBack(ClassicDelivery delivery) {
        if (!isCurrent(delivery)) {
            return null;
        }
        ClassicDelivery fresh = new ClassicDelivery(delivery.record(), this, delivery.sequence());
        deliveries[slot(delivery.sequence())] = fresh;
        return fresh;
    }

    private boolean isCurrent(ClassicDelivery delivery) {
        long sequence = delivery.sequence();
        return owned && sequence >= head && deliveries[slot(sequence)] == delivery;
    }

    private void advance() {
        while (head < tail && deliveries[slot(head)] == null) {
            head++;
        }
    }

    /** How many deliveries there are from the first to the last that is not settled. */
    int unsettledCount() {
        return (int) (tail - head);
    }

    boolean hasUnsettled() {
        return head < tail;
    }

    /** Tells whether there may be something to commit. */
    boolean isChanged() {
        return changed;
    }

    /** Tells whether a position is what the broker has already. */
    boolean isCommitted(OffsetAndMetadata candidate) {
        return candidate.equals(committed);
    }

    /** Notes what the broker accepted. */
    void committed(Snapshot accepted) {
        committed = accepted.position();
        notes.accepted(accepted.noted());
        if (orderNotes != null) {
            orderNotes.accepted(accepted.orderNotes());
        }
    }

    /** The ownership ends in good order: what comes back does so for a known reason. */
    void endInGoodOrder() {
        ending = true;
        changed |= notes.endInGoodOrder();
    }

    /** Something is to be committed again. */
    void touch() {
        changed = true;
    }

    /**
     * Returns what to commit now: the lowest unsettled offset, and as metadata what is settled above it.
     *
     * @param withMetadata whether the broker takes metadata
     */
    Snapshot snapshot(boolean withMetadata) {
        changed = false;
        long watermark = watermark();
        if (!withMetadata) {
            String least = orderNotes == null ? "" : OrderNotes.NONE;
            return new Snapshot(
                    new OffsetAndMetadata(watermark, leaderEpoch, least), watermark, Returns.FIRST, Map.of());
        }
        SettledAhead.Encoder encoder = new SettledAhead.Encoder(watermark, orderNotes != null);
        long complete = encode(encoder, watermark);
        String text = notes.toCommit().addTo(encoder.text(), watermark);
        Map<Long, String> selected = orderNotes == null ? Map.of() : orderNotes.select(watermark);
        String all = orderNotes == null ? text : OrderNotes.addTo(text, selected, watermark);
        return new Snapshot(new OffsetAndMetadata(watermark, leaderEpoch, all), complete, notes.noted(), selected);
    }

    private long watermark() {
        if (head < tail) {
            return offsets[slot(head)];
        }
        // With nothing waiting, the position also lies behind offsets that hold no message.
        return waiting == 0 ? position : delivered;
    }

    /** Adds the settled ranges; returns up to which offset that is complete. */
    private long encode(SettledAhead.Encoder encoder, long watermark) {
        long sequence = head;
        while (sequence < tail) {
            if (deliveries[slot(sequence)] != null) {
                sequence++;
                continue;
            }
            long first = offsets[slot(sequence)];
            while (sequence + 1 < tail && deliveries[slot(sequence + 1)] == null) {
                sequence++;
            }
            if (!encoder.add(first, offsets[slot(sequence)])) {
                return first;
            }
            sequence++;
        }
        // What an earlier owner settled and this one has not come to yet.
        return settledBefore.copyTo(encoder, Math.max(delivered, watermark));
    }

    /**
     * A position to commit.
     *
     * @param position the position with its metadata
     * @param complete every settlement of a lower offset is part of it
     * @param noted what this owner notes with it about messages that come back
     * @param orderNotes what it notes of messages that failed and keep their place
     */
    record Snapshot(OffsetAndMetadata position, long complete, Returns noted, Map<Long, String> orderNotes) {}

    private int slot(long sequence) {
        return (int) sequence & (offsets.length - 1);
    }

    private void grow() {
        long[] moreOffsets = new long[offsets.length * 2];
        ClassicDelivery[] moreDeliveries = new ClassicDelivery[offsets.length * 2];
        for (long sequence = head; sequence < tail; sequence++) {
            int slot = (int) sequence & (moreOffsets.length - 1);
            moreOffsets[slot] = offsets[slot(sequence)];
            moreDeliveries[slot] = deliveries[slot(sequence)];
        }
        offsets = moreOffsets;
        deliveries = moreDeliveries;
    }
}
