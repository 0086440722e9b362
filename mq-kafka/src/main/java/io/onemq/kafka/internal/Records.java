package io.onemq.kafka.internal;

import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.WireNames;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Writes messages as records. */
final class Records {
    /** Records keep the creation time of their message as theirs if it is no further away from now. */
    private static final long NEAR_MILLIS = 60_000;

    private Records() {}

    static ProducerRecord<byte[], byte[]> of(OutgoingMessage message, @Nullable Integer partition) {
        RecordHeaders headers = new RecordHeaders();
        add(headers, WireNames.ID, message.id());
        add(headers, WireNames.CONTENT_TYPE, message.contentType());
        add(headers, WireNames.CORRELATION_ID, message.correlationId());
        add(headers, WireNames.REPLY_TO, message.replyTo());
        long created = message.timestamp();
        long now = System.currentTimeMillis();
        boolean near = Math.abs(now - created) <= NEAR_MILLIS;
        if (!near) {
            // The broker deletes by the record's time what is older than the retention, and refuses what is ahead.
            add(headers, WireNames.TIMESTAMP, Long.toString(created));
        }
        message.forEachHeader((name, value) -> headers.add(new RecordHeader(name, value)));
        String key = message.key();
        return new ProducerRecord<>(
                message.topic().name(),
                partition,
                near ? created : now,
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                message.payload(),
                headers);
    }

    private static void add(RecordHeaders headers, String name, @Nullable String value) {
        if (value != null) {
            headers.add(new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
