package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The right to move a group: an exclusive queue, which belongs to one network connection and ends with it. The connection
 * serves for what is done under the lock, too.
 */
final class MoveLock implements AutoCloseable {
    private static final long LEAST_MILLIS = 20;
    private static final long MOST_MILLIS = 300;

    private final NativeConnection connection;
    private final String name;

    /** What somebody does who waits for the lock. */
    interface Wait {
        /** Called before each further attempt. Returns whether to go on waiting. */
        boolean goesOn() throws IOException;
    }

    private MoveLock(NativeConnection connection, String name) {
        this.connection = connection;
        this.name = name;
    }

    /** Waits for the lock. Returns null if it is not free before the caller gives up. */
    static @Nullable MoveLock await(ConnectionOpener opener, String name, Wait wait) throws IOException {
        NativeConnection connection = opener.open("replay");
        boolean taken = false;
        try {
            taken = take(connection, name);
            for (long millis = LEAST_MILLIS; !taken && wait.goesOn(); millis = Math.min(MOST_MILLIS, millis * 2)) {
                Patience.pause(millis);
                taken = take(connection, name);
            }
            return taken ? new MoveLock(connection, name) : null;
        } finally {
            if (!taken) {
                connection.close();
            }
        }
    }

    private static boolean take(NativeConnection connection, String name) throws IOException {
        try {
            Channels.run(
                    connection,
                    channel -> channel.queueDeclare(name, false, true, false, Map.of("x-queue-type", "classic")));
            return true;
        } catch (IOException e) {
            if (Channels.replyCode(e) == AMQP.RESOURCE_LOCKED) {
                return false;
            }
            throw e;
        }
    }

    NativeConnection connection() {
        return connection;
    }

    /** The next one need not wait until the connection is taken down. */
    @Override
    public void close() {
        try {
            Channel channel = connection.openChannel();
            channel.queueDelete(name);
        } catch (IOException | ShutdownSignalException e) {
            // The lock is gone with the connection.
            connection.close();
            return;
        }
        connection.close();
    }
}
