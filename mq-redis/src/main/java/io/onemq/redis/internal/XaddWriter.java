package io.onemq.redis.internal;

import io.onemq.spi.HeaderVisitor;
import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.WireNames;
import org.jspecify.annotations.Nullable;

/** Writes messages as XADD requests. Used by one thread. */
final class XaddWriter {
    // XADD, key, *, payload and its value.
    private static final int FIXED_PARTS = 5;
    private static final byte[] ID = Bytes.of(WireNames.ID);
    private static final byte[] TIMESTAMP = Bytes.of(WireNames.TIMESTAMP);
    private static final byte[] KEY = Bytes.of(WireNames.KEY);
    private static final byte[] CONTENT_TYPE = Bytes.of(WireNames.CONTENT_TYPE);
    private static final byte[] CORRELATION_ID = Bytes.of(WireNames.CORRELATION_ID);
    private static final byte[] REPLY_TO = Bytes.of(WireNames.REPLY_TO);

    private final RedisLink link;
    private final Measure measure = new Measure();
    private final HeaderVisitor writer;

    XaddWriter(RedisLink link) {
        this.link = link;
        this.writer = (name, value) -> {
            link.writePart(Bytes.of(name));
            link.writePart(value);
        };
    }

    /** The length of a request is written before its parts, so headers are visited once more than they are written. */
    private static final class Measure implements HeaderVisitor {
        private int headers;
        private int largest;

        @Override
        public void visit(String name, byte[] value) {
            headers++;
            largest = Math.max(largest, value.length);
        }

        void of(OutgoingMessage message) {
            headers = 0;
            largest = message.payload().length;
            message.forEachHeader(this);
        }
    }

    /** Returns the size of the largest part of a message. */
    int largestPart(OutgoingMessage message) {
        measure.of(message);
        return measure.largest;
    }

    void write(OutgoingMessage message, TopicLayout.Target target) {
        measure.of(message);
        String key = message.key();
        String contentType = message.contentType();
        String correlationId = message.correlationId();
        String replyTo = message.replyTo();
        int fields = 2 + measure.headers + one(key) + one(contentType) + one(correlationId) + one(replyTo);
        link.writeStart(FIXED_PARTS + 2 * fields);
        link.writeEncoded(target.command());
        link.writePart(message.payload());
        field(ID, message.id());
        field(TIMESTAMP, Long.toString(message.timestamp()));
        field(KEY, key);
        field(CONTENT_TYPE, contentType);
        field(CORRELATION_ID, correlationId);
        field(REPLY_TO, replyTo);
        message.forEachHeader(writer);
    }

    private static int one(@Nullable String property) {
        return property == null ? 0 : 1;
    }

    private void field(byte[] name, @Nullable String value) {
        if (value != null) {
            link.writePart(name);
            link.writePart(Bytes.of(value));
        }
    }
}
