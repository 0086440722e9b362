package io.onemq.rabbitmq.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Makes the sockets of one connection attempt and remembers the last one, which is the one that got through. */
final class CorkedSocketFactory extends SocketFactory {
    private final @Nullable SSLContext tls;
    private volatile @Nullable CorkedSocket last;

    /** Makes TLS sockets that verify the host name, or plain ones if there is no TLS context. */
    CorkedSocketFactory(@Nullable SSLContext tls) {
        this.tls = tls;
    }

    @Nullable CorkedSocket last() {
        return last;
    }

    @Override
    public Socket createSocket() throws IOException {
        CorkedSocket socket = new CorkedSocket(tls == null ? new Socket() : tlsSocket(tls));
        last = socket;
        return socket;
    }

    private static SSLSocket tlsSocket(SSLContext context) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return socket;
    }

    // The native client makes unconnected sockets only.

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw new UnsupportedOperationException();
    }
}
