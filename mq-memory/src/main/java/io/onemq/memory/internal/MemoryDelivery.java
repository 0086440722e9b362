package io.onemq.memory.internal;

import io.onemq.spi.HeaderVisitor;
import io.onemq.spi.IncomingMessage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One hand-over of a message. */
final class MemoryDelivery extends IncomingMessage {
    private final GroupEntry entry;
    private final StoredMessage message;
    private final int earlier;
    private final @Nullable String note;
    private byte @Nullable [] payload;

    MemoryDelivery(GroupEntry entry) {
        this.entry = entry;
        this.message = entry.message;
        this.earlier = entry.returns;
        this.note = entry.note;
    }

    GroupEntry entry() {
        return entry;
    }

    @Override
    public String id() {
        return message.id;
    }

    @Override
    public @Nullable String key() {
        return message.key;
    }

    /** Returns a copy made for this delivery, so that a consumer that writes to it disturbs nobody else. */
    @Override
    public byte[] payload() {
        byte[] own = payload;
        if (own == null) {
            own = message.payload.clone();
            payload = own;
        }
        return own;
    }

    @Override
    public @Nullable String contentType() {
        return message.contentType;
    }

    @Override
    public @Nullable String correlationId() {
        return message.correlationId;
    }

    @Override
    public @Nullable String replyTo() {
        return message.replyTo;
    }

    @Override
    public long timestamp() {
        return message.timestamp;
    }

    @Override
    public int priority() {
        return message.priority;
    }

    @Override
    public String position() {
        return Objects.requireNonNull(message.position(), "a delivered message has a position");
    }

    @Override
    public byte @Nullable [] header(String name) {
        byte[] found = null;
        for (StoredMessage.Header header : message.headers) {
            if (header.name.equals(name)) {
                found = header.value;
            }
        }
        return found;
    }

    @Override
    public void forEachHeader(HeaderVisitor visitor) {
        for (StoredMessage.Header header : message.headers) {
            visitor.visit(header.name, header.value);
        }
    }

    @Override
    public @Nullable String note() {
        return note;
    }

    @Override
    public int earlierDeliveries() {
        return earlier;
    }
}
