package io.onemq.kafka.internal;

import io.onemq.spi.HeaderVisitor;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.WireNames;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** A record that was delivered. Everything is decoded when it is asked for. */
abstract class KafkaDelivery extends IncomingMessage {
    private static final byte[] EMPTY = new byte[0];
    private static final int MAX_DIGITS = 18;

    private final ConsumerRecord<byte[], byte[]> record;

    KafkaDelivery(ConsumerRecord<byte[], byte[]> record) {
        this.record = record;
    }

    final ConsumerRecord<byte[], byte[]> record() {
        return record;
    }

    @Override
    public final @Nullable String id() {
        String known = text(WireNames.ID);
        return known != null ? known : position();
    }

    @Override
    public final @Nullable String key() {
        byte[] key = record.key();
        return key == null ? null : new String(key, StandardCharsets.UTF_8);
    }

    @Override
    public final byte[] payload() {
        byte[] value = record.value();
        return value == null ? EMPTY : value;
    }

    @Override
    public final @Nullable String contentType() {
        return text(WireNames.CONTENT_TYPE);
    }

    @Override
    public final @Nullable String correlationId() {
        return text(WireNames.CORRELATION_ID);
    }

    @Override
    public final @Nullable String replyTo() {
        return text(WireNames.REPLY_TO);
    }

    @Override
    public final long timestamp() {
        String header = text(WireNames.TIMESTAMP);
        if (header != null && isNumber(header)) {
            return Long.parseLong(header);
        }
        return record.timestamp();
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_DIGITS
                && text.chars().allMatch(digit -> digit >= '0' && digit <= '9');
    }

    @Override
    public final String position() {
        return Positions.of(record.topic(), record.partition(), record.offset());
    }

    @Override
    public final byte @Nullable [] header(String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : header.value();
    }

    private @Nullable String text(String header) {
        byte[] value = header(header);
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    @Override
    public final void forEachHeader(HeaderVisitor visitor) {
        for (Header header : record.headers()) {
            byte[] value = header.value();
            visitor.visit(header.key(), value == null ? EMPTY : value);
        }
    }
}
