package io.onemq.memory.faulty;

import io.onemq.spi.HeaderVisitor;
import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.TopicSpec;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A message that is not sent as it was given. */
final class Changed implements OutgoingMessage {
    private final OutgoingMessage original;
    private TopicSpec topic;
    private byte[] payload;
    private Predicate<String> kept = header -> true;
    private boolean atOnce;

    Changed(OutgoingMessage original) {
        this.original = original;
        this.topic = original.topic();
        this.payload = original.payload();
    }

    Changed to(TopicSpec other) {
        topic = other;
        return this;
    }

    Changed payload(byte[] other) {
        payload = other;
        return this;
    }

    Changed headers(Predicate<String> kept) {
        this.kept = kept;
        return this;
    }

    Changed atOnce() {
        atOnce = true;
        return this;
    }

    OutgoingMessage original() {
        return original;
    }

    @Override
    public TopicSpec topic() {
        return topic;
    }

    @Override
    public String id() {
        return original.id();
    }

    @Override
    public @Nullable String key() {
        return original.key();
    }

    @Override
    public byte[] payload() {
        return payload;
    }

    @Override
    public @Nullable String contentType() {
        return original.contentType();
    }

    @Override
    public @Nullable String correlationId() {
        return original.correlationId();
    }

    @Override
    public @Nullable String replyTo() {
        return original.replyTo();
    }

    @Override
    public long timestamp() {
        return original.timestamp();
    }

    @Override
    public long notBefore() {
        return atOnce ? 0 : original.notBefore();
    }

    @Override
    public int priority() {
        return original.priority();
    }

    @Override
    public void forEachHeader(HeaderVisitor visitor) {
        original.forEachHeader((name, value) -> {
            if (kept.test(name)) {
                visitor.visit(name, value);
            }
        });
    }
}
