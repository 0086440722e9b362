package io.onemq.kafka.internal;

import io.onemq.spi.DeliveryListener;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Hands fetched records to the engine, never more than the window unsettled; the rest waits here. Used by the reading
 * thread, except {@link #stop}.
 */
final class HandOut {
    private final int window;
    private final DeliveryListener listener;
    private final ArrayDeque<Fetched> fetched = new ArrayDeque<>();
    private final ArrayDeque<ClassicDelivery> handedBack = new ArrayDeque<>();
    private final List<ClassicDelivery> batch = new ArrayList<>();
    private final Object lock = new Object();
    private int unsettled;
    private volatile boolean stopped;

    HandOut(int window, DeliveryListener listener) {
        this.window = window;
        this.listener = listener;
    }

    /** Records of one partition that wait. */
    private static final class Fetched {
        private final PartitionTracker tracker;
        private final List<ConsumerRecord<byte[], byte[]>> records;
        private int next;

        Fetched(PartitionTracker tracker, List<ConsumerRecord<byte[], byte[]>> records) {
            this.tracker = tracker;
            this.records = records;
        }
    }

    void add(PartitionTracker tracker, List<ConsumerRecord<byte[], byte[]>> records) {
        fetched.add(new Fetched(tracker, records));
    }

    void addHandedBack(ClassicDelivery fresh) {
        handedBack.add(fresh);
        unsettled--;
    }

    void settled() {
        unsettled--;
    }

    /** Tells whether there is more than the window has room for. */
    boolean hasWaiting() {
        return !fetched.isEmpty() || !handedBack.isEmpty();
    }

    boolean isStopped() {
        return stopped;
    }

    /** Hands out what the window has room for. */
    void run() {
        if (unsettled >= window || !hasWaiting()) {
            return;
        }
        synchronized (lock) {
            if (stopped) {
                return;
            }
            fill();
            if (!batch.isEmpty()) {
                unsettled += batch.size();
                listener.deliver(batch);
                batch.clear();
            }
        }
    }

    private void fill() {
        int room = window - unsettled;
        while (batch.size() < room && !handedBack.isEmpty()) {
            batch.add(handedBack.remove());
        }
        while (batch.size() < room && !fetched.isEmpty()) {
            Fetched source = fetched.element();
            while (batch.size() < room && source.next < source.records.size()) {
                ClassicDelivery delivery = source.tracker.deliver(source.records.get(source.next++));
                if (delivery != null) {
                    batch.add(delivery);
                }
            }
            if (source.next == source.records.size()) {
                fetched.remove();
            }
        }
    }

    /** Hands out nothing more once this has returned. */
    void stop() {
        synchronized (lock) {
            stopped = true;
        }
    }

    /**
     * Forgets a partition whose ownership ends.
     *
     * @return the deliveries that the engine holds
     */
    List<ClassicDelivery> drop(PartitionTracker tracker) {
        Set<ClassicDelivery> here = new HashSet<>(handedBack);
        handedBack.removeIf(delivery -> delivery.tracker() == tracker);
        fetched.removeIf(waiting -> waiting.tracker == tracker);
        List<ClassicDelivery> held = tracker.end();
        held.removeIf(here::contains);
        unsettled -= held.size();
        return held;
    }
}
