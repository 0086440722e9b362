package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;

/** One network connection with its socket, which can be corked, and cut where a graceful end would hang. Thread-safe. */
final class NativeConnection {
    private static final int CLOSE_MILLIS = 2_000;

    private final Connection connection;
    private final CorkedSocket socket;

    NativeConnection(Connection connection, CorkedSocket socket) {
        this.connection = connection;
        this.socket = socket;
    }

    Connection connection() {
        return connection;
    }

    boolean isOpen() {
        return connection.isOpen();
    }

    Channel openChannel() throws IOException {
        Channel channel = connection.createChannel();
        if (channel == null) {
            throw new IOException("the connection has no channel left; raise " + RabbitKeys.CHANNEL_MAX.name());
        }
        return channel;
    }

    void cork() throws IOException {
        socket.cork();
    }

    void uncork() throws IOException {
        socket.uncork();
    }

    /** Ends the connection without a word, which frees every thread that is stuck in it. */
    void cut() {
        try {
            socket.close();
        } catch (IOException e) {
            // The descriptor is gone either way; the native client's reader reports the end.
            connection.abort(CLOSE_MILLIS);
        }
    }

    /** Ends the connection; takes two seconds at most unless a writer is stuck, for which {@link #cut} comes first. */
    void close() {
        connection.abort(CLOSE_MILLIS);
    }
}
