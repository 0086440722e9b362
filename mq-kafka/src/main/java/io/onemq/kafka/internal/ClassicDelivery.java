package io.onemq.kafka.internal;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A record that a member of a classic group delivered as the owner of its partition. */
final class ClassicDelivery extends KafkaDelivery {
    private final PartitionTracker tracker;
    private final long sequence;

    ClassicDelivery(ConsumerRecord<byte[], byte[]> record, PartitionTracker tracker, long sequence) {
        super(record);
        this.tracker = tracker;
        this.sequence = sequence;
    }

    /** The ownership of the partition under which it was delivered. */
    PartitionTracker tracker() {
        return tracker;
    }

    /** Its place in the order of deliveries of that ownership. */
    long sequence() {
        return sequence;
    }

    @Override
    public @Nullable String note() {
        return tracker.noteOf(record().offset());
    }

    @Override
    public int earlierDeliveries() {
        return tracker.returnsOf(record().offset());
    }
}
