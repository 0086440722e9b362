package io.onemq.kafka.internal;

import io.onemq.Settlement;
import io.onemq.spi.SettleRequest;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Settlements on their way to the one thread that may use a native consumer. Any thread adds, one thread takes; once it
 * has ended, whoever adds answers.
 */
final class SettleInbox {
    private final ConcurrentLinkedQueue<SettleRequest[]> batches = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Thread parked;
    private volatile boolean ended;

    void add(SettleRequest[] batch) {
        batches.add(batch);
        wake();
        // The owner may have looked for the last time just before.
        if (ended) {
            refuseRest();
        }
    }

    SettleRequest @Nullable [] take() {
        return batches.poll();
    }

    boolean isEmpty() {
        return batches.isEmpty();
    }

    void wake() {
        Thread waiting = parked;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    /** Waits until something is added or {@link #wake} is called. */
    void await(long nanos) {
        parked = Thread.currentThread();
        // Looked at again with the flag up, so that what was added in between is not missed.
        if (batches.isEmpty()) {
            LockSupport.parkNanos(this, nanos);
        }
        parked = null;
    }

    /** The owner ends: what comes late concerns leases that are gone. */
    void end() {
        ended = true;
        refuseRest();
    }

    private void refuseRest() {
        SettleRequest[] batch = batches.poll();
        while (batch != null) {
            for (SettleRequest request : batch) {
                request.complete(Settlement.LEASE_LOST);
            }
            batch = batches.poll();
        }
    }
}
