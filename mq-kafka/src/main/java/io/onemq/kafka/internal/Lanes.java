package io.onemq.kafka.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** The partitions of one topic as one publisher sends to them, and which one a message goes to. Used by one thread at a time. */
final class Lanes {
    /** So much goes to one partition before the next one has its turn: enough for good batches, whatever their limit. */
    private static final int RUN_BYTES = 64 << 10;

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Producer<?, ?> producer;
    private final String topic;
    private final Executor later;
    private final List<Lane> lanes = new ArrayList<>();
    private boolean[] led = new boolean[0];
    private long lookedNanos;
    private int turn;
    private int filled;

    Lanes(Producer<?, ?> producer, String topic, Executor later) {
        this.producer = producer;
        this.topic = topic;
        this.later = later;
    }

    Lane get(int partition) {
        return lanes.get(partition);
    }

    /**
     * Chooses the partition of a message.
     *
     * <p>Messages with a key go where the default partitioner of the Java client sends them. Those without one fill a good
     * part of a batch of one partition before they go on to the next, which is fast but leaves all but one member of a
     * group idle when few messages are sent: these take turns. Partitions without a leader are left out.
     *
     * @param size about how large the message is, in bytes
     * @param few whether few messages are sent at this time
     * @throws org.apache.kafka.common.KafkaException if the producer does not get to know the topic
     */
    int choose(byte @Nullable [] key, int size, boolean few) {
        look();
        if (key != null) {
            return Utils.toPositive(Utils.murmur2(key)) % led.length;
        }
        filled += size;
        if (few || filled > RUN_BYTES || turn >= led.length) {
            filled = size;
            takeTurn();
        }
        return turn;
    }

    private void takeTurn() {
        for (int tried = 0; tried < led.length; tried++) {
            turn = (turn + 1) % led.length;
            if (led[turn]) {
                return;
            }
        }
    }

    /** The producer answers from what it knows, which it renews; only the first time it has to ask. */
    private void look() {
        long now = System.nanoTime();
        if (led.length > 0 && now - lookedNanos < FRESH_NANOS) {
            return;
        }
        List<PartitionInfo> partitions = producer.partitionsFor(topic);
        led = new boolean[partitions.size()];
        for (PartitionInfo partition : partitions) {
            led[partition.partition()] = partition.leader() != null;
        }
        while (lanes.size() < led.length) {
            lanes.add(new Lane(later));
        }
        lookedNanos = now;
    }
}
