package io.onemq.internal.publish;

import io.onemq.spi.HeaderVisitor;
import io.onemq.spi.TopicSpec;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message that the application publishes. */
public final class MessagePublish extends PendingPublish {
    private final TopicSpec topic;
    private final Properties properties;
    private final byte[] payload;
    private final Map<String, byte[]> headers;

    public MessagePublish(TopicSpec topic, Properties properties, byte[] payload, Map<String, byte[]> headers) {
        this.topic = topic;
        this.properties = properties;
        this.payload = payload;
        this.headers = headers;
    }

    /**
     * The properties of a message.
     *
     * @param notBefore when the driver is to put it into its topic, 0 for at once
     * @param priority 0 to 9, or -1 for none
     */
    public record Properties(
            String id,
            @Nullable String key,
            @Nullable String contentType,
            @Nullable String correlationId,
            @Nullable String replyTo,
            long timestamp,
            long notBefore,
            int priority) {}

    @Override
    public TopicSpec topic() {
        return topic;
    }

    @Override
    public String id() {
        return properties.id;
    }

    @Override
    public @Nullable String key() {
        return properties.key;
    }

    @Override
    public byte[] payload() {
        return payload;
    }

    @Override
    public @Nullable String contentType() {
        return properties.contentType;
    }

    @Override
    public @Nullable String correlationId() {
        return properties.correlationId;
    }

    @Override
    public @Nullable String replyTo() {
        return properties.replyTo;
    }

    @Override
    public long timestamp() {
        return properties.timestamp;
    }

    @Override
    public long notBefore() {
        return properties.notBefore;
    }

    @Override
    public int priority() {
        return properties.priority;
    }

    @Override
    public void forEachHeader(HeaderVisitor visitor) {
        headers.forEach(visitor::visit);
    }
}
