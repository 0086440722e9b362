package io.onemq.kafka.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockShareConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** A share consumer that hands out what a test has put in, and keeps what it is told. */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // or a poll would hold up whoever wakes it
final class FakeShareConsumer extends MockShareConsumer<byte[], byte[]> {
    final BlockingQueue<ConsumerRecord<byte[], byte[]>> waiting = new LinkedBlockingQueue<>();
    final List<String> acknowledged = new CopyOnWriteArrayList<>();
    final AtomicInteger polls = new AtomicInteger();
    volatile Optional<Integer> lockMillis = Optional.of(30_000);
    volatile boolean closed;

    static ConsumerRecord<byte[], byte[]> record(long offset, int deliveryCount) {
        return new ConsumerRecord<>(
                "orders",
                0,
                offset,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                new byte[0],
                new byte[0],
                new RecordHeaders(),
                Optional.empty(),
                Optional.of((short) deliveryCount));
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        polls.incrementAndGet();
        List<ConsumerRecord<byte[], byte[]>> taken = new ArrayList<>();
        try {
            ConsumerRecord<byte[], byte[]> first = waiting.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
            if (first != null) {
                taken.add(first);
                waiting.drainTo(taken);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return taken.isEmpty()
                ? ConsumerRecords.empty()
                : new ConsumerRecords<>(Map.of(new TopicPartition("orders", 0), taken), Map.of());
    }

    @Override
    public void acknowledge(ConsumerRecord<byte[], byte[]> record, AcknowledgeType type) {
        acknowledged.add(record.offset() + " " + type.name());
    }

    @Override
    public Optional<Integer> acquisitionLockTimeoutMs() {
        return lockMillis;
    }

    @Override
    public void close(Duration timeout) {
        closed = true;
    }
}
