package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.AMQP;
import io.onemq.spi.WireNames;
import java.util.HashMap;
import java.util.Map;

/** A message as it is read from the stream of a topic, or from a queue that sees what its group gets. */
final class StreamEntry extends RabbitMessage {
    /** The header of the marks that {@link StreamReader} puts between messages. */
    static final String FENCE = "onemq-fence";

    private static final String OFFSET = "x-stream-offset";
    private static final Unsettled NOBODY = new Unsettled();

    StreamEntry(long tag, AMQP.BasicProperties properties, byte[] body) {
        super(NOBODY, tag, false, NO_PARTITION, properties, body);
    }

    /** Returns the offset in the stream, or -1 if it was read from a queue. */
    long offset() {
        return HeaderValues.number(field(OFFSET));
    }

    boolean isFence() {
        return field(FENCE) != null;
    }

    boolean isFence(String name) {
        Object value = field(FENCE);
        return value != null && name.equals(value.toString());
    }

    /** Tells whether it tells when it was created, by the clock of its publisher. */
    boolean isDated() {
        return HeaderValues.number(field(WireNames.TIMESTAMP)) >= 0;
    }

    /** Returns the properties for a copy, without what belongs to the broker. */
    AMQP.BasicProperties toCopy() {
        AMQP.BasicProperties properties = properties();
        Map<String, Object> kept = new HashMap<>();
        if (properties.getHeaders() != null) {
            kept.putAll(properties.getHeaders());
            kept.keySet().removeIf(BrokerHeaders::contains);
        }
        return properties
                .builder()
                .headers(kept)
                .deliveryMode(2)
                .expiration(null)
                .userId(null)
                .build();
    }
}
