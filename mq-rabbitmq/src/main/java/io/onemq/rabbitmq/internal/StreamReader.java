package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import io.onemq.ConnectionException;
import io.onemq.ErrorCode;
import io.onemq.MqException;
import io.onemq.Outcome;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Reads a stream, or a queue of one's own, on a channel of its own. Nothing tells where a stream ends; so whoever reads up
 * to the end writes a fence first, which is then the last one that matters. Used by one thread.
 */
final class StreamReader implements AutoCloseable {
    private static final int PREFETCH = 1000;
    private static final long PATIENCE_MILLIS = 20_000;

    private final String queue;
    private final Channel channel;
    private final BlockingQueue<Optional<StreamEntry>> arrived = new LinkedBlockingQueue<>();
    private int unacknowledged;
    private long lastTag;

    private StreamReader(String queue, Channel channel) {
        this.queue = queue;
        this.channel = channel;
    }

    /** Opens a channel and reads a stream from an offset, a time, or what else the broker takes for one. */
    static StreamReader at(NativeConnection connection, String stream, Object offset) throws IOException {
        return open(connection, stream, Map.of("x-stream-offset", offset));
    }

    /** Opens a channel and reads a queue. */
    static StreamReader of(NativeConnection connection, String queue) throws IOException {
        return open(connection, queue, Map.of());
    }

    private static StreamReader open(NativeConnection connection, String queue, Map<String, Object> arguments)
            throws IOException {
        Channel channel = connection.openChannel();
        StreamReader reader = new StreamReader(queue, channel);
        try {
            channel.confirmSelect();
            channel.basicQos(PREFETCH);
            channel.basicConsume(queue, false, arguments, reader.new Arrivals(channel));
            return reader;
        } catch (IOException | ShutdownSignalException e) {
            reader.close();
            throw e;
        }
    }

    private final class Arrivals extends DefaultConsumer {
        Arrivals(Channel channel) {
            super(channel);
        }

        @Override
        public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
            arrived.add(Optional.of(new StreamEntry(envelope.getDeliveryTag(), properties, body)));
        }

        @Override
        public void handleCancel(String tag) {
            arrived.add(Optional.empty());
        }

        @Override
        public void handleShutdownSignal(String tag, ShutdownSignalException signal) {
            arrived.add(Optional.empty());
        }
    }

    /**
     * Puts a fence at the end of what is read. On the channel that reads: the broker sets up the reading after it has
     * answered that it will, and takes nothing else from this channel meanwhile.
     */
    String fence() throws IOException {
        String name = UUID.randomUUID().toString();
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .headers(Map.of(StreamEntry.FENCE, name))
                .deliveryMode(2)
                .build();
        channel.basicPublish("", queue, properties, new byte[0]);
        Patience.confirmed(channel);
        return name;
    }

    /** Returns the next entry, for which it waits. */
    StreamEntry next() throws IOException {
        if (unacknowledged >= PREFETCH / 2) {
            acknowledge();
        }
        Optional<StreamEntry> entry = Patience.next(arrived, PATIENCE_MILLIS);
        if (entry == null) {
            throw new MqException(
                    ErrorCode.TIMEOUT, Outcome.UNKNOWN, true, "RabbitMQ delivers nothing from " + queue, null);
        }
        StreamEntry next = entry.orElseThrow(
                () -> new ConnectionException(Outcome.UNKNOWN, "RabbitMQ ended the reading of " + queue, null));
        unacknowledged++;
        lastTag = next.tag;
        return next;
    }

    /** An acknowledgement is what makes the broker send more. */
    private void acknowledge() throws IOException {
        channel.basicAck(lastTag, true);
        unacknowledged = 0;
    }

    /** Ends it. */
    @Override
    public void close() {
        Channels.abort(channel);
    }
}
