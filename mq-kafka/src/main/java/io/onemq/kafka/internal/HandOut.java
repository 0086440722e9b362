package io.onemq.kafka.internal;

import io.onemq.spi.DeliveryListener;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Hands fetched records to the engine, never more than the window unsettled; the rest waits here. Used by the reading
 * thread, except {@link #stop}.
 */
final class HandOut {
    private final int window;
    private final boolean ordered;
    private final DeliveryListener listener;
    private final ArrayDeque<Fetched> fetched = new ArrayDeque<>();
    private final ArrayDeque<ClassicDelivery> handedBack = new ArrayDeque<>();
    private final List<ClassicDelivery> batch = new ArrayList<>();
    private final Object lock = new Object();
    private int unsettled;
    private int share;
    private boolean heldUp;
    private volatile boolean stopped;

    /**
     * Creates it.
     *
     * @param ordered whether each partition gets its share of the window at most, so that a message that holds up its
     *     partition holds up no other
     */
    HandOut(int window, boolean ordered, DeliveryListener listener) {
        this.window = window;
        this.ordered = ordered;
        this.listener = listener;
        this.share = window;
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

    private boolean hasWaiting() {
        return !fetched.isEmpty() || !handedBack.isEmpty();
    }

    /** Tells whether there is more than the window has room for. */
    boolean isFull() {
        return hasWaiting() && (!ordered || heldUp || unsettled >= window);
    }

    /** The partitions of which something waits although others may have room. */
    Set<TopicPartition> waiting() {
        if (fetched.isEmpty()) {
            return Set.of();
        }
        Set<TopicPartition> partitions = new HashSet<>();
        fetched.forEach(each -> partitions.add(each.tracker.partition()));
        return partitions;
    }

    /** Tells how many partitions share the window. */
    void shareAmong(int partitions) {
        share = ordered ? Math.max(1, window / Math.max(1, partitions)) : window;
    }

    boolean isStopped() {
        return stopped;
    }

    /** Tells whether there is room for what waits, but something has to be committed first. */
    boolean isHeldUp() {
        return heldUp;
    }

    /** Hands out what the window has room for. */
    void run() {
        heldUp = false;
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
        Iterator<Fetched> sources = fetched.iterator();
        // In a window of one message the first partition is waited for: what is noted is handed out before anything
        // else.
        while (batch.size() < room && sources.hasNext() && !(heldUp && window == 1)) {
            Fetched source = sources.next();
            fill(source, ordered ? Math.min(room, batch.size() + share - source.tracker.unsettledCount()) : room);
            if (source.next == source.records.size()) {
                sources.remove();
            }
        }
    }

    private void fill(Fetched source, int room) {
        while (batch.size() < room && source.next < source.records.size()) {
            ConsumerRecord<byte[], byte[]> record = source.records.get(source.next);
            int last = Math.min(source.next + room - batch.size(), source.records.size()) - 1;
            if (!source.tracker.mayDeliver(
                    record.offset(), source.records.get(last).offset())) {
                heldUp = true;
                return;
            }
            source.next++;
            ClassicDelivery delivery = source.tracker.deliver(record);
            if (delivery != null) {
                batch.add(delivery);
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
        List<ClassicDelivery> held = tracker.unsettled();
        held.removeIf(here::contains);
        unsettled -= held.size();
        return held;
    }
}
