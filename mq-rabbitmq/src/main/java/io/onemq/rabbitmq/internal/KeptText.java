package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A text that survives whoever wrote it: the newest message of a queue. It is replaced by a newer one that is confirmed
 * before the older one is removed. Whoever reads or writes it holds the lock of its group.
 */
final class KeptText {
    private static final int ATTEMPTS = 10;
    private static final long AGAIN_MILLIS = 100;
    private static final AMQP.BasicProperties PERSISTENT =
            new AMQP.BasicProperties.Builder().deliveryMode(2).build();

    private KeptText() {}

    /** Makes sure that there is a place for the text. */
    static void declare(Channel channel, String queue) throws IOException {
        channel.queueDeclare(queue, true, false, false, Queues.keepingArguments());
    }

    /** Returns the text, or null if none was written. */
    static @Nullable String read(NativeConnection connection, String queue) throws IOException {
        Optional<String> newest = fetch(connection, queue);
        // One who died while he read it may have it still for a moment, although he lost the lock.
        for (int attempt = 0; newest.isEmpty() && attempt < ATTEMPTS; attempt++) {
            Patience.pause(AGAIN_MILLIS);
            newest = fetch(connection, queue);
        }
        return newest.orElse(null);
    }

    /** What is fetched returns when the channel is closed. */
    private static Optional<String> fetch(NativeConnection connection, String queue) throws IOException {
        return Channels.run(connection, channel -> {
            Optional<String> newest = Optional.empty();
            for (GetResponse found = channel.basicGet(queue, false);
                    found != null;
                    found = channel.basicGet(queue, false)) {
                newest = Optional.of(new String(found.getBody(), StandardCharsets.UTF_8));
            }
            return newest;
        });
    }

    /** Replaces the text. Returns false if there is no place for it any more. */
    static boolean write(NativeConnection connection, String queue, String text) throws IOException {
        return Channels.run(connection, channel -> {
            int older = channel.queueDeclarePassive(queue).getMessageCount();
            if (!Channels.publish(channel, "", queue, PERSISTENT, text.getBytes(StandardCharsets.UTF_8))) {
                return false;
            }
            for (int i = 0; i < older; i++) {
                channel.basicGet(queue, true);
            }
            return true;
        });
    }
}
