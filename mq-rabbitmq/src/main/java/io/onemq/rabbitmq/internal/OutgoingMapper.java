package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.LongStringHelper;
import io.onemq.ErrorCode;
import io.onemq.Outcome;
import io.onemq.PublishException;
import io.onemq.spi.OutgoingMessage;
import io.onemq.spi.WireNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Maps messages to AMQP properties and routing keys. Used by one thread. */
final class OutgoingMapper {
    private static final Integer PERSISTENT = 2;
    private static final int SHORT_STRING = 255;

    /** The lowest of the priorities that queues of 4.0 to 4.2 prefer. */
    private static final int HIGH = 5;

    private int nextPartition = ThreadLocalRandom.current().nextInt(1 << 16);

    /** Returns the properties, or fails if the message cannot be expressed. */
    AMQP.BasicProperties properties(OutgoingMessage message) {
        Map<String, Object> headers = new HashMap<>();
        headers.put(WireNames.TIMESTAMP, message.timestamp());
        if (message.key() != null) {
            headers.put(WireNames.KEY, LongStringHelper.asLongString(message.key()));
        }
        message.forEachHeader(
                (name, value) -> headers.put(checked(message, name), LongStringHelper.asLongString(value)));
        return new AMQP.BasicProperties(
                shortOr(message.contentType(), WireNames.CONTENT_TYPE, headers),
                null,
                headers,
                PERSISTENT,
                priority(message),
                shortOr(message.correlationId(), WireNames.CORRELATION_ID, headers),
                shortOr(message.replyTo(), WireNames.REPLY_TO, headers),
                null,
                shortOr(message.id(), WireNames.ID, headers),
                Date.from(Instant.ofEpochMilli(message.timestamp())),
                null,
                null,
                null,
                null);
    }

    private static @Nullable Integer priority(OutgoingMessage message) {
        return message.priority() < 0 ? null : message.priority();
    }

    /** Tells whether a message is preferred to those without a priority. */
    static boolean isHigh(OutgoingMessage message) {
        return message.priority() >= HIGH;
    }

    /**
     * Returns the properties of a message that is to wait in delay queues. All in one queue must have the same native
     * priority there, or one would expire behind another one that has longer to wait. A header tells the real one.
     */
    static AMQP.BasicProperties delayed(OutgoingMessage message, AMQP.BasicProperties properties) {
        if (message.priority() < 0) {
            return properties;
        }
        Map<String, Object> headers = new HashMap<>(properties.getHeaders());
        headers.put(WireNames.PRIORITY, LongStringHelper.asLongString(Integer.toString(message.priority())));
        return properties
                .builder()
                .headers(headers)
                .priority(isHigh(message) ? HIGH : null)
                .build();
    }

    /** Returns how many bytes the headers take on the wire. */
    static long headerBytes(AMQP.BasicProperties properties) throws IOException {
        return Frame.tableSize(properties.getHeaders());
    }

    /** Returns the message id in properties that came back from the broker. */
    static String id(AMQP.BasicProperties properties) {
        String property = properties.getMessageId();
        if (property != null) {
            return property;
        }
        Map<String, Object> headers = properties.getHeaders();
        Object header = headers == null ? null : headers.get(WireNames.ID);
        return String.valueOf(header);
    }

    /** A property of AMQP holds 255 bytes; what is longer travels as a header. */
    private static @Nullable String shortOr(@Nullable String value, String header, Map<String, Object> headers) {
        if (value == null || isShort(value)) {
            return value;
        }
        headers.put(header, LongStringHelper.asLongString(value));
        return null;
    }

    private static boolean isShort(String text) {
        return text.length() <= SHORT_STRING / 3
                || (text.length() <= SHORT_STRING && text.getBytes(StandardCharsets.UTF_8).length <= SHORT_STRING);
    }

    private static String checked(OutgoingMessage message, String header) {
        if (BrokerHeaders.contains(header)) {
            throw invalid(message, "the header " + header + " belongs to RabbitMQ and cannot be set");
        }
        if (!isShort(header)) {
            throw invalid(message, "the name of a header is longer than 255 bytes, which AMQP does not allow");
        }
        return header;
    }

    private static PublishException invalid(OutgoingMessage message, String why) {
        return new PublishException(
                ErrorCode.INVALID_MESSAGE,
                Outcome.NOT_SENT,
                false,
                "Message " + message.id() + " to topic " + message.topic().name() + " cannot be sent: " + why,
                null);
    }

    /** Returns the routing key: the number of the partition, or nothing on a topic without partitions. */
    String routingKey(OutgoingMessage message) {
        int partitions = message.topic().partitions();
        if (partitions == 0) {
            return "";
        }
        String key = message.key();
        int partition = key == null ? Math.floorMod(nextPartition++, partitions) : Partitions.of(key, partitions);
        return Integer.toString(partition);
    }
}
