package io.onemq.kafka.internal;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * What one publisher sends to one partition. The first record goes alone, and the others wait here until it is stored.
 *
 * <p>A leader that is just coming up can refuse the first batch of a producer and take the next one, which was on its way
 * at the same time: of a producer that it does not know it takes any batch for the first. The real first one is then
 * refused, as older than what is stored, until its delivery timeout, while later ones are stored (Kafka 4.4). Once a
 * partition has a record of a producer, its leader insists on the order.
 */
final class Lane {
    private final Executor later;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean underway;
    private volatile boolean open;

    /**
     * Creates a lane.
     *
     * @param later runs what may block, one after the other
     */
    Lane(Executor later) {
        this.later = later;
    }

    /** Sends a record, now or when its turn has come. Called by one thread at a time. */
    void send(Runnable record) {
        if (open || goesAtOnce(record)) {
            record.run();
        }
    }

    private synchronized boolean goesAtOnce(Runnable record) {
        if (!open && underway) {
            waiting.add(record);
            return false;
        }
        underway = true;
        return true;
    }

    /** A record of this lane was stored or has failed. Called by the thread of the producer, which must not send. */
    void completed(boolean stored) {
        if (!open) {
            later.execute(stored ? this::open : this::tryNext);
        }
    }

    private synchronized void open() {
        for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
            next.run();
        }
        open = true;
    }

    private synchronized void tryNext() {
        Runnable next = waiting.poll();
        underway = next != null;
        if (next != null) {
            next.run();
        }
    }
}
