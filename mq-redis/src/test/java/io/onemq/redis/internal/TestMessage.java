package io.onemq.redis.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.onemq.spi.HeaderVisitor;
import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.TopicSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A message to publish. */
class TestMessage implements OutgoingMessage {
    private final TopicSpec topic;
    private final byte[] payload;
    private String id = UUID.randomUUID().toString();
    private final Map<String, byte[]> headers = new LinkedHashMap<>();
    private @Nullable String key;
    private @Nullable String contentType;
    private @Nullable String correlationId;
    private @Nullable String replyTo;
    private long notBefore;

    TestMessage(TopicSpec topic, String payload) {
        this(topic, payload.getBytes(UTF_8));
    }

    TestMessage(TopicSpec topic, byte[] payload) {
        this.topic = topic;
        this.payload = payload;
    }

    TestMessage id(String value) {
        id = value;
        return this;
    }

    TestMessage key(String value) {
        key = value;
        return this;
    }

    TestMessage properties(String type, String correlation, String reply) {
        contentType = type;
        correlationId = correlation;
        replyTo = reply;
        return this;
    }

    TestMessage notBefore(long millis) {
        notBefore = millis;
        return this;
    }

    TestMessage header(String name, byte[] value) {
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
        return 1_700_000_000_000L;
    }

    @Override
    public long notBefore() {
        return notBefore;
    }

    @Override
    public void forEachHeader(HeaderVisitor visitor) {
        headers.forEach(visitor::visit);
    }
}
