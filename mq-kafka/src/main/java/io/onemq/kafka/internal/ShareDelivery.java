package io.onemq.kafka.internal;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record that one share consumer has acquired. Everything but the lease is used by the thread of that consumer. */
final class ShareDelivery extends KafkaDelivery {
    private final ShareWorker worker;
    private volatile long leaseEndNanos;
    private boolean handedOut;
    private boolean open = true;

    ShareDelivery(ConsumerRecord<byte[], byte[]> record, ShareWorker worker, long leaseEndNanos) {
        super(record);
        this.worker = worker;
        this.leaseEndNanos = leaseEndNanos;
    }

    ShareWorker worker() {
        return worker;
    }

    /** Until when the delivery is kept, unless the engine wants it longer. */
    long leaseEndNanos() {
        return leaseEndNanos;
    }

    void keepUntil(long nanos) {
        leaseEndNanos = nanos;
    }

    void handOut(long leaseEnd) {
        handedOut = true;
        leaseEndNanos = leaseEnd;
    }

    boolean isHandedOut() {
        return handedOut;
    }

    boolean isOpen() {
        return open;
    }

    void finish() {
        open = false;
    }

    @Override
    public int earlierDeliveries() {
        return record().deliveryCount().orElse((short) 1) - 1;
    }
}
