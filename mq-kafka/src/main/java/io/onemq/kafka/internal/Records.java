package io.onemq.kafka.internal;

import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.WireNames;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Writes messages as records. */
final class Records {
    /** Records keep the creation time of their message as theirs if it is no further away from now. */
    private static final long NEAR_MILLIS = 60_000;

    private Records() {}

    /** A record of a partition, or of none to know its size. */
    static ProducerRecord<byte[], byte[]> of(
            OutgoingMessage message, byte @Nullable [] key, @Nullable Integer partition) {
        long created = message.timestamp();
        long now = System.currentTimeMillis();
        boolean near = isNear(created, now);
        RecordHeaders headers = headers(message, !near);
        return record(message.topic().name(), partition, near ? created : now, key, message.payload(), headers);
    }

    /** A record that waits in a delay level. Its own time is when it came there. */
    static ProducerRecord<byte[], byte[]> delayed(
            OutgoingMessage message, byte @Nullable [] key, String level, int partition) {
        RecordHeaders headers = headers(message, true);
        add(headers, WireNames.TARGET, message.topic().name());
        return record(level, partition, System.currentTimeMillis(), key, message.payload(), headers);
    }

    /** A record that goes from one delay level to the next, or is put aside. */
    static ProducerRecord<byte[], byte[]> passedOn(ConsumerRecord<byte[], byte[]> waited, String level) {
        RecordHeaders headers = new RecordHeaders(waited.headers());
        return record(level, null, System.currentTimeMillis(), waited.key(), waited.value(), headers);
    }

    /** A record that has waited and goes into its topic, as it would have been without a delay. */
    static ProducerRecord<byte[], byte[]> due(
            ConsumerRecord<byte[], byte[]> waited, String target, @Nullable Integer partition) {
        RecordHeaders headers = new RecordHeaders(waited.headers());
        headers.remove(WireNames.TARGET);
        long now = System.currentTimeMillis();
        long created = created(headers, now);
        boolean near = isNear(created, now);
        if (near) {
            headers.remove(WireNames.TIMESTAMP);
        }
        return record(target, partition, near ? created : now, waited.key(), waited.value(), headers);
    }

    private static long created(Headers headers, long absent) {
        Header header = headers.lastHeader(WireNames.TIMESTAMP);
        return header == null ? absent : Decimals.parse(header.value(), absent);
    }

    private static RecordHeaders headers(OutgoingMessage message, boolean withTime) {
        RecordHeaders headers = new RecordHeaders();
        add(headers, WireNames.ID, message.id());
        add(headers, WireNames.CONTENT_TYPE, message.contentType());
        add(headers, WireNames.CORRELATION_ID, message.correlationId());
        add(headers, WireNames.REPLY_TO, message.replyTo());
        if (withTime) {
            // The broker deletes by the record's time what is older than the retention, and refuses what is ahead.
            add(headers, WireNames.TIMESTAMP, Long.toString(message.timestamp()));
        }
        message.forEachHeader((name, value) -> headers.add(new RecordHeader(name, value)));
        return headers;
    }

    private static boolean isNear(long created, long now) {
        return Math.abs(now - created) <= NEAR_MILLIS;
    }

    /** The key of a message as it is written. */
    static byte @Nullable [] key(OutgoingMessage message) {
        String key = message.key();
        return key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    }

    private static ProducerRecord<byte[], byte[]> record(
            String topic,
            @Nullable Integer partition,
            long timestamp,
            byte @Nullable [] key,
            byte @Nullable [] value,
            RecordHeaders headers) {
        return new ProducerRecord<>(topic, partition, timestamp, key, value, headers);
    }

    private static void add(RecordHeaders headers, String name, @Nullable String value) {
        if (value != null) {
            headers.add(new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
