package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** What is done with channels in more than one place. */
final class Channels {
    private Channels() {}

    /** A call on a channel. */
    interface Call<T> {
        T on(Channel channel) throws IOException;
    }

    /** Runs a call on a channel of its own. */
    static <T> T run(NativeConnection connection, Call<T> call) throws IOException {
        Channel channel = connection.openChannel();
        try {
            return call.on(channel);
        } finally {
            abort(channel);
        }
    }

    /** Publishes, waits until the broker has taken it, and returns whether a queue got it. The channel is used for nothing else. */
    static boolean publish(
            Channel channel, String exchange, String routingKey, AMQP.BasicProperties properties, byte[] body)
            throws IOException {
        AtomicBoolean returned = new AtomicBoolean();
        channel.addReturnListener(unroutable -> returned.set(true));
        channel.confirmSelect();
        channel.basicPublish(exchange, routingKey, true, properties, body);
        Patience.confirmed(channel);
        return !returned.get();
    }

    /** Tells whether a queue exists. The question needs a channel of its own, because a no ends the channel. */
    static boolean queueExists(NativeConnection connection, String queue) throws IOException {
        return exists(connection, channel -> channel.queueDeclarePassive(queue));
    }

    /** Runs a passive declaration; a broker that finds nothing says no. */
    static boolean exists(NativeConnection connection, Call<?> declaration) throws IOException {
        try {
            run(connection, declaration);
            return true;
        } catch (IOException e) {
            if (replyCode(e) == AMQP.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /** Returns the code with which the broker ended a channel, or 0. */
    static int replyCode(Exception failure) {
        ShutdownSignalException signal = RabbitErrors.find(failure, ShutdownSignalException.class);
        return signal == null ? 0 : RabbitErrors.Reply.of(signal).code();
    }

    /** Ends consumers; those that have ended are left alone. */
    static void cancel(Channel channel, List<String> tags) {
        tags.forEach(tag -> cancel(channel, tag));
    }

    private static void cancel(Channel channel, String tag) {
        try {
            channel.basicCancel(tag);
        } catch (IOException | AlreadyClosedException e) {
            // An unknown tag or a closed channel: either way that consumer is no more.
            return;
        }
    }

    /** Ends a channel that is of no more use, whatever its state. */
    static void abort(Channel channel) {
        try {
            if (channel.isOpen()) {
                channel.abort();
            }
        } catch (IOException | AlreadyClosedException e) {
            // It is closed, which is what was wanted.
            return;
        }
    }
}
