package io.onemq.redis.internal;

import io.onemq.spi.HeaderVisitor;
import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.WireNames;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages as XADD requests, or as ZADD requests if they are not due yet: the member is then what the entry will
 * be, as a row of parts, of which the first makes it unique. In a topic with deduplication a script does either. Used by
 * one thread.
 */
final class EntryWriter {
    // XADD, key, *.
    private static final int FIXED_PARTS = 3;

    // EVALSHA, script, number of keys, window, number of messages.
    private static final int CALL_PARTS = 5;

    /** Scripts hand the fields of an entry over on a stack with room for 8000. */
    static final int MAX_SCRIPT_HEADERS = 3_000;

    private static final int EXPECTED_REST = 512;

    private static final byte[] ID = Bytes.of(WireNames.ID);
    private static final byte[] TIMESTAMP = Bytes.of(WireNames.TIMESTAMP);
    private static final byte[] KEY = Bytes.of(WireNames.KEY);
    private static final byte[] CONTENT_TYPE = Bytes.of(WireNames.CONTENT_TYPE);
    private static final byte[] CORRELATION_ID = Bytes.of(WireNames.CORRELATION_ID);
    private static final byte[] REPLY_TO = Bytes.of(WireNames.REPLY_TO);
    private static final byte[] PAYLOAD = Bytes.of(WireNames.PAYLOAD);
    private static final byte[] ZADD = Bytes.of("ZADD");
    private static final byte[] EVAL = Bytes.of("EVAL");
    private static final byte[] EVALSHA = Bytes.of("EVALSHA");

    private final RedisLink link;
    private final Measure measure = new Measure();
    private final Parts parts = new Parts();
    private final String uniquePrefix = UUID.randomUUID() + "-";
    private final Set<Script> known = new HashSet<>();
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

    /** Returns how many headers the message has that was measured last. */
    int headers() {
        return measure.headers;
    }

    /** Returns how many fields the entry of the message has that was measured last. */
    int fields(OutgoingMessage message) {
        return 3
                + measure.headers
                + one(message.key())
                + one(message.contentType())
                + one(message.correlationId())
                + one(message.replyTo());
    }

    void write(OutgoingMessage message, TopicLayout.Target target) {
        measure.of(message);
        link.writeStart(FIXED_PARTS + 2 * fields(message));
        link.writeEncoded(target.command());
        link.writePart(message.payload());
        parts.member = null;
        parts.of(message);
    }

    /** Writes messages that are added unless their ids are recent ones. The reply is a list with a result for each. */
    void writeOnce(OnceBatch batch) {
        int count = batch.count();
        TopicLayout.Target target = batch.target();
        byte[][] keys = {target.stream(), target.ids()[0], target.ids()[1]};
        link.writeStart(CALL_PARTS + keys.length + 2 * count + 2 * batch.allFields());
        writeCall(Script.ADD_ONCE, batch.windowMillis(), keys);
        link.writePart(Bytes.of(count));
        for (int i = 0; i < count; i++) {
            link.writePart(Bytes.of(batch.message(i).id()));
        }
        parts.member = null;
        for (int i = 0; i < count; i++) {
            link.writePart(Bytes.of(2L * batch.fields(i)));
            link.writePart(PAYLOAD);
            link.writePart(batch.message(i).payload());
            parts.of(batch.message(i));
        }
    }

    /**
     * Writes a message so that it waits until it is due. Returns false if that is not possible because it has too many
     * fields, or is too large for the single value that it has to be. With a window its id must be no recent one, and the
     * reply is a list with one result.
     */
    boolean writeDelayed(OutgoingMessage message, TopicLayout.Target target, long windowMillis, long maxSize) {
        measure.of(message);
        if (measure.headers > MAX_SCRIPT_HEADERS) {
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
        if (windowMillis > 0) {
            byte[][] keys = {target.stream(), target.ids()[0], target.ids()[1], target.delayed()};
            link.writeStart(CALL_PARTS + keys.length + 3);
            writeCall(Script.DELAY_ONCE, windowMillis, keys);
            link.writePart(Bytes.of(1));
            link.writePart(Bytes.of(message.id()));
        } else {
            link.writeStart(4);
            link.writePart(ZADD);
            link.writePart(target.delayed());
        }
        link.writePart(Bytes.of(message.notBefore()));
        link.writePart(member.toBytes());
        return true;
    }

    /**
     * Writes the beginning of a call of a script that looks for recent ids. The first one on this connection brings the
     * script with it, so that each of those behind it finds it: one that had to be repeated would be out of order.
     */
    private void writeCall(Script script, long windowMillis, byte[]... keys) {
        boolean first = known.add(script);
        link.writePart(first ? EVAL : EVALSHA);
        link.writePart(first ? script.source() : script.sha());
        link.writePart(Bytes.of(keys.length));
        for (byte[] key : keys) {
            link.writePart(key);
        }
        link.writePart(Bytes.of(windowMillis));
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
