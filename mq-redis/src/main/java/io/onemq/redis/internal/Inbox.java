package io.onemq.redis.internal;

import io.onemq.spi.SettleRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What the settling thread has to do next. Thread-safe. */
final class Inbox {
    private List<SettleRequest> settlements = new ArrayList<>();
    private List<RedisMessage> renewals = new ArrayList<>();
    private boolean unblock;
    private boolean finish;
    private boolean closed;

    /**
     * One round of work.
     *
     * @param settlements decided deliveries, each for the first time
     * @param renewals deliveries whose leases must be kept
     * @param unblock whether the reading thread must be woken from its wait for messages
     * @param finish whether this is the last round
     */
    record Round(List<SettleRequest> settlements, List<RedisMessage> renewals, boolean unblock, boolean finish) {}

    /** Returns false if nobody will look any more. */
    synchronized boolean settle(List<SettleRequest> requests) {
        if (closed) {
            return false;
        }
        settlements.addAll(requests);
        notifyAll();
        return true;
    }

    synchronized void renew(List<RedisMessage> messages) {
        renewals.addAll(messages);
        notifyAll();
    }

    synchronized void unblock() {
        unblock = true;
        notifyAll();
    }

    synchronized void finish() {
        finish = true;
        notifyAll();
    }

    /** Waits for something to do, at most for the given time. */
    synchronized Round take(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        long left = deadline - System.nanoTime();
        while (isEmpty() && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = deadline - System.nanoTime();
        }
        Round round = new Round(settlements, renewals, unblock, finish);
        settlements = new ArrayList<>();
        renewals = new ArrayList<>();
        unblock = false;
        return round;
    }

    private boolean isEmpty() {
        return settlements.isEmpty() && renewals.isEmpty() && !unblock && !finish;
    }

    /** Takes nothing more, and returns what nobody will do. */
    synchronized List<SettleRequest> close() {
        closed = true;
        List<SettleRequest> rest = settlements;
        settlements = new ArrayList<>();
        return rest;
    }
}
