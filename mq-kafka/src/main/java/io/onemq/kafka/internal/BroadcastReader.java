package io.onemq.kafka.internal;

import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.spi.DeliveryListener;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that uses the consumer of a broadcast. It reads every partition from its end on, without a group. The
 * native client keeps the positions through an outage, so that nothing is missed by it.
 */
final class BroadcastReader implements Runnable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration CLOSE = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final long LOOK_NANOS = LOOK.toNanos();

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final int window;
    private final DeliveryListener listener;
    private final AtomicInteger unsettled = new AtomicInteger();
    private final Object lock = new Object();
    private final ArrayDeque<BroadcastDelivery> waiting = new ArrayDeque<>();
    private final Set<TopicPartition> assigned = new HashSet<>();
    private long lookedNanos = System.nanoTime();
    private volatile @Nullable Thread parked;
    private volatile boolean full;
    private volatile boolean stopped;
    private volatile boolean closing;

    BroadcastReader(Consumer<byte[], byte[]> consumer, String topic, int window, DeliveryListener listener) {
        this.consumer = consumer;
        this.topic = topic;
        this.window = window;
        this.listener = listener;
    }

    /** Finds the ends of all partitions. Called before the thread starts; on failure the consumer is closed. */
    void attach(Duration atMost) {
        try {
            assigned.addAll(partitions(atMost));
            consumer.assign(assigned);
            consumer.seekToEnd(assigned);
            // Seeking is lazy: only when the positions are known it is sure that nothing from now on is skipped.
            assigned.forEach(partition -> consumer.position(partition, atMost));
        } catch (RuntimeException e) {
            consumer.close(CloseOptions.timeout(CLOSE));
            throw failure(e);
        }
    }

    private MqException failure(RuntimeException e) {
        return e instanceof MqException known ? known : KafkaErrors.connection("read topic " + topic, e);
    }

    private List<TopicPartition> partitions(Duration atMost) {
        List<PartitionInfo> found = consumer.partitionsFor(topic, atMost);
        if (found == null || found.isEmpty()) {
            throw new MqException(ErrorCode.NOT_FOUND, "Topic " + topic + " does not exist; declare it");
        }
        return found.stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    Collection<Map<MetricName, ? extends Metric>> metrics() {
        return List.of(consumer.metrics());
    }

    /** Tells whether it reads at the moment, for which it needs a connection. */
    boolean isReading() {
        return !full;
    }

    /** Makes room in the window. Any thread. */
    void settled(int deliveries) {
        unsettled.addAndGet(-deliveries);
        wake();
    }

    private void wake() {
        Thread waitingThread = parked;
        if (waitingThread != null) {
            LockSupport.unpark(waitingThread);
        }
    }

    /** Hands out nothing more once this has returned. */
    void stop() {
        synchronized (lock) {
            stopped = true;
        }
    }

    void close() {
        stop();
        closing = true;
        consumer.wakeup();
        wake();
    }

    @Override
    public void run() {
        MqException failure = null;
        try {
            while (!closing) {
                step();
            }
        } catch (WakeupException e) {
            // Only closing wakes it.
            closing = true;
        } catch (RuntimeException e) {
            failure = failure(e);
        } finally {
            consumer.close(CloseOptions.timeout(CLOSE));
        }
        if (failure != null && !closing) {
            listener.lost(failure);
        }
    }

    private void step() {
        handOut();
        full = !waiting.isEmpty() || stopped;
        if (full) {
            awaitRoom();
        } else {
            consumer.poll(POLL).forEach(record -> waiting.add(new BroadcastDelivery(record)));
        }
        if (System.nanoTime() - lookedNanos >= LOOK_NANOS) {
            lookForPartitions();
            lookedNanos = System.nanoTime();
        }
    }

    private void handOut() {
        List<BroadcastDelivery> batch = new ArrayList<>();
        synchronized (lock) {
            int room = stopped ? 0 : window - unsettled.get();
            while (batch.size() < room && !waiting.isEmpty()) {
                batch.add(waiting.remove());
            }
            if (!batch.isEmpty()) {
                unsettled.addAndGet(batch.size());
                listener.deliver(batch);
            }
        }
    }

    private void awaitRoom() {
        parked = Thread.currentThread();
        // Looked at again with the flag up, so that room made in between is not missed.
        if ((unsettled.get() >= window || stopped) && !closing) {
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(POLL.toMillis()));
        }
        parked = null;
    }

    /** What the client knows of the topic is renewed now and then. New partitions are read from their start. */
    private void lookForPartitions() {
        List<TopicPartition> found;
        try {
            found = partitions(LOOK);
        } catch (TimeoutException e) {
            // No server answers; the next look may have more luck.
            return;
        }
        Set<TopicPartition> fresh = new HashSet<>(found);
        fresh.removeAll(assigned);
        if (!fresh.isEmpty()) {
            assigned.addAll(fresh);
            consumer.assign(assigned);
            consumer.seekToBeginning(fresh);
        }
    }
}
