package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import io.onemq.Retention;
import io.onemq.spi.TopicSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The streams of a topic with a retention: one for each partition, which gets what the queues of the groups get. */
final class Streams {
    private static final long LEAST_SEGMENT = 64 * 1024;
    private static final long MOST_SEGMENT = 64 * 1024 * 1024;
    private static final int SEGMENTS = 8;

    private Streams() {}

    static void declare(Channel channel, TopicSpec topic, Retention retention) throws IOException {
        List<String> streams = Queues.streams(topic);
        List<String> routingKeys = Partitions.routingKeys(topic);
        for (int partition = 0; partition < streams.size(); partition++) {
            String stream = streams.get(partition);
            channel.queueDeclare(stream, true, false, false, arguments(retention, streams.size()));
            DelayQueues.bind(channel, stream, topic.name(), routingKeys.get(partition));
            channel.queueBind(stream, topic.name(), routingKeys.get(partition));
        }
    }

    /**
     * The broker removes whole segments, and never the one that it writes to. It looks when it starts a new one, so each is
     * small against the whole; and what it may remove by size is one segment more than what is to be kept.
     */
    static Map<String, Object> arguments(Retention retention, int partitions) {
        Map<String, Object> arguments = new HashMap<>();
        arguments.put("x-queue-type", "stream");
        long segment = MOST_SEGMENT;
        if (retention.bytes().isPresent()) {
            long share = (retention.bytes().getAsLong() + partitions - 1) / partitions;
            segment = Math.max(LEAST_SEGMENT, Math.min(MOST_SEGMENT, share / SEGMENTS));
            arguments.put("x-max-length-bytes", share + segment);
        }
        retention.age().ifPresent(age -> arguments.put("x-max-age", seconds(age) + "s"));
        arguments.put("x-stream-max-segment-size-bytes", segment);
        return arguments;
    }

    private static long seconds(Duration age) {
        return age.plusMillis(999).toSeconds();
    }

    /** Tells whether existing streams are those of a retention. */
    static boolean areDeclaredAs(NativeConnection connection, TopicSpec topic, Retention retention) throws IOException {
        List<String> streams = Queues.streams(topic);
        Map<String, Object> arguments = arguments(retention, streams.size());
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
