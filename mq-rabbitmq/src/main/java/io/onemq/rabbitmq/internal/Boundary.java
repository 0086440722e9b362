package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import io.onemq.spi.TopicSpec;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Lets a queue get what is published to a partition, and finds out which messages of its stream come before that. No moment
 * separates them: publishers whose messages are on their way know the new binding or do not. So the queue is bound to an
 * exchange of its own, together with a mirror, and that exchange to the topic by one binding. What the stream gets meanwhile
 * and the mirror does not, the queue does not get either.
 */
final class Boundary implements AutoCloseable {
    /** How much later than the stream the mirror may have something. */
    private static final long MIRROR_MILLIS = 100;

    private final NativeConnection connection;
    private final Channel channel;
    private final StreamReader reader;
    private final String mirror;
    private final String before;

    private Boundary(NativeConnection connection, Channel channel, String stream) throws IOException {
        this.connection = connection;
        this.channel = channel;
        this.reader = StreamReader.at(connection, stream, "next");
        this.mirror = channel.queueDeclare("", false, true, true, Map.of("x-queue-type", "classic"))
                .getQueue();
        this.before = reader.fence();
    }

    /** Binds a queue to a partition of a topic by way of an exchange, which has to be deleted when it is bound directly. */
    static Boundary open(NativeConnection connection, TopicSpec topic, int partition, String queue, String exchange)
            throws IOException {
        Channel channel = connection.openChannel();
        try {
            Boundary boundary =
                    new Boundary(connection, channel, Queues.streams(topic).get(partition));
            channel.exchangeDeclare(exchange, BuiltinExchangeType.FANOUT, true);
            channel.queueBind(queue, exchange, "");
            channel.queueBind(boundary.mirror, exchange, "");
            String routingKey = Partitions.routingKeys(topic).get(partition);
            channel.exchangeBind(
                    exchange, DelayRoute.RETURN, DelayRoute.targetPattern(DelayRoute.target(topic.name(), routingKey)));
            channel.exchangeBind(exchange, topic.name(), routingKey);
            return boundary;
        } catch (IOException | RuntimeException e) {
            Channels.abort(channel);
            throw e;
        }
    }

    /**
     * Returns the offsets from a given one on that the queue does not get. Called when everything has reached the stream that
     * was routed before the queue was bound.
     */
    OffsetRanges before(long from) throws IOException {
        String behind = reader.fence();
        Patience.pause(MIRROR_MILLIS);
        Map<String, Integer> routed = mirrored();
        OffsetRanges before = new OffsetRanges();
        StreamEntry entry = reader.next();
        while (!entry.isFence(this.before)) {
            entry = reader.next();
        }
        before.add(from, entry.offset() - 1);
        for (entry = reader.next(); !entry.isFence(behind); entry = reader.next()) {
            if (entry.offset() >= from && !takeOne(routed, entry.identity())) {
                before.add(entry.offset(), entry.offset());
            }
        }
        return before;
    }

    /** What the mirror got, which ends later than what is read of the stream. */
    private Map<String, Integer> mirrored() throws IOException {
        Map<String, Integer> routed = new HashMap<>();
        try (StreamReader mirrored = StreamReader.of(connection, mirror)) {
            String end = mirrored.fence();
            for (StreamEntry entry = mirrored.next(); !entry.isFence(end); entry = mirrored.next()) {
                routed.merge(entry.identity(), 1, Integer::sum);
            }
        }
        return routed;
    }

    private static boolean takeOne(Map<String, Integer> routed, String identity) {
        Integer left = routed.computeIfPresent(identity, (unused, count) -> count - 1);
        return left != null && left >= 0;
    }

    /** The mirror goes with the connection, and with its only reader. */
    @Override
    public void close() {
        reader.close();
        Channels.abort(channel);
    }
}
