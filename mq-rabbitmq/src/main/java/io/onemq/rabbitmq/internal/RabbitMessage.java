package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.AMQP;
import io.onemq.spi.HeaderVisitor;
import io.onemq.spi.IncomingMessage;
import io.onemq.spi.WireNames;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A delivery of one subscription, and its entry in that subscription's list of what is not settled. */
class RabbitMessage extends IncomingMessage {
    private static final String DELIVERY_COUNT = "x-delivery-count";
    private static final String ACQUIRED_COUNT = "x-acquired-count";
    private static final int MAX_PRIORITY = 9;

    /** Stands for the partition of messages that have no position. */
    static final int NO_PARTITION = -1;

    final Unsettled owner;
    final long tag;

    // Guarded by the owner.
    @Nullable RabbitMessage previous;

    @Nullable RabbitMessage next;

    boolean listed;
    boolean handed;

    private final boolean redelivered;
    private final int partition;
    private final AMQP.BasicProperties properties;
    private final byte[] body;

    /** The partition is that of a topic with a stream, whose messages have positions, or none. */
    RabbitMessage(
            Unsettled owner,
            long tag,
            boolean redelivered,
            int partition,
            AMQP.BasicProperties properties,
            byte[] body) {
        this.owner = owner;
        this.tag = tag;
        this.redelivered = redelivered;
        this.partition = partition;
        this.properties = properties;
        this.body = body;
    }

    /** Tells whether its queue has delivered it before. */
    final boolean isRedelivered() {
        return redelivered;
    }

    @Override
    public @Nullable String id() {
        return nativeOr(properties.getMessageId(), WireNames.ID);
    }

    @Override
    public @Nullable String key() {
        return nativeOr(null, WireNames.KEY);
    }

    @Override
    public byte[] payload() {
        return body;
    }

    @Override
    public @Nullable String contentType() {
        return nativeOr(properties.getContentType(), WireNames.CONTENT_TYPE);
    }

    @Override
    public @Nullable String correlationId() {
        return nativeOr(properties.getCorrelationId(), WireNames.CORRELATION_ID);
    }

    @Override
    public @Nullable String replyTo() {
        return nativeOr(properties.getReplyTo(), WireNames.REPLY_TO);
    }

    private @Nullable String nativeOr(@Nullable String property, String header) {
        if (property != null) {
            return property;
        }
        byte[] value = header(header);
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    @Override
    public long timestamp() {
        long exact = HeaderValues.number(field(WireNames.TIMESTAMP));
        Date seconds = properties.getTimestamp();
        return exact >= 0 || seconds == null ? exact : seconds.toInstant().toEpochMilli();
    }

    /** A message that was delayed tells it in a header. Foreign programs may give more than the library knows. */
    @Override
    public int priority() {
        long exact = HeaderValues.number(field(WireNames.PRIORITY));
        Integer property = properties.getPriority();
        long known = exact >= 0 || property == null ? exact : property;
        return (int) Math.min(MAX_PRIORITY, known);
    }

    @Override
    public @Nullable String position() {
        return partition == NO_PARTITION ? null : StreamPosition.of(partition, this);
    }

    @Override
    public byte @Nullable [] header(String name) {
        Map<String, Object> headers = properties.getHeaders();
        if (headers == null || !headers.containsKey(name) || BrokerHeaders.contains(name)) {
            return null;
        }
        return HeaderValues.bytes(headers.get(name));
    }

    @Override
    public void forEachHeader(HeaderVisitor visitor) {
        Map<String, Object> headers = properties.getHeaders();
        if (headers == null) {
            return;
        }
        headers.forEach((name, value) -> {
            if (!BrokerHeaders.contains(name)) {
                visitor.visit(name, HeaderValues.bytes(value));
            }
        });
    }

    /**
     * The counters are believed only together with the redelivered flag: on the first delivery the broker may leave them
     * out, or leave in what a publisher wrote there.
     */
    @Override
    public int earlierDeliveries() {
        if (!redelivered) {
            return 0;
        }
        Object count = field(ACQUIRED_COUNT);
        if (!(count instanceof Number)) {
            count = field(DELIVERY_COUNT);
        }
        return count instanceof Number known ? known.intValue() : -1;
    }

    /** The id, or for foreign messages without one a hash of what they are. */
    final String identity() {
        String id = id();
        if (id != null) {
            return id;
        }
        String key = key();
        byte[] prefix = (key == null ? "" : key + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[prefix.length + body.length];
        System.arraycopy(prefix, 0, all, 0, prefix.length);
        System.arraycopy(body, 0, all, prefix.length, body.length);
        return UUID.nameUUIDFromBytes(all).toString();
    }

    final AMQP.BasicProperties properties() {
        return properties;
    }

    final @Nullable Object field(String name) {
        Map<String, Object> headers = properties.getHeaders();
        return headers == null ? null : headers.get(name);
    }
}
