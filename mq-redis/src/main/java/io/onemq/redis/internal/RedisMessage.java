package io.onemq.redis.internal;

import io.onemq.spi.HeaderVisitor;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.WireNames;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/** An entry of a stream as it was delivered to one consumer. Decodes when asked. */
class RedisMessage extends IncomingMessage {
    private static final AtomicIntegerFieldUpdater<RedisMessage> ENDED =
            AtomicIntegerFieldUpdater.newUpdater(RedisMessage.class, "ended");

    private final SubscribedStream stream;
    private final byte[] entryId;
    private final List<?> fields;
    private final int deliveryCount;
    private final int generation;

    private volatile int ended;

    /**
     * Wraps an entry.
     *
     * @param fields field names and values, alternating
     * @param deliveryCount how often it was delivered, this time included
     * @param generation the generation of the stream when the entry was asked for
     */
    RedisMessage(SubscribedStream stream, byte[] entryId, List<?> fields, int deliveryCount, int generation) {
        this.stream = stream;
        this.entryId = entryId;
        this.fields = fields;
        this.deliveryCount = deliveryCount;
        this.generation = generation;
    }

    SubscribedStream stream() {
        return stream;
    }

    byte[] entryId() {
        return entryId;
    }

    int deliveryCount() {
        return deliveryCount;
    }

    int generation() {
        return generation;
    }

    /** Tells whether it was settled or lost. */
    final boolean isEnded() {
        return ended != 0;
    }

    /** Returns true once: to the settlement of the delivery or to the loss of its lease, whichever comes first. */
    boolean end() {
        return ended == 0 && ENDED.compareAndSet(this, 0, 1);
    }

    /** Roughly what the entry takes in memory. */
    int size() {
        int size = 0;
        for (Object part : fields) {
            size += ((byte[]) part).length;
        }
        return size;
    }

    @Override
    public String id() {
        String carried = text(WireNames.ID);
        return carried == null ? position() : carried;
    }

    @Override
    public @Nullable String key() {
        return text(WireNames.KEY);
    }

    @Override
    public byte[] payload() {
        byte[] payload = header(WireNames.PAYLOAD);
        return payload == null ? Bytes.EMPTY : payload;
    }

    @Override
    public @Nullable String contentType() {
        return text(WireNames.CONTENT_TYPE);
    }

    @Override
    public @Nullable String correlationId() {
        return text(WireNames.CORRELATION_ID);
    }

    @Override
    public @Nullable String replyTo() {
        return text(WireNames.REPLY_TO);
    }

    @Override
    public long timestamp() {
        byte[] carried = header(WireNames.TIMESTAMP);
        long known = carried == null ? -1 : number(carried, carried.length);
        return known >= 0 ? known : number(entryId, indexOfDash());
    }

    private int indexOfDash() {
        int i = 0;
        while (i < entryId.length && entryId[i] != '-') {
            i++;
        }
        return i;
    }

    private static long number(byte[] digits, int length) {
        if (length == 0 || length > 18) {
            return -1;
        }
        long result = 0;
        for (int i = 0; i < length; i++) {
            if (digits[i] < '0' || digits[i] > '9') {
                return -1;
            }
            result = result * 10 + (digits[i] - '0');
        }
        return result;
    }

    @Override
    public String position() {
        return stream.partition() + "/" + Bytes.ascii(entryId);
    }

    @Override
    public byte @Nullable [] header(String name) {
        for (int i = fields.size() - 2; i >= 0; i -= 2) {
            if (Bytes.same((byte[]) fields.get(i), name)) {
                return (byte[]) fields.get(i + 1);
            }
        }
        return null;
    }

    private @Nullable String text(String name) {
        byte[] value = header(name);
        return value == null ? null : Bytes.text(value);
    }

    @Override
    public void forEachHeader(HeaderVisitor visitor) {
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            byte[] name = (byte[]) fields.get(i);
            if (!Bytes.same(name, WireNames.PAYLOAD)) {
                visitor.visit(Bytes.text(name), (byte[]) fields.get(i + 1));
            }
        }
    }

    @Override
    public int earlierDeliveries() {
        return deliveryCount - 1;
    }

    @Override
    public String toString() {
        return "RedisMessage[" + position() + "]";
    }
}
