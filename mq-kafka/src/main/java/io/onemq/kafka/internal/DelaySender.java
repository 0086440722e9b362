package io.onemq.kafka.internal;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Sends records on without waiting for each. One thread sends and takes the outcomes. */
final class DelaySender implements AutoCloseable {
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private @Nullable Producer<byte[], byte[]> producer;
    private volatile @Nullable Thread waiting;

    /** Creates a sender that makes its producer when there is something to send. */
    DelaySender(Supplier<Producer<byte[], byte[]>> producers) {
        this.producers = producers;
    }

    /**
     * What became of a record.
     *
     * @param topic where it was sent to
     * @param failure why it may not be stored there, or null if it is
     */
    record Outcome(
            DelayedRecord record, String topic, @Nullable Exception failure) {}

    void send(DelayedRecord record, ProducerRecord<byte[], byte[]> copy) {
        if (producer == null) {
            producer = producers.get();
        }
        underWay.incrementAndGet();
        record.become(DelayedRecord.State.SENT);
        // The callback gets the outcome.
        Future<?> unused =
                producer.send(copy, (stored, failure) -> completed(new Outcome(record, copy.topic(), failure)));
    }

    private void completed(Outcome outcome) {
        outcomes.add(outcome);
        underWay.decrementAndGet();
        Thread thread = waiting;
        if (thread != null && underWay.get() == 0) {
            LockSupport.unpark(thread);
        }
    }

    boolean isIdle() {
        return underWay.get() == 0;
    }

    /** Waits until nothing is under way, at most some nanoseconds. */
    void await(long nanos) {
        long deadline = System.nanoTime() + nanos;
        waiting = Thread.currentThread();
        while (!isIdle() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(this, deadline - System.nanoTime());
        }
        waiting = null;
    }

    @Nullable Outcome next() {
        return outcomes.poll();
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ZERO);
        }
    }
}
