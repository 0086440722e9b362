package io.onemq.rabbitmq.internal;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.impl.DefaultExceptionHandler;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Closes the socket as soon as the native client finds its connection dead. Without that, a thread that is stuck writing
 * to a peer that is gone keeps its channel locked, and the client waits for that lock before it reports the loss.
 */
final class SocketClosingExceptionHandler extends DefaultExceptionHandler {
    private final CorkedSocketFactory sockets;

    SocketClosingExceptionHandler(CorkedSocketFactory sockets) {
        this.sockets = sockets;
    }

    @Override
    public void handleUnexpectedConnectionDriverException(Connection connection, Throwable exception) {
        CorkedSocket socket = sockets.last();
        if (socket == null) {
            return;
        }
        try {
            socket.close();
        } catch (IOException e) {
            exception.addSuppressed(new UncheckedIOException(e));
        }
    }
}
