package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import io.onemq.Retention;
import io.onemq.spi.TopicSpec;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The streams of a topic with a retention: one for each partition, which gets what the queues of the groups get. */
final class Streams {
    private Streams() {}

    static void declare(Channel channel, TopicSpec topic, Retention retention) throws IOException {
        List<String> streams = Queues.streams(topic);
        List<String> routingKeys = Partitions.routingKeys(topic);
        for (int partition = 0; partition < streams.size(); partition++) {
            String stream = streams.get(partition);
            channel.queueDeclare(stream, true, false, false, StreamArguments.of(retention, streams.size()));
            DelayQueues.bind(channel, stream, topic.name(), routingKeys.get(partition));
            channel.queueBind(stream, topic.name(), routingKeys.get(partition));
        }
    }

    /** Returns the retention of the streams of a topic, or nothing if there are none or the broker does not tell. */
    static Optional<Retention> retention(NativeConnection connection, TopicSpec topic) throws IOException {
        List<String> streams = Queues.streams(topic);
        return exist(connection, topic)
                ? Optional.ofNullable(StreamArguments.existing(connection, streams.get(0), streams.size()))
                : Optional.empty();
    }

    /** Tells whether existing streams are those of a retention. Declaring what exists changes nothing. */
    static boolean areDeclaredAs(NativeConnection connection, TopicSpec topic, Retention retention) throws IOException {
        List<String> streams = Queues.streams(topic);
        Map<String, Object> arguments = StreamArguments.of(retention, streams.size());
        try {
            Channels.run(connection, channel -> channel.queueDeclare(streams.get(0), true, false, false, arguments));
            return true;
        } catch (IOException e) {
            if (Channels.replyCode(e) == AMQP.PRECONDITION_FAILED) {
                return false;
            }
            throw e;
        }
    }

    /** Tells whether a topic has streams. */
    static boolean exist(NativeConnection connection, TopicSpec topic) throws IOException {
        return topic.role() == TopicSpec.Role.APPLICATION
                && Channels.queueExists(connection, Queues.streams(topic).get(0));
    }
}
