package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.spi.TopicSpec;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The exchange of a topic: fanout, or direct with the number of partitions kept as an argument that the broker compares.
 */
final class Exchanges {
    private static final String MARKER_ARGUMENT = "alternate-exchange";

    private Exchanges() {}

    static AMQP.Exchange.DeclareOk declare(Channel channel, TopicSpec topic) throws IOException {
        return topic.partitions() == 0
                ? declare(channel, topic.name(), BuiltinExchangeType.FANOUT, Map.of())
                : declare(
                        channel,
                        topic.name(),
                        BuiltinExchangeType.DIRECT,
                        Map.of(MARKER_ARGUMENT, Partitions.marker(topic.partitions())));
    }

    private static AMQP.Exchange.DeclareOk declare(
            Channel channel, String name, BuiltinExchangeType type, Map<String, Object> arguments) throws IOException {
        return channel.exchangeDeclare(name, type, true, false, arguments);
    }

    /** Fails unless an existing exchange is as declared. */
    static void check(NativeConnection connection, TopicSpec topic) throws IOException {
        OptionalInt existing = partitions(connection, topic);
        if (existing.isEmpty() || existing.getAsInt() != topic.partitions()) {
            throw new MqException(ErrorCode.CONFLICT, conflict(topic, existing));
        }
    }

    private static String conflict(TopicSpec topic, OptionalInt existing) {
        return existing.isPresent()
                ? "Topic " + topic.name() + " has " + existing.getAsInt() + " partitions, not " + topic.partitions()
                : "The exchange " + topic.name() + " exists with settings that are not those of a topic with "
                        + topic.partitions() + " partitions";
    }

    /**
     * Finds out how many partitions an existing exchange has: the broker tells whether a declaration equals what exists,
     * and its refusal quotes the number. Declaring what exists changes nothing. Empty if it is no exchange of a topic.
     */
    static OptionalInt partitions(NativeConnection connection, TopicSpec topic) throws IOException {
        Refusal asDeclared = refusal(connection, channel -> declare(channel, topic));
        if (asDeclared == null || !asDeclared.isDifference()) {
            // Equal, or a user who may not declare and so cannot learn more than that the exchange exists.
            return OptionalInt.of(topic.partitions());
        }
        Refusal asFanout =
                refusal(connection, channel -> declare(channel, topic.name(), BuiltinExchangeType.FANOUT, Map.of()));
        if (asFanout == null) {
            return OptionalInt.of(0);
        }
        Refusal asDirect =
                refusal(connection, channel -> declare(channel, topic.name(), BuiltinExchangeType.DIRECT, Map.of()));
        return asDirect == null ? OptionalInt.empty() : Partitions.existing(asDirect.text());
    }

    private record Refusal(int code, String text) {
        boolean isDifference() {
            return code == AMQP.PRECONDITION_FAILED;
        }
    }

    /** Runs a declaration. Returns how the broker refused it, or null if it did not. */
    private static @Nullable Refusal refusal(NativeConnection connection, Channels.Call<?> declaration)
            throws IOException {
        try {
            Channels.run(connection, declaration);
            return null;
        } catch (IOException e) {
            ShutdownSignalException signal = RabbitErrors.find(e, ShutdownSignalException.class);
            if (signal != null) {
                RabbitErrors.Reply reply = RabbitErrors.Reply.of(signal);
                if (reply.code() == AMQP.PRECONDITION_FAILED || reply.code() == AMQP.ACCESS_REFUSED) {
                    return new Refusal(reply.code(), reply.text());
                }
            }
            throw e;
        }
    }
}
