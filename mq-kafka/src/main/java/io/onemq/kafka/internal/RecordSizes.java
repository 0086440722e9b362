package io.onemq.kafka.internal;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/** How large a record is in a batch of its own that is not compressed: what {@code max.message.bytes} bounds. */
final class RecordSizes {
    private static final int BATCH = 61;

    /** Attributes, and the differences of timestamp and offset to those of the batch, which are 0. */
    private static final int FIXED = 3;

    private RecordSizes() {}

    static long of(ProducerRecord<byte[], byte[]> record) {
        long body = FIXED + field(record.key()) + field(record.value());
        int headers = 0;
        for (Header header : record.headers()) {
            body += field(header.key().getBytes(StandardCharsets.UTF_8)) + field(header.value());
            headers++;
        }
        body += varint(headers);
        return BATCH + varint(body) + body;
    }

    private static long field(byte[] bytes) {
        return bytes == null ? 1 : varint(bytes.length) + (long) bytes.length;
    }

    /** The length of a number in the zigzag encoding. */
    private static int varint(long number) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(number << 1);
        return Math.max(1, (bits + 6) / 7);
    }
}
