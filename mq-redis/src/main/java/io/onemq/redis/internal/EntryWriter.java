package io.onemq.redis.internal;

import io.onemq.spi.HeaderVisitor;
import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.WireNames;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages as XADD requests, or as ZADD requests if they are not due yet: the member is then what the entry will
 * be, as a row of parts, of which the first makes it unique. Used by one thread.
 */
final class EntryWriter {
    // XADD, key, *, payload and its value.
    private static final int FIXED_PARTS = 5;

    // The script that moves an entry hands its fields over on a stack with room for 8000.
    private static final int MAX_DELAYED_HEADERS = 3_000;
    private static final int EXPECTED_REST = 512;

    private static final byte[] ID = Bytes.of(WireNames.ID);
    private static final byte[] TIMESTAMP = Bytes.of(WireNames.TIMESTAMP);
    private static final byte[] KEY = Bytes.of(WireNames.KEY);
    private static final byte[] CONTENT_TYPE = Bytes.of(WireNames.CONTENT_TYPE);
    private static final byte[] CORRELATION_ID = Bytes.of(WireNames.CORRELATION_ID);
    private static final byte[] REPLY_TO = Bytes.of(WireNames.REPLY_TO);
    private static final byte[] PAYLOAD = Bytes.of(WireNames.PAYLOAD);
    private static final byte[] ZADD = Bytes.of("ZADD");

    private final RedisLink link;
    private final Measure measure = new Measure();
    private final Parts parts = new Parts();
    private final String uniquePrefix = UUID.randomUUID() + "-";
    private long delayed;

    EntryWriter(RedisLink link) {
        this.link = link;
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
        int fields = 2
                + measure.headers
                + one(message.key())
                + one(message.contentType())
                + one(message.correlationId())
                + one(message.replyTo());
        link.writeStart(FIXED_PARTS + 2 * fields);
        link.writeEncoded(target.command());
        link.writePart(message.payload());
        parts.member = null;
        parts.of(message);
    }

    /**
     * Writes a message so that it waits until it is due. Returns false if that is not possible because it has too many
     * fields, or is too large for the single value that it has to be.
     */
    boolean writeDelayed(OutgoingMessage message, TopicLayout.Target target, long maxSize) {
        measure.of(message);
        if (measure.headers > MAX_DELAYED_HEADERS) {
            return false;
        }
        Member member = new Member(message.payload().length + EXPECTED_REST);
        delayed++;
        member.add(Bytes.of(uniquePrefix + delayed));
        member.add(PAYLOAD);
        member.add(message.payload());
        parts.member = member;
        parts.of(message);
        if (member.size() > maxSize) {
            return false;
        }
        link.write(ZADD, target.delayed(), Bytes.of(message.notBefore()), member.toBytes());
        return true;
    }

    private static int one(@Nullable String property) {
        return property == null ? 0 : 1;
    }

    /** Passes on all fields but the payload. */
    private final class Parts implements HeaderVisitor {
        private @Nullable Member member;

        void of(OutgoingMessage message) {
            field(ID, message.id());
            field(TIMESTAMP, Long.toString(message.timestamp()));
            field(KEY, message.key());
            field(CONTENT_TYPE, message.contentType());
            field(CORRELATION_ID, message.correlationId());
            field(REPLY_TO, message.replyTo());
            message.forEachHeader(this);
        }

        private void field(byte[] name, @Nullable String value) {
            if (value != null) {
                part(name);
                part(Bytes.of(value));
            }
        }

        @Override
        public void visit(String name, byte[] value) {
            part(Bytes.of(name));
            part(value);
        }

        private void part(byte[] part) {
            if (member == null) {
                link.writePart(part);
            } else {
                member.add(part);
            }
        }
    }
}
