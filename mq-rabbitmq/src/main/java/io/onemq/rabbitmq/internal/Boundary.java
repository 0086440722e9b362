package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import io.onemq.spi.GroupSpec;
import io.onemq.spi.TopicSpec;
import java.io.IOException;
import java.util.Map;

/**
 * Lets a queue get what is published to a partition, and finds out which messages of its stream come before that. No moment
 * separates them: publishers whose messages are on their way know the new binding or do not. So the queue is bound to an
 * exchange of its own, together with a mirror, and that exchange to the topic by one binding. What the stream gets and the
 * mirror does not, the queue does not get either.
 */
final class Boundary implements AutoCloseable {
    private static final long MIRROR_BYTES = 512L * 1024 * 1024;
    private static final long MIRROR_SEGMENT = 32L * 1024 * 1024;

    private final NativeConnection connection;
    private final StreamReader reader;
    private final String mirror;
    private final String before;

    private Boundary(NativeConnection connection, String stream, String mirror) throws IOException {
        this.connection = connection;
        this.mirror = mirror;
        this.reader = StreamReader.at(connection, stream, "next");
        this.before = reader.fence();
    }

    /** Binds the queue of a partition by way of an exchange, which stands until {@link #remove}. */
    static Boundary open(NativeConnection connection, TopicSpec topic, GroupSpec group, int partition)
            throws IOException {
        String mirror = Queues.mirrors(topic, group).get(partition);
        Channels.run(connection, channel -> {
            // What an earlier one left belongs to its own boundary.
            remove(channel, topic, group, partition);
            return channel.queueDeclare(mirror, true, false, false, mirrorArguments());
        });
        Boundary boundary = new Boundary(connection, Queues.streams(topic).get(partition), mirror);
        try {
            Channels.run(connection, channel -> {
                bind(channel, topic, group, partition);
                return topic;
            });
            return boundary;
        } catch (IOException | RuntimeException e) {
            boundary.close();
            throw e;
        }
    }

    /** If nobody reads it in time, it drops what is oldest; then what it has dropped comes twice. */
    private static Map<String, Object> mirrorArguments() {
        return Map.of(
                "x-queue-type",
                "stream",
                "x-max-length-bytes",
                MIRROR_BYTES,
                "x-stream-max-segment-size-bytes",
                MIRROR_SEGMENT);
    }

    private static void bind(Channel channel, TopicSpec topic, GroupSpec group, int partition) throws IOException {
        String exchange = Queues.boundaries(topic, group).get(partition);
        channel.exchangeDeclare(exchange, BuiltinExchangeType.FANOUT, true);
        channel.queueBind(Queues.of(topic, group).get(partition), exchange, "");
        channel.queueBind(Queues.mirrors(topic, group).get(partition), exchange, "");
        String routingKey = Partitions.routingKeys(topic).get(partition);
        channel.exchangeBind(
                exchange, DelayRoute.RETURN, DelayRoute.targetPattern(DelayRoute.target(topic.name(), routingKey)));
        channel.exchangeBind(exchange, topic.name(), routingKey);
    }

    /** Removes what stands between a topic and a queue, which gets nothing more by it. What does not exist is no failure. */
    static void remove(Channel channel, TopicSpec topic, GroupSpec group, int partition) throws IOException {
        unbind(channel, topic, group, partition);
        channel.queueDelete(Queues.mirrors(topic, group).get(partition));
    }

    static void unbind(Channel channel, TopicSpec topic, GroupSpec group, int partition) throws IOException {
        channel.exchangeDelete(Queues.boundaries(topic, group).get(partition));
    }

    /**
     * What lies before a boundary.
     *
     * @param offsets what of the stream the queue does not get
     * @param compared how far that has been found out
     */
    record Before(OffsetRanges offsets, LateState.Compared compared) {}

    /** Returns what the queue does not get from a given offset on. For what reaches the stream later see {@link LateMessages}. */
    Before before(long from) throws IOException {
        String behind = reader.fence();
        Patience.pause(Mirrored.LATER_MILLIS);
        Mirrored mirrored = Mirrored.read(connection, mirror, 0);
        OffsetRanges before = new OffsetRanges();
        StreamEntry entry = reader.next();
        while (!entry.isFence(this.before)) {
            entry = reader.next();
        }
        before.add(from, entry.offset() - 1);
        for (entry = reader.next(); !entry.isFence(behind); entry = reader.next()) {
            if (entry.offset() >= from && !mirrored.takeOne(entry)) {
                before.add(entry.offset(), entry.offset());
            }
        }
        return new Before(before, new LateState.Compared(entry.offset(), 0, mirrored.end()));
    }

    @Override
    public void close() {
        reader.close();
    }
}
