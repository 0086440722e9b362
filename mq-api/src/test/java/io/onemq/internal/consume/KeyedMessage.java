package io.onemq.internal.consume;

import io.onemq.spi.HeaderVisitor;
import io.onemq.spi.IncomingMessage;
import org.jspecify.annotations.Nullable;

/** A message that says nothing but its key, and how often it came back from dead consumers. */
final class KeyedMessage extends IncomingMessage {
    private final @Nullable String key;
    private final int earlierDeliveries;

    KeyedMessage(@Nullable String key) {
        this(key, 0);
    }

    KeyedMessage(@Nullable String key, int earlierDeliveries) {
        this.key = key;
        this.earlierDeliveries = earlierDeliveries;
    }

    @Override
    public String id() {
        return "id";
    }

    @Override
    public @Nullable String key() {
        return key;
    }

    @Override
    public byte[] payload() {
        return new byte[0];
    }

    @Override
    public @Nullable String contentType() {
        return null;
    }

    @Override
    public @Nullable String correlationId() {
        return null;
    }

    @Override
    public @Nullable String replyTo() {
        return null;
    }

    @Override
    public long timestamp() {
        return -1;
    }

    @Override
    public @Nullable String position() {
        return null;
    }

    @Override
    public byte @Nullable [] header(String name) {
        return null;
    }

    @Override
    public void forEachHeader(HeaderVisitor visitor) {}

    @Override
    public int earlierDeliveries() {
        return earlierDeliveries;
    }
}
