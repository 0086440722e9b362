package io.onemq.rabbitmq.internal;

import io.onemq.spi.HeaderVisitor;
import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.TopicSpec;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message to publish, as a test wants it. */
final class TestMessage implements OutgoingMessage {
    private final TopicSpec topic;
    private final String id;
    private final Map<String, byte[]> headers = new LinkedHashMap<>();
    private byte[] payload = new byte[0];
    private @Nullable String key;
    private @Nullable String contentType;
    private @Nullable String correlationId;
    private @Nullable String replyTo;

    private long notBefore;
    private int priority = -1;

    TestMessage(TopicSpec topic, String id) {
        this.topic = topic;
        this.id = id;
    }

    TestMessage payload(byte[] bytes) {
        payload = bytes;
        return this;
    }

    TestMessage payload(String text) {
        return payload(text.getBytes(StandardCharsets.UTF_8));
    }

    TestMessage key(String text) {
        key = text;
        return this;
    }

    TestMessage properties(String type, String correlation, String reply) {
        contentType = type;
        correlationId = correlation;
        replyTo = reply;
        return this;
    }

    /** Makes the message due later, counted from now. */
    TestMessage delayed(long millis) {
        notBefore = System.currentTimeMillis() + millis;
        return this;
    }

    TestMessage priority(int level) {
        priority = level;
        return this;
    }

    TestMessage header(String name, String value) {
        headers.put(name, value.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    TestMessage rawHeader(String name, byte[] value) {
        headers.put(name, value);
        return this;
    }

    @Override
    public TopicSpec topic() {
        return topic;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public @Nullable String key() {
        return key;
    }

    @Override
    public byte[] payload() {
        return payload;
    }

    @Override
    public @Nullable String contentType() {
        return contentType;
    }

    @Override
    public @Nullable String correlationId() {
        return correlationId;
    }

    @Override
    public @Nullable String replyTo() {
        return replyTo;
    }

    @Override
    public long timestamp() {
        return 1_700_000_000_123L;
    }

    @Override
    public long notBefore() {
        return notBefore;
    }

    @Override
    public int priority() {
        return priority;
    }

    @Override
    public void forEachHeader(HeaderVisitor visitor) {
        headers.forEach(visitor::visit);
    }

    @Override
    public String toString() {
        return id;
    }
}
