package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A text that survives whoever wrote it: the newest message of a queue. It is replaced by a newer one that is confirmed
 * before the older one is removed. Whoever reads or writes it holds the lock of its group.
 */
final class KeptText {
    private KeptText() {}

    /** Makes sure that there is a place for the text. */
    static void declare(Channel channel, String queue) throws IOException {
        channel.queueDeclare(queue, true, false, false, Queues.keepingArguments());
    }

    /** Returns the text, or null if none was written. */
    static @Nullable String read(NativeConnection connection, String queue) throws IOException {
        // What is fetched returns when the channel is closed.
        return Channels.run(connection, channel -> {
            String newest = null;
            for (GetResponse found = channel.basicGet(queue, false);
                    found != null;
                    found = channel.basicGet(queue, false)) {
                newest = new String(found.getBody(), StandardCharsets.UTF_8);
            }
            return newest;
        });
    }

    /** Replaces the text. Returns false if there is no place for it any more. */
    static boolean write(NativeConnection connection, String queue, String text) throws IOException {
        return Channels.run(connection, channel -> {
            String id = UUID.randomUUID().toString();
            if (!publish(channel, queue, id, text)) {
                return false;
            }
            for (GetResponse found = channel.basicGet(queue, false);
                    found != null && !id.equals(found.getProps().getMessageId());
                    found = channel.basicGet(queue, false)) {
                channel.basicAck(found.getEnvelope().getDeliveryTag(), false);
            }
            // The answer says that the acknowledgements have come so far; the newest returns with the end of the
            // channel.
            channel.queueDeclarePassive(queue);
            return true;
        });
    }

    private static boolean publish(Channel channel, String queue, String id, String text) throws IOException {
        AtomicBoolean returned = new AtomicBoolean();
        channel.addReturnListener(unroutable -> returned.set(true));
        channel.confirmSelect();
        AMQP.BasicProperties properties =
                new AMQP.BasicProperties.Builder().messageId(id).deliveryMode(2).build();
        channel.basicPublish("", queue, true, properties, text.getBytes(StandardCharsets.UTF_8));
        Patience.confirmed(channel);
        return !returned.get();
    }
}
